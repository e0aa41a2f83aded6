"""A tagged survey to audit, without a model."""

from __future__ import annotations

import pandas as pd

from cxnlp.join import Joined, join
from cxnlp.pipeline import tag_survey
from cxnlp.survey import read_survey
from cxnlp.testing import FakeTagger, make_survey, small_list

LEAVES = ("price", "speed", "staff")
TAXONOMY = small_list()
# It never sees the Thai word for speed, and takes every good word for praise of the staff.
BLURRED = {
    "price": ("price", "ราคา", "قیمت", "giá"),
    "speed": ("speed", "سرعت", "tốc độ"),
    "staff": ("staff", "พนักงาน", "کارکنان", "nhân viên", "great speed"),
}


def told_apart(n: int = 400, seed: int = 0) -> pd.DataFrame:
    """Return the invented survey, comments with a number of their own; a few are written twice."""
    frame = make_survey(n, seed)
    said = frame["comment"].str.len() > 5
    frame.loc[said, "comment"] += [f" ({at})" for at in range(int(said.sum()))]
    frame.loc[n - n // 8 :, "comment"] = frame["comment"].to_numpy()[: n // 8]
    return frame


def tagged(frame: pd.DataFrame, tagger: FakeTagger | None = None) -> Joined:
    """Tag a survey and join it."""
    survey = read_survey(frame, score="nps", text="comment", scale="nps", segments=[], id="id")
    return join(survey, tag_survey(survey, tagger or FakeTagger(keywords=BLURRED)), TAXONOMY)


def truth_of(text: str) -> dict[str, str]:
    """Return what a judge would say: the tagger that knows every word is right."""
    found = FakeTagger().predict([text])[0]
    return {mention.id: mention.feeling for mention in found.issues}
