"""Checking the tagger by hand: draw texts, write a sheet to fill in, read the answers.

Joined ─► distinct texts ─► draw ─► sheets ─► (people) ─► labels ─► the audit that `explain` takes
          texts             draw, record  sheet           labels    folder

An audit of an earlier survey is brought to a later one (earlier). Tags that a person put right are
kept by the same hash (corrections).
"""

from __future__ import annotations

from cxnlp.audit.corrections import CorrectedTags, correct_tags, put_right, read_corrections
from cxnlp.audit.earlier import BroughtAudit, bring_audit, drawn_rows, only_checked
from cxnlp.audit.folder import (
    AuditMade,
    CheckedTexts,
    audit_table,
    make_audit,
    read_checked,
)

__all__ = [
    "AuditMade",
    "BroughtAudit",
    "CheckedTexts",
    "CorrectedTags",
    "audit_table",
    "bring_audit",
    "correct_tags",
    "drawn_rows",
    "make_audit",
    "only_checked",
    "put_right",
    "read_checked",
    "read_corrections",
]
