"""What an exploration leaves in a folder."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cxnlp.errors import ExplainError
from cxnlp.explore import Topics
from cxnlp.explore.words import thai_by
from cxnlp.files import make_folder, write_any, write_json, write_parquet, written
from cxnlp.report import write_charts
from cxnlp.report.quotes import Veil
from cxnlp.report.topic_map import map_chart, render_map

REFOUND, TAUGHT = "refound", "taught"
TABLES = (
    "topics",
    "phrases",
    "quotes",
    "scores",
    "known",
    "issues",
    "segments",
    "growth",
    REFOUND,
    TAUGHT,
)
"""Every table that a folder may hold; the last two come with a list, `cxnlp.discover.lists`."""


def write(topics: Topics, folder: str | Path, *, show_personal_data: bool = False) -> Path:
    """Write topics into a folder, and return it.

    `map.html`; `topics.csv`, and with scores `scores.csv`, `known.csv`, `issues.csv`,
    `segments.csv`, with dates `growth.csv`; `phrases.csv`, `quotes.csv`; `clauses.parquet`, the
    topic of each; `charts`; `suggested.toml`, the topics as a list of issues; `topics`, which tells
    the topics of later comments. A table that cannot be made, or has no rows, leaves none of an
    earlier run behind.

    Parameters
    ----------
    topics : Topics
        What was found.
    folder : str or Path
        Made where there is none.
    show_personal_data : bool
        Whether e-mail addresses, phone numbers and the like stay readable in the map and in the
        tables' quotes; the clauses are written as they are.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    place = make_folder(Path(folder))
    veil = Veil(lifted=show_personal_data)
    with written(place / "map.html") as part:
        part.write_text(render_map(topics, show_personal_data=show_personal_data), "utf-8")
    unfit = write_charts({"topics": map_chart(topics)}, place / "charts")
    made = {name: _veiled(table, veil) for name, table in tables(topics).items()}
    for name in TABLES:
        write_any(made.get(name), place / f"{name}.csv")
    clauses = topics.clauses.table.assign(topic=topics.of_clauses)
    write_parquet(clauses, place / "clauses.parquet")
    _suggest(topics, place / "suggested.toml")
    topics.save(place / "topics")
    write_json({**facts(topics), "not_drawn": unfit}, place / "run.json")
    return place


def tables(topics: Topics) -> dict[str, pd.DataFrame]:
    """Return the tables that the data allow, by name."""
    made = {"topics": topics.table, "phrases": topics.phrases, "quotes": topics.quotes}
    if topics.scored is None or not topics.ids:
        return made
    made |= {"scores": topics.scores(), "known": topics.known(), "issues": topics.issues()}
    if topics.scored.joined.segments:
        made["segments"] = topics.segments()
    try:
        made["growth"] = topics.growth()
    except ExplainError:
        return made  # Without two periods there is no growth to tell of.
    return made


def facts(topics: Topics) -> dict[str, object]:
    """Return how the topics were found, for the record."""
    found = topics.search
    shown = topics.layers[topics.layer] if topics.layers else None
    return {
        "clauses": len(topics.clauses),
        "topics": len(topics.ids),
        "outside": topics.outside,
        "outside_asked": found.outside,
        "topics_asked": found.n_topics,
        "seed": found.seed,
        "granularities": [len(layer.topics) for layer in topics.layers],
        "agreement": shown.agreement if shown else None,
        "numbers_tried": {str(count): apart for count, apart in sorted(topics.tried.items())},
        "clustered_by": topics.model.engine,
        "thai_words_by": thai_by(),
    }


def _suggest(topics: Topics, place: Path) -> None:
    if not topics.ids:
        place.unlink(missing_ok=True)
        return
    with written(place) as part:
        part.write_text(topics.freeze(topics.ids).to_toml(), encoding="utf-8")


def _veiled(table: pd.DataFrame, veil: Veil) -> pd.DataFrame:
    """Mask personal data in the columns that hold customers' words."""
    if veil.lifted:
        return table
    said = [name for name in ("name", "phrases", "phrase", "quote") if name in table.columns]
    return table.assign(**{name: [veil.hide(text) for text in table[name]] for name in said})
