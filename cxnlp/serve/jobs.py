"""Uploads that are worked on, one at a time, and their results until they are fetched."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from cxnlp.errors import CxError
from cxnlp.serve.metrics import Metrics
from cxnlp.serve.settings import Limits
from cxnlp.serve.shared_tagger import GivenUp

LOG = logging.getLogger("cxnlp.serve")
ENDED = ("done", "failed", "given up")


@dataclass
class Job:
    """One upload.

    Parameters
    ----------
    id, secret : str
        By what its state is asked for, and by what its results are fetched.
    folder : Path
        Its own; the results are in `folder / "out"`.
    name : str
        The file's name as it may be shown.
    state : str
        `waiting`, `running`, `done`, `failed` or `given up`.
    stage : str
        What is being done: `reading`, `tagging`, `explaining`.
    done, total : int
        Comments tagged, and how many there are.
    error : str
        What went wrong.
    ended : float or None
        When, on the monotonic clock.
    """

    folder: Path
    name: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    state: str = "waiting"
    stage: str = ""
    done: int = 0
    total: int = 0
    error: str = ""
    ended: float | None = None
    given_up: bool = False

    @property
    def upload(self) -> Path:
        """Where the uploaded file lies until it is read."""
        return self.folder / "in" / self.name

    @property
    def out(self) -> Path:
        """Where the report and the tables are."""
        return self.folder / "out"

    def progress(self, done: int, total: int) -> None:
        """Note how many comments are tagged."""
        self.stage = "tagging" if done < total else "explaining"
        self.done, self.total = done, total


class TooManyJobs(Exception):
    """As many uploads wait or are worked on as may be kept."""


class Jobs:
    """The uploads of one service; they live in a folder that goes when the service stops.

    Parameters
    ----------
    limits : Limits
        How many are kept, and how long.
    metrics : Metrics
        Told of each that ends.
    """

    def __init__(self, limits: Limits, metrics: Metrics) -> None:
        self.limits = limits
        self.metrics = metrics
        self._jobs: dict[str, Job] = {}

    def start(self) -> None:
        """Begin to take uploads."""
        self._place = TemporaryDirectory(prefix="cxnlp-")
        self._thread = ThreadPoolExecutor(1, "cxnlp-job")

    async def stop(self) -> None:
        """Give up what is not done, and throw everything away."""
        for job in self._jobs.values():
            job.given_up = True
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)
        self._jobs.clear()
        await asyncio.to_thread(self._place.cleanup)

    def add(self, filename: str) -> Job:
        """Make room for an upload, by throwing away the oldest that ended if need be.

        Raises
        ------
        TooManyJobs
            If none has ended.
        """
        self.sweep()
        if len(self._jobs) >= self.limits.jobs:
            ended = [job for job in self._jobs.values() if job.state in ENDED]
            if not ended:
                raise TooManyJobs
            self.remove(min(ended, key=lambda job: job.ended or 0.0))
        job = Job(Path(self._place.name), safe_name(filename))
        job.folder /= job.id
        job.upload.parent.mkdir(parents=True)
        self._jobs[job.id] = job
        return job

    def run(self, job: Job, work: Callable[[Job], None]) -> None:
        """Do the work when its turn comes."""
        self._thread.submit(self._do, job, work).add_done_callback(lambda f: self._end(job, f))

    def get(self, id_: str) -> Job | None:
        """Return an upload by its id."""
        self.sweep()
        return self._jobs.get(id_)

    def by_secret(self, secret: str) -> Job | None:
        """Return an upload by its secret; every one is compared, in equal time."""
        self.sweep()
        given = secret.encode()
        jobs = list(self._jobs.values())
        same = [secrets.compare_digest(job.secret.encode(), given) for job in jobs]
        return next((job for job, is_it in zip(jobs, same, strict=True) if is_it), None)

    def remove(self, job: Job) -> None:
        """Give an upload up, and throw it away."""
        job.given_up = True
        self._jobs.pop(job.id, None)
        shutil.rmtree(job.folder, ignore_errors=True)

    def sweep(self) -> None:
        """Throw away what ended long ago."""
        oldest = monotonic() - self.limits.keep
        for job in list(self._jobs.values()):
            if job.ended is not None and job.ended < oldest:
                self.remove(job)

    def _do(self, job: Job, work: Callable[[Job], None]) -> None:
        if job.given_up:
            raise GivenUp
        job.state = "running"
        work(job)

    def _end(self, job: Job, future: Future[None]) -> None:
        error = None if future.cancelled() else future.exception()
        if future.cancelled() or isinstance(error, GivenUp):
            job.state = "given up"
        elif error is None:
            job.state, job.stage = "done", ""
        else:
            job.state = "failed"
            expected = isinstance(error, CxError)
            told = str(error).replace(f"{job.upload.parent}/", "").replace(str(job.folder), "")
            job.error = told if expected else "a fault of cxnlp; its log says of which kind"
            LOG.log(logging.INFO if expected else logging.ERROR, "job: %s", type(error).__name__)
        job.ended = monotonic()
        self.metrics.jobs.labels(job.state).inc()
        if job.given_up:  # it was removed while it worked, and may have written since
            shutil.rmtree(job.folder, ignore_errors=True)


def safe_name(filename: str) -> str:
    """Return a file name without folders, or signs that steer anything.

    Examples
    --------
    >>> safe_name("../../etc/passwd"), safe_name("นักศึกษา 2026.csv"), safe_name("...")
    ('passwd', 'นักศึกษา 2026.csv', 'upload')
    """
    last = re.split(r"[\\/]", filename)[-1]
    kept = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in last)
    stem, dot, end = kept.lstrip(". ").rpartition(".")
    return f"{stem[:60]}{dot}{end[:12]}".strip(". ") or "upload"
