"""A shorter way into /v1/predict for requests with nothing wrong in them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from cxnlp.serve.problems import Refused
from cxnlp.serve.schemas import PredictRequest
from cxnlp.serve.service import service_of


class Direct(APIRoute):
    """Reads a body in one go and calls the endpoint with the service and what is asked.

    Where the body is not plainly right, FastAPI reads it anew and says what is wrong: its way to
    the endpoint takes longer than all the rest that is done for a request, and need not be gone
    when there is nothing to say. In the description of the API both ways are one. A body of another
    type, as `curl -d` sends one by itself, is refused by name.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        thorough = super().get_route_handler()

        async def handle(request: Request) -> Response:
            body = await _body(request)
            media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if body and not (media.startswith("application/") and media.endswith("json")):
                message = "the body is not said to be JSON; expected Content-Type: application/json"
                raise Refused(415, "not_json", message)
            asked = _asked(body) if media == "application/json" else None
            if asked is None:
                return await thorough(request)
            answer: Response = await self.endpoint(service_of(request), asked)
            return answer

        return handle


async def _body(request: Request) -> bytes:
    try:
        return await request.body()
    except ClientDisconnect as gone:
        message = "the connection ended before the body was whole"
        raise Refused(400, "cut_off", message) from gone


def _asked(body: bytes) -> PredictRequest | None:
    """Return what a body asks, or None where that is not plain."""
    try:
        return PredictRequest.model_validate_json(body)
    except ValidationError:
        return None
