"""Qualtrics: three header rows (tags, questions, import ids), two, one, or the legacy two.

The third header row is JSON with an `ImportId` in every cell, which no other platform writes.
Where it was deleted, the export tags and the `R_…` response ids remain; both are the same in
every language of the interface. Qualtrics support, "Understanding Your Dataset".
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from cxnlp.survey.codebook import PREVIEW, SPAM, TEST, UNFINISHED, Codebook, Entry, Role, RowRule
from cxnlp.survey.dialects.cells import below, cell_at, filled, is_time, share, spoken_set, words
from cxnlp.survey.dialects.layout import Layout, Rows

_RESPONSE = re.compile(r"R_[A-Za-z0-9]{7,}")
# Export tag: import id.
_TAGS = {
    "StartDate": "startDate",
    "EndDate": "endDate",
    "Status": "status",
    "IPAddress": "ipAddress",
    "Progress": "progress",
    "Duration (in seconds)": "duration",
    "Finished": "finished",
    "RecordedDate": "recordedDate",
    "ResponseId": "_recordId",
    "ResponseID": "_recordId",
    "RecipientLastName": "recipientLastName",
    "RecipientFirstName": "recipientFirstName",
    "RecipientEmail": "recipientEmail",
    "ExternalReference": "externalDataReference",
    "LocationLatitude": "locationLatitude",
    "LocationLongitude": "locationLongitude",
    "DistributionChannel": "distributionChannel",
    "UserLanguage": "userLanguage",
    "ResponseSet": "responseSet",
    "Name": "name",
    "ExternalDataReference": "externalDataReference",
    "EmailAddress": "recipientEmail",
}
_SYSTEM = frozenset(_TAGS.values())
_ROLES: dict[str, Role] = {"_recordId": "id", "recordedDate": "date", "userLanguage": "language"}
_GROUP = re.compile(r"(?P<question>.+?)_NPS_GROUP")
_TIMER = re.compile(r"(?:FIRST_CLICK|LAST_CLICK|PAGE_SUBMIT|CLICK_COUNT|DO|DO_\d+)")
_DERIVED = re.compile(
    r".*_TEXT_[0-9a-f]{6,}\w*|.*(?:Parent Topics|Topics|Sentiment|Sentiment Score"
    r"|Sentiment Polarity|Topic Sentiment (?:Score|Label)|Topic Hierarchy Level \d)",
    re.DOTALL,
)
_QUALITY = re.compile(
    r"Q_(?:Recaptcha\w*|RelevantID\w*|Duplicate\w*|BallotBox\w*|AmbiguousText\w*|"
    r"Unanswered\w*|Straightlining\w*|TotalDuration|URL|PopulateResponse|DataPolicy\w*)"
)
_QUESTION = re.compile(r"((?:\d+_)?QID\d+(?:#\d+)?)(?:_(?!TEXT)(.+?))?(_TEXT)?")
_STATUS = (
    (PREVIEW, spoken_set("1", "17", "Survey Preview", "Offline Survey Preview")),
    (TEST, spoken_set("2", "Survey Test", "Generated", "Test")),
    (SPAM, spoken_set("8", "9", "12", "40", "Spam", "Possible Spam", "Possible Spam Preview")),
)
_CHANNEL = ((PREVIEW, spoken_set("preview")), (TEST, spoken_set("test", "generated")))
_NOT_FINISHED = spoken_set(
    *"0 false falsch faux falso onwaar fals fałsz yanlış falskt usann epätosi ложь hamis".split(),
    *"nepravda hibás เท็จ نادرست غلط sai خطأ false. 偽 거짓 假 错误 误".split(),
)
_NPS_LABELS = {"1": "Detractor", "2": "Passive", "3": "Promoter"}


def sniff(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise a Qualtrics export by its import ids, its tags or its response ids."""
    if len(rows) < 2:
        return None
    if len(rows) > 2 and _are_import_ids(rows[2]):
        ids = [_import_id(cell) for cell in rows[2]]
        zones = [_in_json(cell, "timeZone") for cell in rows[2]]
        return _layout(rows, 3, ids, "The third header row holds Qualtrics import ids.", zones)
    legacy = _legacy(rows)
    if legacy:
        return _layout(rows, 2, legacy, "Two header rows, V1 and up above the field names.")
    return _without_ids(rows, asked)


def _are_import_ids(row: Sequence[str]) -> bool:
    cells = filled(row)
    return bool(cells) and all(_import_id(cell) for cell in cells)


def _import_id(cell: str) -> str:
    return _in_json(cell, "ImportId")


def _in_json(cell: str, key: str) -> str:
    if not cell.lstrip().startswith("{"):
        return ""
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return ""
    return str(found.get(key, "")) if isinstance(found, dict) else ""


def _legacy(rows: Rows) -> list[str]:
    """Return import ids for a legacy export; nothing where it is none."""
    heads = list(rows[0])
    count = next((at for at, cell in enumerate(heads) if cell != f"V{at + 1}"), len(heads))
    if count < 5 or not all(filled([cell]) for cell in rows[1][:count]):
        return []
    if not share(below(rows, 0, 2), lambda cell: bool(_RESPONSE.fullmatch(cell))):
        return []
    return [
        _TAGS.get(cell_at(rows[1], at), "") if at < count else cell_at(heads, at)
        for at in range(len(heads))
    ]


def _without_ids(rows: Rows, asked: bool) -> Layout | None:
    """Recognise tags in the first row, with questions or answers right below."""
    tags = [cell.strip() for cell in rows[0]]
    if sum(tag in _TAGS for tag in tags) < (1 if asked else 5):
        return None
    at = next((at for at, tag in enumerate(tags) if _TAGS.get(tag) == "_recordId"), None)
    responses = [] if at is None else [_is_response(cell_at(row, at)) for row in rows]
    if not asked and not any(responses):
        return None
    dates = [at for at, tag in enumerate(tags) if _TAGS.get(tag, "").endswith("Date")]
    told = any(is_time(cell_at(rows[1], at)) for at in dates) or (at and responses[1])
    first = 1 if told or not dates else 2
    ids = [_TAGS.get(tag, tag) for tag in tags]
    return _layout(rows, first, ids, "The first row holds Qualtrics export tags.")


def _is_response(cell: str) -> bool:
    return _RESPONSE.fullmatch(cell) is not None


def _layout(
    rows: Rows, first: int, ids: Sequence[str], reason: str, zones: Sequence[str] = ()
) -> Layout:
    width = max(map(len, rows[:first]))
    scored = {found["question"] for found in map(_GROUP.fullmatch, ids) if found}
    entries = []
    for at in range(width):
        code = cell_at(rows[0], at)
        text = words(cell_at(rows[1], at)) if first > 1 else ""
        entry = _entry(code, text, cell_at(ids, at), scored)
        entries.append(replace(entry, zone=cell_at(zones, at)))
    if not any(entry.role == "date" for entry in entries):
        entries = [_date_instead(entry) for entry in entries]
    return Layout(Codebook("qualtrics", reason, tuple(entries), _rules(entries)), first)


def _date_instead(entry: Entry) -> Entry:
    if entry.internal_id != "endDate":
        return entry
    reason = "The response ended then."
    return replace(entry, role="date", reason=reason)


def _entry(code: str, text: str, import_id: str, scored: set[str]) -> Entry:
    if import_id in _SYSTEM:
        role = _ROLES.get(import_id, "other")
        reason = f"Qualtrics writes {import_id.lstrip('_')} there."
        return Entry(code, text, code, import_id, role=role, reason=reason)
    group = _GROUP.fullmatch(import_id) or _GROUP.fullmatch(code)
    if group:
        reason = "Qualtrics derives the NPS group there."
        return Entry(
            code,
            text,
            code,
            import_id,
            question=group["question"],
            role="group",
            reason=reason,
            labels=_NPS_LABELS,
        )
    made = _made_by_qualtrics(code, import_id)
    if made is not None:
        role, reason = made
        return Entry(code, text, code, import_id, role=role, reason=reason)
    if import_id in scored:
        reason = "Qualtrics derives an NPS group from it."
        return Entry(
            code, text, code, import_id, role="score", reason=reason, scale="nps", missing=("-99",)
        )
    return _question(code, text, import_id)


def _made_by_qualtrics(code: str, import_id: str) -> tuple[Role, str] | None:
    last = re.sub(r"^(?:\d+_)?(?:QID|FL_)\d+_", "", import_id)
    if _TIMER.fullmatch(last) or re.fullmatch(r".+_DO(_\d+)?", code):
        return "other", "Qualtrics writes timing or the order of display there."
    if _QUALITY.fullmatch(code) or _QUALITY.fullmatch(import_id):
        return "derived", "Qualtrics writes its own check of the response there."
    if _DERIVED.fullmatch(import_id) or re.search(r" - (Parent )?(Topic|Sentiment)", code):
        return "derived", "Text iQ writes topics or sentiment there."
    return None


def _question(code: str, text: str, import_id: str) -> Entry:
    found = _QUESTION.fullmatch(import_id)
    if found is None:
        return Entry(code, text if text != code else "", code, import_id, embedded=True)
    question, part, typed = found[1], found[2] or "", bool(found[3])
    if typed or not part:
        return Entry(code, text, code, import_id, open=typed, missing=("-99",))
    stem, _, label = text.rpartition(" - ")
    return Entry(code, stem or text, code, import_id, label or text, question, missing=("-99",))


def _rules(entries: Sequence[Entry]) -> tuple[RowRule, ...]:
    rules = []
    for entry in entries:
        if entry.internal_id == "status":
            rules += [RowRule(entry.name, reason, values) for reason, values in _STATUS]
        elif entry.internal_id == "distributionChannel":
            rules += [RowRule(entry.name, reason, values) for reason, values in _CHANNEL]
    rules += [
        RowRule(entry.name, UNFINISHED, _NOT_FINISHED)
        for entry in entries
        if entry.internal_id == "finished"
    ]
    return tuple(rules)
