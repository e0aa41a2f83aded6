"""What is wrong with a request, in one form, and never with a comment's text in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from cxnlp.errors import CxError

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
SHOWN = 3
FIELDS = frozenset(
    "date delimiter description encoding examples file format id inputs issues lang mask name "
    "names options owner parent question reasons scale score segment sheet text".split()
)
"""The keys of requests. pydantic puts those that were sent, and its own types, in a place too."""


class Answer(JSONResponse):
    """JSON in UTF-8; half a character (a lone surrogate) comes back as the escape it came as."""

    def render(self, content: object) -> bytes:
        """Return the bytes of plain values."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace")


class Refused(HTTPException):
    """A request that is not answered, and why.

    Parameters
    ----------
    status : int
        The HTTP status.
    code : str
        A word for programs.
    message : str
        A sentence for people: what was found, what is expected.
    headers : mapping, optional
        Such as `Retry-After`.
    """

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, message, headers)
        self.code = code


def problem(code: str, message: str) -> dict[str, Any]:
    """Return the body of every error."""
    return {"error": {"code": code, "message": message}}


def told(errors: Sequence[Any], known: Sequence[str] = ()) -> str:
    """Say in one line what pydantic found; what was sent is not repeated, not even a key.

    Parameters
    ----------
    errors : sequence of mapping
        `ValidationError.errors()`.
    known : sequence of str
        Keys to name where an unknown one was found.
    """
    lines = dict.fromkeys(_line(error, known) for error in errors)
    more = len(lines) - SHOWN
    return "; ".join([*list(lines)[:SHOWN], *([f"and {more} more"] if more > 0 else [])])


def _line(error: Mapping[str, Any], known: Sequence[str]) -> str:
    place = ".".join(str(part) for part in error["loc"] if _is_ours(part))
    if error["type"] == "extra_forbidden":
        named = f", known are {', '.join(known)}" if known else ""
        return f"{place}{'.' if place else ''}unknown key{named}"
    if error["type"] == "json_invalid":
        return f"the body is not JSON, at character {error['loc'][-1]}"
    return f"{place}: {error['msg']}" if place else str(error["msg"])


def _is_ours(part: str | int) -> bool:
    """Tell a place that we named, or a number in a list, from a key that was sent."""
    return isinstance(part, int) or part in FIELDS


def install(app: FastAPI) -> None:
    """Let every error of an app have the form of `problem`."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(CxError, _not_understood)
    app.add_exception_handler(Exception, _fault)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return _not_that_way(request)
    code = error.code if isinstance(error, Refused) else status.name.lower()
    return Answer(problem(code, str(error.detail)), error.status_code, error.headers)


def _not_that_way(request: Request) -> Response:
    """Name every method of a path; Starlette names those of the first route that has the path."""
    routes, scope = request.app.routes, request.scope
    found = {
        method
        for method in METHODS
        for route in routes
        if route.matches({**scope, "method": method})[0] == Match.FULL
    }
    allowed = ", ".join(sorted(found | ({"HEAD"} if "GET" in found else set())))
    return Answer(
        problem("method_not_allowed", f"this path takes {allowed}"), 405, {"Allow": allowed}
    )


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return Answer(problem("invalid", told(error.errors())), 422)


async def _not_understood(_: Request, error: Exception) -> Response:
    return Answer(problem("not_understood", str(error)), 422)


async def _fault(_: Request, __: Exception) -> Response:
    return Answer(problem("fault", "a fault of cxnlp; its log says where"), 500)
