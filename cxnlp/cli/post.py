"""The command that sends tagged comments to a URL."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxnlp.errors import OutputError
from cxnlp.terminal import bar, say, show

if TYPE_CHECKING:
    from cxnlp.ext.webhook import Outcome

SECRET, AUTHORIZATION = "CXNLP_WEBHOOK_SECRET", "CXNLP_WEBHOOK_AUTHORIZATION"

Folder = Annotated[Path, typer.Argument(help="What cxnlp tag or cxnlp analyze wrote.")]
Webhook = Annotated[str, typer.Option(help="Where to send: https://…")]
When = Annotated[
    list[str],
    typer.Option(help="What to send: issue=ID|ID,feeling=…,band=…,owner=…; may be repeated."),
]
Body = Annotated[
    str, typer.Option("--format", help="json, zendesk, salesforce, hubspot, or a JSON file.")
]
OwnList = Annotated[
    str | None, typer.Option("--issues", help="The list of the run, where it is a file elsewhere.")
]
Dry = Annotated[bool, typer.Option("--dry-run", help="Print what would be sent, and send nothing.")]
Personal = Annotated[
    bool,
    typer.Option(
        "--show-personal-data", help="Leave e-mail addresses, phone numbers and the like readable."
    ),
]


def post(
    folder: Folder,
    webhook: Webhook,
    when: When,
    format: Body = "json",
    issues: OwnList = None,
    show_personal_data: Personal = False,
    dry_run: Dry = False,
) -> None:
    """Send mentions that match a rule to a URL, each at least once and noted when accepted."""
    from cxnlp.ext.webhook import (
        Format,
        Journal,
        Rule,
        Sender,
        check_values,
        known_values,
        matching,
        read_events,
    )
    from cxnlp.ext.webhook import post as send

    rules = [Rule.parse(text) for text in when]
    sender = Sender(webhook, os.environ.get(SECRET, ""), os.environ.get(AUTHORIZATION, ""))
    form = Format.load(format)
    check_values(rules, known_values(folder, issues))
    events = matching(read_events(folder, issues), rules)
    if not show_personal_data:
        events = [event.masked() for event in events]
    if dry_run:
        for event in events:
            show(form.render(event).decode())
        return
    journal = Journal(folder / "posted.jsonl", webhook)
    with bar("Sending", "Sent {} of {} mentions", 100) as progress:
        outcome = send(events, sender, form, journal, progress)
    _tell(outcome, sender.host)


def _tell(outcome: Outcome, host: str) -> None:
    """Say what became of the events; what was not accepted is an error."""
    before = f", {outcome.known} accepted before" if outcome.known else ""
    show(f"{outcome.sent} mentions sent to {host}{before}")
    for event, status in outcome.refused:
        say(f"refused ({status}): {event.issue} of comment {event.comment}")
    missed = len(outcome.refused) + len(outcome.left)
    if missed:
        answers = sorted({status for _, status in outcome.refused} | {outcome.status} - {0})
        said = ", ".join(map(str, answers)) or "nothing"
        raise OutputError(
            f"{missed} mentions were not accepted by {host}, which answered {said}",
            "an answer of 200 to 299 for each",
            "run the same command again: what was accepted is not sent twice",
        )
