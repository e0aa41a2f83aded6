"""What travels over the wire, as OpenAPI shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from cxnlp.issues import Issue, Taxonomy
from cxnlp.issues.checks import LANGUAGE_CODE
from cxnlp.serve.settings import Limits
from cxnlp.tag import Prediction

OFFSETS = "Unicode code points of `text`: text[start:end] in Python, [...text].slice in JavaScript"


def _any_text(value: object) -> str:
    # pydantic's own `str` refuses half a character, with which a cut emoji ends.
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "Input should be a valid string")
    return value


AnyText = Annotated[str, PlainValidator(_any_text), WithJsonSchema({"type": "string"})]


def _not_blank(longest: int) -> WithJsonSchema:
    # Said in the description; `Taxonomy` refuses blank ones, and says in which issue they are.
    return WithJsonSchema(
        {"type": "string", "maxLength": longest, "pattern": r"[^\s\x1c-\x1f]"}, mode="validation"
    )


Name = Annotated[str, Field(max_length=200)]
Said = Annotated[Name, _not_blank(200)]
ListOf = Annotated[
    Name, WithJsonSchema({"type": "string", "enum": sorted(Taxonomy.shipped())}, mode="validation")
]
"""The name of a list; the service's own tagger decides whether it is one."""
Phrase = Annotated[str, Field(max_length=500), _not_blank(500)]
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

    name: Said
    id: Said | None = Field(None, description="The name by default.")
    description: Annotated[str, Field(max_length=1000)] = ""
    examples: Annotated[list[Phrase], Field(max_length=10)] = []
    names: Annotated[
        dict[Language, Said],
        Field(max_length=20, json_schema_extra={"additionalProperties": False}),
    ] = {}
    parent: Said | None = None
    owner: Name = ""

    def issue(self) -> Issue:
        """Return it as the package knows it."""
        return Issue(
            self.name if self.id is None else self.id,
            self.name,
            self.description,
            tuple(self.examples),
            parent=self.parent,
            owner=self.owner,
            names=self.names,
        )


Issues = Annotated[list[IssueInput | Said], Field(json_schema_extra={"minItems": 1})]


class Options(Strict):
    """How to read."""

    model_config = ConfigDict(frozen=True)  # so that the default is not copied for each request

    mask: Annotated[
        StrictBool,
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
    issues: ListOf | Issues | None = Field(
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


class Health(BaseModel):
    """That the process runs, or that its model answers."""

    status: Literal["live", "ready"]


class ListShape(ListName):
    """A list of issues, without them."""

    leaves: int = Field(description="How many issues have none below them.")


class ShippedList(ListShape):
    """A list that a request may name."""

    name: str


class IssueShown(BaseModel):
    """One issue of a list."""

    id: str
    name: str
    description: str
    parent: str | None = Field(description="The id of the issue above it.")
    owner: str
    names: dict[str, str] = Field(description="By language.")


class WholeList(ListShape):
    """A list of issues."""

    issues: list[IssueShown]


class AllLists(BaseModel):
    """The service's own list, and those that a request may name."""

    own: WholeList
    lists: list[ShippedList]


class Labels(BaseModel):
    """The words that a result may have in a place."""

    sentiment: list[str]
    feeling: list[str]
    signals: list[str]


class About(BaseModel):
    """What answers, and how much it takes."""

    cxnlp: str = Field(description="The version of the package.")
    model: ModelName
    issues: ListShape
    labels: Labels
    offsets: str = OFFSETS
    limits: Limits
    masks_always: bool
    takes_other_lists: bool
    takes_uploads: bool
