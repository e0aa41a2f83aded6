"""What can go wrong, as a small tree.

CxError
├── SurveyError     a file or table that cannot be read as a survey
├── IssueListError  a list of known issues that cannot be understood
├── ModelError      a model folder that is missing, incomplete or altered
├── EvaluateError   labels that cannot be compared with what was tagged
├── ExplainError    data from which nothing can be estimated
└── OutputError     a place that cannot be written

Every message says what was found, what was expected and what to do. A service catches
`CxError`; the command line prints it as one line and exits with code 2.
"""

from __future__ import annotations


class CxError(Exception):
    """The base of every error this package raises on purpose.

    Parameters
    ----------
    found : str
        What was met, with its name or value.
    expected : str, optional
        What would have been right.
    remedy : str, optional
        What the user can do about it.
    """

    def __init__(self, found: str, expected: str = "", remedy: str = "") -> None:
        self.found = found
        self.expected = expected
        self.remedy = remedy
        super().__init__(found, expected, remedy)

    def __str__(self) -> str:
        parts = (self.found, f"expected {self.expected}" if self.expected else "", self.remedy)
        return "; ".join(part for part in parts if part)


class SurveyError(CxError):
    """A file or table that cannot be read as a survey."""


class IssueListError(CxError):
    """A list of known issues that cannot be understood."""


class ModelError(CxError):
    """A model folder that is missing, incomplete or altered."""


class EvaluateError(CxError):
    """Labels that cannot be compared with what was tagged."""


class ExplainError(CxError):
    """Data from which nothing can be estimated."""


class OutputError(CxError):
    """A place that cannot be written."""
