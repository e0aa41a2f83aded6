"""The CheckList: what a model should do, capability by capability (Ribeiro et al. 2020, ACL).

A *minimum* case has one right answer; an *invariance* case comes twice, and the sentiment must be
the same; in a *direction* case the second wording must be judged no less toward one side, give or
take `TOLERANCE`. Cases lie in tests/checklist, a line each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cxnlp.issues import Taxonomy
from cxnlp.tag import Prediction
from cxnlp.tag.one_call import AnyBundle, tagger_on

CASES = Path(__file__).resolve().parents[2] / "tests" / "checklist"
LANGUAGES = ("en", "th", "fa", "vi")
TOLERANCE = 0.05
PLAIN = "general"


def read_cases(folder: Path = CASES) -> pd.DataFrame:
    """Return all cases: `language`, `capability`, `kind`, `text`, `case` (the whole line)."""
    rows = [
        (language, case["capability"], case["kind"], case["text"], case)
        for language in LANGUAGES
        for case in map(json.loads, (folder / f"{language}.jsonl").read_text("utf-8").splitlines())
    ]
    return pd.DataFrame(rows, columns=["language", "capability", "kind", "text", "case"])


def measure_cases(bundle: AnyBundle, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the cases with `passed`, and `said`: what the model answered, in short."""
    texts = list(cases["text"]) + [c["changed"] for c in cases["case"] if "changed" in c]
    found = _predicted(bundle, PLAIN, texts)
    tagged: dict[tuple[str, str], Prediction] = {}
    issue_cases = [c for c in cases["case"] if "issues" in c]
    for name in sorted({c["list"] for c in issue_cases}):
        own = [c["text"] for c in issue_cases if c["list"] == name]
        tagged |= {(name, t): p for t, p in _predicted(bundle, name, own).items()}
    judged = [_judge(case, found, tagged) for case in cases["case"]]
    return cases.assign(passed=[p for p, _ in judged], said=[s for _, s in judged])


def _predicted(bundle: AnyBundle, name: str, texts: Sequence[str]) -> dict[str, Prediction]:
    distinct = list(dict.fromkeys(texts))
    return dict(
        zip(distinct, tagger_on(bundle, Taxonomy.load(name)).predict(distinct), strict=True)
    )


def _judge(
    case: Mapping[str, Any],
    found: Mapping[str, Prediction],
    tagged: Mapping[tuple[str, str], Prediction],
) -> tuple[bool, str]:
    before = found[case["text"]]
    if case["kind"] == "minimum":
        passed, said = _minimum(case, before)
        if "issues" not in case:
            return passed, said
        right, told = _issues(case, tagged[case["list"], case["text"]])
        return passed and right, f"{said}; {told}"
    after = found[case["changed"]]
    if case["kind"] == "invariance":
        return _label(before) == _label(after), f"{_label(before)} / {_label(after)}"
    sides = _side(before, case["toward"]), _side(after, case["toward"])
    passed = sides[1] >= sides[0] - TOLERANCE
    return passed, f"{case['toward']} {sides[0]:.2f} / {sides[1]:.2f}"


def _minimum(case: Mapping[str, Any], found: Prediction) -> tuple[bool, str]:
    label = _label(found)
    return "sentiment" not in case or label == case["sentiment"], label


def _issues(case: Mapping[str, Any], found: Prediction) -> tuple[bool, str]:
    """Tell whether all issues meant are found with their feelings; others beside do not count."""
    felt = {mention.id: mention.feeling for mention in found.issues}
    right = all(felt.get(issue) == feeling for issue, feeling in case["issues"].items())
    return right, ", ".join(f"{issue} {feeling}" for issue, feeling in felt.items()) or "no issue"


def _label(prediction: Prediction) -> str:
    return "none" if prediction.sentiment is None else prediction.sentiment.label


def _side(prediction: Prediction, side: str) -> float:
    return 0.0 if prediction.sentiment is None else float(getattr(prediction.sentiment, side))


def pass_rates(measured: pd.DataFrame) -> pd.DataFrame:
    """Return a row a capability and language: `cases`, `failed`, `rate` (of those passed)."""
    groups = measured.groupby(["capability", "language"], sort=False)["passed"]
    table = groups.agg(cases="size", right="sum").reset_index()
    table["failed"] = table["cases"] - table["right"]
    return table.assign(rate=table["right"] / table["cases"]).drop(columns="right")


def measure_checklist(bundle: AnyBundle, rows: int) -> dict[str, Any]:
    """Return the pass rates, and every case that failed, as plain values for eval.json."""
    cases = read_cases()
    if rows:
        cases = cases.groupby(["language", "capability"]).head(max(1, rows // 100))
    measured = measure_cases(bundle, cases)
    rates = pass_rates(measured)
    failed = measured[~measured["passed"]]
    return {
        "cases": len(measured),
        "passed": int(measured["passed"].sum()),
        "by_language": measured.groupby("language")["passed"].mean().round(4).to_dict(),
        "by_kind": measured.groupby("kind")["passed"].mean().round(4).to_dict(),
        "table": [{**row, "rate": round(row["rate"], 4)} for row in rates.to_dict("records")],
        "failures": [
            {"language": language, "said": said, **case}
            for language, said, case in failed[["language", "said", "case"]].itertuples(index=False)
        ],
    }
