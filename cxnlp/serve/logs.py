"""How a service that runs by itself logs: a line each, and of an error its kind and place only."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any

Raised = tuple[type[BaseException], BaseException, TracebackType | None]


class Discreet(logging.Formatter):
    """Leaves out what an exception says: it may hold a comment. Where it was raised is kept."""

    def formatException(self, ei: Raised | tuple[None, None, None]) -> str:
        """Return the kind of an exception and the calls that led to it."""
        kind, _, where = ei
        calls = traceback.extract_tb(where)
        lines = [f"  {call.filename}:{call.lineno} in {call.name}" for call in calls]
        return "\n".join([*lines, kind.__name__ if kind is not None else ""])


def log_config(level: str = "INFO") -> dict[str, Any]:
    """Return the logging of a service for uvicorn: to standard error; no line repeats a path."""
    handler = {"class": "logging.StreamHandler", "formatter": "discreet"}
    quiet = {"handlers": ["error"], "level": "WARNING", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "discreet": {"()": Discreet, "format": "%(asctime)s %(levelname)s %(message)s"}
        },
        "handlers": {"error": handler},
        "root": {"handlers": ["error"], "level": "WARNING"},
        "loggers": {
            "cxnlp.serve": {"handlers": ["error"], "level": level, "propagate": False},
            "uvicorn": {"handlers": ["error"], "level": level, "propagate": False},
            "uvicorn.access": quiet,
            "asyncio": quiet,
        },
    }
