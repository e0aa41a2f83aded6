"""What a service allows, and who may ask it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from cxnlp.errors import CxError
from cxnlp.survey.rows.limits import LONGEST_COMMENT

KEYS_VARIABLE = "CXNLP_API_KEYS"
SHORTEST_KEY = 16
MEBIBYTE = 2**20


class ServeError(CxError):
    """A service that cannot start as it is asked to, or cannot do what it took."""


@dataclass(frozen=True)
class Limits:
    """How much is taken; what is beyond is refused with a message that names the limit.

    Parameters
    ----------
    items : int
        Comments in one request.
    characters : int
        Code points of one comment.
    question : int
        Code points of the question that a comment answers.
    issues : int
        Issues of a list that comes with a request.
    body : int
        Bytes of a request, uploads apart.
    upload : int
        Bytes of an uploaded export.
    waiting : int
        Comments that wait for the model; at least `items`, so that any request can be taken.
    together : int
        Comments that one pass of the model reads.
    seconds : float
        How long a request waits for its answer.
    sending : float
        Seconds within which a body must have come.
    jobs : int
        Uploads that are kept, done or not.
    keep : float
        Seconds that the result of an upload is kept.

    Raises
    ------
    ServeError
        If one is not positive, or fewer comments may wait than one request may bring.
    """

    items: int = 256
    characters: int = LONGEST_COMMENT
    question: int = 1000
    issues: int = 64
    body: int = 4 * MEBIBYTE
    upload: int = 64 * MEBIBYTE
    waiting: int = 2048
    together: int = 64
    seconds: float = 30.0
    sending: float = 300.0
    jobs: int = 8
    keep: float = 3600.0

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not value > 0:
                raise ServeError(f"the limit {each.name} is {value}", "a number above 0")
        if self.waiting < self.items:
            raise ServeError(
                f"{self.waiting} comments may wait and {self.items} may come in one request",
                "at least as many that wait",
                "raise waiting or lower items",
            )


@dataclass(frozen=True)
class Settings:
    """How a service behaves.

    Parameters
    ----------
    limits : Limits
        How much is taken.
    keys : tuple of str
        Who brings one of them may ask; with none anybody may.
    origins : tuple of str
        Pages of these origins may ask from a browser (CORS); none by default.
    mask : bool
        Mask personal data in every comment before it is read; otherwise a request may ask for it.
    page : bool
        Whether there is a page at `/`.
    uploads : bool
        Whether exports may be uploaded.
    warm_first : bool
        Whether the port opens only once the model answers. So it must be where several processes
        listen at one port: one that is not ready would take requests from one that is.
    """

    limits: Limits = field(default_factory=Limits)
    keys: tuple[str, ...] = field(default=(), repr=False)
    origins: tuple[str, ...] = ()
    mask: bool = False
    page: bool = True
    uploads: bool = True
    warm_first: bool = False

    def __post_init__(self) -> None:
        if any(len(key) < SHORTEST_KEY for key in self.keys):
            raise ServeError(
                "an API key is shorter than can be kept secret",
                f"keys of at least {SHORTEST_KEY} characters",
                'make one: python -c "import secrets; print(secrets.token_urlsafe(32))"',
            )


def keys_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the API keys of `CXNLP_API_KEYS`, which stand apart by commas.

    Raises
    ------
    ServeError
        If the variable is set and there is no key in it: whoever set it meant to close the door.
    """
    if KEYS_VARIABLE not in environment:
        return ()
    keys = tuple(key.strip() for key in environment[KEYS_VARIABLE].split(",") if key.strip())
    if not keys:
        raise ServeError(
            f"{KEYS_VARIABLE} is set and holds no key",
            "one or more keys with commas between",
            "unset it to let anybody ask",
        )
    return keys
