"""A service that runs by itself, in one process or in several."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from cxnlp.serve.http import Protocol
from cxnlp.serve.logs import log_config

COUNTED_IN = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus_client counts what several processes add up."""
SLOWEST_START = 120
"""Seconds after which a worker that says nothing is replaced; a machine may be busy."""


def run(
    make: Callable[[], FastAPI], host: str, port: int, workers: int = 1, seconds: float = 30.0
) -> None:
    """Serve until told to stop (SIGINT, SIGTERM), and finish what was taken.

    A worker that dies is replaced. Who waited for it sees the connection end, and may ask again.

    Parameters
    ----------
    make : callable
        Makes the app. With several workers each calls it, so it must be one that travels to
        another process: a function of a module, or `functools.partial` of one.
    host, port
        Where to listen.
    workers : int
        Processes.
    seconds : float
        How long a request may take; as long, and a little more, is waited for the last ones.
    """
    how: dict[str, Any] = {
        "host": host,
        "port": port,
        "http": Protocol,
        "ws": "none",
        "log_config": log_config(),
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": int(seconds) + 5,
    }
    if workers == 1:
        uvicorn.run(settled(make), **how)
        return
    with TemporaryDirectory(prefix="cxnlp-") as counters:
        os.environ[COUNTED_IN] = counters
        config = uvicorn.Config(
            partial(settled, make),
            factory=True,
            workers=workers,
            timeout_worker_healthcheck=SLOWEST_START,
            **how,
        )
        Multiprocess(config, sockets=[config.bind_socket()]).run()


def settled(make: Callable[[], FastAPI]) -> FastAPI:
    """Make the app, and tell the garbage collector that what is there is there to stay.

    Otherwise it looks through model, modules and routes again and again: a tenth of the time of a
    request, the model's own apart.
    """
    app = make()
    gc.collect()
    gc.freeze()
    return app
