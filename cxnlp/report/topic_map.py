"""The map of topics: one page that asks nothing of any network, and a picture for slides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.explore import OUTSIDE, Topics
from cxnlp.explore.layout import map_points
from cxnlp.report.chart import MIDDLE, Chart, Spec, labels, values
from cxnlp.report.draw import INK
from cxnlp.report.html import fill, policy_hash
from cxnlp.report.quotes import Veil
from cxnlp.report.words import counted, language_tag, percent

MOST, DRAWN = 20_000, 4000
"""Of more clauses, so many are drawn, in the page and in the picture."""
FEELINGS = ("negative", "neutral", "positive")
LONGEST, LONGEST_NAME = 280, 32
SIDE = 620


def render_map(
    topics: Topics, title: str = "What people talk about", *, show_personal_data: bool = False
) -> str:
    """Return the map as one HTML page: zoom, hover, colours, search, light and dark.

    Parameters
    ----------
    topics : Topics
        What to show; of more than 20,000 clauses 20,000 are drawn by its seed.
    title : str
        The page's heading.
    show_personal_data : bool
        Whether e-mail addresses, phone numbers and the like stay readable.
    """
    veil = Veil(lifted=show_personal_data)
    rows = _drawn(len(topics.clauses), MOST, topics.search.seed)
    listed = [int(topic) for topic in _shown(topics)["topic"]]
    data = _data(topics, rows, listed, veil)
    return _page(
        title=title,
        told=_told(topics, len(rows)),
        bands=data["bands"],
        data=_json(data),
        label=f"{title}: a map of {len(rows)} clauses; the topics are listed below",
        topics=[
            {
                "name": veil.hide(row["name"], 60),
                "n": counted(int(row["clauses"]), "clause"),
                "quote": veil.hide(row["quote"], 160),
            }
            for row in _shown(topics).to_dict("records")
        ],
    )


def _page(data: str, **page: object) -> str:
    from markupsafe import Markup

    templates = files("cxnlp.report") / "templates"
    style = (templates / "map.css").read_text(encoding="utf-8")
    script = (templates / "map.js").read_text(encoding="utf-8")
    own = {
        "map_style": Markup(style),
        "map_style_hash": policy_hash(style),
        "map_script": Markup(script),
        "map_script_hash": policy_hash(script),
        "data": Markup(data),
    }
    return fill("map.html.j2", {**page, **own})


def map_chart(topics: Topics) -> Chart:
    """Return the map as a picture, with the names of the largest topics that fit."""
    rows = _drawn(len(topics.clauses), DRAWN, topics.search.seed)
    places = map_points(topics.points, topics.of_clauses, topics.ids)
    table = _shown(topics)
    ids = [int(topic) for topic in table["topic"]]
    names = dict(zip(ids, labels(list(table["name"]), ids), strict=True))
    own = topics.of_clauses[rows]
    dots = _at(places[rows]).assign(topic=[names.get(int(t), "") for t in own])
    middles = _middles(places, topics, ids)
    marks = _at(middles).assign(label=[_cut(names[t]) for t in ids])
    free = _free(middles, list(marks["label"]))
    spec = _picture(dots, marks.iloc[free], list(names.values()), SIDE)
    return Chart(
        "topics",
        "What people talk about",
        "A dot for each clause; those about like things are near one another, and each colour is "
        "a topic. Grey dots at the edge fit none.",
        table,
        spec,
        spec,
    )


def _at(places: NDArray[np.float64]) -> pd.DataFrame:
    return pd.DataFrame({"x": places[:, 0].round(3), "y": places[:, 1].round(3)})


def _picture(dots: pd.DataFrame, marks: pd.DataFrame, names: Sequence[str], side: int) -> Spec:
    hues = [f"hsl({(i * 137.508) % 360:.0f}, 62%, 42%)" for i in range(len(names))]
    axis = {"axis": None, "scale": {"domain": [-1.32, 1.32], "nice": False}}
    x, y = ({"field": name, "type": "quantitative", **axis} for name in ("x", "y"))
    colour = {
        "field": "topic",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["", *names], "range": [MIDDLE, *hues]},
    }
    dot = {"type": "circle", "size": 9, "opacity": 0.6}
    text = {"type": "text", "fontWeight": 600, "fontSize": 12}
    words = {"x": x, "y": y, "text": {"field": "label", "type": "nominal"}}
    halo = {**text, "stroke": "white", "strokeWidth": 4, "strokeJoin": "round", "color": "white"}
    layers: list[Spec] = [
        {"data": values(dots), "mark": dot, "encoding": {"x": x, "y": y, "color": colour}},
        {"data": values(marks), "mark": halo, "encoding": words},
        {"data": values(marks), "mark": {**text, "color": INK}, "encoding": words},
    ]
    return {"width": side, "height": side, "layer": layers}


def _free(middles: NDArray[np.float64], names: Sequence[str]) -> NDArray[np.intp]:
    """Return which labels can stand without covering one before them, the largest first."""
    wide, high = 2.64 * 7.2 / SIDE / 2, 2.64 * 17 / SIDE
    kept: list[int] = []
    for at, name in enumerate(names):
        room = [wide * (len(name) + len(names[other])) for other in kept]
        gaps = np.abs(middles[kept] - middles[at])
        if not any(gap[0] < own and gap[1] < high for gap, own in zip(gaps, room, strict=True)):
            kept.append(at)
    return np.array(kept, np.intp)


def _data(topics: Topics, rows: NDArray[np.intp], ids: list[int], veil: Veil) -> Spec:
    places = map_points(topics.points, topics.of_clauses, topics.ids)
    middles = _middles(places, topics, ids)
    place = {topic: at for at, topic in enumerate(ids)}
    table = topics.clauses.table.iloc[rows]
    bands = topics.scored.scale.bands if topics.scored else ()
    of_clause = topics.scored.bands(topics.clauses)[rows] if topics.scored else [""] * len(rows)
    return {
        "topics": [
            {
                "name": veil.hide(topics.names[topic], 60),
                "x": round(float(x), 4),
                "y": round(float(y), 4),
            }
            for topic, (x, y) in zip(ids, middles, strict=True)
        ],
        "feelings": list(FEELINGS),
        "bands": list(bands),
        "x": places[rows, 0].round(4).tolist(),
        "y": places[rows, 1].round(4).tolist(),
        "t": [place.get(int(topic), -1) for topic in topics.of_clauses[rows]],
        "f": [FEELINGS.index(feeling) for feeling in table["feeling"]],
        "b": [bands.index(band) if band in bands else -1 for band in of_clause],
        "c": [veil.hide(text, LONGEST) for text in table["text"]],
        "l": [language_tag(code) for code in table["language"]],
    }


def _shown(topics: Topics) -> pd.DataFrame:
    """Return the topics that have a place: one kept from before may have no clause here."""
    return topics.table[topics.table["clauses"] > 0]


def _middles(
    places: NDArray[np.float64], topics: Topics, ids: Sequence[int]
) -> NDArray[np.float64]:
    means = [places[topics.of_clauses == topic].mean(0) for topic in ids]
    return np.array(means, float).reshape(-1, 2)


def _told(topics: Topics, drawn: int) -> str:
    outside = percent(float((topics.of_clauses == OUTSIDE).mean()))
    n = len(topics.clauses)
    some = f"; {drawn:,} of them are drawn" if drawn < n else ""
    return (
        f"{counted(n, 'clause')} of comments in {counted(len(topics.ids), 'topic')}, {outside} "
        f"outside{some}. Near means alike. Scroll or pinch to zoom, drag "
        f"to move, point to read."
    )


def _drawn(n: int, most: int, seed: int) -> NDArray[np.intp]:
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).choice(n, most, replace=False))


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def _json(data: Spec) -> str:
    """Return JSON that can stand in a page: nothing in it can end its element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
