"""The command that serves."""

from __future__ import annotations

import os
from importlib.util import find_spec
from ipaddress import ip_address
from typing import Annotated

import typer

from cxnlp.cli_options import Issues, Model
from cxnlp.errors import CxError
from cxnlp.terminal import say

NEEDED = ("fastapi", "uvicorn", "python_multipart", "prometheus_client")


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at.")] = 8000,
    issues: Issues = "general",
    model: Model = "base",
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
    import uvicorn

    from cxnlp.serve import Limits, Settings, create_app
    from cxnlp.serve.logs import log_config
    from cxnlp.serve.settings import keys_of

    keys = keys_of(os.environ)
    limits = Limits(items=items, waiting=waiting, seconds=timeout)
    settings = Settings(limits, keys, tuple(origin or ()), mask, page, uploads)
    app = create_app(model, issues, settings=settings)
    if not keys and not _only_here(host):
        say(f"Anybody who reaches {host} may ask: set CXNLP_API_KEYS to ask for a key")
    say(f"Serving at http://{host}:{port}; stop with Ctrl-C")
    uvicorn.run(
        app, host=host, port=port, log_config=log_config(), access_log=False, server_header=False,
        timeout_graceful_shutdown=int(timeout) + 5,
    )  # fmt: skip


def _check_installed() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise CxError(
            f"the service needs {', '.join(missing)}",
            "what the extra serve brings",
            'run: pip install "cxnlp[serve]"',
        )


def _only_here(host: str) -> bool:
    """Tell whether nobody but this machine reaches an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
