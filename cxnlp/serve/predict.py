"""POST /v1/predict: comments in, what is found in them out, in the same order."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import ValidationError
from starlette.responses import Response

from cxnlp.issues import Issue
from cxnlp.serve.direct import Direct
from cxnlp.serve.examples import predict_examples
from cxnlp.serve.problems import Answer, Refused, problem, told
from cxnlp.serve.queue import Failure, Outcome, QueueClosed, QueueFull, Read
from cxnlp.serve.schemas import (
    OFFSETS,
    Input,
    IssueInput,
    PredictRequest,
    PredictResponse,
    ProblemBody,
)
from cxnlp.serve.service import Here, Service
from cxnlp.serve.settings import Limits
from cxnlp.tag import TaggerLike
from cxnlp.text.redact import mask

router = APIRouter(tags=["read comments"], route_class=Direct)
REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": ProblemBody, "description": "No API key, where one is needed"},
    408: {"model": ProblemBody, "description": "The body did not come in time"},
    413: {"model": ProblemBody, "description": "The body is too large; the message says the limit"},
    415: {"model": ProblemBody, "description": "The body is packed, or not said to be JSON"},
    422: {"model": ProblemBody, "description": "The request is not understood, or too long"},
    429: {"model": ProblemBody, "description": "Too much waits; Retry-After says how long to wait"},
    503: {"model": ProblemBody, "description": "Not ready yet, or about to stop"},
    504: {"model": ProblemBody, "description": "Not read in time"},
}


@dataclass(frozen=True)
class Item:
    """One comment of a request: as it will be read, or what is wrong with it."""

    id: str | int | None
    text: str = ""
    question: str | None = None
    lang: str | None = None
    masked: Mapping[str, int] | None = None
    problem: str = ""


@router.post(
    "/v1/predict",
    summary="Read comments",
    response_description="Results in the order of the inputs",
    response_class=Answer,
    responses={200: {"model": PredictResponse}, 400: {"model": ProblemBody}, **REFUSALS},
)
async def predict(
    here: Here, asked: Annotated[PredictRequest, Body(openapi_examples=predict_examples())]
) -> Response:
    """Read comments: language, sentiment, issues with feeling and evidence, and what they ask for.

    A comment that cannot be read has an error in its place, and the others are read all the same.
    `start` and `end` count Unicode code points of `text`.
    """
    start = perf_counter()
    limits = here.settings.limits
    _check_counts(asked, limits)
    tagger = here.lists.tagger(_issues(asked.issues))
    items = [_item(raw, limits) for raw in asked.inputs]
    if here.settings.mask or asked.options.mask:
        items = await asyncio.to_thread(_masked, items)
    read = await _read(here, tagger, [item for item in items if not item.problem])
    outcomes = iter(read.outcomes)
    results = [_shown(item, None if item.problem else next(outcomes)) for item in items]
    _count(here, results)
    body = {
        "results": results,
        "errors": sum("error" in result for result in results),
        "offsets": OFFSETS,
        "model": dict(tagger.model),
        "issues": {"title": tagger.taxonomy.title, "sha256": tagger.taxonomy.sha256},
        "timings": {"waited_ms": _ms(read.waited), "total_ms": _ms(perf_counter() - start)},
    }
    return Answer(body)


def _check_counts(asked: PredictRequest, limits: Limits) -> None:
    if len(asked.inputs) > limits.items:
        found = f"{len(asked.inputs)} inputs; at most {limits.items} are taken in one request"
        raise Refused(422, "too_many_inputs", found)
    if isinstance(asked.issues, list) and len(asked.issues) > limits.issues:
        found = f"{len(asked.issues)} issues; at most {limits.issues} are taken with a request"
        raise Refused(422, "too_many_issues", found)


def _issues(given: str | Sequence[IssueInput | str] | None) -> str | list[Issue] | None:
    if given is None or isinstance(given, str):
        return given
    return [Issue(each, each) if isinstance(each, str) else each.issue() for each in given]


def _item(raw: object, limits: Limits) -> Item:
    try:
        given = raw if isinstance(raw, Input) else Input.model_validate(raw)
    except ValidationError as error:
        return Item(_id_of(raw), problem=told(error.errors(), list(Input.model_fields)))
    found = Item(given.id, given.text, given.question, given.lang)
    if len(given.text) > limits.characters:
        most = f"{limits.characters:,} characters are taken"
        return replace(found, problem=f"text: {len(given.text):,} characters; at most {most}")
    if len(given.question or "") > limits.question:
        most = f"{limits.question:,} characters are taken"
        return replace(found, problem=f"question: {len(given.question or ''):,}; at most {most}")
    return found


def _id_of(raw: object) -> str | int | None:
    """Return the id of an input that is wrong, if that at least is right."""
    found = raw.get("id") if isinstance(raw, dict) else None
    right = isinstance(found, str | int) and not isinstance(found, bool)
    return found if right and len(str(found)) <= 200 else None


def _masked(items: Sequence[Item]) -> list[Item]:
    return [_mask(item) for item in items]


def _mask(item: Item) -> Item:
    made = mask(item.text)
    return replace(item, text=made.text, masked=made.counts)


async def _read(here: Service, tagger: TaggerLike, items: Sequence[Item]) -> Read:
    if here.state != "ready":
        raise _not_ready(here.state)
    seconds = here.settings.limits.seconds
    try:
        async with asyncio.timeout(seconds):
            return await here.queue.read(tagger, [(item.text, item.question) for item in items])
    except QueueFull as full:
        here.metrics.comments.labels("refused").inc(len(items))
        wait = str(full.retry_after)
        message = f"{here.queue.waiting} comments wait, and at most {here.queue.limit} may"
        raise Refused(
            429, "busy", f"{message}; ask again in {wait} s", {"Retry-After": wait}
        ) from full
    except TimeoutError as late:
        message = f"not read within {seconds:g} s; send fewer comments, or ask again later"
        raise Refused(504, "timed_out", message) from late
    except QueueClosed as closed:
        raise _not_ready("stopping") from closed


def _not_ready(state: str) -> Refused:
    return Refused(503, "not_ready", f"the service is {state}", {"Retry-After": "2"})


def _shown(item: Item, outcome: Outcome | None) -> dict[str, Any]:
    if outcome is None:
        return {"id": item.id, **problem("invalid", item.problem)}
    if isinstance(outcome, Failure):
        message = "the model failed at this comment; please report it"
        return {"id": item.id, **problem("not_read", message)}
    found = outcome.to_dict()
    found["language"] = item.lang or outcome.language
    return {"id": item.id, **found, "masked": dict(item.masked or {})}


def _count(here: Service, results: Sequence[Mapping[str, Any]]) -> None:
    counts = Counter(_outcome(result) for result in results)
    for outcome, count in counts.items():
        here.metrics.comments.labels(outcome).inc(count)


def _outcome(result: Mapping[str, Any]) -> str:
    if "error" in result:
        return str(result["error"]["code"])
    if result["no_content"]:
        return "no_content"
    return "read" if result["sentiment"] is not None else "unknown_language"


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)
