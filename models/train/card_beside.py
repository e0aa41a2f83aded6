"""The card's tables of what is beside the shipped model: taught, each choice undone, free sets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import card_tables as tables

HERE = Path(__file__).resolve().parent
ABLATIONS, PERMISSIVE = HERE / "ablations.json", HERE / "permissive.json"
CURVE = HERE / "learning_curve.json"
METHODS = {
    "cxnlp fit": "`cxnlp fit`",
    "regression": "logistic regression on mean states",
    "setfit": "SetFit's method, this encoder",
}
KINDS = ("sentiment", "known lists", "new lists", "own comments")
ALL = "all lists"


def curve_parts(path: Path = CURVE) -> Iterator[str]:
    """Yield the parts of the card on what a few labels teach, where it was measured."""
    if not path.exists():
        return
    found = json.loads(path.read_text(encoding="utf-8"))
    rows = found["rows"]
    by = {(row["list"], row["method"], row["labels"]): row for row in rows}
    sizes = sorted({row["labels"] for row in rows} - {0})
    yield "### What a few labels teach: lists that training never saw"
    yield (
        "Micro-F1 of mention on the test split (standard deviation over draws of labels; draws; "
        "processor seconds of a draw, for the first two without reading the comments). Without "
        f"labels: the one threshold for all lists. Measured with {found['model']}."
    )
    told = [
        (
            name,
            METHODS[method],
            tables.figure(by[name, "no labels", 0]["micro_f1"]) if method == "cxnlp fit" else "",
            *(_drawn(by.get((name, method, size))) for size in sizes),
        )
        for name in dict.fromkeys(row["list"] for row in rows)
        for method in METHODS
        if (name, method, sizes[0]) in by
    ]
    yield tables.table(("list", "method", "no labels", *(f"{n} labels" for n in sizes)), told)


def _drawn(row: dict | None) -> str:
    if row is None:
        return tables.NONE
    spread = tables.figure(row["sd"])
    return f"{tables.figure(row['micro_f1'])} ({spread}; {row['draws']}; {row['seconds']:.1f} s)"


def choice_parts(path: Path = ABLATIONS) -> Iterator[str]:
    """Yield the parts of the card on what the recipe's choices bought, where it was measured."""
    if not path.exists():
        return
    found = json.loads(path.read_text(encoding="utf-8"))
    yield "### What the recipe's choices bought"
    yield (
        f"One thing changed at a time: eight layers trained from the source, without a teacher, "
        f"for {found['steps']} small steps (a quarter of the short recipe) with one seed, on the "
        "sets of version 5 (none with stars), and measured on dev splits: mean macro-F1 of the "
        "sentiment sets, mean micro-F1 of mention on lists that training saw, on lists that it did "
        "not, and on our own comments; below the recipe, points beside it."
    )
    first, *others = found["rows"]
    rows = [(first["choice"], *(tables.figure(first[kind], 4) for kind in KINDS))]
    rows += [
        (row["choice"], *(f"{100 * (row[kind] - first[kind]):+.1f}" for kind in KINDS))
        for row in others
    ]
    yield tables.table(("changed", *KINDS), rows)


def free_parts(scores: dict, path: Path = PERMISSIVE) -> Iterator[str]:
    """Yield the parts of the card on a model from sets that are free for every use."""
    if not path.exists():
        return
    free = json.loads(path.read_text(encoding="utf-8"))
    yield "### What a model from free sets alone would score"
    yield (
        "`build.py --permissive` trains from the source on the sets whose licence allows every "
        "use, and on our own texts. Sentiment in the measure of the table above, issues in "
        "micro-F1 of mention / of mention with feeling, one threshold."
    )
    yield compared(scores, free, ("shipped", "free sets alone"))


def compared(scores: dict, others: dict, names: tuple[str, str]) -> str:
    """Return a table of what two models scored on every set that both were measured on."""
    rows = [
        (name, *_pair(told, others["sentiment"][name], tables.sentiment_target(name)[1]))
        for name, told in scores["sentiment"].items()
        if name in others.get("sentiment", {})
    ]
    rows += [
        (name, *_pair(told, others[part][name], "micro_f1"))
        for part in ("issues", "own")
        for name, told in scores[part].items()
        if name in others.get(part, {}) and (part == "issues" or name == ALL)
    ]
    return tables.table(("set", *names, "points"), rows)


def _pair(shipped: dict, free: dict, measure: str) -> tuple[str, str, str]:
    """Return a set's figures of both models, and how far the first of them lies apart."""
    whats = [what for what in ("label", *tables.WHATS) if what in shipped["overall"]]
    values = [
        [tables.cell(scores, what, measure).get("value") for what in whats]
        for scores in (shipped, free)
    ]
    told = [" / ".join(tables.figure(value) for value in side) for side in values]
    return told[0], told[1], f"{100 * (values[1][0] - values[0][0]):+.1f}"
