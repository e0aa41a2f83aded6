"""SurveyCTO, ODK and Kobo: wide CSV of XLSForm answers, codes for options, `uuid:` keys.

A multiple choice stands in one column, its codes parted by spaces, and may stand again with a
column for each option (`q_1`, `q/price`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxnlp.survey.codebook import REJECTED, Codebook, Entry, Role, RowRule
from cxnlp.survey.dialects.cells import below, share, spoken_set
from cxnlp.survey.dialects.layout import Layout, Rows

_UUID = re.compile(r"(uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_OWN: dict[str, Role] = {
    "SubmissionDate": "date",
    "CompletionDate": "date",
    "_submission_time": "date",
    "KEY": "id",
    "instanceID": "id",
    "meta-instanceID": "id",
    "meta/instanceID": "id",
    "_uuid": "id",
    "_id": "id",
    "starttime": "other",
    "endtime": "other",
    "start": "other",
    "end": "other",
    "today": "other",
    "deviceid": "other",
    "subscriberid": "other",
    "simid": "other",
    "devicephonenum": "other",
    "username": "other",
    "phonenumber": "other",
    "duration": "other",
    "caseid": "other",
    "formdef_version": "other",
    "SubmitterID": "other",
    "SubmitterName": "other",
    "AttachmentsPresent": "other",
    "AttachmentsExpected": "other",
    "Status": "other",
    "ReviewState": "other",
    "DeviceID": "other",
    "Edits": "other",
    "FormVersion": "other",
    "instanceName": "other",
    "meta-instanceName": "other",
    "review_quality": "derived",
    "review_status": "derived",
    "review_comments": "derived",
    "review_corrections": "derived",
    "_validation_status": "derived",
    "_notes": "derived",
    "_status": "other",
    "_submitted_by": "other",
    "__version__": "other",
    "_tags": "other",
    "_index": "other",
    "_xform_id_string": "other",
    "_geolocation": "other",
    "_attachments": "other",
}
_REJECTED = spoken_set(
    "rejected", "Not approved", "validation_status_not_approved", "Rejected by reviewer"
)
_STATES = frozenset({"review_status", "ReviewState", "_validation_status"})
_KEYS = ("KEY", "instanceID", "meta-instanceID", "meta/instanceID", "_uuid", "_id")
_TICK = frozenset({"0", "1", "0.0", "1.0", "True", "False", "TRUE", "FALSE"})


def sniff(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise keys of the form `uuid:…` among the fields of an XLSForm server."""
    if len(rows) < 2:
        return None
    heads = [cell.strip() for cell in rows[0]]
    own = sum(head in _OWN for head in heads)
    keyed = any(
        share(below(rows, at, 1), lambda cell: bool(_UUID.fullmatch(cell))) > 0.9
        for at, head in enumerate(heads)
        if _OWN.get(head) == "id"
    )
    if not (keyed and own >= 3) and not (asked and own >= 2):
        return None
    parents = _parents(rows, heads)
    key = next((name for name in _KEYS if name in heads), "")
    entries = tuple(_entry(head, at, parents, key) for at, head in enumerate(heads))
    rules = tuple(
        RowRule(entry.name, REJECTED, _REJECTED) for entry in entries if entry.name in _STATES
    )
    reason = "Its keys are UUIDs, among the fields of SurveyCTO, ODK or Kobo."
    return Layout(Codebook("surveycto", reason, entries, rules))


def _parents(rows: Rows, heads: Sequence[str]) -> dict[int, int]:
    """Map columns of one option each to the column of the whole multiple choice."""
    parents: dict[int, int] = {}
    for at, head in enumerate(heads):
        if head in _OWN or not head:
            continue
        parts = []
        for place in range(at + 1, len(heads)):
            if not heads[place].startswith((f"{head}_", f"{head}/")):
                break
            if set(below(rows, place, 1)) <= _TICK:
                parts.append(place)
        codes = {code for cell in below(rows, at, 1) for code in cell.split()}
        named = {heads[place][len(head) + 1 :] for place in parts}
        if len(parts) > 1 and codes <= named:
            parents |= dict.fromkeys(parts, at)
    return {part: parent for part, parent in parents.items() if parent not in parents}


def _entry(head: str, at: int, parents: dict[int, int], key: str) -> Entry:
    role = _OWN.get(head)
    if role == "id" and head != key:
        role = "other"
    if role is not None:
        return Entry(head, role=role, reason="The XLSForm server writes its own field there.")
    if at in parents.values():
        reason = "Each of its options has a column of its own."
        return Entry(head, code=head, role="other", reason=reason)
    if at in parents:
        question = str(parents[at])
        label = head.rpartition("/")[2] if "/" in head else head.rpartition("_")[2]
        return Entry(head, code=head, sub_label=label, question=question)
    return Entry(head, code=head, mark=" ")
