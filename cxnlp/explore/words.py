"""The words and phrases of clauses, in any language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import pairwise

from cxnlp.text.normal import persian_letters

LONGEST_WORD, MOST_WORDS = 30, 3
APART = " "
JOINED = frozenset(("th", "zh", "ja", "lo", "km", "my"))
"""Languages written without spaces between words."""

# What turns or carries an opinion is never a mere function word, whatever a list of those says.
KEPT = frozenset(
    """
    no not never none nothing without cannot can't don't doesn't didn't won't wouldn't isn't wasn't
    aren't weren't couldn't good great best better well nice bad worse worst poor poorly wrong right
    ok okay thanks thank please too very more less least most only again always everything high low
    slow fast easy hard long short new old able unable help need want problem problems
    ไม่ ไม่มี ไม่ได้ ไม่เคย มิ ไร้ ดี มาก น้อย แพง ถูก ช้า เร็ว แย่ เกิน บ่อย ยาก ง่าย ควร อยาก ต้อง
    không chưa chẳng chả đừng ko k tốt xấu tệ kém hay đẹp nhanh chậm rẻ đắt nhiều ít quá rất nên cần
    muốn dễ khó
    نه نیست ندارد نداره نبود نشد نکنید بدون هیچ هرگز خوب بد عالی بهتر بهترین بدتر بدترین زیاد کم
    خیلی گران ارزان کند سریع سخت آسان باید
    nicht kein keine nie ohne gut schlecht besser schlechter sehr zu no nunca sin bueno malo mejor
    peor muy ne pas jamais sans bon mauvais mieux pire très non mai senza bene male molto
    """.split()
)


# Such a word alone says nothing: of what not, of what too much?
NEVER_ALONE = frozenset(
    """
    no not never none nothing without cannot can't don't doesn't didn't won't wouldn't isn't wasn't
    aren't weren't couldn't very too more less most least only again always everything please need
    ไม่ ไม่มี ไม่ได้ ไม่เคย มิ ไร้ มาก น้อย เกิน บ่อย ควร อยาก ต้อง không chưa chẳng chả đừng ko k
    nhiều ít quá rất nên cần muốn نه نیست ندارد نداره نبود نشد نکنید بدون هیچ هرگز زیاد کم خیلی باید
    nicht kein keine nie ohne sehr zu nunca sin muy ne pas jamais sans très non mai senza molto
    """.split()
)


STRETCHED = re.compile(r"([^\W\d])\1{2,}")
"""A letter three times or more: "sooo" is "so"."""

# What such a word turns is another thing with it than without: "buy" is not of "do not buy".
TURNING = frozenset(
    """
    no not never none nothing without cannot can't don't doesn't didn't won't wouldn't isn't wasn't
    aren't weren't couldn't ไม่ ไม่มี ไม่ได้ ไม่เคย มิ ไร้ không chưa chẳng chả đừng نه بدون هیچ هرگز
    nicht kein keine nie ohne nunca sin pas jamais sans senza
    """.split()
)
WRITTEN: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "k": "không",
        "ko": "không",
        "kg": "không",
        "khong": "không",
        "hok": "không",
        "đc": "được",
        "dc": "được",
        "đt": "điện thoại",
        "dt": "điện thoại",
        "nv": "nhân viên",
    },
}
"""Short for: what one thing is written as would otherwise count as many."""

# What such a word denies or measures comes after it, so no phrase ends with it.
DANGLING = frozenset(
    """
    no not never none without cannot can't don't doesn't didn't won't wouldn't isn't wasn't aren't
    weren't couldn't very too more less most least only
    """.split()
)

# What is said of anything: alone it names no topic where another phrase does.
PRAISE_OR_BLAME = frozenset(
    """
    good great best better well nice bad worse worst poor poorly wrong right ok okay excellent
    amazing brilliant fantastic wonderful outstanding perfect superb awesome lovely happy pleased
    satisfied terrible awful horrible appalling disgusting disgraceful shocking pathetic useless
    rubbish dreadful disappointed disappointing frustrating frustrated annoying unhappy easy hard
    difficult simple quick quickly fast slow helpful unhelpful friendly polite rude efficient
    professional impressed recommend love like liked fine smooth high low long short new old able
    unable
    ดี แย่ เยี่ยม เยี่ยมมาก ยอดเยี่ยม ประทับใจ พอใจ ชอบ ห่วย ดีมาก แย่มาก โอเค สุดยอด ง่าย ยาก เร็ว ช้า
    tốt xấu tệ kém hay đẹp nhanh chậm rẻ đắt dễ khó ổn ok thích tuyệt
    خوب بد عالی بهتر بهترین بدتر بدترین گران ارزان کند سریع سخت آسان راضی افتضاح معمولی ضعیف قشنگ
    """.split()
)


def words(text: str, language: str) -> list[list[str]]:
    """Return the words of a text in lower case, in runs without punctuation between them.

    Thai is cut by PyThaiNLP where the extra `explore` is installed, else, as all other languages
    are, by ICU's dictionaries.
    """
    folded = STRETCHED.sub(r"\1", persian_letters(text.casefold()))
    short = WRITTEN.get(language, {})
    runs: list[list[str]] = [[]]
    for piece in _pieces(folded, language):
        if piece.isspace():
            continue
        if not any(map(str.isalnum, piece)):
            runs.append([])
        elif len(piece) <= LONGEST_WORD:
            runs[-1] += short.get(piece, piece).split()
    return [run for run in runs if run]


def phrases(text: str, language: str, longest: int = MOST_WORDS) -> set[str]:
    """Return the distinct phrases of one to `longest` words that could name something.

    None begins or ends with a function word; negations and words of opinion are no such words. A
    number alone is none, nor is a negation or a word of degree, nor what is left of a phrase
    without the negation before it.
    """
    idle = function_words(language)
    found = set()
    for run in words(text, language):
        for size in range(1, longest + 1):
            for start in range(len(run) - size + 1):
                some = run[start : start + size]
                turned = start > 0 and run[start - 1] in TURNING
                if not turned and _names(some, idle):
                    found.add(spelled(some, language))
    return found


def _names(some: Sequence[str], idle: frozenset[str]) -> bool:
    if len(some) == 1 and some[0] in NEVER_ALONE:
        return False
    if some[-1] in DANGLING:
        return False
    if some[0] in idle or some[-1] in idle or any(a == b for a, b in pairwise(some)):
        return False
    return any(any(map(str.isalpha, word)) and len(word) > 1 for word in some)


def spelled(some: Sequence[str], language: str) -> str:
    """Return words as they are written together in a language."""
    return ("" if language in JOINED else APART).join(some)


@cache
def function_words(language: str) -> frozenset[str]:
    """Return words of a language that name nothing by themselves."""
    import stopwordsiso

    if not stopwordsiso.has_lang(language):
        return frozenset()
    listed = {persian_letters(word) for word in stopwordsiso.stopwords(language)}
    return frozenset(listed | _polite(language)) - KEPT


def _polite(language: str) -> frozenset[str]:
    """Return particles of politeness, which every Thai clause may end in."""
    return frozenset("ครับ ค่ะ คะ ค้าบ คับ จ้า จ้ะ นะ น่ะ ผม ดิฉัน".split() if language == "th" else ())


def thai_by() -> str:
    """Return what cuts Thai into words here: "pythainlp" or "icu"."""
    return "pythainlp" if find_spec("pythainlp") else "icu"


def _pieces(text: str, language: str) -> list[str]:
    if language == "th" and thai_by() == "pythainlp":
        from pythainlp.tokenize import word_tokenize

        return list(word_tokenize(text, engine="newmm"))
    from icu4py.breakers import WordBreaker

    return list(WordBreaker(text, "en"))
