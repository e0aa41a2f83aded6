"""Build the fast model: `python models/train/fast.py --data DATA --work WORK`.

The accurate model is asked about every comment, a network of static vectors learns to say the same,
and it is calibrated on dev splits. What a step made is kept in the work folder.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import mixture
import numpy as np
import pandas as pd
import torch
from desk import ALWAYS_ASKED, sentiment_weights
from fast_desk import FastDesk
from fast_export import Reading, arrays_of, calibrate, vectors_of, write_bundle
from fast_network import FastNetwork
from fast_train import train
from recipe import CONFIG, read_rounds
from teacher import Asked, ask_all, pieces_alone, told
from train import encode_means

from cxnlp.model import Bundle
from cxnlp.model.heads import SENTIMENTS
from cxnlp.model.static import StaticNet
from cxnlp.model.words import Words
from cxnlp.text.segment import clauses

HERE = Path(__file__).resolve().parent
NAME, VERSION, CLAUSES = "fast", "7", "clauses"
TOLD = {"sentiment": "sentiment_told", "signals": "signals_told", "domain": "domain_told"}


def read_comments(data: Path, recipe: dict) -> pd.DataFrame:
    """Return the comments to learn from, and of each set a few to calibrate on."""
    config = recipe["fast"]
    frame = mixture.read_mixture(data, recipe).sample(frac=1, random_state=config["seed"])
    kept = [
        group if split == "train" else group.head(config["most_dev"])
        for (_, split), group in frame.groupby(["source", "split"])
    ]
    found = pd.concat(kept).reset_index(drop=True)
    rng = np.random.default_rng(config["seed"])
    free = (found["split"] == "train") & ~found["source"].isin(ALWAYS_ASKED)
    found.loc[free & (rng.random(len(found)) < config["unasked"]), "question"] = None
    parts = clauses_of(found[found["split"] == "train"]).sample(frac=1, random_state=config["seed"])
    found = pd.concat([found, parts.head(config["clauses"])], ignore_index=True)
    return mixture.with_none(found)


def clauses_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the clauses of comments that have several, as comments of which nothing is known.

    The accurate model knows: what it says of a clause is one more thing to learn from.
    """
    rows = [
        (f"{row.id}-{number}", row.text[start:end], row.lang, row.question, row.domain)
        for row in frame.itertuples(index=False)
        if len(spans := clauses(row.text)) > 1
        for number, (start, end) in enumerate(spans)
    ]
    found = pd.DataFrame(rows, columns=["id", "text", "lang", "question", "domain"])
    known = {"split": "train", "source": CLAUSES, "sentiment": None, "labels": None}
    return found.assign(signals=None, **known).reindex(columns=frame.columns)


def ask_teacher(bundle: Bundle, frame: pd.DataFrame, asked: Asked, work: Path, seed: int) -> None:
    """Keep what the accurate model says of each comment, if that is not done yet."""
    path = work / "told.parquet"
    if path.exists():
        return
    found = told(bundle, frame, asked, seed)
    found["feeling"] = [each.ravel() for each in found["feeling"]]
    found.to_parquet(path)


def learn_from(frame: pd.DataFrame, work: Path) -> pd.DataFrame:
    """Return the comments that have tokens, with what the accurate model says of them."""
    said = pd.read_parquet(work / "told.parquet").rename(columns=TOLD)
    said["feeling"] = [each.reshape(-1, 4) for each in said["feeling"]]
    return frame.loc[said.index].join(said).reset_index(drop=True)


def first_vectors(bundle: Bundle, pieces: list[np.ndarray], size: int) -> torch.Tensor:
    """Return the states that pieces have alone, in their main directions: (pieces, size).

    Directions count by how often pieces are met, commoner ones less than in proportion.
    """
    alone = pieces_alone(bundle.encoder, bundle.config["pieces"])
    met = np.bincount(np.concatenate(pieces), minlength=len(alone))
    weight = np.sqrt(met + 1.0)[:, None]
    apart = alone - (alone * weight).sum(0) / weight.sum()
    _, directions = np.linalg.eigh((apart * weight).T @ apart)
    found = apart @ directions[:, ::-1][:, :size]
    return torch.from_numpy(np.asarray(found / found.std(), np.float32))


def trained(desk: FastDesk, bundle: Bundle, recipe: dict, work: Path) -> FastNetwork:
    """Train the network, or take up what was trained."""
    config, path = recipe["fast"], work / "fast.pt"
    rows = np.flatnonzero(desk.frame["split"] == "train")
    times = np.where(desk.label[rows] >= 0, config["labelled"], 1)
    times = np.maximum(times, desk.frame["source"].iloc[rows].map(config["times"]).fillna(1))
    vectors = first_vectors(bundle, [desk.pieces[r] for r in rows], config["size"])
    sizes = {**config["sizes"], "query": desk.queries.shape[-1], "question": len(desk.asked[0])}
    torch.manual_seed(config["seed"])
    net = FastNetwork(
        vectors, len(desk.sources), sizes, config["dropout"], config["hidden_phrases"]
    )
    if path.exists():
        net.load_state_dict(torch.load(path))
        return net.eval()
    rows = np.repeat(rows, times.astype(int))
    train(net, desk, rows, config, work / "checkpoint.pt")
    torch.save(net.state_dict(), path)
    return net


def question_vectors(
    bundle: Bundle, frame: pd.DataFrame
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return the vector of each question, and the mean that was taken off them."""
    texts = sorted({q for q in frame["question"] if isinstance(q, str)})
    means = encode_means(bundle.encoder, texts)
    centre = means.mean(0)
    return dict(zip(texts, means - centre, strict=True)), centre


def build(bundle: Bundle, frame: pd.DataFrame, recipe: dict, work: Path, out: Path) -> None:
    """Ask, train, calibrate and write."""
    config = recipe["fast"]
    asked = ask_all(bundle, frame, config["seed"])
    ask_teacher(bundle, frame, asked, work, config["seed"])
    learn = learn_from(frame, work)
    questions, centre = question_vectors(bundle, learn)
    truth = [SENTIMENTS.index(s) if s in SENTIMENTS else -1 for s in learn["sentiment"]]
    weight = sentiment_weights(learn, np.array(truth))
    desk = FastDesk(
        learn, asked.bank, asked.vectors(), questions, weight, bundle.config["pieces"], config
    )
    net = trained(desk, bundle, recipe, work)
    arrays, vectors = arrays_of(net, centre), vectors_of(net)
    held = learn[learn["split"] == "dev"]
    reading = Reading(StaticNet(arrays, *vectors), held, Words(bundle.tokenizer), questions)
    heads = calibrate(arrays, reading, asked, recipe)
    about = {"name": NAME, "version": VERSION, "seed": config["seed"]}
    about["comments"] = len(learn) - len(held)
    write_bundle(out, arrays, vectors, heads, bundle, about)


def main() -> None:
    """Run every step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is kept")
    parser.add_argument("--base", type=Path, default=HERE.parent / "base", help="the teacher")
    parser.add_argument("--out", type=Path, default=HERE.parent / NAME)
    parser.add_argument("--config", type=Path, default=CONFIG)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    recipe = read_rounds(given.config)[0]
    torch.set_num_threads(recipe["fast"]["threads"])
    frame = read_comments(given.data, recipe)
    build(Bundle.open(given.base), frame, recipe, given.work, given.out)


if __name__ == "__main__":
    main()
