"""One method on one set, in a process of its own: prints its figures as JSON.

It is asked "told k" (as many topics as there are labels), "as it comes", or for a number.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from pathlib import Path

import numpy as np

from tests.bench.topics.corpora import Corpus, corpus_of
from tests.bench.topics.measures import against, agreement, coherence
from tests.bench.topics.methods import METHODS, Outcome


def main() -> None:
    name, method, asked, runs, data, vectors = sys.argv[1:]
    corpus = corpus_of(name, Path(data), Path(vectors))
    k = int(asked) if asked.isdigit() else None
    if asked == "told k" and corpus.labels is not None:
        k = len(set(corpus.labels))
    first, outcome, times = None, None, []
    found = []
    for seed in range(int(runs)):
        # Every run sees the rows in another order: a user's next export has one, too.
        order = np.random.default_rng(seed).permutation(len(corpus.texts))
        before, clock = _cpu(), time.perf_counter()
        outcome = METHODS[method](corpus.take(order), k, seed)
        times.append((_cpu() - before, time.perf_counter() - clock))
        labels = np.empty(len(order), np.intp)
        labels[order] = outcome.labels
        found.append(labels)
        first = first or (outcome, order)
    assert first is not None
    print(json.dumps(_figures(corpus, found, first, times)))


def _peak() -> float:
    """Return the most mebibytes held; `ru_maxrss` would begin with those of the parent."""
    told = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", told)[1]) / 1024


def _figures(
    corpus: Corpus, found: list[np.ndarray], first: tuple[Outcome, np.ndarray], times: list
) -> dict[str, float]:
    peak = _peak()
    each = [against(corpus.labels, labels) for labels in found]
    outcome, _ = first
    again = outcome.again() if outcome.again is not None else None
    return {
        "comments": len(corpus.texts),
        "runs": len(found),
        **{key: round(float(np.mean([one[key] for one in each])), 4) for key in each[0]},
        "agreement": round(agreement(found), 4),
        "changed": round(float((again != outcome.labels).mean()), 4)
        if again is not None
        else float("nan"),
        "outside": round(float(np.mean([(labels < 1).mean() for labels in found])), 4),
        "topics": float(np.mean([len(set(labels[labels > 0])) for labels in found])),
        # Words of two languages never meet in a comment, which is no want of coherence.
        "npmi": round(coherence(outcome.words, corpus.texts), 4)
        if len(set(corpus.languages)) == 1
        else float("nan"),
        "cpu_s": round(times[-1][0], 2),
        "wall_s": round(times[-1][1], 2),
        "first_cpu_s": round(times[0][0], 2),
        "peak_mb": round(peak),
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
