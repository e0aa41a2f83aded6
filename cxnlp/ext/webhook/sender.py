"""A request, signed, and sent again while it may still be accepted.

The signature is that of Standard Webhooks (https://www.standardwebhooks.com): `webhook-id`,
`webhook-timestamp`, and `webhook-signature`, the HMAC-SHA256 of "id.timestamp.body" in base64, for
whose check there are libraries in most languages.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

import cxnlp
from cxnlp.errors import OutputError

LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that say: not now. Any other below 200 or above 299 is a refusal."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PREFIX = "whsec_"


def patience(tries: int = 8, first: float = 0.5, longest: float = 60.0) -> Retry:
    """Return how often and how long apart a request is sent again.

    Parameters
    ----------
    tries : int
        How many times more.
    first, longest : float
        Seconds: the pauses double from `first` on, with chance added, and are at most `longest`;
        a receiver's Retry-After counts instead where it gives one.
    """
    return Retry(
        total=tries,
        backoff_factor=first,
        backoff_jitter=first,
        backoff_max=longest,
        status_forcelist=LATER,
        allowed_methods=None,
        raise_on_status=False,
    )


@dataclass(frozen=True)
class Sender:
    """Where to send, and how.

    Parameters
    ----------
    url : str
        https; http for this machine alone.
    secret : str
        What signs: `whsec_` and base64, or any text; empty for no signature.
    authorization : str
        The header Authorization; empty for none.
    retry : Retry
        When to give up.

    Raises
    ------
    OutputError
        If comments would travel unencrypted, or the secret is not base64 behind `whsec_`.
    """

    url: str
    secret: str = field(default="", repr=False)
    authorization: str = field(default="", repr=False)
    retry: Retry = field(default_factory=patience, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if not safe or not parts.hostname:
            raise OutputError(
                f"a webhook of {parts.scheme or 'no scheme'} at {parts.hostname or 'no host'}",
                "https://HOST/…",
                "comments do not travel unencrypted",
            )
        _ = self._signing_key  # a secret that cannot be one is said at once

    @property
    def host(self) -> str:
        """The receiver's name; the rest of a URL can hold a token, and is never shown."""
        return urlsplit(self.url).hostname or ""

    def send(self, key: str, body: bytes) -> int:
        """Send a body until it is accepted or refused, or patience ends.

        Parameters
        ----------
        key : str
            What the receiver knows the event by; the same each time.
        body : bytes
            JSON in UTF-8.

        Returns
        -------
        int
            The last answer's status; 0 where there was none.
        """
        retry = self.retry
        while True:
            status, answer, error = 0, None, None
            try:
                answer = self._pool.request(
                    "POST",
                    self.url,
                    body=body,
                    headers=self._headers(key, body),
                    retries=False,
                    redirect=False,
                )
                status = answer.status
            except HTTPError as found:
                error = found
            if error is None and status not in LATER:
                return status
            try:
                retry = retry.increment("POST", self.url, response=answer, error=error)
            except HTTPError:
                return status
            retry.sleep(answer)

    def _headers(self, key: str, body: bytes) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"cxnlp/{cxnlp.__version__}",
            "Idempotency-Key": key,
            "webhook-id": key,
        }
        if self.authorization:
            headers["Authorization"] = self.authorization
        if self.secret:
            stamp = str(int(time.time()))
            headers["webhook-timestamp"] = stamp
            headers["webhook-signature"] = signature(self._signing_key, key, stamp, body)
        return headers

    @cached_property
    def _signing_key(self) -> bytes:
        if not self.secret.startswith(PREFIX):
            return self.secret.encode()
        try:
            return base64.b64decode(self.secret.removeprefix(PREFIX), validate=True)
        except binascii.Error as error:
            raise OutputError(
                f"a secret that begins with {PREFIX} and is not base64", f"{PREFIX} and base64"
            ) from error

    @cached_property
    def _pool(self) -> PoolManager:
        return PoolManager(timeout=Timeout(connect=5, read=30))


def signature(secret: bytes, key: str, stamp: str, body: bytes) -> str:
    """Return the signature of Standard Webhooks, "v1," and base64.

    Parameters
    ----------
    secret : bytes
        The key of the HMAC.
    key, stamp : str
        The event's id, and when it is sent in seconds since 1970.
    body : bytes
        What is sent, to the byte.
    """
    signed = hmac.new(secret, f"{key}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"
