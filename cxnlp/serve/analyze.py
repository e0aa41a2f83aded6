"""POST /v1/analyze: an export in; report and tables out, when they are ready."""

from __future__ import annotations

import asyncio
import shutil
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, UploadFile
from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError
from starlette.responses import FileResponse, Response

from cxnlp.pipeline import analyze_survey
from cxnlp.serve.jobs import Job, TooManyJobs
from cxnlp.serve.predict import REFUSALS
from cxnlp.serve.problems import Answer, Refused
from cxnlp.serve.schemas import ListOf, Name, ProblemBody
from cxnlp.serve.service import Here, Service
from cxnlp.serve.shared_tagger import GivenUp, SharedTagger
from cxnlp.serve.veiled import veiled
from cxnlp.survey import read_survey
from cxnlp.tag import TaggerLike

router = APIRouter(tags=["analyse an export"])
MISSING: dict[int | str, dict[str, Any]] = {
    401: REFUSALS[401],
    404: {"model": ProblemBody, "description": "There is no such upload, or no longer"},
}
REPORT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {"schema": {"type": "string"}}}},
    404: MISSING[404],
}
TABLES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}},
    404: MISSING[404],
}
COLUMNS = ("score", "text", "scale", "date", "reasons", "id", "encoding", "delimiter", "sheet")
Unsaid = SkipJsonSchema[None]
"""A field of a form is not there, or is text; it is never null."""
Blank = Literal[""]
"""What a form sends of a field that nobody filled in."""
# The report holds what customers wrote: it is escaped there, and here kept apart from this origin.
REPORT_HEADERS = {"Content-Security-Policy": "sandbox allow-scripts allow-popups"}


def _yes(said: object) -> bool:
    """Read a field of a form; a misspelt one must not leave personal data as they are."""
    if said not in ("true", "false", True, False):
        raise PydanticCustomError("bool_type", "Input should be true or false")
    return said in ("true", True)


class Upload(BaseModel):
    """An export, and how to read it; what is not said is found out, as `cxnlp analyze` does."""

    model_config = ConfigDict(extra="forbid")

    file: UploadFile
    issues: ListOf | Blank | Unsaid = None
    score: Name | Unsaid = None
    text: list[Name] = []
    scale: Name | Unsaid = None
    segment: list[Name] = []
    date: Name | Unsaid = None
    reasons: list[Name] = []
    id: Name | Unsaid = None
    encoding: Name | Unsaid = None
    delimiter: Name | Unsaid = None
    sheet: Name | Unsaid = None
    format: Name | Unsaid = None
    mask: Annotated[bool, BeforeValidator(_yes)] = False


class JobBody(BaseModel):
    """How far an upload is."""

    id: str
    name: str
    state: Literal["waiting", "running", "done", "failed", "given up"]
    stage: str
    done: int
    total: int
    error: str
    report: str | None
    tables: str | None


@router.post(
    "/v1/analyze",
    status_code=202,
    response_class=Answer,
    summary="Upload an export",
    responses={202: {"model": JobBody}, 400: {"model": ProblemBody}, **REFUSALS},
)
async def upload(
    here: Here, given: Annotated[Upload, Form(media_type="multipart/form-data")]
) -> Response:
    """Take an export (CSV, TSV, XLSX, SPSS, Parquet, JSONL) and begin to explain its scores.

    The answer comes at once; ask `GET /v1/analyze/{id}` how far it is. Uploads are worked on one
    after another, and their comments take turns with those of `/v1/predict`.
    """
    if here.state != "ready":
        raise Refused(503, "not_ready", f"the service is {here.state}", {"Retry-After": "2"})
    tagger = here.lists.tagger(given.issues or None)
    try:
        job = here.jobs.add(given.file.filename or "")
    except TooManyJobs as many:
        message = f"{here.settings.limits.jobs} uploads wait already; ask again later"
        raise Refused(429, "busy", message, {"Retry-After": "30"}) from many
    await asyncio.to_thread(_store, given.file, job)
    loop = asyncio.get_running_loop()
    shared = SharedTagger(tagger, here.queue, loop, lambda: job.given_up)
    mask = given.mask or here.settings.mask
    here.jobs.run(job, lambda job: _work(job, shared, given, mask))
    return Answer(_shown(job), 202)


@router.get(
    "/v1/analyze/{id}",
    response_class=Answer,
    summary="How far an upload is",
    responses={200: {"model": JobBody}, **MISSING},
)
async def state(here: Here, id: str) -> Response:
    """Say how far it is, and where the report and the tables are once it is done."""
    return Answer(_shown(_found(here.jobs.get(id))))


@router.delete(
    "/v1/analyze/{id}", status_code=204, summary="Throw an upload away", responses=MISSING
)
async def remove(here: Here, id: str) -> Response:
    """Stop working on it, and delete what there is of it."""
    await asyncio.to_thread(here.jobs.remove, _found(here.jobs.get(id)))
    return Response(status_code=204)


@router.get(
    "/results/{secret}/report.html",
    response_class=FileResponse,
    summary="The report",
    responses=REPORT,
)
async def report(here: Here, secret: str) -> Response:
    """Give the report; who has its address may read it, as a browser cannot bring a key."""
    job = _done(here, secret)
    return FileResponse(
        job.out / "report.html", media_type="text/html; charset=utf-8", headers=REPORT_HEADERS
    )


@router.get(
    "/results/{secret}/tables.zip",
    response_class=FileResponse,
    summary="Report, charts and tables",
    responses=TABLES,
)
async def tables(here: Here, secret: str) -> Response:
    """Give everything that `cxnlp analyze` writes, as one file."""
    job = _done(here, secret)
    return FileResponse(job.folder / "tables.zip", filename=f"{job.upload.stem}-report.zip")


def _found(job: Job | None) -> Job:
    if job is None:
        raise Refused(404, "no_such_upload", "there is no such upload, or no longer")
    return job


def _done(here: Service, secret: str) -> Job:
    job = _found(here.jobs.by_secret(secret))
    if job.state != "done":
        raise Refused(404, "not_done", f"the upload is {job.state}")
    return job


def _store(file: UploadFile, job: Job) -> None:
    with job.upload.open("wb") as out:
        shutil.copyfileobj(file.file, out)


def _work(job: Job, tagger: TaggerLike, given: Upload, mask: bool) -> None:
    job.stage = "reading"
    reading: dict[str, Any] = {name: getattr(given, name) or None for name in (*COLUMNS, "format")}
    reading["segments"] = given.segment or None
    survey = read_survey(job.upload, **reading)
    shutil.rmtree(job.upload.parent)
    survey = veiled(survey) if mask else survey
    if job.given_up:
        raise GivenUp
    # A list sent with the upload has no name; the record has its title and hash.
    opened = {"issues": given.issues if isinstance(given.issues, str) else None}
    analysis = analyze_survey(survey, tagger, reading=reading, opened=opened, progress=job.progress)
    job.stage = "explaining"
    analysis.write(job.out)
    shutil.make_archive(str(job.folder / "tables"), "zip", job.out)


def _shown(job: Job) -> dict[str, Any]:
    at = f"/results/{job.secret}/" if job.state == "done" else None
    return {
        "id": job.id,
        "name": job.name,
        "state": job.state,
        "stage": job.stage,
        "done": job.done,
        "total": job.total,
        "error": job.error,
        "report": at and f"{at}report.html",
        "tables": at and f"{at}tables.zip",
    }
