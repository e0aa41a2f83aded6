"""Words that column headers are made of, in English, Thai, Persian and Vietnamese.

A header alone decides little: "reason" may head a list of ticked options or a comment. These
patterns are one of two witnesses, the cells are the other. They are matched against
`names.plain(header)` with joiners, underscores and hyphens as spaces.
"""

from __future__ import annotations

import re

from cxnlp.survey.lexicon.names import plain


def spoken(header: str) -> str:
    """Return a header as words: "UserLanguage" and "user_language" both "user language"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return " ".join(re.sub(r"[_\-–—/|:]+", " ", plain(parted)).split())


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


ID = _any(
    r"^#$|\bid\b",
    r"\b(response|respondent|survey|ticket|order|record|case)\s?(id|no|number)\b",
    r"\b(uuid|guid|key)\b|รหัส|เลขที่|หมายเลข|شناسه|کد\b|شماره|^mã\b|\bmã số\b",
)
DATE = _any(
    r"\b(date|time|timestamp|datetime|created|submitted|submitdate|completed|recorded|day|month)\b",
    r"วันที่|เวลา|تاریخ|زمان|\bngày\b|thời gian",
)
DATE_BEST = _any(r"submit|complet|record|respon|timestamp|ประทับเวลา|dấu thời gian")
DATE_WORST = _any(r"start|begin|update|modif|reply|stage|millis|birth")
LANGUAGE = _any(r"\blang(uage)?\b|startlanguage|\blocale\b|ภาษา|زبان|ngôn ngữ")
GROUP = _any(
    r"\bnps\b.*\b(group|category|segment|type|band|class)\b|\bgroup\b|กลุ่ม|گروه|nhóm",
)
GROUP_LABELS = {
    "detractor": (
        "detractor",
        "detractors",
        "ผู้ไม่สนับสนุน",
        "بدگو",
        "منتقد",
        "phản đối",
        "người phản đối",
    ),
    "passive": (
        "passive",
        "passives",
        "neutral",
        "neutrals",
        "natural",
        "persuadable",
        "ผู้เฉยเมย",
        "เฉยๆ",
        "خنثی",
        "منفعل",
        "بی‌تفاوت",
        "trung lập",
        "người trung lập",
        "thụ động",
    ),
    "promoter": (
        "promoter",
        "promoters",
        "ผู้สนับสนุน",
        "مروج",
        "مبلغ",
        "ủng hộ",
        "người ủng hộ",
        "quảng bá",
    ),
}
DERIVED = _any(
    r"\bsentiment\b|\bpolarity\b|\btopics?$|\btopics? (score|sentiment)|translat",
    r"\bemotion\b|\bkeywords?\b|^cx |developer reply|\bagent (reply|note)|business reply",
    r"\bai (summary|tag)",
)
COMMENT = _any(
    r"\bcomments?\b|\bfeedback\b|\breviews?\b|\bwhy\b|\breasons?\b|\bremarks?\b|\btext\b",
    r"\btell us\b|\bsuggest|\bimprov|\bopinion\b|\bverbatim\b|open ?end|\bmessage\b",
    r"\bexplain\b|\bdescribe\b|\bwhat (do|did|could|should|would)\b|\bpros\b|\bcons\b",
    r"\btitle\b|\bbody\b|\banswer\b|anything else|ความคิดเห็น|ความเห็น|ข้อเสนอแนะ|เหตุผล",
    r"ทำไม|เพราะ|รีวิว|คำติชม|ข้อความ|ปรับปรุง|نظر|متن|چرا|دلیل|توضیح|نقاط|انتقاد|بازخورد",
    r"عنوان|علت|bình luận|nhận xét|góp ý|vì sao|tại sao|lý do|ý kiến|phản hồi|nội dung",
)
REASONS = _any(
    r"\breasons?\b|\bwhich of\b|\bselect all\b|\btick|\bchoose\b|\bdrivers?\b|\bissues?\b",
    r"\bareas?\b|\bwhat (influenced|affected|drove)\b|\bfactors?\b|เหตุผล|สาเหตุ|เลือก",
    r"ปัจจัย|دلایل|دلیل|علت|کدام|lý do|nguyên nhân|chọn|yếu tố",
)
SEGMENT = _any(
    r"\bcountry\b|\bregion\b|\bcity\b|\bplan\b|\btouch ?point\b|\bchannel\b|\bsegment\b",
    r"\bproduct\b|\bservice\b|\bstore\b|\bbranch\b|\bdepartment\b|\bgender\b|\bage\b",
    r"\btier\b|\bcabin\b|\bclass\b|\btype\b|\bcategory\b|\bdevice\b|\bplatform\b",
    r"\bmarket\b|\bteam\b|\bcampaign\b|\bairline\b|\bcustomer type\b|\btenure\b|ประเทศ",
    r"จังหวัด|ภาค|สาขา|แพ็กเกจ|ช่องทาง|ร้าน|เพศ|อายุ|کشور|استان|شهر|شعبه|کانال|جنسیت|سن\b",
    r"طرح|quốc gia|tỉnh|thành phố|chi nhánh|kênh|gói|giới tính|\btuổi\b",
)
TECHNICAL = _any(
    r"\bip\b|ipaddr|\bprogress\b|\bduration\b|\bfinished\b|\bstatus\b|lastpage|\bseed\b",
    r"collector|network id|^tags$|^ending$|response type|\be ?mail\b|\bname\b|\bphone\b",
    r"latitude|longitude|\bversion\b|\bmillis\b|\burl\b|\blink\b|package|external",
    r"\bcount\b|token|refurl|\bpage\b|custom data|ชื่อ|อีเมล|โทรศัพท์|نام\b|ایمیل|تلفن",
    r"موبایل|họ tên|\btên\b|điện thoại",
)
NPS = _any(
    r"\bnps\b|\brecommend|net promoter|\bscale11\b|\blikely\b.*\b(friend|colleague)|แนะนำ",
    r"บอกต่อ|توصیه|معرفی|giới thiệu|khuyên",
)
OUTCOME = _any(NPS.pattern, r"پیشنهاد", r"\bsatisf", r"พอใจ", r"رضایت", r"hài lòng")
CSAT = _any(
    r"\bcsat\b|satisf|how was your (experience|stay|visit)",
    r"rate your (experience|visit|stay)|พึงพอใจ|พอใจ|ประทับใจ|رضایت|راضی|hài lòng",
    r"how (happy|pleased)|experience of our",
)
CES = _any(
    r"\bces\b|\beffort\b|\beas(y|e|ily)\b|ความพยายาม|ง่าย|سهولت|آسان|راحت|dễ dàng|\bdễ\b",
    r"nỗ lực",
)
STARS = _any(r"\bstars?\b|ดาว|ستاره|\b(số )?sao\b")
RATING = _any(
    r"\brat(ing|e)\b|\bscore\b|\bgrade\b|คะแนน|ให้เกรด|امتیاز|نمره|\bđiểm\b|đánh giá",
)
SCORED = (NPS, CSAT, CES, STARS, RATING)
OVERALL = _any(
    r"\boverall\b|\bgeneral\b|\btotal\b|โดยรวม|โดยรวมแล้ว|در کل|کلی|tổng thể|nhìn chung",
)
YES = frozenset("1 y yes true x ✓ ✔ ☑ checked selected ticked ใช่ بله بلی có".split())
NO = frozenset("0 n no false unchecked ไม่ใช่ ไม่ خیر نه không".split())


def is_scored(said: str) -> bool:
    """Tell whether a header speaks of a score of any kind."""
    return any(pattern.search(said) for pattern in SCORED)
