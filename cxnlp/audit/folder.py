"""An audit's folder: made, filled in by people, read again with any later tagger and survey."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxnlp.audit.labels import LABELS, agreement, answered, no_labels, read_labels
from cxnlp.audit.record import draw_wave, empty_record, read_record, weights, write_record
from cxnlp.audit.sheet import JUDGES, sheet_table, write_sheets
from cxnlp.audit.texts import gather, text_key, texts_with
from cxnlp.errors import SurveyError
from cxnlp.explain.correction.audit import AUDIT
from cxnlp.files import write_table
from cxnlp.issues import Taxonomy
from cxnlp.join import Joined
from cxnlp.survey.read import read_table

RECORD, KEPT = "draw.csv", "labels.csv"


@dataclass(frozen=True)
class CheckedTexts:
    """What people have said of the texts drawn.

    Parameters
    ----------
    record : DataFrame
        Who was drawn with which chance.
    labels : DataFrame
        `key`, `judge`, `issue`, `feeling`.
    agreement : DataFrame
        How far the two judges agree; empty where only one has judged.
    """

    record: pd.DataFrame
    labels: pd.DataFrame
    agreement: pd.DataFrame


@dataclass(frozen=True)
class AuditMade:
    """What `make_audit` did.

    Parameters
    ----------
    folder : Path
        Where the sheets are.
    asked, decided : int
        How many texts the sheets hold, and of how many every issue is decided.
    """

    folder: Path
    asked: int
    decided: int


def make_audit(
    joined: Joined,
    taxonomy: Taxonomy,
    folder: Path,
    *,
    size: int = 300,
    seed: int = 0,
    show_personal_data: bool = False,
) -> AuditMade:
    """Draw texts to check and write the sheets to fill in; keep every answer there is already.

    Parameters
    ----------
    joined : Joined
        Scores and tags of the survey.
    taxonomy : Taxonomy
        Its leaves are to be decided.
    folder : Path
        Where to write `audit.xlsx`, the same as CSV, `draw.csv` (hashes and chances) and
        `labels.csv` (all answers by hash). One that holds an audit already is gone on with: its
        answers are kept, and more texts are drawn where `size` asks for more.
    size : int
        How many texts to have drawn in all.
    seed : int
        The same seed draws the same texts.
    show_personal_data : bool
        Leave addresses, numbers and the like readable in the sheets.

    Raises
    ------
    CxError
        If the survey has no comments, or the folder holds something unreadable.
    """
    texts = gather(joined, taxonomy)
    if not len(texts.key):
        raise SurveyError("no comment that says something", "comments to check", "name --text")
    before = read_checked(folder) if (folder / RECORD).exists() else None
    labels = before.labels if before else no_labels()
    record = draw_wave(texts, size, before.record if before else empty_record(), seed)
    tables = {
        judge: sheet_table(
            texts, record, taxonomy, labels, judge=judge, show_personal_data=show_personal_data
        )
        for judge in JUDGES
    }
    write_record(record, folder / RECORD)
    if len(labels):
        write_table(labels, folder / KEPT)
    write_sheets(tables, folder)
    issues = {issue.id for issue in taxonomy.leaves()}
    return AuditMade(folder, len(tables[JUDGES[0]]), len(_complete(labels, issues)))


def read_checked(place: Path) -> CheckedTexts:
    """Read an audit that people have filled in, wholly or in part.

    Parameters
    ----------
    place : Path
        The audit's folder, or the workbook or CSV in it that was filled in. Answers of all files
        are taken together; where they differ, the file that was changed last counts, and
        `labels.csv`, which keeps what earlier sheets held, least.

    Raises
    ------
    SurveyError
        If there is no audit there, or a sheet cannot be read.
    """
    folder = place if place.is_dir() else place.parent
    if not place.exists() or not (folder / RECORD).exists():
        raise SurveyError(
            f"there is no audit at {str(place)!r}",
            f"a folder with {RECORD}",
            "run cxnlp audit first; give its folder, or the sheet filled in there",
        )
    parts = [_kept(folder / KEPT), *_sheets(folder)]
    labels = pd.concat(parts, ignore_index=True)
    labels = labels.drop_duplicates(["key", "judge", "issue"], keep="last").reset_index(drop=True)
    first, second = JUDGES
    return CheckedTexts(read_record(folder / RECORD), labels, agreement(labels, (first, second)))


def audit_table(
    checked: CheckedTexts, joined: Joined, taxonomy: Taxonomy, fitted: Collection[str] = ()
) -> pd.DataFrame:
    """Return the audit as `explain_scores` takes it: `AUDIT` and `unit` (what was drawn).

    Labels meet the survey by the hash of the text, so tags made by any tagger are audited. Texts
    that are examples in the issue list, or that the tagger was taught by, are left out: it has
    read them. Where two judges differ, the first counts.

    Parameters
    ----------
    checked : CheckedTexts
        The answers.
    joined : Joined
        The survey, whoever tagged it.
    taxonomy : Taxonomy
        The list; a text counts as audited only when each of its leaves is decided.
    fitted : collection of str
        The hashes (`text_key`) of the comments that the tagger was taught by.
    """
    issues = {issue.id for issue in taxonomy.leaves()}
    examples = {text_key(text) for issue in taxonomy.issues for text in issue.examples}
    done = _complete(checked.labels, issues)
    drawn = checked.record.loc[checked.record["place"] != 0, "key"]
    texts = gather(joined, taxonomy)
    done = done[done.isin(drawn) & ~done.isin(examples | texts_with(joined, texts, fitted))]
    if not len(done):
        return pd.DataFrame({name: pd.Series(dtype=object) for name in (*AUDIT, "unit")})
    weight = weights(checked.record, done)
    wide = _merged(checked.labels)
    told = wide.loc[wide.index.isin(done), sorted(issues)].reset_index()
    long = told.melt("key", var_name="issue", value_name="feeling")
    table = texts.response.merge(long, on="key")
    table["weight"] = table["key"].map(weight)
    return table.rename(columns={"key": "unit"})[[*AUDIT, "unit"]]


def covered(checked: CheckedTexts, joined: Joined, taxonomy: Taxonomy) -> float:
    """Return the share of a survey's texts that had a chance of being drawn, 0-1.

    The others came after the last draw; the audit speaks for them only as far as they are like
    those before.
    """
    keys = gather(joined, taxonomy).key
    return float(pd.Series(keys).isin(checked.record["key"]).mean()) if len(keys) else 0.0


def agreement_records(checked: CheckedTexts) -> list[dict[str, object]]:
    """Return how far two judges agree as plain values; what is not known is None."""
    table = checked.agreement
    return [
        {str(name): None if cell != cell else cell for name, cell in row.items()}
        for row in table.astype(object).to_dict("records")
    ]


def _merged(labels: pd.DataFrame) -> pd.DataFrame:
    """Return a row a text: the first judge's answers, the second's where the first has none."""
    first, second = (answered(labels, judge) for judge in JUDGES)
    return first.combine_first(second)


def _complete(labels: pd.DataFrame, issues: set[str]) -> pd.Index:
    wide = _merged(labels)
    if not issues <= set(wide.columns):
        return pd.Index([], dtype=object)
    return wide.index[wide[sorted(issues)].notna().all(axis=1)]


def _sheets(folder: Path) -> list[pd.DataFrame]:
    """Read all sheets, the file that was changed last at the end."""
    files: list[tuple[Path, str, str | None]]
    files = [(folder / f"audit-{judge.replace(' ', '-')}.csv", judge, None) for judge in JUDGES]
    files += [(folder / "audit.xlsx", judge, judge) for judge in JUDGES]
    there = [each for each in files if each[0].exists()]
    there.sort(key=lambda each: each[0].stat().st_mtime_ns)
    return [read_labels(path, judge, sheet) for path, judge, sheet in there]


def _kept(path: Path) -> pd.DataFrame:
    return read_table(path).frame[list(LABELS)] if path.exists() else no_labels()
