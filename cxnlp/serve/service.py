"""What the routes share: settings, lists, the queue, the counters, and whether all is ready."""

from __future__ import annotations

import asyncio
import logging
from typing import Annotated, cast

from fastapi import Depends, Request

from cxnlp.serve.jobs import Jobs
from cxnlp.serve.lists import Lists
from cxnlp.serve.metrics import Metrics
from cxnlp.serve.queue import Failure, ModelQueue
from cxnlp.serve.settings import Settings
from cxnlp.tag import TaggerLike

LOG = logging.getLogger("cxnlp.serve")
WARM_UP = "The price is fair, the queue was long."


class Service:
    """One running service.

    Parameters
    ----------
    tagger : TaggerLike
        What reads comments, with the service's own list.
    settings : Settings
        What it allows.
    """

    def __init__(self, tagger: TaggerLike, settings: Settings) -> None:
        self.settings = settings
        self.lists = Lists(tagger)
        self.metrics = Metrics()
        limits = settings.limits
        self.queue = ModelQueue(limits.waiting, limits.together, self.metrics.saw_pass)
        self.metrics.describe(tagger.model, lambda: self.queue.waiting)
        self.jobs = Jobs(limits, self.metrics)
        self.state = "starting"

    async def start(self) -> None:
        """Begin to take requests; the model is warmed up beside, or before."""
        await self.queue.start()
        self.jobs.start()
        self._warming = asyncio.create_task(self._warm_up())
        if self.settings.warm_first:
            await self._warming

    async def stop(self) -> None:
        """Finish the comments that were taken; uploads, whose results go too, are given up."""
        self.state = "stopping"
        await self.jobs.stop()
        await self.queue.close()
        await asyncio.gather(self._warming, return_exceptions=True)

    async def _warm_up(self) -> None:
        found = await self.queue.read(self.lists.own, [(WARM_UP, None)], counted=False)
        [outcome] = found.outcomes
        if isinstance(outcome, Failure):
            self.state = "failed"
            LOG.error("the model does not answer: %s", outcome.kind)
        elif self.state == "starting":
            self.state = "ready"
            LOG.info("ready")


def service_of(request: Request) -> Service:
    """Return the service that a request came to."""
    return cast(Service, request.app.state.service)


async def found_service(request: Request) -> Service:
    """Return the service of a request as FastAPI finds it.

    It calls a function that is not `async` in another thread, and would go to and fro for each
    request, at several times the price of the request itself while the model is at work.
    """
    return service_of(request)


Here = Annotated[Service, Depends(found_service)]
