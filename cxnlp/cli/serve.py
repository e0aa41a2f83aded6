"""The command that serves."""

from __future__ import annotations

import os
from functools import partial
from importlib.util import find_spec
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated

import typer

from cxnlp.cli.options import Issues, Model
from cxnlp.cli.tagger import SentimentLabels, SentimentModel, open_tagger
from cxnlp.errors import CxError
from cxnlp.terminal import say

if TYPE_CHECKING:
    from fastapi import FastAPI

    from cxnlp.serve import Settings

NEEDED = ("fastapi", "uvicorn", "httptools", "python_multipart", "prometheus_client")


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at.")] = 8000,
    issues: Issues = "general",
    model: Model = "base",
    sentiment_model: SentimentModel = None,
    sentiment_labels: SentimentLabels = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes, each with its own model; above 1 no uploads.")
    ] = 1,
    mask: Annotated[
        bool, typer.Option("--mask", help="Mask personal data in every comment before it is read.")
    ] = False,
    page: Annotated[bool, typer.Option(help="Offer the page at /.")] = True,
    uploads: Annotated[bool, typer.Option(help="Take exports to analyse.")] = True,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="Let pages of this origin ask (CORS); may be repeated."),
    ] = None,
    items: Annotated[int, typer.Option(min=1, help="Comments in one request.")] = 256,
    waiting: Annotated[int, typer.Option(min=1, help="Comments that may wait.")] = 2048,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds a request may take.")] = 30.0,
) -> None:
    """Read comments over HTTP; API keys come from CXNLP_API_KEYS."""
    _check_installed()
    from cxnlp.serve import Limits, Settings
    from cxnlp.serve.run import run
    from cxnlp.serve.settings import keys_of

    keys = keys_of(os.environ)
    limits = Limits(items=items, waiting=waiting, seconds=timeout)
    several = workers > 1
    origins = tuple(origin or ())
    settings = Settings(limits, keys, origins, mask, page, uploads and not several, several)
    make = partial(service, model, issues, sentiment_model, sentiment_labels, settings)
    if not keys and not _only_here(host):
        say(f"Anybody who reaches {host} may ask: set CXNLP_API_KEYS to ask for a key")
    if several:
        make()  # what cannot be opened is found out once and here, not by each worker
        say(f"{workers} workers: no uploads, for they live in the process that took them")
    say(f"Serving at http://{host}:{port}; stop with Ctrl-C")
    run(make, host, port, workers, timeout)


def service(
    model: str,
    issues: str,
    sentiment_model: str | None,
    sentiment_labels: str | None,
    settings: Settings,
) -> FastAPI:
    """Make the app as the command's words say; each worker does."""
    from cxnlp.serve import create_app

    tagger = open_tagger(model, issues, sentiment_model, sentiment_labels)
    return create_app(tagger=tagger, settings=settings)


def _check_installed() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise CxError(
            f"the service needs {', '.join(missing)}",
            "what the extra serve brings",
            'in the checkout, run: pip install -e ".[serve]"',
        )


def _only_here(host: str) -> bool:
    """Tell whether nobody but this machine reaches an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
