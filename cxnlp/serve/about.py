"""What the service is, whether it is well, and what it has counted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

import cxnlp
from cxnlp.errors import IssueListError
from cxnlp.issues import Taxonomy
from cxnlp.model.heads import FEELINGS, SENTIMENTS, SIGNALS
from cxnlp.serve.lists import shipped_lists
from cxnlp.serve.predict import REFUSALS
from cxnlp.serve.problems import Answer, Refused, problem
from cxnlp.serve.schemas import OFFSETS, About, AllLists, Health, ProblemBody, WholeList
from cxnlp.serve.service import Here

router = APIRouter(tags=["about"])
Answers = dict[int | str, dict[str, Any]]
HEALTHY: Answers = {200: {"model": Health}}
ABOUT: Answers = {200: {"model": About}}
LISTS: Answers = {200: {"model": AllLists}}
ONE_LIST: Answers = {200: {"model": WholeList}}
KEYED: Answers = {401: REFUSALS[401]}
NOT_READY: Answers = {503: {"model": ProblemBody, "description": "Not yet, or no longer"}}
NO_SUCH_LIST: Answers = {
    404: {"model": ProblemBody, "description": "There is no shipped list of that name"}
}
TEXT: Answers = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


@router.get(
    "/health/live", response_class=Answer, summary="Whether the process runs", responses=HEALTHY
)
async def live() -> Response:
    """Answer as long as the process runs."""
    return Answer({"status": "live"})


@router.get(
    "/health/ready",
    response_class=Answer,
    summary="Whether the model answers",
    responses=HEALTHY | NOT_READY,
)
async def ready(here: Here) -> Response:
    """Answer 200 once the model has read a comment, and 503 before and while stopping."""
    if here.state == "ready":
        return Answer({"status": "ready"})
    return Answer(problem("not_ready", f"the service is {here.state}"), 503, {"Retry-After": "2"})


@router.get(
    "/metrics", response_class=Response, summary="Counters for Prometheus", responses=TEXT | KEYED
)
async def metrics(here: Here) -> Response:
    """Give counters in Prometheus' text format; no comment's text is in them."""
    return Response(here.metrics.text(), media_type=here.metrics.content_type)


@router.get(
    "/v1/model",
    response_class=Answer,
    summary="Model, labels, limits",
    responses=ABOUT | KEYED,
)
async def model(here: Here) -> Response:
    """Say which model answers, the labels it gives, and how much is taken at once."""
    settings = here.settings
    shown = asdict(settings.limits)
    return Answer(
        {
            "cxnlp": cxnlp.__version__,
            "model": dict(here.lists.own.model),
            "issues": _title(here.lists.own.taxonomy),
            "labels": {
                "sentiment": list(SENTIMENTS),
                "feeling": list(FEELINGS),
                "signals": list(SIGNALS),
            },
            "offsets": OFFSETS,
            "limits": shown,
            "masks_always": settings.mask,
            "takes_other_lists": here.lists.takes_others,
            "takes_uploads": settings.uploads,
        }
    )


@router.get(
    "/v1/issues",
    response_class=Answer,
    summary="Lists of issues",
    responses=LISTS | KEYED,
)
async def issues(here: Here) -> Response:
    """Give the service's own list whole, and the names of the lists one may ask for."""
    others = shipped_lists() if here.lists.takes_others else {}
    lists = [{"name": name, **_title(taxonomy)} for name, taxonomy in others.items()]
    return Answer({"own": _whole(here.lists.own.taxonomy), "lists": lists})


@router.get(
    "/v1/issues/{name}",
    response_class=Answer,
    summary="One list of issues",
    responses=ONE_LIST | KEYED | NO_SUCH_LIST,
)
async def issue_list(here: Here, name: str) -> Response:
    """Give a shipped list whole."""
    try:
        return Answer(_whole(here.lists.named(name)))
    except IssueListError as error:
        raise Refused(404, "no_such_list", str(error)) from error


def _title(taxonomy: Taxonomy) -> dict[str, Any]:
    leaves = len(taxonomy.leaves())
    return {"title": taxonomy.title, "sha256": taxonomy.sha256, "leaves": leaves}


def _whole(taxonomy: Taxonomy) -> dict[str, Any]:
    each = [
        {
            "id": issue.id,
            "name": issue.name,
            "description": issue.description,
            "parent": issue.parent,
            "owner": issue.owner,
            "names": dict(issue.names),
        }
        for issue in taxonomy
    ]
    return {**_title(taxonomy), "issues": each}
