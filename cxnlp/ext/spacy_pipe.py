"""Two components for spaCy, found by entry point: `cxnlp_sentiment` and `cxnlp_issues`.

    nlp = spacy.blank("en")
    nlp.add_pipe("cxnlp_sentiment")
    nlp.add_pipe("cxnlp_issues", config={"issues": "telecom"})
    doc = nlp("Good price, but poor speed")

`doc.cats` gets the probabilities of `negative`, `neutral` and `positive`; none where there is
nothing to judge. `doc.spans["cx_issues"]` gets a span for each issue mentioned: the words that show
it, labelled with the issue's id; its `attrs` hold `probability` and `feeling`, one for each span.

spaCy imports this module whenever it makes a pipeline, used or not. So it imports nothing but spaCy
(which is there) and the standard library; a model is opened when the first text comes.
"""
# Annotations stay real types here: spaCy checks a component's settings by them.

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup, Token
from spacy.util import minibatch

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy
    from cxnlp.tag import Prediction, TaggerLike

SPANS = "cx_issues"
BATCH = 128
LIST_FILE = "issues.toml"


class Component(ABC):
    """What both components do: read texts in batches, then write what was found.

    Parameters
    ----------
    model : str
        A model's name or folder.

    Attributes
    ----------
    tagger : TaggerLike
        What reads; opened when first used, or set to one that is ready.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self._tagger: TaggerLike | None = None

    @property
    def tagger(self) -> "TaggerLike":
        """What reads the texts."""
        if self._tagger is None:
            self._tagger = self.open()
        return self._tagger

    @tagger.setter
    def tagger(self, tagger: "TaggerLike") -> None:
        """Take another reader."""
        self._tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = BATCH) -> Iterator[Doc]:
        """Read documents, so many at a time; a document's result is the same in any batch."""
        for batch in minibatch(stream, batch_size):
            found = self.tagger.predict([doc.text for doc in batch])
            for doc, prediction in zip(batch, found, strict=True):
                self.write(doc, prediction)
            yield from batch

    @abstractmethod
    def open(self) -> "TaggerLike":
        """Open what reads the texts."""

    @abstractmethod
    def write(self, doc: Doc, found: "Prediction") -> None:
        """Write what was found in a document."""


class SentimentComponent(Component):
    """Writes the probabilities of overall sentiment into `doc.cats`."""

    def open(self) -> "TaggerLike":
        """Open the model."""
        from cxnlp.ext.ready import ready_sentiment

        return ready_sentiment(self.model)

    def write(self, doc: Doc, found: "Prediction") -> None:
        """Write three probabilities, or nothing where there is nothing to judge."""
        said = found.sentiment
        if said is not None:
            doc.cats.update(negative=said.negative, neutral=said.neutral, positive=said.positive)


class IssuesComponent(Component):
    """Writes the issues mentioned into `doc.spans["cx_issues"]`.

    Parameters
    ----------
    model : str
        A model's name or folder.
    issues : str, Path or Taxonomy
        A shipped list's name, a TOML file, or a list.
    exact : bool
        Where a span begins or ends inside a token (Thai in a blank pipeline), split the token, so
        that the span is exactly the words found. Otherwise spans grow to whole tokens.
    """

    def __init__(self, model: str, issues: "str | Path | Taxonomy", exact: bool = True) -> None:
        super().__init__(model)
        self.issues = issues
        self.exact = exact

    def open(self) -> "TaggerLike":
        """Open the model and the list."""
        from cxnlp.ext.ready import ready_tagger

        return ready_tagger(self.model, self.issues)

    def write(self, doc: Doc, found: "Prediction") -> None:
        """Write a span for each mention."""
        places = [_trimmed(doc.text, m.evidence.start, m.evidence.end) for m in found.issues]
        if self.exact:
            split_tokens(doc, {edge for place in places for edge in place})
        spans = [
            doc.char_span(start, end, label=mention.id, alignment_mode="expand")
            for mention, (start, end) in zip(found.issues, places, strict=True)
        ]
        told = {
            "probability": [mention.probability for mention in found.issues],
            "feeling": [mention.feeling for mention in found.issues],
        }
        doc.spans[SPANS] = SpanGroup(doc, name=SPANS, attrs=told, spans=spans)

    def to_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> None:
        """Write the list of issues, so that the pipeline can be moved without its TOML file."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / LIST_FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> "IssuesComponent":
        """Read the list of issues; the tagger is opened anew."""
        return self.from_bytes((Path(path) / LIST_FILE).read_bytes())

    def to_bytes(self, exclude: Iterable[str] = ()) -> bytes:
        """Return the list of issues as TOML in UTF-8."""
        return self._list().to_toml().encode()

    def from_bytes(self, data: bytes, exclude: Iterable[str] = ()) -> "IssuesComponent":
        """Read the list of issues; the tagger is opened anew."""
        from cxnlp.issues import Taxonomy

        self.issues = Taxonomy.from_toml(data.decode(), origin=f"the pipeline's {LIST_FILE}")
        self._tagger = None
        return self

    def _list(self) -> "Taxonomy":
        from cxnlp.issues import Taxonomy

        if self._tagger is not None:
            return self._tagger.taxonomy
        return self.issues if isinstance(self.issues, Taxonomy) else Taxonomy.load(self.issues)


def split_tokens(doc: Doc, edges: Iterable[int]) -> None:
    """Split the tokens that have an edge inside them; the text stays the same.

    Spans of other components stay on their words (spaCy itself leaves them on their numbers).

    Parameters
    ----------
    doc : Doc
        What is split.
    edges : iterable of int
        Code points of its text.
    """
    inside: dict[int, list[int]] = {}
    starts = {token.idx: token for token in doc}
    owner = {at: token for token in starts.values() for at in range(token.idx + 1, _end(token))}
    for edge in sorted(set(edges)):
        if edge in owner:
            inside.setdefault(owner[edge].i, []).append(edge)
    if not inside:
        return
    groups = {name: (group.attrs, _marks(group)) for name, group in doc.spans.items()}
    with doc.retokenize() as retokenizer:
        for i, cuts in inside.items():
            token = doc[i]
            ends = [token.idx, *cuts, _end(token)]
            parts = [doc.text[a:b] for a, b in pairwise(ends)]
            heads = [(token, 0) if token.head == token else token.head]
            retokenizer.split(token, parts, heads=heads + [(token, 0)] * (len(parts) - 1))
    for name, (attrs, marks) in groups.items():
        spans = [doc.char_span(start, end, **more) for start, end, more in marks]
        doc.spans[name] = SpanGroup(doc, name=name, attrs=attrs, spans=spans)


def _marks(spans: Iterable[Span]) -> list[tuple[int, int, dict[str, Any]]]:
    return [
        (s.start_char, s.end_char, {"label": s.label, "kb_id": s.kb_id, "span_id": s.id})
        for s in spans
    ]


def _end(token: Token) -> int:
    return int(token.idx + len(token.text))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave white space at either end out, as no token of spaCy ends in it."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


@Language.factory("cxnlp_sentiment", assigns=["doc.cats"], default_config={"model": "base"})
def make_sentiment(nlp: Language, name: str, model: str) -> SentimentComponent:
    """Return the component `cxnlp_sentiment`.

    Parameters
    ----------
    nlp, name
        Given by spaCy.
    model : str
        A model's name or folder; it is not written with the pipeline.
    """
    return SentimentComponent(model)


@Language.factory(
    "cxnlp_issues",
    assigns=["doc.spans"],
    retokenizes=True,
    default_config={"model": "base", "issues": "general", "exact": True},
)
def make_issues(nlp: Language, name: str, model: str, issues: str, exact: bool) -> IssuesComponent:
    """Return the component `cxnlp_issues`.

    Parameters
    ----------
    nlp, name
        Given by spaCy.
    model : str
        A model's name or folder; it is not written with the pipeline.
    issues : str
        A shipped list's name or a TOML file; the list itself is written with the pipeline.
    exact : bool
        Split tokens where a span needs it; see `IssuesComponent`.
    """
    return IssuesComponent(model, issues, exact)
