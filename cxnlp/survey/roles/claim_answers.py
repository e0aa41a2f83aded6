"""What people wrote, and what divides them: comments and segments among the unclaimed columns."""

from __future__ import annotations

from cxnlp.survey.lexicon.headers import COMMENT, ID, OUTCOME, SEGMENT, TECHNICAL
from cxnlp.survey.roles.claims import Claims
from cxnlp.survey.roles.facets import facet_of
from cxnlp.survey.roles.profile import Profile

MOST_LEVELS = 50
_MOST_WRITTEN = 500


def claim_comments(claims: Claims) -> None:
    """Claim the columns that hold what people wrote; a blank one where there is no other."""
    for column in claims.free():
        headed = COMMENT.search(column.said)
        if not column.filled or not _may_be_words(column):
            continue
        if headed and not _is_categorical(column):
            claims.claim(column.name, "comment", f"Its header says {headed[0]!r} and it is text.")
        elif claims.is_open(column.name) and not _is_categorical(column):
            claims.claim(column.name, "comment", "The platform says that it was typed freely.")
        elif column.is_text:
            claims.claim(
                column.name,
                "comment",
                f"Its cells are free text: {column.distinct} different ones, "
                f"{column.mean_length:.0f} characters on average.",
            )
    if any(column.role == "comment" for column in claims.made.values()):
        return
    # A blank comment column is still the comment column; it is said to be blank later.
    for column in claims.free():
        headed = COMMENT.search(column.said)
        if headed and not column.filled:
            claims.claim(column.name, "comment", f"Its header says {headed[0]!r}; it is blank.")


def _may_be_words(column: Profile) -> bool:
    if max(column.addressed, column.dated, column.numeric) > 0.5 or column.lettered < 0.3:
        return False
    if ID.search(column.said) and column.mean_words < 2:
        return False
    return bool(COMMENT.search(column.said)) or not TECHNICAL.search(column.said)


def _is_categorical(column: Profile) -> bool:
    """Tell a few labels used again and again from text, however it is headed."""
    return column.distinct <= 15 and column.filled >= 20 and column.distinct <= 0.2 * column.filled


def claim_segments(claims: Claims) -> None:
    """Claim the columns that divide customers into groups."""
    for column in claims.free():
        if claims.is_embedded(column.name) and _divides(column):
            reason = f"The company wrote it beside the answers, in {column.distinct} levels."
            claims.claim(column.name, "segment", reason)
            continue
        if any(pattern.search(column.said) for pattern in (TECHNICAL, COMMENT, OUTCOME)):
            continue
        if not 2 <= column.distinct <= MOST_LEVELS or column.mean_length > 40:
            continue
        headed = SEGMENT.search(column.said)
        if facet_of(column):
            reason = f"It says where or in which survey it was asked; {column.distinct} levels."
            claims.claim(column.name, "segment", reason)
            continue
        few = column.distinct <= min(30, column.filled / 3)
        if headed and (few or column.uniqueness < 0.9 or column.filled < 10):
            reason = f"Its header says {headed[0]!r} and it has {column.distinct} levels."
            claims.claim(column.name, "segment", reason)
        elif few and column.numeric < 0.5 and not ID.search(column.said):
            reason = f"It has {column.distinct} levels that repeat over {column.filled} rows."
            claims.claim(column.name, "segment", reason)


def _divides(column: Profile) -> bool:
    """Tell whether what a company wrote beside the answers names groups of customers."""
    shared = column.distinct <= max(2, column.filled / 8)
    words = column.numeric < 0.5 and column.dated < 0.5 and column.addressed < 0.5
    return 2 <= column.distinct <= _MOST_WRITTEN and shared and words and column.mean_length <= 60
