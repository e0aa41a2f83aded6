"""Google Forms: a timestamp in the sheet's locale, then a column a question, and nothing else.

No header is fixed but the first, and that one is translated, so the file is told by what it has
not: no id, no status, only moments to the second and questions.
"""

from __future__ import annotations

import re

from cxnlp.survey.codebook import Codebook, Entry
from cxnlp.survey.dialects.cells import below, cell_at, filled, is_digits, share, spoken_set, words
from cxnlp.survey.dialects.layout import Layout, Rows
from cxnlp.survey.lexicon.names import plain

_FIRST = spoken_set(
    "Timestamp",
    "ประทับเวลา",
    "การประทับเวลา",
    "Dấu thời gian",
    "مهر زمان",
    "برچسب زمان",
    "مُهر زمان",
    "Zeitstempel",
    "Horodateur",
    "Marca temporal",
    "Carimbo de data/hora",
    "Informazioni cronologiche",
    "Tijdstempel",
    "Zaman damgası",
    "Отметка времени",
    "Sygnatura czasowa",
    "タイムスタンプ",
    "타임스탬프",
    "时间戳记",
    "時間戳記",
    "طابع زمني",
    "Cap waktu",
    "Stempel waktu",
    "Tidsstämpel",
    "Tidsstempel",
    "Aikaleima",
    "Časová značka",
    "Időbélyeg",
    "Marcă de timp",
    "Χρονική σήμανση",
    "חותמת זמן",
    "टाइमस्टैम्प",
)
_MOMENT = re.compile(
    r"[\d۰-۹๐-๙]{1,4}[/.-][\d۰-۹๐-๙]{1,2}[/.-][\d۰-۹๐-๙]{1,4},?\s+"
    r"[\d۰-۹๐-๙]{1,2}[:.][\d۰-۹๐-๙]{2}[:.][\d۰-۹๐-๙]{2}(\s*\S{1,12}){0,2}"
)
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_GRID = re.compile(r"(?P<question>.+\S)\s+\[(?P<row>[^\[\]]+)\]", re.DOTALL)
_QUIZ = re.compile(r"\d+(\.\d+)?\s*/\s*\d+")
_ASKED_LIKE = re.compile("[?？؟]|\\s\\S+\\s")


def sniff(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise a first column of moments beside questions."""
    if len(rows) < 2 or len(filled(rows[0])) < 2:
        return None
    moments = below(rows, 0, 1)
    timed = share(moments, lambda cell: bool(_MOMENT.fullmatch(cell)))
    named = plain(cell_at(rows[0], 0)) in _FIRST
    if timed < (0.3 if named or asked else 0.95) or not (named or asked or _asks(rows)):
        return None
    entries = [
        Entry(words(cell_at(rows[0], 0)), role="date", reason="Google Forms stamps the time there.")
    ]
    entries += [_entry(rows, at) for at in range(1, len(rows[0]))]
    reason = "It begins with a timestamp to the second, and the other columns are questions."
    return Layout(Codebook("google_forms", reason, tuple(entries)))


def _asks(rows: Rows) -> bool:
    """Tell whether the other headers are questions rather than names of fields."""
    heads = [cell.strip() for cell in rows[0][1:]]
    asking = [head for head in heads if _ASKED_LIKE.search(head)]
    ids = is_digits(cell_at(rows[1], 1)) and len(cell_at(rows[1], 1)) > 4
    return bool(heads) and len(asking) >= 0.6 * len(heads) and not ids


def _entry(rows: Rows, at: int) -> Entry:
    head, cells = words(cell_at(rows[0], at)), below(rows, at, 1)
    if at == 1 and share(cells, lambda cell: bool(_EMAIL.fullmatch(cell))) > 0.9:
        return Entry(head, role="other", reason="It holds the respondents' addresses.")
    if at <= 2 and share(cells, lambda cell: bool(_QUIZ.fullmatch(cell))) > 0.9 and len(head) < 20:
        return Entry(head, role="derived", reason="It holds the points of a quiz.")
    grid = _GRID.fullmatch(head)
    if grid:
        return Entry(head, grid["question"], sub_label=grid["row"], question=grid["question"])
    return Entry(head)
