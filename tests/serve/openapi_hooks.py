"""What JSON Schema cannot say, told to schemathesis.

Of a list of issues: ids stand once and have no signs nobody sees, and a parent is in the list.
Lists that break these laws are met by tests/serve/test_fuzz_service.py; here they would be called
valid.

Of a form: one text where a list of texts is expected is a list of one. A case that is wrong in
nothing else is made wrong aloud.
"""

from __future__ import annotations

import schemathesis

LISTS = ("text", "segment", "reasons")


@schemathesis.hook
def before_call(context, case, kwargs):
    if not isinstance(case.body, dict):
        return
    if case.media_type == "multipart/form-data":
        case.body = formed(case.body)
    elif isinstance(case.body.get("issues"), list):
        issues = [lawful(issue, n) for n, issue in enumerate(case.body["issues"])]
        case.body = {**case.body, "issues": issues}


def formed(body):
    wrong = [name for name in LISTS if name in body and not isinstance(body[name], list)]
    return {**body, "not a field": ""} if wrong else body


def lawful(issue, n: int):
    if is_said(issue):
        return f"issue {n}"
    if not isinstance(issue, dict) or not is_said(issue.get("name")):
        return issue
    rest = {key: value for key, value in issue.items() if key != "parent" or not is_said(value)}
    told = issue.get("id")
    return {**rest, "id": f"issue {n}"} if told is None or is_said(told) else rest


def is_said(value) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= 200
