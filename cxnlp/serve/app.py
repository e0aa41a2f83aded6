"""create_app: the parts put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware.cors import CORSMiddleware

import cxnlp
from cxnlp.issues import Taxonomy
from cxnlp.serve import about, analyze, page, predict
from cxnlp.serve.middleware import Bounded, Guarded, Headed, Observed, is_open
from cxnlp.serve.problems import install
from cxnlp.serve.service import Service
from cxnlp.serve.settings import Settings
from cxnlp.tag import TaggerLike
from cxnlp.tag.one_call import DEFAULT_ISSUES, DEFAULT_MODEL, load

DESCRIPTION = """Reads customers' comments: language, sentiment, the issues of any list with feeling
and evidence, requests, complaints, effort, emotion. `start` and `end` are Unicode code points."""
# FastAPI would hand exceptions, whose messages may hold a comment, to any OpenTelemetry around.
UNTOLD: Any = dict.fromkeys(
    ("tracing", "metrics", "logs", "operation_spans", "auto_configure"), False
)

FOREIGN = ("HTTPValidationError", "ValidationError")
"""FastAPI's form of errors, which is not ours."""


def create_app(
    model: str | Path = DEFAULT_MODEL,
    issues: str | Path | Taxonomy = DEFAULT_ISSUES,
    *,
    tagger: TaggerLike | None = None,
    settings: Settings | None = None,
) -> FastAPI:
    """Return the service as an ASGI app, with state of its own.

    Parameters
    ----------
    model, issues
        As in `cxnlp.load`.
    tagger : TaggerLike, optional
        One that is ready; `model` and `issues` are then not looked at.
    settings : Settings, optional
        Limits, API keys, origins, masking. By default everybody may ask, and no page of another
        origin.

    Raises
    ------
    ModelError, IssueListError
        If the model or the list is missing or altered; it is found out before anything is served.

    Examples
    --------
    >>> from cxnlp.serve import create_app
    >>> from cxnlp.testing import FakeTagger
    >>> create_app(tagger=FakeTagger()).title
    'cxnlp'
    """
    settings = Settings() if settings is None else settings
    service = Service(load(model, issues) if tagger is None else tagger, settings)
    app = FastAPI(
        title="cxnlp",
        version=cxnlp.__version__,
        description=DESCRIPTION,
        # Their pages load scripts from elsewhere; the description itself is at /openapi.json.
        docs_url=None,
        redoc_url=None,
        # A redirect would go to http:// where a proxy took https://.
        redirect_slashes=False,
        lifespan=_lifespan,
        telemetry=UNTOLD,
    )
    app.state.service = service
    install(app)
    app.include_router(predict.router)  # the busiest first: routes are tried in their order
    app.include_router(about.router)
    if settings.uploads:
        app.include_router(analyze.router)
    if settings.page:
        app.include_router(page.router)
    _surround(app, service)
    _describe(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    await service.start()
    try:
        yield
    finally:
        await service.stop()


def _surround(app: FastAPI, service: Service) -> None:
    """Add what every request passes; the last added is the first passed."""
    settings = service.settings
    app.add_middleware(Headed)
    app.add_middleware(Bounded, limits=settings.limits)
    app.add_middleware(Guarded, keys=settings.keys)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.origins),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key"],
        )
    app.add_middleware(Observed, metrics=service.metrics)


def _describe(app: FastAPI) -> None:
    """Let OpenAPI say what FastAPI does not know: how a key is brought, and our form of errors."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
            )
            schema["components"]["securitySchemes"] = {
                "bearer": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            }
            for path, operations in schema["paths"].items():
                for operation in operations.values():
                    _without_foreign_error(operation["responses"])
                    if not is_open(path):
                        operation["security"] = [{"bearer": []}, {"key": []}, {}]
            for name in FOREIGN:
                schema["components"]["schemas"].pop(name, None)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _without_foreign_error(responses: dict[str, Any]) -> None:
    """Drop the error that FastAPI describes where a path has a name in it: any text is one."""
    if FOREIGN[0] in str(responses.get("422")):
        del responses["422"]
