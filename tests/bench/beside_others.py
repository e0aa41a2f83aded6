"""Tagging beside two other ways to a sentiment, in one run on the same comments.

``python -m tests.bench.beside_others -o speed.md`` writes the table; it needs the `dev` and `hf`
extras and no network. The other model is a classifier of XLM-R-base's size with random weights:
what it says is noise, how long it takes is not. VADER reads English alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from math import isnan, nan
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

import cxnlp
from cxnlp.issues import Issue, Taxonomy
from cxnlp.tag import TaggerLike
from cxnlp.tag.cells import cells_of
from cxnlp.tag.one_call import AnyTagger

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
LABELS = 3
VOCABULARY = 250_002
PROCESSES, PART = 2, 1024
_opened: list[AnyTagger] = []


@dataclass(frozen=True)
class Measured:
    """Comments read, and the seconds of the clock and of the processor that each took."""

    name: str
    wall: float
    processor: float

    def row(self, ours: Measured) -> str:
        known = not isnan(self.processor)
        taken = f"{1000 * self.processor:.3f}" if known else ""
        ratio = f"{ours.processor / self.processor:.2f}" if known else ""
        rate = f"{1 / self.wall:,.0f} | {taken} | {ours.wall / self.wall:.2f} | {ratio}"
        return f"| {self.name} | {rate} |"


def measured(name: str, texts: Sequence[T], read: Callable[[list[T]], object]) -> Measured:
    """Read all texts three times, after a few; keep the best time of either kind."""
    read(list(texts[:8]))
    walls, processors = [], []
    for _ in range(3):
        wall, processor = time.perf_counter(), time.process_time()
        read(list(texts))
        walls.append((time.perf_counter() - wall) / len(texts))
        processors.append((time.process_time() - processor) / len(texts))
    return Measured(name, min(walls), min(processors))


def twenty_issues() -> Taxonomy:
    some = [*Taxonomy.load("telecom").leaves(), *Taxonomy.load("restaurant").leaves()]
    named = {issue.id: issue for issue in some}
    leaves = [Issue(i.id, i.name, i.description, i.examples, i.patterns) for i in named.values()]
    return Taxonomy("Twenty issues", tuple(leaves[:20]))


def comments(count: int) -> list[str]:
    """Return so many comments of the sample survey; a number keeps all of them distinct."""
    survey = cxnlp.read_survey(ROOT / "data" / "nps_plus_survey.csv")
    written = [text for text in survey.frame["comment"] if len(text) > 20]
    return [f"{written[i % len(written)]} {i}" for i in range(count)]


def classifier() -> Callable[[list[str]], object]:
    """Return a classifier of XLM-R-base's size behind the pipeline of transformers, in float32."""
    import torch
    from transformers import (
        PreTrainedTokenizerFast,
        TextClassificationPipeline,
        XLMRobertaConfig,
        XLMRobertaForSequenceClassification,
    )

    torch.manual_seed(0)
    torch.set_num_threads(os.cpu_count() or 1)
    words = PreTrainedTokenizerFast(
        tokenizer_file=str(ROOT / "models" / "base" / "tokenizer.json"),
        **{f"{name}_token": f"<{name}>" for name in ("pad", "unk")},
        **{"bos_token": "<s>", "eos_token": "</s>"},
    )
    config = XLMRobertaConfig(
        vocab_size=VOCABULARY, max_position_embeddings=514, type_vocab_size=1, num_labels=LABELS
    )
    model = XLMRobertaForSequenceClassification(config).eval()
    ready = TextClassificationPipeline(model=model, tokenizer=words, device="cpu", batch_size=16)
    return lambda texts: ready(texts, truncation=True, max_length=512)


def vader() -> Callable[[list[str]], object]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    scores = SentimentIntensityAnalyzer().polarity_scores
    return lambda texts: [scores(text) for text in texts]


def fast(taxonomy: Taxonomy, texts: Sequence[str]) -> list[Measured]:
    """Measure the fast model: with issues and sentiment alone, in one process and in a pool."""
    tagger = cxnlp.load("fast", taxonomy)
    sentiment = measured("cxnlp fast: sentiment", texts, tagger.sentiment)
    whole = measured("cxnlp fast: sentiment, 20 issues, evidence, signals", texts, tagger.predict)
    with ProcessPoolExecutor(
        PROCESSES, get_context("spawn"), initializer=_open, initargs=(taxonomy,)
    ) as pool:
        pooled = [
            _pooled(pool, each.name, job, texts)
            for each, job in ((sentiment, _sentiment), (whole, _whole))
        ]
    return [sentiment, whole, *pooled]


def _pooled(
    pool: Executor, name: str, job: Callable[[list[str]], object], texts: Sequence[str]
) -> Measured:
    """Measure a job that a pool shares; what its processes took is not known here."""
    parts = [list(texts[i : i + PART]) for i in range(0, len(texts), PART)]
    found = measured(name, parts, lambda some: list(pool.map(job, some)))
    return Measured(f"{name}; {PROCESSES} processes", found.wall * len(parts) / len(texts), nan)


def _open(taxonomy: Taxonomy) -> None:
    _opened.append(cxnlp.load("fast", taxonomy, threads=1))


def _sentiment(texts: list[str]) -> object:
    return _opened[0].sentiment(texts)


def _whole(texts: list[str]) -> object:
    return list(map(cells_of, _opened[0].stream(texts)))  # as the command line has it


def one_at_a_time(tagger: TaggerLike, texts: Sequence[str]) -> str:
    """Say how long a single prediction takes, by the clock and in processor time."""
    walls, processors = [], []
    for text in texts:
        wall, processor = time.perf_counter(), time.process_time()
        tagger.predict([text])
        walls.append(1000 * (time.perf_counter() - wall))
        processors.append(1000 * (time.process_time() - processor))
    return (
        f"One prediction: median {median(walls):.1f} ms, 99th percentile "
        f"{quantiles(walls, n=100)[98]:.1f} ms; of processor time {median(processors):.1f} ms."
    )


def table(count: int, others: int, many: int) -> list[str]:
    """Measure everything: the slow classifier on `others` comments, the fast model on `many`."""
    wall = time.perf_counter()
    tagger = cxnlp.load(issues=twenty_issues())
    texts = comments(count)
    tagger.predict(texts[:1])
    opened = time.perf_counter() - wall
    tokens = tagger.bundle.tokenizer.encode_batch(texts, add_special_tokens=False)
    mean = sum(len(each.ids) for each in tokens) / len(texts)
    ours = measured("cxnlp: sentiment, 20 issues, evidence, signals", texts, tagger.predict)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    single = one_at_a_time(tagger, texts[-200:])
    rest = [
        *fast(twenty_issues(), comments(many)),
        measured(
            "transformers.pipeline, XLM-R base, float32: sentiment", texts[:others], classifier()
        ),
        measured("VADER: sentiment of English", texts, vader()),
    ]
    return [
        f"{count:,} comments of {mean:.0f} tokens, {os.cpu_count()} processors; the best of three.",
        "",
        "| | comments/s | processor ms a comment | rate beside cxnlp | by processor time |",
        "|---|---|---|---|---|",
        *(each.row(ours) for each in (ours, *rest)),
        "",
        single,
        f"Opened and answered first in {opened:.2f} s, with the survey; {peak:.0f} MB at most.",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, help="Markdown to write; else it is printed")
    parser.add_argument("-n", "--comments", type=int, default=1500)
    parser.add_argument("--others", type=int, default=96, help="comments for the classifier")
    parser.add_argument("--many", type=int, default=30_000, help="comments for the fast model")
    given = parser.parse_args()
    text = "\n".join([*table(given.comments, given.others, given.many), ""])
    print(text)
    if given.out:
        given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
