"""Small surveys of our own in the layouts that platforms write, as grids of cells."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass

Grid = list[list[str]]

_COMMENTS = (
    "The queue was long, and nobody told us why",
    "สัญญาณดีมาก แต่ราคาแพงไปหน่อย",
    "سرعت خوب است ولی پشتیبانی جواب نمی‌دهد",
    "Nhân viên nhiệt tình, giá hơi cao",
    'Fine; really "fine", I would say',
    "Line one\nline two, with a comma",
    "N/A",
    "👍🏽 great",
    "=1+1 is what I felt",
)
_PLACES = ("Bangkok", "تهران", "Hà Nội", "Leeds")


@dataclass(frozen=True)
class Base:
    """A survey before it is damaged.

    Parameters
    ----------
    grid : list of list of str
        Header rows and answers.
    heads : int
        How many rows stand above the answers.
    id, score : int
        The columns with the response's id and its score.
    delimiter : str
        What the platform writes between cells.
    """

    grid: Grid
    heads: int
    id: int
    score: int
    delimiter: str = ","


def _answers(rng: random.Random, top: int) -> list[tuple[str, str, str, str, str]]:
    """Return id, score, comment, place and date of some responses."""
    low = 0 if top == 10 else 1
    made = []
    for at in range(rng.randint(6, 25)):
        date = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        comment = ". ".join(rng.sample(_COMMENTS, rng.randint(1, 3)))
        comment += f" ({at})" if rng.random() < 0.8 else ""
        score = str(top - rng.randrange(top - low + 1) if at > 1 else (low, top)[at])
        made.append((f"R{at:05}x", score, comment, rng.choice(_PLACES), date))
    return made


def _plain(rng: random.Random) -> Base:
    head = [["id", "How likely are you to recommend us?", "Why?", "City", "Date"]]
    return Base(head + [list(row) for row in _answers(rng, 10)], 1, 0, 1)


def _qualtrics(rng: random.Random) -> Base:
    codes = ["StartDate", "Status", "Finished", "ResponseId", "Q1_NPS_GROUP", "Q1", "Q2", "City"]
    texts = [
        "Start Date",
        "Response Type",
        "Finished",
        "Response ID",
        "NPS - Group",
        "How likely are you to\nrecommend us?",
        "Why?",
        "City",
    ]
    keys = ("startDate", "status", "finished", "_recordId", "QID1_NPS_GROUP", "QID1", "QID2_TEXT")
    ids = [json.dumps({"ImportId": key}) for key in (*keys, "City")]
    rows = [
        [f"{date} 10:00:00", "IP Address", "True", key, _group(score), score, comment, place]
        for key, score, comment, place, date in _answers(rng, 10)
    ]
    return Base([codes, texts, ids, *rows], 3, 3, 5)


def _group(score: str) -> str:
    return "Promoter" if int(score) > 8 else "Passive" if int(score) > 6 else "Detractor"


def _surveymonkey(rng: random.Random) -> Base:
    top = ["Respondent ID", "Collector ID", "Start Date", "How satisfied are you?", "Why?", "City"]
    under = ["", "", "", "Response", "Open-Ended Response", "Response"]
    words = ("", "1 - Very dissatisfied", "2", "3", "4 - Satisfied", "5 - Very satisfied")
    rows = [
        [key, "4400", f"{date} 10:00", words[int(score)], comment, place]
        for key, score, comment, place, date in _answers(rng, 5)
    ]
    return Base([top, under, *rows], 2, 0, 3)


def _questionpro(rng: random.Random) -> Base:
    head = [
        "Response ID",
        "Response Status",
        "Timestamp (mm/dd/yyyy)",
        "How likely to recommend?",
        "Price",
        "Staff",
        "Why?",
    ]
    rows = [
        [
            key,
            "Completed",
            "05/21/2026",
            score,
            rng.choice(("", "Price")),
            rng.choice(("", "Staff")),
            comment,
        ]
        for key, score, comment, _, _ in _answers(rng, 10)
    ]
    blank = [""] * len(head)
    return Base([["Our survey", *blank[1:]], blank, head, *rows], 3, 0, 3)


def _typeform(rng: random.Random) -> Base:
    head = [
        "#",
        "How likely are you to recommend us?",
        "Why?",
        "Other",
        "Response Type",
        "Start Date (UTC)",
        "Stage Date (UTC)",
        "Submit Date (UTC)",
        "Network ID",
        "Tags",
    ]
    rows = [
        [key, score, comment, "", "completed", f"{date} 09:00:00", "", f"{date} 09:05:00", "n1", ""]
        for key, score, comment, _, date in _answers(rng, 10)
    ]
    return Base([head, *rows], 1, 0, 1)


def _google(rng: random.Random) -> Base:
    head = ["Dấu thời gian", "Mã", "Bạn hài lòng thế nào?", "Vì sao?", "Thành phố"]
    rows = [
        ["21/05/2026, 17:46:43", key, score, comment, place]
        for key, score, comment, place, _ in _answers(rng, 5)
    ]
    return Base([head, *rows], 1, 1, 2)


def _limesurvey(rng: random.Random) -> Base:
    head = ["id", "submitdate", "lastpage", "startlanguage", "seed", "token", "NPS", "Q2[other]"]
    rows = [
        [str(at), f"{date} 10:00:00", "3", "fa", "1", key, score, comment]
        for at, (key, score, comment, _, date) in enumerate(_answers(rng, 10), start=1)
    ]
    return Base([head, *rows], 1, 5, 6, ";")


def _vv(rng: random.Random) -> Base:
    base = _limesurvey(rng)
    texts = [
        "Response ID",
        "Date submitted",
        "Last page",
        "Start language",
        "Seed",
        "Token",
        "How likely are you to recommend us?",
        "Why?",
    ]
    rows = [[cell.replace("\n", "{newline}") for cell in row] for row in base.grid[1:]]
    return Base([texts, base.grid[0], *rows], 2, 5, 6, "\t")


def _play(rng: random.Random) -> Base:
    head = [
        "Package Name",
        "App Version Name",
        "Reviewer Language",
        "Device",
        "Review Submit Date and Time",
        "Review Submit Millis Since Epoch",
        "Review Last Update Date and Time",
        "Review Last Update Millis Since Epoch",
        "Star Rating",
        "Review Title",
        "Review Text",
        "Review Link",
    ]
    rows = [
        [
            "a.b.c",
            "1.2",
            "vi",
            "x1",
            f"{date}T10:00:00Z",
            f"17{at:011}",
            f"{date}T10:00:00Z",
            f"17{at:011}",
            score,
            "",
            comment,
            f"https://a.example/?reviewId={key}",
        ]
        for at, (key, score, comment, _, date) in enumerate(_answers(rng, 5))
    ]
    return Base([head, *rows], 1, 11, 8)


def _microsoft(rng: random.Random) -> Base:
    head = [
        "ID",
        "Thời gian bắt đầu",
        "Thời gian hoàn thành",
        "Email",
        "Tên",
        "How satisfied are you?\u00a0",
        "Why?\n",
        "Which mattered?",
        "Code",
    ]
    rows = [
        [
            str(at),
            f"{date} 10:00:00",
            f"{date} 10:05:00",
            "anonymous",
            "",
            score,
            comment,
            rng.choice(("", "Price;", "Price;Staff;")),
            key,
        ]
        for at, (key, score, comment, _, date) in enumerate(_answers(rng, 5), start=1)
    ]
    return Base([head, *rows], 1, 8, 5)


def _medallia(rng: random.Random) -> Base:
    head = [
        "a_surveyid",
        "e_responsedate",
        "e_brand",
        "q_shop_ltr_scale11",
        "q_reason_alt",
        "q_why_cmt",
        "a_translation_to_english_q_why_cmt",
    ]
    rows = [
        [
            key,
            f"{date} 10:00:00",
            place,
            score,
            rng.choice(("price", "staff")),
            comment,
            "in English",
        ]
        for key, score, comment, place, date in _answers(rng, 10)
    ]
    return Base([head, *rows], 1, 0, 3)


def _delighted(rng: random.Random) -> Base:
    head = ["ID", "Score", "Comment", "Permalink", "Survey type", "Created at", "City"]
    rows = [
        [
            key,
            score,
            comment,
            f"https://app.delighted.com/r/{key}",
            "nps",
            f"{date} 10:00:00",
            place,
        ]
        for key, score, comment, place, date in _answers(rng, 10)
    ]
    return Base([head, *rows], 1, 0, 1)


def _surveycto(rng: random.Random) -> Base:
    head = [
        "SubmissionDate",
        "starttime",
        "endtime",
        "deviceid",
        "nps",
        "why",
        "reasons",
        "reasons_price",
        "reasons_staff",
        "instanceID",
        "review_status",
        "KEY",
    ]
    rows = []
    for key, score, comment, _, date in _answers(rng, 10):
        price, staff = rng.randrange(2), rng.randrange(2)
        ticked = " ".join(["price"] * price + ["staff"] * staff)
        day = f"May {int(date[-2:])}, 2026 6:26:11 PM"
        rows.append(
            [
                day,
                day,
                day,
                "d1",
                score,
                comment,
                ticked,
                str(price),
                str(staff),
                f"uuid:{key}",
                rng.choice(("APPROVED", "REJECTED", "")),
                key,
            ]
        )
    return Base([head, *rows], 1, 11, 4)


def _zendesk(rng: random.Random) -> Base:
    head = ["id", "ticket_id", "score", "comment", "reason", "created_at", "brand"]
    rows = [
        [
            key,
            str(7_000 + at),
            rng.choice(("good", "bad", "offered", "bad_with_comment")),
            comment,
            "",
            f"{date}T10:00:00Z",
            place,
        ]
        for at, (key, _, comment, place, date) in enumerate(_answers(rng, 5))
    ]
    return Base([head, *rows], 1, 0, 2)


def _intercom(rng: random.Random) -> Base:
    head = ["conversation_id", "rated_at", "rating", "remark", "teammate_id"]
    rows = [
        [key, f"{date}T10:00:00Z", rng.choice((score, score, "amazing", "terrible")), comment, "7"]
        for key, score, comment, _, date in _answers(rng, 5)
    ]
    return Base([head, *rows], 1, 0, 2)


def _helpscout(rng: random.Random) -> Base:
    head = ["Conversation Number", "Rating", "Comments", "Rated at", "Code"]
    rows = [
        [
            str(900 + at),
            rng.choice(("Great", "Okay", "Not Good", "😀", "👎")),
            comment,
            f"{date} 10:00:00",
            key,
        ]
        for at, (key, _, comment, _, date) in enumerate(_answers(rng, 5))
    ]
    return Base([head, *rows], 1, 4, 1)


def _trustpilot(rng: random.Random) -> Base:
    head = [
        "Review ID",
        "Review Created (UTC)",
        "Review Stars",
        "Review Title",
        "Review Content",
        "Review Username",
        "Source Of Review",
        "Business Unit Id",
    ]
    rows = [
        [key, f"{date} 10:00:00", score, f"Title {at}", comment, "Somebody", "Organic", "5f3"]
        for at, (key, score, comment, _, date) in enumerate(_answers(rng, 5))
    ]
    return Base([head, *rows], 1, 0, 2)


LAYOUTS: tuple[Callable[[random.Random], Base], ...] = (
    _plain,
    _plain,
    _qualtrics,
    _surveymonkey,
    _questionpro,
    _typeform,
    _google,
    _limesurvey,
    _vv,
    _play,
    _microsoft,
    _medallia,
    _delighted,
    _surveycto,
    _zendesk,
    _intercom,
    _helpscout,
    _trustpilot,
)


def base(rng: random.Random) -> Base:
    """Return a survey in one of the layouts."""
    return rng.choice(LAYOUTS)(rng)
