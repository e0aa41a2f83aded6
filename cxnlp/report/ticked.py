"""What ticked reasons beside the text show, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxnlp.report.chart import records
from cxnlp.report.words import interval, number, percent, shown

MOST_LACKING = 3


def ticked_words(ticked: pd.DataFrame, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return sentences on how ticks agree with the text, and on what the list of reasons lacks.

    Parameters
    ----------
    ticked : DataFrame
        `Explanation.ticked`.
    names : mapping of str to str
        What each issue is called.

    Returns
    -------
    tuple of str
        Empty where no reason was matched with an issue.
    """
    met = ticked[(ticked["reason"] != "") & ticked["agreement"].notna()]
    if met.empty:
        return ()
    lacking = ticked[(ticked["reason"] == "") & (ticked["complained"] > 0)]
    told = [_agreement(met), _example(met)]
    most = lacking.sort_values("complained", ascending=False, kind="stable").head(MOST_LACKING)
    if len(most):
        each = [
            f"{shown(names.get(row['issue'], row['issue']), 60)} ({number(row['complained'])})"
            for row in records(most)
        ]
        told.append(f"Complained of most among what no reason stands for: {', '.join(each)}.")
    return tuple(sentence for sentence in told if sentence)


def _agreement(met: pd.DataFrame) -> str:
    bad = int((met["agreement_complained_low"] > 0).sum())
    either = int((met["agreement_low"] > 0).sum())
    known = met.dropna(subset=["agreement_complained"])
    closer = int((known["agreement_complained"] > known["agreement"]).sum())
    reason = "reason" if len(met) == 1 else "reasons"
    kappa = known["agreement_complained"]
    text = (
        f"For {bad} of {len(met)} {reason} ticks agree with complaints beyond chance (the interval "
        f"of kappa lies above zero), for {either} with mentions of any kind, among "
        f"{number(met['n'].iloc[0])} responses that say something. Kappa with complaints is "
        f"{interval(float(kappa.min()), float(kappa.max()), 2)}, where 1 is full agreement and 0 "
        "none beyond chance."
    )
    if 2 * closer > len(met):
        text += " Ticks stand closer to what people complain of than to what they write about."
    return text


def _example(met: pd.DataFrame) -> str:
    """Tell, of the reason that agrees best, how many complain with and without the tick."""
    known = met.dropna(subset=["agreement_complained"])
    known = known[(known["ticked"] > 0) & (known["ticked"] < known["n"])]
    if known.empty:
        return ""
    row: Mapping[str, Any] = records(
        known.sort_values("agreement_complained", ascending=False, kind="stable").head(1)
    )[0]
    with_tick, others = row["ticked"], row["n"] - row["ticked"]
    without = row["complained"] - row["ticked_complained"]
    return (
        f"Closest is “{shown(row['reason'], 60)}”: of those who tick it "
        f"{percent(row['ticked_complained'] / with_tick)} complain of it in their own words "
        f"({number(row['ticked_complained'])} of {number(with_tick)}), of the others "
        f"{percent(without / others)} ({number(without)} of {number(others)})."
    )
