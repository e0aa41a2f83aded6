"""Tune the whole model on comments that you labelled.

`python models/train/fine_tune.py FILE --text COLUMN --issues LIST --label COLUMN -o MODEL`

`cxnlp fit` learns from a handful of labels on states that stay as they are. This moves the encoder
too, for whoever has some hundreds of labelled comments or more, and writes a model of its own size.
What the model says of sentiment and of signals is held where it was on the same comments [1]_, and
one comment in five is kept out of training, to set the threshold and to say what was gained.

References
----------
.. [1] Z. Li and D. Hoiem (2016), Learning without forgetting, arXiv:1606.09282.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

import build
import calibrate
import numpy as np
import pandas as pd
import torch
from bank import IssueBank
from corpus import Label
from desk import Desk
from losses import answer, issue_loss
from networks import Model
from restore import restore_model
from safetensors.numpy import load_file
from sklearn.metrics import f1_score
from tokenizers import Tokenizer
from torch import Tensor, nn
from train import means_of

from cxnlp.cli.options import issues_of
from cxnlp.fit.labelled import Labelled, read_labelled
from cxnlp.issues import Taxonomy
from cxnlp.model.bundle import find_model
from cxnlp.model.encoder import Encoder
from cxnlp.tag.form import Form

DOMAIN = "labelled"
RATE, HEAD_RATE = 1e-4, 8e-4
MOST_ASKED = 24
WARM = 0.1
GAUGED = 400  # comments that the scales of the int8 graph are measured on


def as_frame(labelled: Labelled) -> pd.DataFrame:
    """Lay labelled comments out as rows of the mixture; one in five is for dev."""
    forms = [Form.of(text) for text in labelled.texts]
    frame = pd.DataFrame(
        {
            "id": labelled.lines,
            "text": [form.readable for form in forms],
            "lang": [form.language for form in forms],
            "question": pd.Series(labelled.questions, dtype=object),
            "labels": [[Label(k, v, None) for k, v in row.items()] for row in labelled.labels],
        }
    )
    read = np.array([form.is_read for form in forms])
    chosen = np.random.default_rng(0).permutation(len(frame)) % 5 == 0
    return frame.assign(
        split=np.where(chosen, "dev", "train"),
        source=DOMAIN,
        domain=DOMAIN,
        sentiment=None,
        signals=None,
    )[read].reset_index(drop=True)


def bank_of(taxonomy: Taxonomy) -> IssueBank:
    """Return the list as what is asked: always all that it says, as in use."""
    leaves = taxonomy.leaves()
    return IssueBank(
        {(DOMAIN, issue.id): [issue.text()] for issue in leaves},
        {(DOMAIN, issue.id): [*issue.examples, *issue.names.values()] for issue in leaves},
    )


@dataclass
class Tuning:
    """A model that is being tuned, beside what it said before.

    Parameters
    ----------
    model : Model
        Its encoder and its issue head learn.
    desk : Desk
        The comments to learn from.
    said : list of Tensor
        For each comment the logits of sentiment and signals before tuning.
    """

    model: Model
    desk: Desk
    said: list[Tensor]

    def further(self, place: int) -> Tensor:
        """Return the logits of sentiment and signals of one comment."""
        batch = self.desk.batch(np.array([place]), None)
        states = self.model.reader(batch.pieces, batch.mask)
        net = self.model
        return torch.cat([net.sentiment(states, batch.own), net.signals(states, batch.own)], 1)[0]

    def loss(self, places: np.ndarray, rng: np.random.Generator) -> Tensor:
        """Return what the issues cost, and what moving all else costs."""
        batch = self.desk.batch(places, rng)
        found = answer(self.model, batch, torch.from_numpy(self.desk.bank.vectors), None)
        before = torch.stack([self.said[place] for place in places])
        moved = torch.cat([found.read, found.signals], 1) - before
        return issue_loss(found, batch) + moved.square().mean()


def begin(model: Model, desk: Desk) -> Tuning:
    """Note what the model says before it is tuned."""
    tuning = Tuning(model, desk, [])
    with torch.no_grad():
        for place in range(len(desk.frame)):
            tuning.said.append(tuning.further(place))
    return tuning


def tune(tuning: Tuning, epochs: int, seed: int) -> None:
    """Learn for some epochs: a short warm-up, then a straight line down."""
    model, desk = tuning.model, tuning.desk
    tokenizer = desk.tokenizer
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    learning = [
        {"params": [*model.reader.parameters()], "lr": RATE},
        {"params": [*model.issues.parameters()], "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(learning, weight_decay=0.01)
    plan = [desk.batches(np.arange(len(desk.frame)), rng) for _ in range(epochs)]
    steps = sum(map(len, plan))
    warm = max(1, round(WARM * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda at: min((at + 1) / warm, (steps - at) / max(1, steps - warm))
    )
    for number, batches in enumerate(plan):
        desk.bank.refresh(lambda texts: means_of(model, tokenizer, desk.lead, texts))
        costs = []
        model.reader.train()
        model.issues.train()
        for places in batches:
            loss = tuning.loss(places, rng)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            costs.append(float(loss.detach()))
        model.eval()
        print(f"epoch {number + 1} of {epochs}: {np.mean(costs):.4f}", flush=True)


def list_logits(model: Model, held: calibrate.Held, bank: IssueBank, moved: float) -> tuple:
    """Return the logits of the whole list for held comments, and who mentions what."""
    model.issues.centre.copy_(torch.from_numpy(bank.vectors.mean(0)))
    rows = [i for i, states in enumerate(held.states) if len(states)]
    logits = np.stack([calibrate.list_logits(model.issues, held, bank, i) for i in rows])
    named = [{bank.number[DOMAIN, x.issue] for x in held.frame["labels"][i]} for i in rows]
    truth = np.array([[k in some for k in range(len(bank.keys))] for some in named])
    return logits + moved, truth


def micro(logits: np.ndarray, truth: np.ndarray, cut: float) -> float:
    """Return micro-F1 of mention at a probability."""
    given = 1 / (1 + np.exp(-logits)) >= cut
    return float(f1_score(truth.ravel(), given.ravel(), zero_division=0))


@dataclass(frozen=True)
class Line:
    """How logits become answers for one list: a scale, a shift and a threshold."""

    scale: float
    shift: float
    threshold: float

    @classmethod
    def of(cls, logits: np.ndarray, truth: np.ndarray) -> Line:
        """Draw it where micro-F1 is best."""
        weight = np.full(truth.size, 1 / truth.size)
        scale, shift = calibrate.platt(logits.ravel(), truth.ravel(), weight)
        scores = [micro(scale * logits + shift, truth, cut) for cut in calibrate.GRID]
        return cls(scale, shift, round(float(calibrate.GRID[int(np.argmax(scores))]), 2))

    def f1(self, logits: np.ndarray, truth: np.ndarray) -> float:
        """Return micro-F1 of mention with this line."""
        return micro(self.scale * logits + self.shift, truth, self.threshold)


def crossed(logits: np.ndarray, truth: np.ndarray) -> float:
    """Return micro-F1 where each half of the comments is judged by the line of the other."""
    halves = np.arange(len(logits)) % 2 == 0
    some = [
        Line.of(logits[~half], truth[~half]).f1(logits[half], truth[half])
        for half in (halves, ~halves)
    ]
    return float(np.mean(some))


def issue_head(model: Model, line: Line, before: dict, moved: float) -> dict:
    """Return the issue head as a bundle keeps it."""
    found = {
        "scale": line.scale,
        "shift": line.shift + (line.scale - 1) * moved,
        "threshold": line.threshold,
        "uncertain": calibrate.band(line.threshold),
        **{name: before[name] for name in ("list_slope", "list_centre")},
    }
    return build.issue_head(model, found)


def kept_head(folder: Path, head: str, settings: dict) -> dict:
    """Return a head as it is in a bundle."""
    held = load_file(folder / "heads.safetensors")
    own = {k.removeprefix(f"{head}."): v for k, v in held.items() if k.startswith(f"{head}.")}
    return {"arrays": own, **settings}


def read_options() -> argparse.Namespace:
    """Read the command's options."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", required=True, help="column with comments")
    parser.add_argument("--issues", required=True, help="a shipped list's name, or a TOML file")
    parser.add_argument("--label", help="column with issues: a;b or a=positive, none for none")
    parser.add_argument("--label-columns", help="'all': a column an issue; or ids by commas")
    parser.add_argument("--tags", type=Path, help="table with response, issue, feeling (or none)")
    parser.add_argument("--id", help="column that the responses of --tags name")
    parser.add_argument("--question", help="column with the question answered")
    parser.add_argument("--model", default="base", help="the model to start from")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", type=Path, required=True, help="folder for what is made between")
    parser.add_argument("-o", "--out", type=Path, required=True)
    return parser.parse_args()


def read_rows(given: argparse.Namespace, taxonomy: Taxonomy) -> pd.DataFrame:
    """Read the labelled comments, and say what of the file is not used."""
    labelled = read_labelled(
        given.file,
        taxonomy,
        text=given.text,
        label=given.label,
        label_columns=issues_of(given.label_columns, taxonomy),
        tags=given.tags,
        id=given.id,
        question=given.question,
    )
    print(f"{given.file.name}: {labelled.rows()}", flush=True)
    frame = as_frame(labelled)
    print(f"{len(frame)} comments that the model reads: {dict(frame['split'].value_counts())}")
    return frame


def main() -> None:
    """Read, tune, export, set the threshold, write."""
    given = read_options()
    torch.set_num_threads(given.threads)
    taxonomy, base = Taxonomy.load(given.issues), find_model(given.model)
    document = json.loads((base / "config.json").read_text(encoding="utf-8"))
    recipe = tomllib.loads((build.HERE / "config.toml").read_text(encoding="utf-8"))
    config = {**recipe, "asked": min(MOST_ASKED, len(taxonomy.leaves())), "foreign": 0}
    frame = read_rows(given, taxonomy)
    given.work.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "words.safetensors"):
        shutil.copyfile(base / name, given.work / name)
    shutil.copyfile(base / "encoder.onnx", given.work / "before.onnx")
    learn, dev = (frame[frame["split"] == s].reset_index(drop=True) for s in ("train", "dev"))
    settings = document["heads"]
    issues = settings["issues"]
    moved = issues["list_slope"] * float(np.log(issues["list_centre"] / len(taxonomy.leaves())))
    bank, model = bank_of(taxonomy), restore_model(base, recipe["bits"])

    def held_logits(encoder: Encoder) -> tuple[np.ndarray, np.ndarray]:
        bank.refresh(lambda texts: build.encode_means(encoder, texts))
        return list_logits(model, calibrate.Held(dev, encoder), bank, moved)

    logits, truth = held_logits(build.open_encoder(given.work, given.work / "before.onnx"))
    first = micro(logits, truth, issues["threshold"]), crossed(logits, truth)
    tokenizer = Tokenizer.from_file(str(given.work / "tokenizer.json"))
    desk = Desk(learn, tokenizer, [DOMAIN], bank, config)
    tune(begin(model, desk), given.epochs, given.seed)
    encoder = build.export(model, learn["text"].str[:300].tolist()[:GAUGED], given.work)
    logits, truth = held_logits(encoder)
    print(
        f"micro-F1 of mention on {len(truth)} comments kept out: {first[0]:.3f} before, "
        f"{first[1]:.3f} with a threshold of their own, {crossed(logits, truth):.3f} tuned"
    )
    heads = {
        "sentiment": kept_head(base, "sentiment", settings["sentiment"]),
        "issues": issue_head(model, Line.of(logits, truth), issues, moved),
        "signals": kept_head(base, "signals", settings["signals"]),
    }
    made = {**recipe, "seed": given.seed, "layers": range(document["layers"])}
    build.write_bundle(
        given.work, given.out, heads, made, {given.file.name: len(learn)}, given.out.resolve().name
    )


if __name__ == "__main__":
    main()
