"""Who was drawn with which chance: the record that makes an audit a probability sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from cxnlp.audit.draw import chances, drawn
from cxnlp.audit.texts import Texts
from cxnlp.errors import SurveyError
from cxnlp.files import write_table
from cxnlp.intervals import FloatArray
from cxnlp.survey.read import read_table

DRAW = ("key", "wave", "place", "chance", "hidden")
HIDDEN = 3


def draw_wave(texts: Texts, size: int, before: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Draw texts to check, beside those drawn before.

    Every wave is drawn by itself from all texts, so that the chance to be in any of them is one
    less the product of the chances to be in none. Texts stand in random order, wave after wave:
    whoever stops before the end has still checked a probability sample.

    Parameters
    ----------
    texts : Texts
        The texts of the survey.
    size : int
        How many to have drawn in all, with those of `before` that are among `texts`.
    before : DataFrame
        The record so far (`DRAW`), empty at first.
    seed : int
        The same seed draws the same.

    Returns
    -------
    DataFrame
        The record (`DRAW`), a row for each text and wave: `chance` of being drawn then, `place` in
        the order of checking (0 for a text that was not drawn), `hidden` (1 for every third drawn:
        the judge does not see its tags).
    """
    known = set(before.loc[before["place"] > 0, "key"])
    have = sum(key in known for key in texts.key)
    wanted = min(size, len(texts.key)) - have
    if wanted <= 0:
        return before
    wave = int(before["wave"].max()) + 1 if len(before) else 1
    chance = _chances_of_new(texts, wanted, before)
    random = np.random.default_rng([seed, wave])
    rows = random.permutation(drawn(chance, random))
    fresh = [row for row in rows if texts.key[row] not in known]
    place = np.zeros(len(chance), dtype=int)
    last = int(before["place"].max()) if len(before) else 0
    place[fresh] = last + 1 + np.arange(len(fresh))
    again = [row for row in rows if texts.key[row] in known]
    place[again] = -1
    hidden = ((place > 0) & (place % HIDDEN == 0)).astype(int)
    made = pd.DataFrame(
        {"key": texts.key, "wave": wave, "place": place, "chance": chance, "hidden": hidden}
    )
    return pd.concat([before, made], ignore_index=True)[list(DRAW)]


def _chances_of_new(texts: Texts, wanted: int, before: pd.DataFrame) -> FloatArray:
    """Return chances by which about `wanted` texts are drawn that were not drawn before."""
    earlier = (1 - before["chance"]).groupby(before["key"]).prod()
    fresh = pd.Series(texts.key).map(earlier).to_numpy(dtype=float, na_value=1.0)
    size = wanted
    for _ in range(5):
        chance = chances(texts.mentioned, texts.doubt, size)
        expected = float(chance @ fresh)
        size = min(round(size * wanted / expected), len(chance)) if expected > 0 else len(chance)
    return chances(texts.mentioned, texts.doubt, size)


def empty_record() -> pd.DataFrame:
    """Return the record of no draw."""
    kinds = {
        "key": "object",
        "wave": "int64",
        "place": "int64",
        "chance": "float64",
        "hidden": "int64",
    }
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def weights(record: pd.DataFrame, done: pd.Index) -> pd.Series:
    """Return the audit weight of each text that was drawn and checked.

    Of a wave that was not checked to its end, texts checked count as a random part of those drawn,
    as they stand in random order: its chances are less by that part.

    Parameters
    ----------
    record : DataFrame
        The record of draws (`DRAW`).
    done : Index of str
        The keys of the texts checked.
    """
    drawn_now = record[record["place"] != 0]
    part = drawn_now["key"].isin(done).groupby(drawn_now["wave"]).mean()
    missed = 1 - record["chance"] * record["wave"].map(part)
    none = missed.groupby(record["key"]).prod()
    checked = drawn_now.loc[drawn_now["key"].isin(done), "key"].unique()
    return 1 / (1 - none.loc[checked])


def write_record(record: pd.DataFrame, path: Path) -> None:
    """Write the record; it holds hashes and chances, no text."""
    write_table(record, path)


def read_record(path: Path) -> pd.DataFrame:
    """Read the record of draws.

    Raises
    ------
    SurveyError
        If it is missing or not a record.
    """
    table = read_table(path).frame
    try:
        made = table[list(DRAW)].astype(
            {"wave": "int64", "place": "int64", "chance": "float64", "hidden": "int64"}
        )
    except (KeyError, ValueError) as error:
        raise SurveyError(
            f"{path.name} is not the record of an audit's draw",
            "draw.csv as cxnlp audit wrote it",
            "run cxnlp audit in a new folder",
        ) from error
    return made
