"""Tagged comments to a URL: `cxnlp post FOLDER --webhook URL --when RULE`.

folder of a run ─► events ─► rules ─► format ─► signed, sent, noted
                   events.py rules.py formats.py sender.py, journal.py

Each event is one mention of one issue by one comment. It is sent at least once: what was accepted
is noted in the folder and not sent again; when an answer is lost, the same event comes a second
time with the same key, by which the receiver knows it.
"""

from cxnlp.ext.extras import require

require("urllib3", extra="webhook")

from cxnlp.ext.webhook.events import Event, known_values, read_events  # noqa: E402 - what they need is there now
from cxnlp.ext.webhook.formats import Format, shipped_formats  # noqa: E402
from cxnlp.ext.webhook.journal import Journal, Outcome, post  # noqa: E402
from cxnlp.ext.webhook.rules import Rule, check_values, matching  # noqa: E402
from cxnlp.ext.webhook.sender import Sender  # noqa: E402

__all__ = [
    "Event",
    "Format",
    "Journal",
    "Outcome",
    "Rule",
    "Sender",
    "check_values",
    "known_values",
    "matching",
    "post",
    "read_events",
    "shipped_formats",
]
