"""Checking the tagger by hand: draw texts, write a sheet to fill in, read the answers.

Joined ─► distinct texts ─► draw ─► sheets ─► (people) ─► labels ─► the audit that `explain` takes
          texts             draw, record  sheet           labels    folder
"""

from __future__ import annotations

from cxnlp.audit.folder import (
    AuditMade,
    CheckedTexts,
    agreement_records,
    audit_table,
    covered,
    make_audit,
    read_checked,
)

__all__ = [
    "AuditMade",
    "CheckedTexts",
    "agreement_records",
    "audit_table",
    "covered",
    "make_audit",
    "read_checked",
]
