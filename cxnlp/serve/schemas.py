"""What travels over the wire, as OpenAPI shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from cxnlp.issues import Issue
from cxnlp.issues.checks import LANGUAGE_CODE
from cxnlp.tag import Prediction

OFFSETS = "Unicode code points of `text`: text[start:end] in Python, [...text].slice in JavaScript"


def _any_text(value: object) -> str:
    # pydantic's own `str` refuses half a character, with which a cut emoji ends.
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "Input should be a valid string")
    return value


AnyText = Annotated[str, PlainValidator(_any_text), WithJsonSchema({"type": "string"})]
Name = Annotated[str, Field(max_length=200)]
Phrase = Annotated[str, Field(max_length=500)]
Id = Annotated[StrictStr, Field(max_length=200)] | StrictInt
Language = Annotated[str, Field(pattern=f"^{LANGUAGE_CODE.pattern}$", max_length=40)]


class Strict(BaseModel):
    """Takes the keys it knows and no other, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class Input(Strict):
    """A comment to read."""

    text: AnyText = Field(description="The comment.")
    id: Id | None = Field(None, description="Comes back with the result.")
    question: AnyText | None = Field(None, description="What it answers, if known.")
    lang: Language | None = Field(
        None, description="Its language, if known; comes back in place of the guess."
    )


class IssueInput(Strict):
    """An issue to look for. Patterns are for lists that the service is started with."""

    name: Name
    id: Name | None = Field(None, description="The name by default.")
    description: Annotated[str, Field(max_length=1000)] = ""
    examples: Annotated[list[Phrase], Field(max_length=10)] = []
    names: Annotated[dict[str, Name], Field(max_length=20)] = {}
    parent: Name | None = None
    owner: Name = ""

    def issue(self) -> Issue:
        """Return it as the package knows it."""
        return Issue(
            self.id or self.name, self.name, self.description, tuple(self.examples),
            parent=self.parent, owner=self.owner, names=self.names,
        )  # fmt: skip


class Options(Strict):
    """How to read."""

    mask: Annotated[
        bool,
        Field(
            description="Mask e-mail addresses, phone, card, account and national id numbers "
            "before anything reads the comment; `text` and offsets are then of the masked one."
        ),
    ] = False


class PredictRequest(Strict):
    """Comments to read, and by which list."""

    inputs: list[Input | Any] = Field(
        description="Each is answered in its place; one that is wrong gets an error of its own."
    )
    issues: Name | list[IssueInput | Name] | None = Field(
        None, description="A shipped list's name, issues or their names; else the service's list."
    )
    options: Options = Options()


@dataclass(frozen=True)
class Tagged(Prediction):
    """What is found in one comment; offsets are code points of `text`."""

    id: str | int | None = None
    masked: dict[str, int] = field(default_factory=dict)


class Problem(BaseModel):
    """What is wrong: a word for programs, a sentence for people."""

    code: str
    message: str


class ProblemBody(BaseModel):
    """The body of every error."""

    error: Problem


class ItemProblem(BaseModel):
    """In the place of a comment that was not read."""

    id: str | int | None = None
    error: Problem


class ModelName(BaseModel):
    """Which model answered."""

    name: str
    version: str
    sha256: str


class ListName(BaseModel):
    """Which list of issues was looked for."""

    title: str
    sha256: str


class Timings(BaseModel):
    """Milliseconds."""

    waited_ms: float = Field(description="Until the model began with the first comment.")
    total_ms: float


class PredictResponse(BaseModel):
    """Results in the order of the inputs."""

    results: list[Tagged | ItemProblem]
    errors: int = Field(description="How many results are errors.")
    offsets: str = OFFSETS
    model: ModelName
    issues: ListName
    timings: Timings
