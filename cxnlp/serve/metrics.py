"""What is counted, for Prometheus: numbers and routes, never what was said."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
COMMENTS = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Waiting(Collector):
    """Tells how many comments wait, when it is asked; a number of this process alone."""

    def __init__(self, waiting: Callable[[], int]) -> None:
        self._waiting = waiting

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Give the one figure."""
        told = "Comments that wait in the process that answers."
        yield GaugeMetricFamily("cxnlp_waiting_comments", told, self._waiting())


class Metrics:
    """The counters of one app; where several processes serve, those of all of them."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._counted = own = CollectorRegistry()
        self.requests = Counter(
            "cxnlp_requests", "Requests answered.", ("route", "method", "status"), registry=own
        )
        self.seconds = Histogram(
            "cxnlp_request_seconds", "Time to answer.", ("route",), buckets=SECONDS, registry=own
        )
        self.comments = Counter(
            "cxnlp_comments", "Comments by what became of them.", ("outcome",), registry=own
        )
        self.pass_seconds = Histogram(
            "cxnlp_pass_seconds", "Time of one pass of the model.", buckets=SECONDS, registry=own
        )
        self.pass_comments = Histogram(
            "cxnlp_pass_comments", "Comments of one pass.", buckets=COMMENTS, registry=own
        )
        self.jobs = Counter(
            "cxnlp_jobs", "Uploads by what became of them.", ("state",), registry=own
        )
        self._told = CollectorRegistry()
        self._model = Info("cxnlp_model", "The model that answers.", registry=self._told)

    def describe(self, model: Mapping[str, str], waiting: Callable[[], int]) -> None:
        """Say which model answers, and how to know what waits."""
        self._model.info(dict(model))
        self._told.register(Waiting(waiting))

    def saw_pass(self, comments: int, seconds: float) -> None:
        """Count one pass of the model."""
        self.pass_comments.observe(comments)
        self.pass_seconds.observe(seconds)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        counted = self._counted
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        return generate_latest(counted) + generate_latest(self._told)
