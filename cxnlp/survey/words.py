"""Words that column headers are made of, in English, Thai, Persian and Vietnamese.

A header alone decides little: "reason" may head a list of ticked options or a comment. These
patterns are one of two witnesses, the cells are the other. They are matched against
`names.plain(header)` with joiners, underscores and hyphens as spaces.
"""

from __future__ import annotations

import re

from cxnlp.survey.names import plain


def spoken(header: str) -> str:
    """Return a header as words: "UserLanguage" and "user_language" both "user language"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return " ".join(re.sub(r"[_\-–—/|:]+", " ", plain(parted)).split())


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


ID = _any(
    r"^#$", r"\bid\b", r"\b(response|respondent|survey|ticket|order|record|case)\s?(id|no|number)\b",
    r"\b(uuid|guid|key)\b", r"รหัส", r"เลขที่", r"หมายเลข", r"شناسه", r"کد\b", r"شماره", r"^mã\b", r"\bmã số\b",
)  # fmt: skip
DATE = _any(
    r"\b(date|time|timestamp|datetime|created|submitted|submitdate|completed|recorded|day|month)\b",
    r"วันที่", r"เวลา", r"تاریخ", r"زمان", r"\bngày\b", r"thời gian",
)  # fmt: skip
DATE_BEST = _any(r"submit", r"complet", r"record", r"respon", r"timestamp", r"ประทับเวลา", r"dấu thời gian")
DATE_WORST = _any(r"start", r"begin", r"update", r"modif", r"reply", r"stage", r"millis", r"birth")
LANGUAGE = _any(r"\blang(uage)?\b", r"startlanguage", r"\blocale\b", r"ภาษา", r"زبان", r"ngôn ngữ")
GROUP = _any(
    r"\bnps\b.*\b(group|category|segment|type|band|class)\b", r"\bgroup\b", r"กลุ่ม", r"گروه", r"nhóm"
)
GROUP_LABELS = {
    "detractor": ("detractor", "detractors", "ผู้ไม่สนับสนุน", "بدگو", "منتقد", "phản đối", "người phản đối"),
    "passive": (
        "passive", "passives", "neutral", "neutrals", "natural", "persuadable", "ผู้เฉยเมย", "เฉยๆ",
        "خنثی", "منفعل", "بی‌تفاوت", "trung lập", "người trung lập", "thụ động",
    ),
    "promoter": ("promoter", "promoters", "ผู้สนับสนุน", "مروج", "مبلغ", "ủng hộ", "người ủng hộ", "quảng bá"),
}  # fmt: skip
DERIVED = _any(
    r"\bsentiment\b", r"\bpolarity\b", r"\btopics?$", r"\btopics? (score|sentiment)", r"translat",
    r"\bemotion\b", r"\bkeywords?\b", r"^cx ", r"developer reply", r"\bagent (reply|note)",
    r"business reply", r"\bai (summary|tag)",
)  # fmt: skip
COMMENT = _any(
    r"\bcomments?\b", r"\bfeedback\b", r"\breviews?\b", r"\bwhy\b", r"\breasons?\b", r"\bremarks?\b",
    r"\btext\b", r"\btell us\b", r"\bsuggest", r"\bimprov", r"\bopinion\b", r"\bverbatim\b",
    r"open ?end", r"\bmessage\b", r"\bexplain\b", r"\bdescribe\b", r"\bwhat (do|did|could|should|would)\b",
    r"\bpros\b", r"\bcons\b", r"\btitle\b", r"\bbody\b", r"\banswer\b", r"anything else",
    r"ความคิดเห็น", r"ความเห็น", r"ข้อเสนอแนะ", r"เหตุผล", r"ทำไม", r"เพราะ", r"รีวิว", r"คำติชม", r"ข้อความ", r"ปรับปรุง",
    r"نظر", r"متن", r"چرا", r"دلیل", r"توضیح", r"نقاط", r"انتقاد", r"بازخورد", r"عنوان", r"علت",
    r"bình luận", r"nhận xét", r"góp ý", r"vì sao", r"tại sao", r"lý do", r"ý kiến", r"phản hồi", r"nội dung",
)  # fmt: skip
REASONS = _any(
    r"\breasons?\b", r"\bwhich of\b", r"\bselect all\b", r"\btick", r"\bchoose\b", r"\bdrivers?\b",
    r"\bissues?\b", r"\bareas?\b", r"\bwhat (influenced|affected|drove)\b", r"\bfactors?\b",
    r"เหตุผล", r"สาเหตุ", r"เลือก", r"ปัจจัย", r"دلایل", r"دلیل", r"علت", r"کدام", r"lý do", r"nguyên nhân", r"chọn", r"yếu tố",
)  # fmt: skip
SEGMENT = _any(
    r"\bcountry\b", r"\bregion\b", r"\bcity\b", r"\bplan\b", r"\btouch ?point\b", r"\bchannel\b",
    r"\bsegment\b", r"\bproduct\b", r"\bservice\b", r"\bstore\b", r"\bbranch\b", r"\bdepartment\b",
    r"\bgender\b", r"\bage\b", r"\btier\b", r"\bcabin\b", r"\bclass\b", r"\btype\b", r"\bcategory\b",
    r"\bdevice\b", r"\bplatform\b", r"\bmarket\b", r"\bteam\b", r"\bcampaign\b", r"\bairline\b",
    r"\bcustomer type\b", r"\btenure\b", r"ประเทศ", r"จังหวัด", r"ภาค", r"สาขา", r"แพ็กเกจ", r"ช่องทาง", r"ร้าน",
    r"เพศ", r"อายุ", r"کشور", r"استان", r"شهر", r"شعبه", r"کانال", r"جنسیت", r"سن\b", r"طرح",
    r"quốc gia", r"tỉnh", r"thành phố", r"chi nhánh", r"kênh", r"gói", r"giới tính", r"\btuổi\b",
)  # fmt: skip
TECHNICAL = _any(
    r"\bip\b", r"ipaddr", r"\bprogress\b", r"\bduration\b", r"\bfinished\b", r"\bstatus\b", r"lastpage",
    r"\bseed\b", r"collector", r"network id", r"^tags$", r"^ending$", r"response type", r"\be ?mail\b",
    r"\bname\b", r"\bphone\b", r"latitude", r"longitude", r"\bversion\b", r"\bmillis\b", r"\burl\b",
    r"\blink\b", r"package", r"external", r"\bcount\b", r"token", r"refurl", r"\bpage\b", r"custom data",
    r"ชื่อ", r"อีเมล", r"โทรศัพท์", r"نام\b", r"ایمیل", r"تلفن", r"موبایل", r"họ tên", r"\btên\b", r"điện thoại",
)  # fmt: skip
NPS = _any(
    r"\bnps\b", r"\brecommend", r"net promoter", r"\bscale11\b", r"\blikely\b.*\b(friend|colleague)",
    r"แนะนำ", r"บอกต่อ", r"توصیه", r"معرفی", r"giới thiệu", r"khuyên",
)  # fmt: skip
OUTCOME = _any(NPS.pattern, r"پیشنهاد", r"\bsatisf", r"พอใจ", r"رضایت", r"hài lòng")
CSAT = _any(
    r"\bcsat\b", r"satisf", r"how was your (experience|stay|visit)", r"rate your (experience|visit|stay)",
    r"พึงพอใจ", r"พอใจ", r"ประทับใจ", r"رضایت", r"راضی", r"hài lòng", r"how (happy|pleased)",
    r"experience of our",
)  # fmt: skip
CES = _any(
    r"\bces\b", r"\beffort\b", r"\beas(y|e|ily)\b", r"ความพยายาม", r"ง่าย", r"سهولت", r"آسان", r"راحت",
    r"dễ dàng", r"\bdễ\b", r"nỗ lực",
)  # fmt: skip
STARS = _any(r"\bstars?\b", r"ดาว", r"ستاره", r"\b(số )?sao\b")
RATING = _any(
    r"\brat(ing|e)\b", r"\bscore\b", r"\bgrade\b", r"คะแนน", r"ให้เกรด", r"امتیاز", r"نمره", r"\bđiểm\b", r"đánh giá"
)
OVERALL = _any(r"\boverall\b", r"\bgeneral\b", r"\btotal\b", r"โดยรวม", r"โดยรวมแล้ว", r"در کل", r"کلی", r"tổng thể", r"nhìn chung")
YES = frozenset("1 y yes true x ✓ ✔ ☑ checked selected ticked ใช่ بله بلی có".split())
NO = frozenset("0 n no false unchecked ไม่ใช่ ไม่ خیر نه không".split())
