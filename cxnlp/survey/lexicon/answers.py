"""Words, faces and thumbs that stand for answers, in English, Thai, Persian and Vietnamese.

A family is one way of asking: a step of it is a score, and a language names each step once. Words
become scores by the family of their whole column, never one by one: "good" is 4 beside "very
good" and "bad", 5 beside "bad" alone, and 3 in "poor, fair, good, very good, excellent".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from cxnlp.survey.lexicon.headers import GROUP_LABELS
from cxnlp.survey.lexicon.names import plain

_SKIN = {code: None for code in (*range(0x1F3FB, 0x1F400), 0xFE0E, 0xFE0F)}


def answer_key(cell: str) -> str:
    """Return an answer in words as it is looked up: no case, skin tone, underscore or full stop."""
    return plain(cell.replace("_", " ").translate(_SKIN)).strip(" .!。").replace("’", "'")


@dataclass(frozen=True)
class Family:
    """One way of answering in words.

    Parameters
    ----------
    name : str
        What the words are about, for a sentence.
    scale : str
        The scale the steps are scores on; empty where the words do not tell.
    scores : tuple of float
        The score of each step, low to high.
    steps : mapping of str to tuple of str
        Language (or "sign") to the words of each step, alternatives parted by "|".
    rank : int
        Of two families that fit, the one of lower rank is taken; of one rank, they must agree.
    needs : frozenset of str
        Words of which one must occur.
    """

    name: str
    scale: str
    scores: tuple[float, ...]
    steps: Mapping[str, tuple[str, ...]]
    rank: int = 1
    needs: frozenset[str] = frozenset()

    def words(self) -> dict[str, tuple[float, str]]:
        """Map each word to its score and the language and step it names."""
        return {
            answer_key(word): (score, f"{language} {at}")
            for language, steps in self.steps.items()
            for at, (score, step) in enumerate(zip(self.scores, steps, strict=True))
            for word in step.split("|")
        }


_FIVE = (1.0, 2.0, 3.0, 4.0, 5.0)
_SEVEN = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0)
_ENDS_5 = (1.0, 5.0)
_THREE = (1.0, 3.0, 5.0)
_BAND_MIDDLES = (3.0, 7.5, 9.5)

FAMILIES: tuple[Family, ...] = (
    Family(
        "satisfaction",
        "csat",
        _FIVE,
        {
            "en": (
                "very dissatisfied|extremely dissatisfied|very unsatisfied|completely dissatisfied",
                "dissatisfied|somewhat dissatisfied|unsatisfied",
                "neutral|neither satisfied nor dissatisfied|neither",
                "satisfied|somewhat satisfied",
                "very satisfied|extremely satisfied|completely satisfied",
            ),
            "th": (
                "ไม่พอใจมาก|ไม่พึงพอใจมาก|ไม่พอใจอย่างมาก|ไม่พึงพอใจอย่างมาก|ไม่พอใจมากที่สุด|"
                "พอใจน้อยที่สุด|พึงพอใจน้อยที่สุด",
                "ไม่พอใจ|ไม่พึงพอใจ|ค่อนข้างไม่พอใจ|พอใจน้อย|พึงพอใจน้อย",
                "เฉย ๆ|เฉยๆ|ปานกลาง",
                "พอใจ|พึงพอใจ|ค่อนข้างพอใจ|พอใจมาก|พึงพอใจมาก",
                "พอใจมากที่สุด|พึงพอใจมากที่สุด|พอใจอย่างยิ่ง",
            ),
            "fa": (
                "خیلی ناراضی|بسیار ناراضی|کاملا ناراضی|کاملاً ناراضی",
                "ناراضی|نسبتا ناراضی",
                "متوسط|نه راضی نه ناراضی|بی‌تفاوت|بی تفاوت",
                "راضی|نسبتا راضی",
                "خیلی راضی|بسیار راضی|کاملا راضی|کاملاً راضی",
            ),
            "vi": (
                "rất không hài lòng|hoàn toàn không hài lòng",
                "không hài lòng",
                "bình thường|trung lập|trung bình",
                "hài lòng",
                "rất hài lòng|hoàn toàn hài lòng",
            ),
        },
    ),
    Family(
        "satisfaction",
        "csat",
        _FIVE,
        {
            "th": (
                "ไม่พอใจมาก|ไม่พึงพอใจมาก",
                "ไม่พอใจ|ไม่พึงพอใจ",
                "เฉย ๆ|เฉยๆ|ปานกลาง",
                "พอใจ|พึงพอใจ",
                "พอใจมาก|พึงพอใจมาก",
            ),
        },
        rank=0,
        needs=frozenset({"พอใจ", "พึงพอใจ", "ไม่พอใจมาก", "ไม่พึงพอใจมาก"}),
    ),
    Family(
        "quality",
        "csat",
        _FIVE,
        {
            "en": (
                "very bad|terrible|awful|very poor|horrible",
                "bad|poor",
                "average|ok|okay|fair|neutral|acceptable|so-so|not bad",
                "good",
                "very good|excellent|great|amazing|outstanding",
            ),
            "th": (
                "แย่มาก|ไม่ดีเลย",
                "แย่|ไม่ดี",
                "ปานกลาง|พอใช้|เฉย ๆ|เฉยๆ",
                "ดี",
                "ดีมาก|ดีเยี่ยม|ยอดเยี่ยม",
            ),
            "fa": (
                "خیلی بد|افتضاح|بسیار بد",
                "بد|ضعیف",
                "متوسط|معمولی",
                "خوب",
                "خیلی خوب|عالی|بسیار خوب",
            ),
            "vi": (
                "rất tệ|rất kém|quá tệ",
                "tệ|kém",
                "trung bình|bình thường|tạm được",
                "tốt",
                "rất tốt|xuất sắc|tuyệt vời",
            ),
        },
    ),
    Family(
        "quality",
        "csat",
        _FIVE,
        {
            "en": ("poor", "fair", "good", "very good", "excellent"),
            "fa": ("ضعیف", "متوسط", "خوب", "خیلی خوب|بسیار خوب", "عالی"),
            "th": ("แย่", "พอใช้", "ดี", "ดีมาก", "ดีเยี่ยม|ยอดเยี่ยม"),
            "vi": ("kém", "trung bình", "tốt", "rất tốt", "xuất sắc"),
        },
    ),
    Family(
        "good and bad",
        "csat",
        _ENDS_5,
        {
            "en": ("bad", "good"),
            "zendesk": ("bad with comment", "good with comment"),
            "th": ("แย่|ไม่ดี", "ดี"),
            "fa": ("بد", "خوب"),
            "vi": ("tệ", "tốt"),
        },
        rank=0,
    ),
    Family(
        "great, okay and bad",
        "csat",
        _THREE,
        {
            "en": ("bad|not good", "okay|ok", "great"),
        },
        rank=0,
    ),
    Family(
        "amount",
        "",
        _FIVE,
        {
            "en": ("very low", "low", "medium|moderate", "high", "very high"),
            "th": ("น้อยที่สุด", "น้อย", "ปานกลาง", "มาก", "มากที่สุด"),
            "fa": ("خیلی کم", "کم", "متوسط", "زیاد", "خیلی زیاد"),
            "vi": ("rất thấp", "thấp", "trung bình", "cao", "rất cao"),
        },
    ),
    Family(
        "thumbs",
        "csat",
        _ENDS_5,
        {
            "sign": ("👎", "👍"),
            "en": ("thumbs down|thumb down", "thumbs up|thumb up"),
        },
    ),
    Family(
        "faces",
        "csat",
        _THREE,
        {
            "sign": ("🙁|☹|😞|😟|😠|😡|😢", "😐|😑|😶", "🙂|😀|😃|😄|😊|😁|😍|☺"),
        },
        rank=0,
    ),
    Family(
        "faces",
        "csat",
        _FIVE,
        {
            "sign": (
                "😡|😠|😭|😢|😤|😫|😖",
                "🙁|☹|😞|😟|😕",
                "😐|😑|😶",
                "🙂|😊|☺",
                "😀|😃|😄|😁|😍|🤩|😆",
            ),
        },
    ),
    Family(
        "likelihood",
        "csat",
        _FIVE,
        {
            "en": (
                "extremely unlikely|very unlikely|not at all likely",
                "unlikely|somewhat unlikely",
                "neither likely nor unlikely|neutral|neither",
                "likely|somewhat likely",
                "extremely likely|very likely",
            ),
        },
    ),
    Family(
        "ease",
        "ces",
        _SEVEN,
        {
            "en": (
                "extremely difficult|very difficult|extremely hard",
                "moderately difficult|difficult",
                "slightly difficult|somewhat difficult",
                "neither easy nor difficult|neutral",
                "slightly easy|somewhat easy",
                "moderately easy|easy",
                "extremely easy|very easy",
            ),
        },
        needs=frozenset(
            "slightly difficult|somewhat difficult|slightly easy|somewhat easy|moderately easy|"
            "moderately difficult".split("|")
        ),
    ),
    Family(
        "agreement",
        "ces",
        _SEVEN,
        {
            "en": (
                "strongly disagree",
                "disagree",
                "somewhat disagree|slightly disagree",
                "neither agree nor disagree|neutral|neither",
                "somewhat agree|slightly agree",
                "agree",
                "strongly agree",
            ),
            "th": (
                "ไม่เห็นด้วยอย่างยิ่ง",
                "ไม่เห็นด้วย",
                "ค่อนข้างไม่เห็นด้วย",
                "เฉย ๆ|เฉยๆ|ไม่แน่ใจ",
                "ค่อนข้างเห็นด้วย",
                "เห็นด้วย",
                "เห็นด้วยอย่างยิ่ง",
            ),
            "fa": (
                "کاملا مخالفم|کاملاً مخالفم",
                "مخالفم",
                "تا حدی مخالفم",
                "نظری ندارم|بی‌نظر",
                "تا حدی موافقم",
                "موافقم",
                "کاملا موافقم|کاملاً موافقم",
            ),
            "vi": (
                "hoàn toàn không đồng ý|rất không đồng ý",
                "không đồng ý",
                "hơi không đồng ý",
                "trung lập|bình thường",
                "hơi đồng ý",
                "đồng ý",
                "hoàn toàn đồng ý|rất đồng ý",
            ),
        },
        rank=0,
        needs=frozenset(
            "somewhat disagree|slightly disagree|somewhat agree|slightly agree|ค่อนข้างไม่เห็นด้วย|"
            "ค่อนข้างเห็นด้วย|تا حدی مخالفم|تا حدی موافقم|hơi không đồng ý|hơi đồng ý".split("|")
        ),
    ),
    Family(
        "agreement",
        "",
        _FIVE,
        {
            "en": (
                "strongly disagree",
                "disagree",
                "neither agree nor disagree|neutral|neither|undecided",
                "agree",
                "strongly agree",
            ),
            "th": ("ไม่เห็นด้วยอย่างยิ่ง", "ไม่เห็นด้วย", "เฉย ๆ|เฉยๆ|ไม่แน่ใจ", "เห็นด้วย", "เห็นด้วยอย่างยิ่ง"),
            "fa": (
                "کاملا مخالفم|کاملاً مخالفم",
                "مخالفم",
                "نظری ندارم|بی‌نظر",
                "موافقم",
                "کاملا موافقم|کاملاً موافقم",
            ),
            "vi": (
                "hoàn toàn không đồng ý|rất không đồng ý",
                "không đồng ý",
                "trung lập|bình thường",
                "đồng ý",
                "hoàn toàn đồng ý|rất đồng ý",
            ),
        },
    ),
    Family(
        "NPS groups",
        "nps",
        _BAND_MIDDLES,
        {
            "any": tuple(
                "|".join(GROUP_LABELS[band]) for band in ("detractor", "passive", "promoter")
            ),
        },
        rank=0,
        needs=frozenset(word for band in ("detractor", "promoter") for word in GROUP_LABELS[band]),
    ),
)

ENDS: Mapping[str, float] = {
    answer_key(word): score
    for score, words in (
        (
            0.0,
            "not at all likely|extremely unlikely|ไม่เลย|ไม่แนะนำเลย|ไม่แนะนำแน่นอน|اصلا|به هیچ وجه|"
            "hoàn toàn không|chắc chắn không",
        ),
        (
            10.0,
            "extremely likely|very likely|แนะนำแน่นอน|แนะนำอย่างยิ่ง|حتما|قطعا|حتماً|قطعاً|"
            "chắc chắn có|rất có thể|chắc chắn",
        ),
    )
    for word in words.split("|")
}


def is_word(cell: str) -> bool:
    """Tell whether a cell is short words or signs without a digit, as an answer in words is."""
    return 0 < len(cell) <= 60 and not any(
        unicodedata.decimal(sign, None) is not None for sign in cell
    )
