"""What was accepted is noted at once, so that the same command can be run again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cxnlp.errors import OutputError
from cxnlp.ext.webhook.events import Event
from cxnlp.ext.webhook.formats import Format
from cxnlp.ext.webhook.sender import LATER, Sender

HOPELESS = frozenset({401, 403, 404, 405, 410})
"""Answers that every further event would get too."""


@dataclass(frozen=True)
class Journal:
    """The keys of the events that a receiver accepted, a line each; no text of any comment.

    Parameters
    ----------
    path : Path
        The file, `posted.jsonl` in the folder of the run.
    url : str
        The receiver; only its hash is written.
    """

    path: Path
    url: str

    @property
    def receiver(self) -> str:
        """What stands for the URL, which can hold a token."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:12]

    def accepted(self) -> set[str]:
        """Return the keys that this receiver accepted; a last line that was cut off is none."""
        if not self.path.is_file():
            return set()
        keys = set()
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                noted = json.loads(line)
            except ValueError:
                continue  # the machine stopped while it was written: that event is sent again
            if noted["to"] == self.receiver:
                keys.add(str(noted["key"]))
        return keys

    def note(self, event: Event) -> None:
        """Note that an event was accepted; it is on the disk when this returns.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        line = json.dumps({"to": self.receiver, "key": event.key, "comment": event.comment})
        try:
            whole = not self.path.is_file() or self.path.read_bytes()[-1:] in (b"", b"\n")
            with self.path.open("a", encoding="utf-8", newline="") as file:
                file.write(("" if whole else "\n") + line + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(
                f"{self.path} cannot be written ({error.strerror})", "a folder you may write to"
            ) from error


@dataclass
class Outcome:
    """What became of the events.

    Parameters
    ----------
    sent, known : int
        Accepted now, and in an earlier run.
    refused : list of (Event, int)
        Those that the receiver will not have, with its answer.
    left : list of Event
        Those not sent because the receiver does not answer, or refuses everything.
    status : int
        The answer that ended the run early; 0 for none.
    """

    sent: int = 0
    known: int = 0
    refused: list[tuple[Event, int]] = field(default_factory=list)
    left: list[Event] = field(default_factory=list)
    status: int = 0


def post(
    events: Sequence[Event],
    sender: Sender,
    form: Format,
    journal: Journal,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Send events that were not accepted before, one after the other.

    Parameters
    ----------
    events : sequence of Event
        What to send; of events with one key the first.
    sender, form, journal
        Where to, in which form, and where to note it.
    progress : callable, optional
        Called with how many are done and how many there are.

    Raises
    ------
    OutputError
        If the journal cannot be written.
    """
    made, accepted = Outcome(), journal.accepted()
    distinct = list({event.key: event for event in reversed(events)}.values())[::-1]
    made.known = sum(event.key in accepted for event in distinct)
    fresh = [event for event in distinct if event.key not in accepted]
    for place, event in enumerate(fresh):
        status = sender.send(event.key, form.render(event))
        if 200 <= status < 300:
            journal.note(event)
            made.sent += 1
        elif status == 0 or status in LATER or status in HOPELESS:
            made.left, made.status = fresh[place:], status
            break
        else:
            made.refused.append((event, status))
        if progress is not None:
            progress(place + 1, len(fresh))
    return made
