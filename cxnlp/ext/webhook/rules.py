"""Which events are sent: `issue=pricing|billing,feeling=negative`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cxnlp.errors import OutputError
from cxnlp.ext.webhook.events import Event
from cxnlp.issues.checks import did_you_mean

FIELDS = ("issue", "band", "feeling", "owner")


@dataclass(frozen=True)
class Rule:
    """Conditions that an event must all meet.

    Parameters
    ----------
    allowed : mapping of str to frozenset of str
        For some of `FIELDS`, the values that match.
    """

    allowed: Mapping[str, frozenset[str]]

    @classmethod
    def parse(cls, text: str) -> Rule:
        """Read a rule: `field=value`, with `|` between values and commas between conditions.

        Raises
        ------
        OutputError
            If it is not one.

        Examples
        --------
        >>> sorted(Rule.parse("feeling=negative|mixed").allowed["feeling"])
        ['mixed', 'negative']
        """
        allowed: dict[str, frozenset[str]] = {}
        for condition in text.split(","):
            field, equals, values = condition.partition("=")
            found = frozenset(value.strip() for value in values.split("|") if value.strip())
            if not equals or not found or field.strip() not in FIELDS or field.strip() in allowed:
                raise OutputError(
                    f"the rule {text!r} has the condition {condition.strip()!r}",
                    f"field=value with each of {', '.join(FIELDS)} once at most",
                    "as in --when 'issue=pricing|billing,feeling=negative'",
                )
            allowed[field.strip()] = found
        return cls(allowed)

    def matches(self, event: Event) -> bool:
        """Tell whether an event meets every condition."""
        return all(getattr(event, field) in values for field, values in self.allowed.items())


def matching(events: Iterable[Event], rules: Iterable[Rule]) -> list[Event]:
    """Return the events that meet any of the rules, in their order."""
    some = list(rules)
    return [event for event in events if any(rule.matches(event) for rule in some)]


def check_values(rules: Iterable[Rule], known: Mapping[str, Iterable[str]]) -> None:
    """Make sure that a rule can match: a misspelt value would silently send nothing.

    Parameters
    ----------
    rules : iterable of Rule
        The rules.
    known : mapping of str to iterable of str
        For each field, the values that events can have.

    Raises
    ------
    OutputError
        If a rule names another value.
    """
    for rule in rules:
        for field, values in rule.allowed.items():
            names = sorted({name for name in known[field] if name})
            for value in sorted(values - set(names)):
                raise OutputError(
                    f"a rule names {field}={value!r}",
                    f"one of {', '.join(names)}" if names else f"a run that has a {field}",
                    did_you_mean(value, tuple(names)),
                )
