"""The accessor `df.cx`, for who imports this module: `import cxnlp.ext.pandas`.

>>> import cxnlp.ext.pandas
>>> from cxnlp.testing import FakeTagger
>>> answers = pd.DataFrame({"comment": ["Good price, but poor speed", None]})
>>> answers.cx.mentions("comment", tagger=FakeTagger())[["issue", "feeling"]].to_numpy().tolist()
[['price', 'positive'], ['speed', 'negative']]
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from cxnlp.analysis import Analysis
from cxnlp.ext.ready import ready_tagger
from cxnlp.ext.texts import as_texts
from cxnlp.issues import Taxonomy
from cxnlp.pipeline import analyze
from cxnlp.tag import Comment, Prediction, TaggerLike, Tags
from cxnlp.tag.one_call import DEFAULT_ISSUES, DEFAULT_MODEL

ADDED = ("cx_language", "cx_no_content", "cx_sentiment", "cx_sentiment_score", "cx_issues")
MENTION = ("issue", "probability", "feeling", "start", "end", "quote", "source")


@pd.api.extensions.register_dataframe_accessor("cx")
class CxAccessor:
    """What cxnlp does with a frame; the frame itself is never changed.

    Parameters
    ----------
    frame : DataFrame
        The frame. Its index may be any, with labels that repeat.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def tag(
        self,
        text: str,
        *,
        issues: str | Path | Taxonomy = DEFAULT_ISSUES,
        model: str | Path = DEFAULT_MODEL,
        tagger: TaggerLike | None = None,
    ) -> pd.DataFrame:
        """Return the frame with what each comment says beside it.

        Parameters
        ----------
        text : str
            The column with comments; a missing one is blank.
        issues, model, tagger
            As in `cxnlp.analyze`. The model stays loaded.

        Returns
        -------
        DataFrame
            The frame's rows and columns, then `cx_language`, `cx_no_content`, `cx_sentiment` and
            `cx_sentiment_score` (-1 to 1; both missing where there is nothing to judge), and
            `cx_issues`, a tuple of ids.

        Raises
        ------
        KeyError, ValueError, TypeError
            If there is no such column, the frame has one that is to be added, or a cell is no text.
        """
        taken = [name for name in ADDED if name in self._frame.columns]
        if taken:
            raise ValueError(
                f"the frame has a column {taken[0]!r} already; expected none of "
                f"{', '.join(ADDED)}; drop it first"
            )
        found = self._read(text, issues, model, tagger)
        said = [prediction.sentiment for prediction in found]
        columns: dict[str, Any] = {
            "cx_language": [each.language for each in found],
            "cx_no_content": [each.no_content for each in found],
            "cx_sentiment": pd.array([s.label if s else None for s in said], dtype="str"),
            "cx_sentiment_score": pd.array([s.score if s else None for s in said], "float64"),
            "cx_issues": pd.Series([tuple(m.id for m in p.issues) for p in found], dtype=object),
        }
        added = pd.DataFrame(columns).set_axis(self._frame.index)
        return pd.concat([self._frame, added], axis=1)

    def mentions(
        self,
        text: str,
        *,
        issues: str | Path | Taxonomy = DEFAULT_ISSUES,
        model: str | Path = DEFAULT_MODEL,
        tagger: TaggerLike | None = None,
    ) -> pd.DataFrame:
        """Return a row for each comment and issue mentioned.

        Parameters
        ----------
        text, issues, model, tagger
            As in `tag`.

        Returns
        -------
        DataFrame
            The index says whose comment it is; `issue`, `probability`, `feeling`, `start` and `end`
            (code points of the comment), `quote`, `source`.

        Raises
        ------
        KeyError, TypeError
            If there is no such column, or a cell is no text.
        """
        found = self._read(text, issues, model, tagger)
        rows = [Comment(str(i), i, text, each.text) for i, each in enumerate(found)]
        table = Tags.of(rows, found).mentions
        return table[list(MENTION)].set_axis(self._frame.index[table["row"]])

    def analyze(self, **options: Any) -> Analysis:  # noqa: ANN401 - as in `cxnlp.analyze`
        """Explain the scores by what people wrote: `cxnlp.analyze(df, ...)`.

        Parameters
        ----------
        **options
            As in `cxnlp.analyze`.

        Raises
        ------
        CxError
            If the frame, the issue list or the model cannot be used.
        """
        return analyze(self._frame, **options)

    def _read(
        self,
        text: str,
        issues: str | Path | Taxonomy,
        model: str | Path,
        tagger: TaggerLike | None,
    ) -> list[Prediction]:
        if text not in self._frame.columns:
            names = ", ".join(map(repr, self._frame.columns))
            raise KeyError(f"no column {text!r}; expected one of {names}")
        ready = ready_tagger(model, issues) if tagger is None else tagger
        return ready.predict(as_texts(self._frame[text]))
