"""A cell as text: how numbers, dates and lists of typed formats are written out."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

LOST = "\ufffd"
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def as_text(value: Any) -> str:  # noqa: ANN401 - a typed file's cell can be anything
    """Return a cell as text: numbers as they would be typed, dates in ISO form, "" for nothing.

    Parameters
    ----------
    value : object
        What a typed format gave for the cell.

    Returns
    -------
    str
        8.0 becomes "8", True "TRUE", a datetime "2026-05-01 10:00:00", a list its items
        joined by "; ", a mapping its JSON.
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (list, tuple, set, np.ndarray)):
        return _items_as_text(list(value))
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=as_text)
    return _scalar_as_text(value)


def _scalar_as_text(value: Any) -> str:  # noqa: ANN401 - see as_text
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (float, np.floating)):
        return _number_as_text(float(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", errors="replace")
    return str(value)


def _number_as_text(value: float) -> str:
    if math.isnan(value):
        return ""
    if value.is_integer() and abs(value) < 1e17:
        return str(int(value))
    return repr(value)


def _items_as_text(items: list[Any]) -> str:
    texts = [as_text(item) for item in items]
    if any(";" in text for text in texts):
        return json.dumps(texts, ensure_ascii=False)
    return "; ".join(texts)


def fit_text(text: str) -> tuple[str, str]:
    """Return `text` with what no output format can hold replaced, and what that was.

    Parameters
    ----------
    text : str
        Any text; may hold NUL and lone surrogates (halves of a character).

    Returns
    -------
    text : str
        Without NUL, lone surrogates as U+FFFD, surrogate pairs joined.
    problem : str
        One clause saying what was replaced; empty where nothing was.
    """
    if not _UNFIT.search(text):
        return text, ""
    said = []
    if "\x00" in text:
        text = text.replace("\x00", "")
        said.append("NUL bytes removed")
    if _UNFIT.search(text):
        joined = _PAIR.sub(
            lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text
        )
        text = _UNFIT.sub(LOST, joined)
        if LOST in text:
            said.append("half a character (a lone surrogate) replaced by \ufffd")
    return text, "; ".join(said)
