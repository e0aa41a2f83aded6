"""What changed between two periods or segments, in parts that add up.

References
----------
.. [1] E. Kitagawa (1955), Components of a difference between two rates, Journal of the American
   Statistical Association 50, 1168-1194: the split into composition and rates, each weighted by
   the other's average.
.. [2] R. Oaxaca (1973), Male-female wage differentials in urban labor markets, International
   Economic Review 14, 693-709; A. Blinder (1973), Wage discrimination: reduced form and
   structural estimates, Journal of Human Resources 8, 436-455: the same with regressions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxnlp.errors import ExplainError
from cxnlp.explain.comparison.change_design import RARE, FittedPair, Pair, fit_pair, lay_out
from cxnlp.explain.comparison.periods import Group
from cxnlp.explain.estimation.association import ADDED
from cxnlp.explain.estimation.families import false_discovery
from cxnlp.explain.estimation.pieces import Piece, add_up
from cxnlp.intervals import FloatArray
from cxnlp.join import Joined

CHANGE = (
    "part",
    "issue",
    "name",
    "feeling",
    "change",
    "low",
    "high",
    "q",
    "share_before",
    "share_after",
    "effect_before",
    "effect_after",
    "mentions_before",
    "mentions_after",
    "before",
    "after",
    "n_before",
    "n_after",
    "note",
)
SUMS = {"frequency": "frequency_all", "severity": "severity_all", "mix": "mix_all"}
PARTS = (*SUMS, *SUMS.values(), "baseline", "total")
MIN_GROUP = 30
FEW_MIXED = "one figure for both: too few mentions in one of them to tell whether it hurt more"
Row = dict[str, object]
_NOT_TOLD_APART: Row = {"part": "severity", "change": 0.0, "note": FEW_MIXED}


def change_table(
    joined: Joined,
    names: Mapping[str, str],
    before: Group,
    after: Group,
    segments: tuple[str, ...],
    min_mentions: int,
    level: float,
) -> pd.DataFrame:
    """Split the difference of the index of two groups into parts that add up to it.

    In each group the index is the mean of a + sum_j b_j x_j, x_j telling who mentions issue j with
    that feeling, and least squares leaves no rest to the mean. With p_j the share of mentions,
    the difference is the sum over issues of (p_j' - p_j) (b_j + b_j') / 2, how much more often it
    came up, and (b_j' - b_j) (p_j + p_j') / 2, how much more it went with [1]_, [2]_; of what the
    segments and the share of those who wrote add (mix); and of the baseline a' - a, the scores of
    like responses that mention none of it. Mentions overlap; the regression shares them out, so
    nothing is counted twice. Errors come from the responses' influence on p and b (HC3), three
    answers of average spread added for each coefficient and two to each share, and see how both
    hang together; groups are taken as independent.

    Parameters
    ----------
    joined : Joined
        All responses; those who said nothing count too.
    names : mapping of str to str
        The issues, of one level, and what each is called.
    before, after : Group
        Two groups of responses that have none in common, at least 30 in each.
    segments : tuple of str
        Segments whose mix is told apart.
    min_mentions : int
        How many mentions in a group a coefficient of its own needs.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        `CHANGE`; `change`, `low`, `high` and the effects (per mention) in index points, shares
        from 0 to 1 of all responses of the group. The last rows close the account:
        `frequency_all`, `severity_all` and `mix_all` are the sums of the rows of that part (no
        row where there are none), with intervals from the same influence values added up; with
        `baseline` they add up to `total`. `q` is the false discovery rate over all rows of
        `frequency` and `severity`.

    Raises
    ------
    ExplainError
        If the groups overlap or one is too small.
    """
    _check(before, after)
    pair = lay_out(joined, tuple(names), (before.member, after.member), segments, min_mentions)
    parts = _Parts(fit_pair(pair), level)
    rows = parts.rows()
    counts = {
        "before": before.label,
        "after": after.label,
        "n_before": int((~pair.after).sum()),
        "n_after": int(pair.after.sum()),
    }
    table = pd.DataFrame([{**_blank(), **row, **counts} for row in rows])
    family = table["part"].isin(("frequency", "severity")).to_numpy()
    table["q"] = false_discovery(table["p"].where(family))
    called = table["issue"].map(names).fillna(table["name"])
    return _sorted(table.assign(name=called))[list(CHANGE)]


class _Parts:
    """The parts of one change."""

    def __init__(self, fitted: FittedPair, level: float) -> None:
        self.pair, self.fit, self.level = fitted.pair, fitted.fit, level
        self.influence = fitted.influence
        k = self.pair.has.shape[1]
        self.first = np.arange(2, 2 + k)
        self.second = self.first.copy()
        self.second[self.pair.split] = np.arange(2 + k, 2 + k + int(self.pair.split.sum()))
        self.used = np.count_nonzero(self.pair.x, axis=0)
        self.weight = tuple(_weights(self.pair, late) for late in (False, True))
        self.squared = tuple(float(weight @ weight) for weight in self.weight)
        self.share = tuple(weight @ self.pair.has for weight in self.weight)

    def rows(self) -> list[Row]:
        """Return a row for each issue and segment, their sums, the baseline, and the total."""
        issues = range(len(self.pair.issues))
        often = [self._frequency(at) for at in issues]
        hurt = {at: self._severity(at) for at in issues if self.pair.split[at]}
        mix = {name: self._mix(name) for name in dict.fromkeys(self.pair.mixes)}
        found: list[Row] = []
        for at in issues:
            told = self._facts(at)
            found.append(told | self._row("frequency", often[at]))
            severity = self._row("severity", hurt[at]) if at in hurt else _NOT_TOLD_APART
            found.append(told | severity)
        found += [{"name": name} | self._row("mix", piece) for name, piece in mix.items()]
        parts = {"frequency": often, "severity": [*hurt.values()], "mix": [*mix.values()]}
        found += [self._row(SUMS[part], add_up(parts[part])) for part in SUMS if parts[part]]
        ends = self._row("baseline", self._baseline()), self._row("total", self._total())
        return [*found, *ends]

    def _row(self, part: str, piece: Piece) -> Row:
        return {"part": part, **piece.figures(self.level)}

    def _mix(self, name: str) -> Piece:
        first = len(self.pair.issues)
        places = [first + i for i, mix in enumerate(self.pair.mixes) if mix == name]
        return add_up([Piece(*self._moved(at)) for at in places])

    def _baseline(self) -> Piece:
        rest = [self._rest(late) for late in (False, True)]
        value = float(self.fit.coefficient[1, 0] - self.fit.coefficient[0, 0])
        return Piece(value + rest[1] - rest[0], self.influence[:, 1] - self.influence[:, 0])

    def _total(self) -> Piece:
        value, influence = 0.0, np.zeros(len(self.pair.value))
        for late, sign in ((False, -1.0), (True, 1.0)):
            share = self.weight[late]
            mean = float(share @ self.pair.value)
            n = int((share > 0).sum())
            value += sign * mean
            influence += sign * share * (self.pair.value - mean) * math.sqrt(n / (n - 1))
        return Piece(value, influence)

    def _frequency(self, at: int) -> Piece:
        value, influence = self._moved(at)
        before, after = (self._coefficient(at, late) for late in (False, True))
        mean, gap = (before + after) / 2, float(self.share[1][at] - self.share[0][at])
        extra = sum(self._extra(column) for column in self._columns(at)) * gap**2
        extra = extra / (4 if self.pair.split[at] else 1)
        extra += mean**2 * sum(self._extra_share(at, late) for late in (False, True))
        return Piece(value, influence, extra)

    def _severity(self, at: int) -> Piece:
        before, after = (self._coefficient(at, late) for late in (False, True))
        often = float(self.share[0][at] + self.share[1][at]) / 2
        columns = self._columns(at)
        influence = often * (self.influence[:, columns[1]] - self.influence[:, columns[0]])
        influence += (after - before) / 2 * (self._pull(at, False) + self._pull(at, True))
        extra = often**2 * sum(self._extra(column) for column in columns)
        df = float(min(self.fit.error_df[column] for column in columns))
        return Piece((after - before) * often, influence, extra, df)

    def _moved(self, at: int) -> tuple[float, FloatArray]:
        """Return what the change of a column's share adds, and its influence."""
        before, after = (self._coefficient(at, late) for late in (False, True))
        gap, mean = float(self.share[1][at] - self.share[0][at]), (before + after) / 2
        columns = self._columns(at)
        influence = mean * (self._pull(at, True) - self._pull(at, False))
        influence += gap * self.influence[:, columns].mean(axis=1)
        return gap * mean, influence

    def _columns(self, at: int) -> list[int]:
        return list(dict.fromkeys((int(self.first[at]), int(self.second[at]))))

    def _coefficient(self, at: int, late: bool) -> float:
        place = (self.second if late else self.first)[at]
        return float(self.fit.coefficient[place, 0])

    def _rest(self, late: bool) -> float:
        # Zero, unless a row that decides its own fitted value was set aside.
        return float(self.weight[late] @ self.fit.residual[:, 0])

    def _pull(self, at: int, late: bool) -> FloatArray:
        """Return the influence of each response on a column's share of its group."""
        return np.asarray(self.weight[late] * (self.pair.has[:, at] - self.share[late][at]))

    def _extra(self, column: int) -> float:
        """Return what three answers of average spread add to a coefficient's variance."""
        mentions = float(min(self.used[column], len(self.pair.value) - self.used[column]))
        robust, even = self.fit.error[column, 0] ** 2, self.fit.even_error[column, 0] ** 2
        return float(ADDED * (even - robust) / (mentions + ADDED))

    def _extra_share(self, at: int, late: bool) -> float:
        """Return what two answers, one with a mention, add to a share's variance."""
        n, p = 1 / self.squared[late], float(self.share[late][at])
        added = (n * p + 1) / (n + 2)
        return max((added * (1 - added) - p * (1 - p)) / n, 0.0)

    def _facts(self, at: int) -> Row:
        counts = [int(self.pair.has[self.pair.after == late, at].sum()) for late in (False, True)]
        issue, feeling = self.pair.issues[at]
        return {
            "issue": issue,
            "feeling": feeling,
            "name": "rare issues together" if issue == RARE[0] else "",
            "share_before": float(self.share[0][at]),
            "share_after": float(self.share[1][at]),
            "effect_before": self._coefficient(at, False),
            "effect_after": self._coefficient(at, True),
            "mentions_before": counts[0],
            "mentions_after": counts[1],
        }


def _check(before: Group, after: Group) -> None:
    for group in (before, after):
        n = int(group.member.sum())
        if n < MIN_GROUP:
            raise ExplainError(
                f"{group.label!r} has {n} responses",
                f"at least {MIN_GROUP}",
                "take a longer period or a larger segment",
            )
    both = int((before.member & after.member).sum())
    if both:
        raise ExplainError(
            f"{both} responses are in both {before.label!r} and {after.label!r}",
            "groups with no response in common",
        )


def _blank() -> Row:
    texts = dict.fromkeys(("part", "issue", "name", "feeling", "before", "after", "note"), "")
    return {**dict.fromkeys((*CHANGE, "p"), math.nan), **texts}


def _weights(pair: Pair, late: bool) -> FloatArray:
    mine = np.where(pair.after == late, pair.weight, 0.0)
    return np.asarray(mine / mine.sum())


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """Order by part; the largest change first, ties by issue and feeling."""
    keys = table.assign(
        part=table["part"].map({part: at for at, part in enumerate(PARTS)}),
        size=-table["change"].abs().round(9),
    )
    order = keys.sort_values(["part", "size", "issue", "feeling", "name"], kind="stable").index
    return table.loc[order].reset_index(drop=True)
