"""Words that short comments are made of, to tell languages apart where letters do not.

A statistical identifier knows little about "no idea" or "gia re, hai long"; these words, of the
kind customers write most, speak for their language. Vietnamese ones stand without their marks, as
people type them in haste; with marks the letters already tell.
"""

from __future__ import annotations

COMMON_WORDS = {
    "en": frozenset(
        """
        a about all always am an and app are as at awesome bad best better but can cheap clean
        could customer dont easy excellent expensive fast fine food for friendly from good great
        had has have helpful i idea if in is it its keep like love me more my need never nice no
        none nope not nothing of ok okay on or perfect poor price quick quite satisfied service
        slow so staff team terrible than thank thanks that the they this to too up use very want
        was we were what when will with work works would yes you your
        """.split()
    ),
    "vi": frozenset(
        """
        anh ban bi biet cac cam can cham chat chi cho chua co cua cung cuoc da dang dep di dich du
        duoc em gi gia giao giu goi hai hang hay hoi hon k ko kha khach khi kho khong kem lai lam la
        lau loi long luong luon mang mat mau may minh moi mot muon mua nay ngay nen ngon nhan nhanh
        nhat nhieu nhu nhung on phai phi pham phong phuc qua rat re ro san sao shop tam te thai thay
        the thi thich thoi tien tinh toi tot tra trong tu tuyet ung va vay ve vi vien voi vu vui xau
        xem yeu
        """.split()
    ),
    "fa": frozenset(
        """
        از است این بد بود برای بسیار بهتر تر خدمات خوب خوبه خوبی خیلی داره دارد راضی راضیم شد شده
        عالی عالیه قیمت گران محشر مرسی ممنون ممنونم می نبود ندارد نداره نمی نیست ها همه همیشه ولی
        اما یک یه واقعا سرعت کیفیت
        """.split()
    ),
}
MOST = 0.6


def votes(words: frozenset[str], language: str) -> int:
    """Return how many of a comment's words speak for a language.

    Parameters
    ----------
    words : frozenset of str
        The distinct words of a comment, in lower case, Persian in Persian letters.
    language : str
        ISO 639-1 code; one without a list gets no vote. Vietnamese syllables without their marks
        look like words of other languages, and count only where they are most of the words.
    """
    found = len(words & COMMON_WORDS.get(language, frozenset()))
    return 0 if language == "vi" and found < MOST * len(words) else found
