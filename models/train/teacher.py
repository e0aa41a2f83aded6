"""What the accurate model says of every comment that the fast one learns from.

Every comment is asked a whole list: its own where it was judged against one, and otherwise one that
is drawn, so that the fast model hears of issues in comments of all kinds. An issue is worded in
several ways, and a comment's list in one of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import mixture
import numpy as np
import pandas as pd
from bank import IssueBank, build_bank
from train import encode_means

from cxnlp.model import Bundle
from cxnlp.model.encoder import END, PREFIX, START, Encoder
from cxnlp.model.issue_head import IssueHead, IssueQueries
from cxnlp.tag.reading import Readers
from cxnlp.tag.side_by_side import in_order

HERE = Path(__file__).resolve().parent
WORDINGS = 4  # the bare name, the whole entry with its examples, and two that are drawn
BARE, WHOLE = 0, 1
CHUNK = 256


@dataclass(frozen=True)
class Asked:
    """The issues of all lists, each in `WORDINGS` ways, as the accurate model looks for them.

    Parameters
    ----------
    bank : IssueBank
        The issues.
    queries : list of IssueQueries
        One for each way, of all issues in the bank's order.
    """

    bank: IssueBank
    queries: list[IssueQueries]

    def of(self, domain: str, way: int) -> IssueQueries:
        """Return a domain's list in one wording; its length adds nothing."""
        whole, own = self.queries[way], self.bank.domains[domain]
        starts = np.cumsum(whole.counts) - whole.counts
        rows = [np.arange(starts[i], starts[i] + whole.counts[i]) for i in own]
        return IssueQueries(
            whole.sought[own],
            whole.texts[own],
            whole.examples[np.concatenate(rows).astype(int)],
            whole.counts[own],
            whole.told[own],
        )

    def vectors(self) -> np.ndarray:
        """Return what a query is made of: (WORDINGS, issues, width + hidden)."""
        return np.stack([np.concatenate([q.sought, q.texts], axis=1) for q in self.queries])


def ask_all(bundle: Bundle, frame: pd.DataFrame, seed: int) -> Asked:
    """Word the issues of all training comments."""
    learn = frame[(frame["split"] == "train") & frame["labels"].notna()]
    bank = build_bank(HERE / "categories.toml", learn)
    bank.refresh(lambda texts: encode_means(bundle.encoder, texts))
    rng = np.random.default_rng(seed)
    return Asked(bank, [_queries(bank, bundle.issues, way, rng) for way in range(WORDINGS)])


def _queries(bank: IssueBank, head: IssueHead, way: int, rng: np.random.Generator) -> IssueQueries:
    texts, examples = [], []
    for rows, shown in zip(bank.text_rows, bank.example_rows, strict=True):
        last = len(rows) - 1
        wording = (0, min(1, last), rng.integers(len(rows)), rng.integers(len(rows)))[way]
        texts.append(bank.vectors[rows[wording]])
        some = (False, True, bool(rng.random() < 0.5), False)[way]
        examples.append(bank.vectors[shown] if some else np.zeros((0, head.weights["centre"].size)))
    return head.prepare(np.stack(texts), [np.asarray(e, np.float32) for e in examples])


def told(bundle: Bundle, frame: pd.DataFrame, asked: Asked, seed: int) -> pd.DataFrame:
    """Return what the accurate model says of each comment, in the frame's order.

    Returns
    -------
    DataFrame
        `pieces` (tokens,), `sentiment` (3,), `signals` (12,), `domain`, `way`, and of its list
        `mention` (issues,) and `feeling` (issues, 4), all float16; `where` (tokens,) where the
        likeliest issue was looked at. Comments without tokens are left out.
    """
    rng = np.random.default_rng(seed)
    lists = sorted(asked.bank.domains)
    drawn = rng.choice(lists, len(frame))
    judged = frame["labels"].notna() & frame["domain"].isin(lists)
    domain = np.where(judged, frame["domain"], drawn)
    way = rng.integers(WORDINGS, size=len(frame))
    texts = [
        mixture.spelled(t, lang, rng) if split == "train" else t
        for t, lang, split in zip(frame["text"], frame["lang"], frame["split"], strict=True)
    ]
    parts: list[tuple[str, int, np.ndarray]] = []
    for (name, number), rows in pd.Series(range(len(frame))).groupby([domain, way]):
        places = rows.to_numpy()
        size = np.array([len(texts[p]) for p in places])
        places = places[np.argsort(size, kind="stable")]
        parts += [(name, number, places[i : i + CHUNK]) for i in range(0, len(places), CHUNK)]
    encoder = replace(bundle.encoder, workers=1)
    done = in_order(
        lambda part: _read(bundle, encoder, asked, texts, frame["question"], part), parts, 2
    )
    rows = []
    for number, found in enumerate(done):
        rows += found
        if number % 50 == 0:
            print(f"{len(rows)} of {len(frame)} comments asked", flush=True)
    return pd.DataFrame(rows).set_index("place").sort_index()


def _read(
    bundle: Bundle,
    encoder: Encoder,
    asked: Asked,
    texts: list[str],
    questions: pd.Series,
    part: tuple[str, int, np.ndarray],
) -> list[dict]:
    domain, way, places = part
    chosen = [texts[p] for p in places]
    states = encoder.states(chosen, [questions.iloc[p] for p in places])
    kept = [i for i, each in enumerate(states) if len(each.pieces)]
    readers = Readers(bundle, asked.of(domain, way))
    readings = readers.read([chosen[i] for i in kept], [states[i] for i in kept])
    return [
        {
            "place": int(places[i]),
            "pieces": states[i].pieces.astype(np.int32),
            "sentiment": reading.sentiment.astype(np.float32),
            "signals": reading.signals.astype(np.float32),
            "domain": domain,
            "way": way,
            "mention": reading.mention.astype(np.float32),
            "feeling": reading.feeling.astype(np.float32),
            "where": reading.look.attention[reading.mention.argmax()].astype(np.float32),
        }
        for i, reading in zip(kept, readings, strict=True)
    ]


def pieces_alone(encoder: Encoder, pieces: int) -> np.ndarray:
    """Return the state that every piece has when a comment is nothing else: (pieces, hidden)."""
    lead = [START, *encoder.tokenizer.encode(PREFIX, add_special_tokens=False).ids]
    found = []
    for start in range(0, pieces, 4096):
        some = np.arange(start, min(start + 4096, pieces))
        stacks = [
            np.array([[*lead, p, END] for p in part])
            for part in np.array_split(some, max(1, len(some) // 64))
        ]
        found += [states[:, len(lead)] for states in encoder._run_all(stacks)]
    return np.concatenate(found)
