"""What an audit adds to the table of drivers, and what it would take to know more."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxnlp.errors import ExplainError
from cxnlp.explain.correction.accuracy import Bounds, accuracy
from cxnlp.explain.correction.audit import Audit, refuse_audit
from cxnlp.explain.correction.design import PairedDesign, pair_designs, refuse_term
from cxnlp.explain.correction.drivers import Corrected, Correction, correct
from cxnlp.explain.drivers.design import MIN_DF, FittedDesign
from cxnlp.explain.estimation.choice import Model
from cxnlp.explain.estimation.families import false_discovery, two_sided
from cxnlp.explain.sample.responses import FEELINGS_SHOWN, SIGNS, Sample
from cxnlp.intervals import effective_size, t_quantile

MAX_INFLATION = 10.0
FIGURES = ("effect", "net")
KEYS = ("issue", "feeling")
COUNTS = ("audited", "found", "correct")


def ends(name: str) -> tuple[str, str, str]:
    """Return the columns of a figure and its interval."""
    return name, f"{name}_low", f"{name}_high"


CORRECTED = (
    *ends("share_corrected"),
    *ends("precision"),
    *ends("recall"),
    *ends("effect_corrected"),
    *ends("net_corrected"),
    "q_corrected",
    *ends("effect_calibrated"),
)
HALVING = "rows_to_halve"
CLEARLY = 3.0


@dataclass(frozen=True)
class AuditFindings:
    """What the audited rows say of the tagger and of the drivers.

    Parameters
    ----------
    audited : int
        Responses audited, in which every issue was decided.
    left_out : mapping of str to int
        Audited responses that are not used, by reason.
    level : float
        Confidence level of all intervals.
    table : DataFrame
        A row for each issue and feeling: `issue`, `feeling`; `audited`, `found`, `correct` (audited
        responses that mention it in truth, that the tagger says so of, both); the columns of
        `CORRECTED`, shares, precision and recall 0-1, effects and nets in index points;
        `rows_to_halve` (how many further audited rows would halve the corrected effect's interval;
        infinite where the survey itself is too small for that); `note`.
    corrections : mapping of feeling to Correction
        The models behind the figures.
    earlier : int
        How many of the audited responses are of earlier surveys.
    """

    audited: int
    left_out: Mapping[str, int]
    level: float
    table: pd.DataFrame
    corrections: Mapping[str, Correction]
    earlier: int = 0

    def further_rows(self, issue: str, feeling: str, width: float, figure: str = "effect") -> float:
        """Return how many further audited rows would make an interval as narrow as `width`.

        They are thought to be drawn as those so far. The part of the error that comes from the
        survey's own size stays; where that alone is wider, the answer is infinite.

        Parameters
        ----------
        issue, feeling : str
            Which driver.
        width : float
            From end to end, in index points.
        figure : {"effect", "net"}
            Whose interval.

        Raises
        ------
        ExplainError
            If that driver has no corrected figure.
        """
        held = self.corrections.get(feeling)
        if held is None or (issue, feeling) not in held.design.terms or figure not in FIGURES:
            raise ExplainError(
                f"{issue!r} ({feeling}) has no corrected {figure}",
                "a driver that could be corrected",
            )
        at = held.design.terms.index((issue, feeling))
        return further_rows(getattr(held, figure), at, self.audited, width, self.level)


def further_rows(found: Corrected, at: int, audited: int, width: float, level: float) -> float:
    """Return how many more audited rows bring an interval to `width`: 0 where it is there.

    error^2 = survey + audit's part; the latter goes with one over the number of audited rows.
    """
    if not width > 0:
        raise ExplainError(f"a width of {width:g}", "a number of index points above 0")
    wanted = (width / 2 / t_quantile(level, float(found.df[at]))) ** 2
    settled = float(found.survey_variance[at])
    of_audit = float(found.error[at]) ** 2 - settled
    if wanted <= settled:
        return math.inf
    return float(max(math.ceil(audited * (of_audit / (wanted - settled) - 1)), 0))


def audit_findings(
    sample: Sample,
    audit: Audit,
    models: Mapping[str, FittedDesign],
    level: float,
    model: Model = "linear",
) -> AuditFindings:
    """Set the audited rows against the tags, and correct the drivers by them.

    Parameters
    ----------
    sample, audit : Sample, Audit
        All responses and the audited ones.
    models : mapping of feeling to FittedDesign
        The regressions on tags; empty where there are none.
    level : float
        Confidence level, between 0 and 1.
    model : str
        Which model the corrected figures come from.
    """
    refusal = refuse_audit(audit)
    corrections: dict[str, Correction] = {}
    refused: dict[str, str] = {}
    for feelings in (SIGNS, ("any",)):
        if refusal or feelings[0] not in models:
            continue
        paired = pair_designs(sample, audit, models[feelings[0]].design)
        why = _refuse_model(audit, paired, model)
        try:
            held = None if why or not paired.terms else correct(sample, audit, paired, model)
        except ExplainError:
            held, why = None, f"no correction: the {model} model does not settle on the audited"
        corrections |= dict.fromkeys(feelings, held) if held else {}
        refused |= dict.fromkeys(feelings, why)
    rows = [
        _row(
            sample,
            audit,
            corrections.get(feeling),
            (issue, at, feeling),
            refusal,
            level,
            refused.get(feeling, ""),
        )
        for at, issue in enumerate(sample.issues)
        for feeling in FEELINGS_SHOWN
    ]
    table = pd.DataFrame(rows, columns=[*KEYS, *COUNTS, *CORRECTED, HALVING, "p", "note"])
    family = table["feeling"].isin(SIGNS).to_numpy(bool)
    table.loc[family, "q_corrected"] = false_discovery(table.loc[family, "p"].to_numpy(float))
    table = table.drop(columns="p")
    earlier = int((~audit.inside).sum())
    return AuditFindings(len(audit), audit.left_out, level, table, corrections, earlier)


def _row(
    sample: Sample,
    audit: Audit,
    held: Correction | None,
    which: tuple[str, int, str],
    refusal: str,
    level: float,
    no_model: str,
) -> dict[str, object]:
    issue, at, feeling = which
    row: dict[str, object] = {"issue": issue, "feeling": feeling, "note": refusal}
    if refusal:
        return row
    found = accuracy(sample, audit, feeling, at, level)
    row |= {"audited": found.audited, "found": found.found, "correct": found.correct}
    row |= _bounds("precision", found.precision) | _bounds("recall", found.recall)
    row |= _bounds("share_corrected", found.share)
    figures, reason = _figures(held, (issue, feeling), len(audit), level)
    reason = reason or ("" if figures else _why(audit, feeling, at, no_model))
    notes = (found.note, reason, _moved(sample, audit, feeling, at))
    return row | figures | {"note": "; ".join(note for note in notes if note)}


def _moved(sample: Sample, audit: Audit, feeling: str, at: int) -> str:
    """Say where an issue is marked clearly more or less often than in the earlier survey."""
    if audit.inside.all():
        return ""
    sides = (
        (sample.mentioned[feeling][:, at], sample.weight),
        (
            audit.sample.mentioned[feeling][:, at],
            audit.both_weights,
        ),
    )
    now, then = (float(np.average(who, weights=weight)) for who, weight in sides)
    even = (now + then) / 2 * (1 - (now + then) / 2)
    sizes = [effective_size(who.astype(float), weight) for who, weight in sides]
    if abs(now - then) <= CLEARLY * math.sqrt(even * sum(1 / size for size in sizes)):
        return ""
    return f"marked in {now:.0%} of responses now, in {then:.0%} when audited: audit this survey"


def _refuse_model(audit: Audit, paired: PairedDesign, model: Model) -> str:
    """Return why too few rows are audited for a model, "" where they are enough."""
    columns = int(paired.tags.shape[1])
    bands = len(np.unique(audit.sample.value))
    if bands < 2:
        return "no correction: all audited responses count the same for the index"
    need = columns * (bands - 1 if model == "multinomial" else 1) + MIN_DF
    if len(audit) >= need:
        return ""
    return f"no correction: {len(audit)} audited responses are too few, at least {need} are needed"


def _why(audit: Audit, feeling: str, at: int, no_model: str) -> str:
    reason = refuse_term(audit, feeling, at) or no_model
    return reason or "no correction: its tags have no adjusted figure"


def _figures(
    held: Correction | None, term: tuple[str, str], audited: int, level: float
) -> tuple[dict[str, object], str]:
    """Return the corrected figures of a driver, or why there are none."""
    if held is None or term not in held.design.terms:
        return {}, ""
    at = held.design.terms.index(term)
    if not held.inflation[at] <= MAX_INFLATION:
        return {}, "no correction: cannot be told apart from other issues in the audited responses"
    row = _interval("effect_corrected", held.effect, at, level)
    row |= _interval("net_corrected", held.net, at, level)
    row |= _interval("effect_calibrated", held.calibrated, at, level)
    half = t_quantile(level, float(held.effect.df[at])) * float(held.effect.error[at])
    row[HALVING] = further_rows(held.effect, at, audited, half, level)
    p = two_sided(held.effect.value, held.effect.error, held.effect.df)[at]
    return row | {"p": float(p)}, ""


def _interval(name: str, found: Corrected, at: int, level: float) -> dict[str, object]:
    value, error = float(found.value[at]), float(found.error[at])
    half = t_quantile(level, float(found.df[at])) * error if error == error else math.nan
    return _bounds(name, Bounds(value, value - half, value + half))


def _bounds(name: str, found: Bounds) -> dict[str, object]:
    return dict(zip(ends(name), found, strict=True))


def checked_drivers(
    drivers: pd.DataFrame,
    audit: Audit | None,
    sample: Sample,
    models: Mapping[str, FittedDesign],
    level: float,
    model: Model,
) -> tuple[pd.DataFrame, AuditFindings | None]:
    """Correct the table of drivers by an audit, where there is one.

    Parameters
    ----------
    drivers : DataFrame
        A row for each issue and feeling.
    audit : Audit or None
        The audited rows.
    sample, models, level, model
        As in `audit_findings`.
    """
    if audit is None:
        return drivers, None
    findings = audit_findings(sample, audit, models, level, model)
    return add_findings(drivers, findings), findings


def add_findings(drivers: pd.DataFrame, findings: AuditFindings) -> pd.DataFrame:
    """Put an audit's columns (`CORRECTED`) into the table of drivers; its notes join theirs."""
    told = findings.table[[*KEYS, *CORRECTED, "note"]].rename(columns={"note": "audit_note"})
    merged = drivers.merge(told, on=list(KEYS), how="left", validate="one_to_one")
    both = zip(merged["note"], merged.pop("audit_note"), strict=True)
    merged["note"] = ["; ".join(str(note) for note in notes if note) for notes in both]
    order = [name for name in merged.columns if name != "note"]
    return merged[[*order, "note"]].astype(dict.fromkeys(CORRECTED, np.float64))
