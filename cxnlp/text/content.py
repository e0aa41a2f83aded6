"""Comments that say that there is nothing to say."""

from __future__ import annotations

import re
import unicodedata

from cxnlp.text.normal import persian_letters

NOTHING = frozenset(
    """
    n/a|na|nil|none|no|nope|nothing|null|no comment|no comments|nothing to add|nothing to say
    no answer|not applicable|nothing else|none at all|no thanks|no feedback|no idea|dont know
    don't know|-|.|x|xx|xxx
    ไม่มี|ไม่มีค่ะ|ไม่มีคะ|ไม่มีครับ|ไม่มีคับ|ไม่มีจ้า|ไม่มีความเห็น|ไม่มีความคิดเห็น|ไม่ออกความเห็น
    ไม่มีอะไร|ไม่มีอะไรค่ะ|ไม่มีอะไรครับ|ไม่ทราบ|ไม่รู้|ไม่ระบุ|ยังไม่มี|ไม่มีข้อเสนอแนะ
    không|không có|không có gì|không có ý kiến|ko|ko có|k có|k|kh|không biết|ko biết|khong|khong co
    ko co|k co|hông|hong|không ý kiến|khong co y kien|khong co gi|ko có gì|ko có ý kiến|chưa có
    ندارم|ندارد|نداره|هیچ|هیچی|هیچ چیز|نظری ندارم|نظر خاصی ندارم|خیر|نه|نظری نیست|نمی دانم|نمیدانم
    نمی‌دانم|نمیدونم|موردی نیست|مورد خاصی نیست|چیزی ندارم|پیشنهادی ندارم|حرفی ندارم|بدون نظر
    nada|ninguno|ninguna|sin comentarios|rien|aucun|aucune|sans commentaire|nichts|keine
    kein kommentar|niente|nessuno|nessun commento|nenhum|nenhuma|sem comentários|geen
    niets|yok|hiç|لا يوجد|لا شيء|لا|нет|ничего|нет комментариев|无|没有|無|沒有|なし|特になし|없음
    कुछ नहीं|नहीं|कोई नहीं|कोई टिप्पणी नहीं|tidak ada|tidak|ga ada|gak ada|nggak ada|tidak ada komentar
    ไม่มีเลย|ไม่มีนะ|ไม่มีคำแนะนำ|ไม่มีข้อติชม|ไม่มีความคิดเห็นเพิ่มเติม|ไม่มีข้อเสนอแนะเพิ่มเติม|ไม่มีอะไรเพิ่มเติม
    เปล่า|ไม่ขอออกความเห็น|ไม่แสดงความคิดเห็น|không ạ|ko ạ|dạ không|không có ạ
    không có gì thêm|ko có ý kiến gì|không có ý kiến gì|chẳng có gì|không có góp ý|chưa có ý kiến
    هیچی نیست|چیزی نیست|هیچ نظری ندارم|نظری ندارم ممنون|نظر ندارم|پیشنهادی نیست|فعلا نظری ندارم
    لا تعليق|لا يوجد تعليق|لايوجد|ما في|لا اعرف|کچھ نہیں|نہیں|nada que decir|sin comentario|no sé
    ningún comentario|no tengo|non|néant|ras|pas de commentaire|je ne sais pas|kein|nix|keine angabe
    weiß nicht|weiss nicht|nein|nessuna|niente da dire|non so|não|nada a declarar|nada a dizer
    sem comentário|não sei|nvt|n.v.t.|geen opmerkingen|nee|hayır|hayir|yorum yok|bilmiyorum|нету
    не знаю|без комментариев|нечего сказать|нема|немає|нічого|няма|нищо|暂无|暂时没有|没有意见
    没意见|无意见|沒意見|ありません|特にありません|無し|わかりません|없습니다|없어요|없음요|모름|모르겠습니다
    τίποτα|όχι|κανένα|אין|כלום|לא
    """.strip()
    .replace("\n", "|")
    .split("|")
)


def says_nothing(text: str) -> bool:
    """Tell whether a comment is empty of content: blank, a dash, "none", "ไม่มี", "ندارم".

    A comment of emoji says something; punctuation alone does not.
    """
    return not _says_much(text) and _bare(text) in _BARE_NOTHING


def _says_much(text: str) -> bool:
    """Tell quickly of most comments that they have more letters than any phrase of nothing."""
    return _MUCH.match(unicodedata.normalize("NFC", text)) is not None


def _bare(text: str) -> str:
    """Drop case, punctuation, repeated space and the keyboard; keep letters, digits and symbols."""
    kept = "".join(
        character
        for character in persian_letters(unicodedata.normalize("NFC", text).lower())
        if _tells(unicodedata.category(character)) or character.isspace()
    )
    return " ".join(kept.split())


def _tells(category: str) -> bool:
    """Tell whether characters of a category can carry meaning: emoji (So) do, `~` or `^` not."""
    return category[0] in "LNM" or category in ("So", "Sc")


_BARE_NOTHING = frozenset(_bare(phrase) for phrase in NOTHING) | {""}
# Lower case never has fewer letters and digits.
_MUCH = re.compile(rf"[\W_]*+(?:[^\W_][\W_]*+){{{max(map(len, _BARE_NOTHING)) + 1}}}")
