"""The model card's tables, as Markdown, from the figures in eval.json."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
TARGETS = tomllib.loads((HERE / "targets.toml").read_text(encoding="utf-8"))
NONE = "–"
NAMES = {
    "micro_f1": "micro-F1",
    "macro_f1": "macro-F1",
    "weighted_f1": "weighted F1",
    "macro_recall": "macro recall",
}
LANGUAGES = ("en", "th", "fa", "vi")
LENGTHS = (
    "1-20 characters",
    "21-60 characters",
    "61-140 characters",
    "141-400 characters",
    "over 400 characters",
)
MENTION, FELT = "mention", "mention with feeling"
MABSA = "mabsa/"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; a bar in a cell is escaped."""
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    for row in rows:
        cells = (" ".join(str(cell).split()).replace("|", "\\|") for cell in row)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def figure(value: float | None, digits: int = 3) -> str:
    """Return a share without its zero: ".875"; a dash for none."""
    if value is None or not np.isfinite(value):
        return NONE
    return f"{value:.{digits}f}".removeprefix("0")


def cell(scores: dict, what: str, measure: str, part: str = "all", level: str = "all") -> dict:
    """Return one measure of an evaluation: value, low, high, n; empty where there is none."""
    return scores["overall"].get(what, {}).get(part, {}).get(level, {}).get(measure, {})


def value(scores: dict, what: str, measure: str, part: str = "all", level: str = "all") -> str:
    """Return one measure as a figure."""
    return figure(cell(scores, what, measure, part, level).get("value"))


def span(found: dict) -> str:
    """Return an interval's ends."""
    return f"{figure(found.get('low'))} to {figure(found.get('high'))}" if found else NONE


def sentiment_table(scores: dict) -> str:
    """Return each set's figure beside its target."""
    rows = []
    for name, s in scores.items():
        target, measure = sentiment_target(name)
        found = cell(s, "label", measure)
        rows.append(
            (
                name,
                s["n"],
                NAMES[measure],
                _reached(found.get("value"), target.get("reach")),
                span(found),
                figure(target.get("reach")),
                target.get("linear", NONE),
                target.get("published", NONE),
                value(s, "label", "macro_f1"),
                value(s, "label", "accuracy"),
                value(s, "label", "answered"),
            )
        )
    columns = (
        "set",
        "n",
        "measure",
        "this model",
        "95 % interval",
        "to reach",
        "linear",
        "published",
        "macro-F1",
        "accuracy",
        "answered",
    )
    return table(columns, rows)


def sentiment_target(name: str) -> tuple[dict, str]:
    """Return a sentiment set's targets, and the measure that they are of."""
    target = TARGETS["sentiment"].get(name.split(",")[0], {})
    return target, target.get("measure", "macro_f1")


def _reached(found: float | None, target: float | None) -> str:
    told = figure(found)
    return f"**{told}**" if found is not None and target is not None and found >= target else told


def part_table(scores: dict, part: str, levels: Sequence[str], what: str, measure: str) -> str:
    """Return a measure of each set by the levels of a part, with their n."""
    rows = []
    for name, s in scores.items():
        found = [cell(s, what, measure, part, level) for level in levels]
        if sum(bool(f) for f in found) > 1:
            rows.append([name, *(f"{figure(f['value'])} ({f['n']})" if f else NONE for f in found)])
    return table(["set", *levels], rows)


def languages_of(scores: dict, name: str) -> list[str]:
    """Return the languages that a set was measured in."""
    return list(scores.get(name, {}).get("overall", {}).get("label", {}).get("language", {}))


def issue_table(scores: dict) -> str:
    """Return the lists that training saw: with the threshold of their dev split, and the one."""
    rows = []
    for name, s in scores.items():
        if s["kept_out_of_training"] or name.startswith(MABSA):
            continue
        target = TARGETS["issues"].get(name, {})
        beside = (_targets(target), target.get("linear", NONE), target.get("published", NONE))
        measure = target.get("measure", "micro_f1")
        if "best_issue" in s:
            best = s["best_issue"]
            told = (NONE, NONE, figure(best["accuracy"]), NONE, span(best))
            rows.append((name, s["n"], measure, *told, *beside))
            measure, beside = "micro_f1", (NONE,) * 3
        rows.append((name, s["n"], NAMES[measure], *_thresholds(s, measure), *beside))
    columns = (
        "list",
        "n",
        "measure",
        "mention, dev threshold",
        "with feeling, dev threshold",
        "mention, one threshold",
        "with feeling, one threshold",
        "95 % interval of mention",
        "to reach",
        "linear",
        "published",
    )
    return table(columns, rows)


def _thresholds(scores: dict, measure: str) -> tuple[str, ...]:
    """Return mention and feeling with the threshold of the dev split, then with the one of all."""
    dev = scores.get("threshold_from_dev", {"overall": {}})
    told = [value(each, what, measure) for each in (dev, scores) for what in WHATS]
    return (*told, span(cell(scores, MENTION, measure)))


def _targets(target: dict) -> str:
    return " / ".join(figure(t, 2) for t in target.get("reach", [])) or NONE


def mabsa_table(scores: dict) -> str:
    """Return the domains of mabsa by language, and the mean of those that training saw."""
    seen = {n: s for n, s in scores.items() if n.startswith(MABSA)}
    domains = list(dict.fromkeys(n.rpartition("/")[0] for n in seen))
    languages = list(dict.fromkeys(n.rpartition("/")[2] for n in seen))
    rows, mean = [], {language: [] for language in languages}
    for domain in domains:
        cells = [seen.get(f"{domain}/{language}") for language in languages]
        kept = any(c and c["kept_out_of_training"] for c in cells)
        for language, c in zip(languages, cells, strict=True):
            if c and not kept:
                mean[language].append([cell(c, what, "micro_f1")["value"] for what in WHATS])
        told = [_both(c) if c else NONE for c in cells]
        rows.append([domain + (" (kept out)" if kept else ""), *told])
    means = [
        " / ".join(figure(x) for x in np.mean(mean[language], 0)) if mean[language] else NONE
        for language in languages
    ]
    rows.append(["mean of those not kept out", *means])
    reach = TARGETS["issues"]["mabsa"]["reach"]
    rows.append(["to reach", *[" / ".join(figure(r, 2) for r in reach)] * len(languages)])
    return table(["domain", *languages], rows)


WHATS = (MENTION, FELT)


def _both(scores: dict) -> str:
    return " / ".join(value(scores, what, "micro_f1") for what in WHATS)


def new_list_table(scores: dict) -> str:
    """Return the lists kept out of training beside always naming the commonest issues."""
    rows, found, plain = [], [], []
    for name, s in scores.items():
        if s["kept_out_of_training"]:
            here = cell(s, MENTION, "micro_f1")
            found.append(here["value"])
            plain.append(s["commonest"][MENTION])
            rows.append(
                (
                    name,
                    s["n"],
                    figure(here["value"]),
                    span(here),
                    value(s, FELT, "micro_f1"),
                    figure(s["commonest"][MENTION]),
                    figure(s["commonest"][FELT]),
                    f"{here['value'] - s['commonest'][MENTION]:+.3f}",
                )
            )
    if found:
        gain = f"{np.mean(found) - np.mean(plain):+.3f}"
        mean = (
            "mean (to reach .50)",
            "",
            figure(float(np.mean(found))),
            NONE,
            NONE,
            figure(float(np.mean(plain))),
            NONE,
            gain,
        )
        rows.append(mean)
    columns = (
        "list",
        "n",
        "mention",
        "95 % interval",
        "with feeling",
        "commonest: mention",
        "commonest: with feeling",
        "gain",
    )
    return table(columns, rows)


def signal_table(scores: dict, prefix: str) -> str:
    """Return precision, recall and F1 of each signal in our cases, and F1 by language."""
    whole = scores[prefix]["labels"]["signal"]
    rows = []
    for name, s in whole.items():
        by = [
            scores.get(f"{prefix}/{code}", {}).get("labels", {}).get("signal", {}).get(name)
            for code in LANGUAGES
        ]
        told = [f"{figure(b['f1'])} ({b['n']})" if b else NONE for b in by]
        ends = f"{figure(s['f1_low'])} to {figure(s['f1_high'])}"
        figures = [figure(s[key]) for key in ("precision", "recall", "f1")]
        rows.append((name, s["n"], *figures, ends, *told))
    columns = ("signal", "n", "precision", "recall", "F1", "95 % interval", *LANGUAGES)
    return table(columns, rows)


def public_signal_table(scores: dict, prefix: str) -> str:
    """Return each signal of each public set."""
    rows = [
        (
            name,
            s["n"],
            label,
            x["n"],
            *(figure(x[k]) for k in ("precision", "recall", "f1")),
            f"{figure(x['f1_low'])} to {figure(x['f1_high'])}",
            value(s, "signal", "macro_f1"),
        )
        for name, s in scores.items()
        if not name.startswith(prefix)
        for label, x in s["labels"]["signal"].items()
    ]
    columns = (
        "set",
        "comments",
        "signal",
        "have it",
        "precision",
        "recall",
        "F1",
        "95 % interval",
        "macro-F1 of the set",
    )
    return table(columns, rows)


def calibration_table(scores: dict) -> str:
    """Return calibration errors, and the uncertain band, of every output and set."""
    rows = []
    for output in ("sentiment", "issues", "signals"):
        for name, s in scores.get(output, {}).items():
            band = {row["where"]: row for row in s["uncertain"]}
            for what in dict.fromkeys(row["what"] for row in s["calibration"]):
                error = {r["bins"]: r["error"] for r in s["calibration"] if r["what"] == what}
                first = what == s["calibration"][0]["what"]
                inside = band.get("inside", {}) if first else {}
                outside = band.get("outside", {}) if first else {}
                rows.append(
                    (
                        f"{name}: {what}",
                        figure(error.get("equal width")),
                        figure(error.get("equal mass")),
                        figure(inside.get("share")),
                        figure(inside.get("accuracy")),
                        figure(outside.get("accuracy")),
                    )
                )
    columns = (
        "set: output",
        "error, equal width",
        "error, equal mass",
        "share uncertain",
        "right if uncertain",
        "right if not",
    )
    return table(columns, rows)


def reliability_table(scores: dict) -> str:
    """Return predicted against observed, all sets of an output together, in ten bins."""
    rows = []
    for output in ("sentiment", "issues", "signals"):
        bins: dict[float, list[tuple[int, float, float]]] = {}
        for s in scores.get(output, {}).values():
            for r in s["reliability"]:
                if r["bins"] == "equal width":
                    told = (r["n"], r["predicted"], r["observed"])
                    bins.setdefault(r["from"], []).append(told)
        for start, parts in sorted(bins.items()):
            n, p, o = np.array(parts).T
            rows.append(
                (
                    output,
                    f"{start:.1f} to {start + 0.1:.1f}",
                    int(n.sum()),
                    figure(float((n * p).sum() / n.sum())),
                    figure(float((n * o).sum() / n.sum())),
                )
            )
    return table(("output", "probability", "answers", "predicted", "observed"), rows)


def checklist_table(scores: dict) -> str:
    """Return failures of cases, capability by language."""
    by = {(r["capability"], r["language"]): r for r in scores["table"]}
    names = list(dict.fromkeys(r["capability"] for r in scores["table"]))
    rows = []
    for name in names:
        told = [by.get((name, code)) for code in LANGUAGES]
        failed = sum(r["failed"] for r in told if r)
        cases = sum(r["cases"] for r in told if r)
        cells = (f"{r['failed']}/{r['cases']}" if r else NONE for r in told)
        rows.append((name, *cells, f"{failed / cases:.0%}"))
    rates = scores["by_language"]
    last = (f"{1 - rates[code]:.0%}" if code in rates else NONE for code in LANGUAGES)
    rows.append(("all", *last, f"{1 - scores['passed'] / scores['cases']:.0%}"))
    return table(("capability", *LANGUAGES, "failed"), rows)


def failure_list(scores: dict) -> str:
    """Return every case that failed, folded away, a language each."""
    parts = []
    for code in LANGUAGES:
        own = [f for f in scores["failures"] if f["language"] == code]
        lines = [f"- *{f['capability']}*: {_case(f)} — said {f['said']}" for f in own]
        summary = f"<details><summary>{code}: {len(own)} cases</summary>"
        parts.append("\n".join([summary, "", *lines, "", "</details>"]))
    return "\n\n".join(parts)


def _case(failure: dict) -> str:
    text = " ".join(failure["text"].split())
    if failure["kind"] == "minimum":
        issues = ", ".join(f"{k} {v}" for k, v in failure.get("issues", {}).items())
        meant = "; ".join(x for x in (failure.get("sentiment"), issues) if x)
        return f"{text} → {meant}"
    changed = " ".join(failure["changed"].split())
    meant = f"toward {failure['toward']}" if failure["kind"] == "direction" else "the same"
    return f"{text} / {changed} → {meant}"


def recall_table(scores: dict) -> str:
    """Return the recall on our own sentences."""
    names = ["sentences", *LANGUAGES, "all", "feeling right, where found", "other tags a sentence"]
    rows = [
        (name, s["sentences"], *(f"{s[k]:.2f}" for k in names[1:])) for name, s in scores.items()
    ]
    return table(("list", *names), rows)
