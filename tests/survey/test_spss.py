"""SPSS files: codes stay codes, labels and missing codes are known."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from cxnlp.errors import SurveyError
from cxnlp.survey import Survey, read_survey
from tests.survey import platform_files as files


def write_sav(path: Path, rows: int = 40) -> Path:
    """Write a survey as a statistics package keeps it."""
    frame = pd.DataFrame(
        {
            "caseid": [float(at) for at in range(rows)],
            "sat": [-99.0 if at == 5 else float(1 + at % 5) for at in range(rows)],
            "plan": [float(1 + at % 2) for at in range(rows)],
            "m1": [float(at % 2) for at in range(rows)],
            "m2": [float(at % 3 > 0) for at in range(rows)],
            "why": ["-98" if at == 3 else files.why(at) for at in range(rows)],
        }
    )
    pyreadstat.write_sav(
        frame,
        path,
        column_labels=[
            "",
            "Overall, how satisfied are you?",
            "Plan",
            "Reasons: Price",
            "Reasons: Staff",
            "Why did you say that?",
        ],
        variable_value_labels={
            "sat": {1: "Very dissatisfied", 5: "Very satisfied"},
            "plan": {1: "Gold", 2: "Silver"},
            "m1": {0: "Not selected", 1: "Price"},
            "m2": {0: "Not selected", 1: "Staff"},
        },
        missing_ranges={"sat": [-99], "why": ["-98"]},
    )
    return path


@pytest.fixture
def survey(tmp_path: Path) -> Survey:
    return read_survey(write_sav(tmp_path / "survey.sav"))


def test_an_spss_file_comes_out_right_without_a_flag(survey: Survey) -> None:
    assert (survey.source.platform, survey.source.format) == ("spss", "sav")
    assert survey.scale is not None
    assert survey.scale.name == "csat"
    assert (survey.score_column, survey.text_columns) == ("sat", ["why"])
    assert survey.segment_columns == ["plan"]
    assert survey.questions["why"] == "Why did you say that?"
    assert survey.rows() == {"read": 40, "used": 39, "left_out": {"no score": 1}}


def test_labels_stand_for_codes_only_where_every_code_has_one(survey: Survey) -> None:
    shown = survey.readable(["plan", "sat", "why"])
    assert shown["plan"].tolist()[:2] == ["Gold", "Silver"]
    assert survey.frame["plan"].tolist()[:2] == ["1", "2"]
    assert shown["sat"].tolist()[:5] == ["1", "2", "3", "4", "5"]
    assert shown["why"][3] == ""


def test_ticks_with_labels_are_one_list(survey: Survey) -> None:
    assert survey.ticked is not None
    assert survey.ticked[:3].tolist() == [[], ["Price", "Staff"], ["Staff"]]


def test_a_damaged_spss_file_is_refused(tmp_path: Path) -> None:
    data = write_sav(tmp_path / "survey.sav").read_bytes()
    for cut in (b"$FL2", b"$FL2@(#) SPSS", data[:300], data[:700]):
        path = tmp_path / "cut.sav"
        path.write_bytes(cut)
        with pytest.raises(SurveyError):
            read_survey(path)


def test_a_file_that_ends_the_library_is_refused_in_words(monkeypatch, write) -> None:
    from cxnlp.survey.formats import spss_apart

    real = spss_apart.subprocess.run

    def run(command: list[str], **options: object) -> object:
        return real([command[0], "-c", "import os; os._exit(139)"], **options)

    monkeypatch.setattr(spss_apart.subprocess, "run", run)
    with pytest.raises(SurveyError, match="reading it ended its process"):
        read_survey(write(b"$FL2" + b"x" * 500, "s.sav"))
