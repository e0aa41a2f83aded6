"""Write the fast model's card: what it loses beside its teacher, from the figures of both.

`python models/train/fast_card.py` writes README.md into the bundle.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import card_tables as tables
from card_beside import compared
from recipe import read_rounds

HERE = Path(__file__).resolve().parent
NAMES = ("its teacher", "fast")

INTRODUCTION = """\
# Model card: {name} {version}

Says of a customer's comment what `{teacher}` says, with less care and many times as fast. {size}
MB; `{teacher}` has to be at hand, which reads the list of issues, once, and the questions.

## How it is made

- **Vectors**: every piece of the vocabulary has a vector of {width} numbers in four bits. It begins
  as the state that `{teacher}` gives to the piece alone, in its main directions, and learns on.
- **Phrases**: two pieces in a row, and three, are hashed to {phrases:,} buckets, each with a vector
  of {phrase} numbers in four bits: what words mean together is looked up, too.
- **States**: a token's state is made of its own vector, its two neighbours' and the phrases that
  begin with it. What a piece adds is worked out once: reading a comment is looking up and adding.
- **Sentiment and signals** are read off the states' mean, maximum and two learned attentions.
- **Issues**: a small network turns what `{teacher}` seeks for an issue into a classifier of states;
  the strongest state decides, and is the evidence. Lists are as free as they are there.
- **Questions** count, as `{teacher}` sums them up.
- **Recipe**: `python models/train/fast.py --data DATA --work WORK`: `{teacher}` is asked about
  {comments:,} comments of its training sets and clauses of them, each with a whole list of issues;
  the network learns its answers and what people had said, and is calibrated on dev splits.

It was trained on what `{teacher}` was trained on; what its card says of licences holds here too.

## What it scored

Test splits of the public sets and our own cases, as in the card of `{teacher}`: sentiment in each
set's measure, issues in micro-F1 of mention / of mention with feeling, one threshold."""

MACRO = """\
Macro-F1 of sentiment, the mean of {sets} sets: {base} for its teacher, {fast} for this one:
{points} points."""

FURTHER = """\
Of {cases} cases of the CheckList it passes {passed} (its teacher {taught}). It finds {found} of the
issues in sentences that were written to test the shipped lists ({known}), the feeling is right in
{feels} of these ({felt}), and it gives {other} other tags a sentence ({others}).

## Speed

{fast_rate} comments a second tagged in one process with {issues} issues, where its teacher tags
{rate} in two threads; `python -m tests.bench.beside_others` measures both, and sentiment alone."""

LIMITS = """\
## Limits

- It looks four pieces far: a negation that stands apart from its word, irony, and what a long
  sentence means as a whole are lost on it more often.
- It cannot be taught with `cxnlp fit`, and finds no topics: both need the encoder of its teacher.
- The numbers of an explanation stand on tags: audit this model's as you would any other's."""


def macro(scores: dict, name: str) -> float:
    """Return a set's macro-F1 of sentiment."""
    return float(scores["sentiment"][name]["overall"]["label"]["all"]["all"]["macro_f1"]["value"])


def parts_of(folder: Path, config: dict, base: dict, fast: dict) -> Iterator[str]:
    """Yield the card, part by part."""
    size = sum(p.stat().st_size for p in folder.iterdir() if p.suffix == ".safetensors") / 1e6
    recipe, teacher = read_rounds()[0]["fast"], config["teacher"]["name"]
    told = {"name": config["name"], "version": config["version"], "comments": config["comments"]}
    sizes = recipe["sizes"]
    widths = {"width": recipe["size"], "phrase": sizes["phrase"], "phrases": 2 ** sizes["phrases"]}
    yield INTRODUCTION.format(**told, **widths, teacher=teacher, size=round(size))
    yield compared(base, fast, NAMES)
    sets = [name for name in fast["sentiment"] if "," not in name]
    means = [sum(macro(scores, name) for name in sets) / len(sets) for scores in (base, fast)]
    yield MACRO.format(
        sets=len(sets),
        base=tables.figure(means[0]),
        fast=tables.figure(means[1]),
        points=f"{100 * (means[1] - means[0]):+.1f}",
    )
    yield further(base, fast)
    yield LIMITS


def further(base: dict, fast: dict) -> str:
    """Return what the checks beside the sets say."""
    ours, theirs = fast["lists"]["all"], base["lists"]["all"]
    feeling, other = "feeling right, where found", "other tags a sentence"
    return FURTHER.format(
        cases=fast["checklist"]["cases"],
        passed=fast["checklist"]["passed"],
        taught=base["checklist"]["passed"],
        found=tables.figure(ours["all"]),
        known=tables.figure(theirs["all"]),
        feels=tables.figure(ours[feeling]),
        felt=tables.figure(theirs[feeling]),
        other=tables.figure(ours[other]),
        others=tables.figure(theirs[other]),
        fast_rate=fast["speed"]["comments_a_second"],
        rate=base["speed"]["comments_a_second"],
        issues=fast["speed"]["issues"],
    )


def main() -> None:
    """Write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=HERE.parent / "fast")
    parser.add_argument("--teacher", type=Path, default=HERE.parent / "base")
    given = parser.parse_args()
    config = json.loads((given.model / "config.json").read_text(encoding="utf-8"))
    base, fast = (
        json.loads((folder / "eval.json").read_text(encoding="utf-8"))
        for folder in (given.teacher, given.model)
    )
    card = "\n\n".join(parts_of(given.model, config, base, fast)) + "\n"
    (given.model / "README.md").write_text(card, encoding="utf-8")


if __name__ == "__main__":
    main()
