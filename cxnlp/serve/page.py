"""The page at `/`: one file that loads nothing and asks nobody but this service."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
async def page() -> Response:
    """Give the page, and tell the browser to run nothing that is not in it."""
    return HTMLResponse(_text(), headers={"Content-Security-Policy": policy(_text())})


@cache
def _text() -> str:
    return (files("cxnlp.serve") / "page" / "index.html").read_text(encoding="utf-8")


@cache
def policy(text: str) -> str:
    """Return the content security policy of a page: its own style and script, by hash."""
    styles, scripts = (_hashes(text, element) for element in ("style", "script"))
    return (
        f"default-src 'none'; style-src {styles}; script-src {scripts}; connect-src 'self'; "
        "img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _hashes(text: str, element: str) -> str:
    found = re.findall(rf"<{element}>(.*?)</{element}>", text, re.DOTALL)
    digests = [hashlib.sha256(inside.encode()).digest() for inside in found]
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
