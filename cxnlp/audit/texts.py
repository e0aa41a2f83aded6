"""What a person is asked to check: each distinct text once, known by its hash."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxnlp.explain.sample.responses import incidence
from cxnlp.intervals import BoolArray, FloatArray
from cxnlp.issues import Taxonomy
from cxnlp.join import Joined
from cxnlp.text.normal import well_formed

_SPACES = re.compile(r"\s+")
LONG = 20


@dataclass(frozen=True)
class Texts:
    """The n distinct texts of a survey's responses, all comments of a response together.

    Parameters
    ----------
    key : array of n str
        The hash of each text, the same in every survey and whatever tags it.
    text : array of n str
        Its comments, a line each.
    feeling : DataFrame
        n x m: how the tagger says each issue is mentioned, "" where it is not.
    doubt : array of n floats
        How doubtful the tags are, 0 or more: the sum of one less the probability of each mention;
        for a text without any the longer the more, up to a half.
    response : DataFrame
        `response` and `key` of every response that says something.
    """

    key: np.ndarray[tuple[int], np.dtype[np.object_]]
    text: np.ndarray[tuple[int], np.dtype[np.object_]]
    feeling: pd.DataFrame
    doubt: FloatArray
    response: pd.DataFrame

    @property
    def mentioned(self) -> BoolArray:
        """Which text is tagged with which issue (n x m bools)."""
        return np.asarray(self.feeling != "", dtype=bool)


def text_key(text: str) -> str:
    """Return the hash of a text: the same whatever its spaces and its Unicode form.

    It begins with a letter, so that no spreadsheet takes it for a number.
    """
    plain = _SPACES.sub(" ", unicodedata.normalize("NFC", well_formed(text))).strip()
    return "t" + hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:20]


def gather(joined: Joined, taxonomy: Taxonomy) -> Texts:
    """Gather the texts of the responses that say something and weigh anything.

    Parameters
    ----------
    joined : Joined
        With comments.
    taxonomy : Taxonomy
        Its leaves are the issues to check.
    """
    table = joined.responses
    held = table.loc[table["says_something"].astype(bool) & (table["weight"] > 0), "response"]
    comments = joined.comments[joined.comments["response"].isin(held)]
    comments = comments[comments["text"].astype(str).str.strip() != ""]
    whole = comments.groupby("response", sort=False)["text"].agg(lambda lines: "\n".join(lines))
    told = pd.DataFrame({"response": whole.index, "text": whole.to_numpy(dtype=object)})
    told["key"] = [text_key(text) for text in told["text"]]
    first = told.drop_duplicates("key").reset_index(drop=True)
    issues = tuple(issue.id for issue in taxonomy.leaves())
    return Texts(
        first["key"].to_numpy(dtype=object),
        first["text"].to_numpy(dtype=object),
        _feelings(first["response"], joined.mentions, issues),
        _doubt(first, joined.quotes),
        told[["response", "key"]],
    )


def texts_with(joined: Joined, texts: Texts, keys: Collection[str]) -> set[str]:
    """Return the keys of the texts that are, or hold, a comment of one of some keys.

    Parameters
    ----------
    joined : Joined
        Where the comments are.
    texts : Texts
        Its texts, from `gather`.
    keys : collection of str
        The hashes of single comments.
    """
    known = joined.comments["text"].map(text_key).isin(list(keys))
    responses = joined.comments.loc[known, "response"]
    held = texts.response
    return set(held.loc[held["response"].isin(responses), "key"]) | set(keys)


def _feelings(
    responses: pd.Series, mentions: pd.DataFrame, issues: tuple[str, ...]
) -> pd.DataFrame:
    who = incidence(responses, mentions, issues)
    names = np.select(
        [who["negative"] & who["positive"], who["negative"], who["positive"], who["any"]],
        ["mixed", "negative", "positive", "neutral"],
        "",
    )
    return pd.DataFrame(names, columns=list(issues))


def _doubt(first: pd.DataFrame, quotes: pd.DataFrame) -> FloatArray:
    missing = 1.0 - quotes["probability"].astype(float)
    summed = missing.groupby(quotes["response"]).sum()
    words = np.array([len(text.split()) for text in first["text"]], dtype=float)
    silent = np.minimum(words / LONG, 1.0) / 2
    found = first["response"].map(summed).to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isnan(found), silent, found)
