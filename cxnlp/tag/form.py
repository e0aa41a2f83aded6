"""A comment as it is read: how much of it, in which letters, or why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cxnlp.survey.rows.limits import LONGEST_COMMENT
from cxnlp.tag.prediction import Prediction
from cxnlp.text.content import says_nothing
from cxnlp.text.gibberish import is_gibberish
from cxnlp.text.language import UNKNOWN, identify_all, is_read, main_script
from cxnlp.text.normal import persian_letters, well_formed


@dataclass(frozen=True)
class Form:
    """What is known of a comment before the model reads it.

    Parameters
    ----------
    text : str
        The comment as given.
    opening : str
        What is read of it: all, unless it is longer than any answer is.
    language : str
        ISO 639-1 code, or `und`.
    no_content : bool
        It says that there is nothing to say.
    is_read : bool
        It has content, in a script and a language that the model may know.
    """

    text: str
    opening: str
    language: str
    no_content: bool
    is_read: bool

    @classmethod
    def of(cls, text: str) -> Form:
        """Look at a comment."""
        return cls.of_all([text])[0]

    @classmethod
    def of_all(cls, texts: Iterable[str]) -> list[Form]:
        """Look at comments; many at a time are looked at faster."""
        given = list(texts)
        starts = [opening(text) for text in given]
        senseless = [is_gibberish(start) for start in starts]
        sense = [start for start, struck in zip(starts, senseless, strict=True) if not struck]
        languages = iter(identify_all(sense))
        return [
            cls._known(text, start, UNKNOWN if struck else next(languages), struck)
            for text, start, struck in zip(given, starts, senseless, strict=True)
        ]

    @classmethod
    def _known(cls, text: str, start: str, language: str, struck: bool) -> Form:
        nothing = says_nothing(start)
        return cls(text, start, language, nothing, not nothing and not struck and is_read(start))

    @property
    def readable(self) -> str:
        """The form that the model reads; every place in it is the same as in the comment."""
        return readable(self.text, self.language)

    def unread(self) -> Prediction:
        """Return what is known without a model."""
        return Prediction(self.text, self.language, self.no_content, None)


def read_forms(texts: Sequence[str]) -> list[str | None]:
    """Return the form of each comment that a model reads, None where there is none.

    It is that of `Form.readable`; the language is asked for only where it changes letters.
    """
    starts = [opening(text) for text in texts]
    found = [None if _unread(start) else start for start in starts]
    arabic = [i for i, form in enumerate(found) if form and main_script(form) == "ARABIC"]
    languages = identify_all(starts[i] for i in arabic)
    for i, language in zip(arabic, languages, strict=True):
        found[i] = readable(starts[i], language)
    return found


def _unread(start: str) -> bool:
    return says_nothing(start) or is_gibberish(start) or not is_read(start)


def opening(text: str) -> str:
    """Return what is read of a comment: all of it, unless it is longer than any answer is."""
    return well_formed(text[:LONGEST_COMMENT])


def readable(text: str, language: str) -> str:
    """Return the form of a comment that the model reads; every place in it stays the same."""
    form = opening(text)
    return persian_letters(form) if language == "fa" else form
