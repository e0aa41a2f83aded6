"""Small exports in every platform's layout, written for these tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

WHY = (
    "The queue at the counter was far too long",
    "Staff were kind and quick to help us",
    "Rien à dire, tout était bien",
    "The app lost my order twice this week",
    "Good value, will come back soon",
    "Nobody answered the phone on Sunday",
)
TITLE = "How likely are you to recommend us to a friend?"
ASK = "What is the main reason for your score?"


def as_csv(rows: Sequence[Sequence[object]], delimiter: str = ",", quote: bool = False) -> str:
    """Write rows as a delimited file."""
    held = io.StringIO()
    quoting = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    csv.writer(held, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(rows)
    return held.getvalue()


def why(at: int) -> str:
    """Return the comment of a row."""
    return f"{WHY[at % len(WHY)]}, visit {chr(97 + at // 26)}{chr(97 + at % 26)}"


def qualtrics(rows: int = 40) -> list[list[object]]:
    """Three header rows in German, row 1 a preview, row 2 spam, row 3 unfinished."""
    tags = "StartDate Status Progress Finished RecordedDate ResponseId UserLanguage".split()
    tags += ["Q1_NPS_GROUP", "Q1", "Q2", "Q2 - Topics", "Q3_1", "Q3_2", "Q3_2_TEXT", "plan"]
    ids = "startDate status progress finished recordedDate _recordId userLanguage".split()
    ids += "QID1_NPS_GROUP QID1 QID2_TEXT QID2_TEXT_2f1a9c0dTopics QID3_1 QID3_2".split()
    ids += ["QID3_2_TEXT", "plan"]
    texts = ["Anfangsdatum", "Antworttyp", "Fortschritt", "Beendet", "Datum", "Antwort-ID"]
    texts += ["Sprache", f"{TITLE} - Group", TITLE, f"<b>{ASK}</b>\nPlease.", "Q2 - Topics"]
    texts += ["Which of these mattered? - Price", "Which of these mattered? - Other:"]
    texts += ["Which of these mattered? - Other: - Text", "plan"]
    head: list[list[object]] = [tags, texts, [f'{{"ImportId":"{each}"}}' for each in ids]]
    return head + [_qualtrics_row(at) for at in range(rows)]


def _qualtrics_row(at: int) -> list[object]:
    score = at % 11
    group = 1 if score <= 6 else 2 if score <= 8 else 3
    status = {1: 1, 2: 8}.get(at, 0)
    day = f"2026-05-{1 + at % 28:02d} 10:00:00"
    return [
        day,
        status,
        50 if at == 3 else 100,
        int(at != 3),
        day,
        f"R_{at:015d}",
        "DE",
        group,
        score,
        why(at),
        "Staff;Price",
        1 if at % 2 else "",
        1 if at % 3 else "",
        "",
        "gold silver".split()[at % 2],
    ]


def qualtrics_legacy(rows: int = 20) -> list[list[object]]:
    """Two header rows: V1 to V10, then the names of the fields."""
    tags = [f"V{at}" for at in range(1, 11)] + ["Q1", "Q2", ""]
    names = "ResponseID ResponseSet Name ExternalDataReference EmailAddress IPAddress".split()
    names += ["Status", "StartDate", "EndDate", "Finished", TITLE, ASK, ""]
    made: list[list[object]] = [tags, names]
    for at in range(rows):
        day = f"2015-05-{1 + at % 28:02d} 10:00:00"
        done = int(at != 4)
        made.append(
            [f"R_{at:012d}", "Set", "", "", "", "", 0, day, day, done, at % 11, why(at), ""]
        )
    return made


def surveymonkey(rows: int = 30, english: bool = True) -> list[list[object]]:
    """Two header rows with a multiple choice over three columns."""
    own = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"]
    if not english:
        own = ["ID ผู้ตอบ", "ID ตัวรวบรวม", "วันที่เริ่ม", "วันที่สิ้นสุด", "IP"]
    asked = [TITLE, ASK, "Which of these did you like?", "", ""]
    below = ["", "", "", "", "", "Response", "Open-Ended Response", "Rooms", "Food", "Location"]
    made: list[list[object]] = [own + asked, below]
    for at in range(rows):
        day = f"{1 + at % 12:02d}/{1 + at % 28:02d}/2026 08:00:00 PM"
        ticks = ["Rooms" if at % 2 else "", "Food" if at % 3 else "", ""]
        label = {0: "Not at all likely - 0", 10: "10 - Extremely likely"}.get(at % 11, at % 11)
        made.append([118_000_000_000 + at, 4001, day, day, "192.0.2.1", label, why(at), *ticks])
    return made


def questionpro(rows: int = 30, english: bool = True) -> list[list[object]]:
    """A preamble of three rows, then the header, one column an option."""
    head = ["Response ID", "Response Status", "IP Address", "Timestamp (mm/dd/yyyy)", TITLE]
    if not english:
        head = ["รหัสคำตอบ", "สถานะ", "ที่อยู่ IP", "เวลา", TITLE]
    head += ["Price", "Staff", "Please tell us why", "Custom Variable 1"]
    made: list[list[object]] = [["Tracker 2026", *[""] * 8], [""] * 9, [""] * 9, head]
    for at in range(rows):
        state = "Started but not completed" if at == 5 else "Terminated" if at == 6 else "Completed"
        day = f"{1 + at % 12:02d}/{1 + at % 28:02d}/2026 08:00:00"
        ticks = ["Price" if at % 2 else "", "Staff" if at % 3 else ""]
        row = [
            900_000 + at,
            state,
            "192.0.2.1",
            day,
            at % 11,
            *ticks,
            why(at),
            "north south".split()[at % 2],
        ]
        made.append(row)
    return made


def limesurvey(rows: int = 30, codes: bool = True) -> list[list[object]]:
    """One header row of codes, or of Thai text; row 2 was never submitted."""
    head = ["id", "submitdate", "lastpage", "startlanguage", "seed", "NPS", "WHY"]
    head += ["Q2[SQ001]", "Q2[SQ002]", "Q2[other]"]
    if not codes:
        head = ["หมายเลข", "วันที่ส่ง", "หน้าสุดท้าย", "ภาษาเริ่มต้น", "ค่า", f"NPS. {TITLE}"]
        head += [
            f"WHY. {ASK}",
            "Q2[SQ001]. Which? [Price]",
            "Q2[SQ002]. Which? [Staff]",
            "Q2[other]. Which?",
        ]
    made: list[list[object]] = [list(head)]
    for at in range(rows):
        sent = "" if at == 2 else f"2026-05-{1 + at % 28:02d} 10:00:00"
        text = "'=1+1 is what I felt" if at == 7 else why(at)
        ticks = ["Y" if at % 2 else "", "Y" if at % 3 else "", ""]
        made.append([at + 1, sent, 3, "th", 1000 + at, at % 11, text, *ticks])
    return made


def limesurvey_vv(rows: int = 30) -> list[list[object]]:
    """Row 1 the questions, row 2 the codes; answers escaped, one of them not shown."""
    texts = ["Response ID", "Date", "Last page", "Language", TITLE, ASK]
    made: list[list[object]] = [
        texts,
        ["id", "submitdate", "lastpage", "startlanguage", "NPS", "WHY"],
    ]
    for at in range(rows):
        text = "{question_not_shown}" if at == 3 else f"{why(at)}{{newline}}a {{lbrace}}tab}} too"
        made.append([at + 1, f"2026-05-{1 + at % 28:02d} 10:00:00", 3, "en", at % 11, text])
    return made


def typeform(rows: int = 30) -> list[list[object]]:
    """Options a column each, two columns named Other, partial responses."""
    head = ["#", TITLE, "Price", "Staff", "Other", ASK, "Other", "source", "Response Type"]
    head += ["Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags"]
    made: list[list[object]] = [list(head)]
    for at in range(rows):
        day, kind = f"2026-05-{1 + at % 28:02d} 10:00:00", "partial" if at == 4 else "completed"
        ticks = ["Price" if at % 2 else "", "Staff" if at % 3 else "", ""]
        made.append(
            [
                f"tok{at:09d}",
                at % 11,
                *ticks,
                why(at),
                "",
                "mail web".split()[at % 2],
                kind,
                day,
                "",
                day,
                f"n{at}",
                "",
            ]
        )
    return made


def google_forms(rows: int = 30, first: str = "ประทับเวลา", year: int = 2569) -> list[list[object]]:
    """A timestamp in the Buddhist era, a checkbox question, a grid."""
    head = [
        first,
        "คุณจะแนะนำเราหรือไม่ (0-10)?",
        "เพราะเหตุใดคุณจึงให้คะแนนนี้?",
        "Rate us [Price]",
        "Rate us [Staff]",
    ]
    made: list[list[object]] = [list(head)]
    for at in range(rows):
        made.append(
            [
                f"{1 + at % 28}/11/{year}, 17:46:{at % 60:02d}",
                at % 11,
                why(at),
                1 + at % 5,
                1 + at % 4,
            ]
        )
    return made


def microsoft_forms(rows: int = 30) -> list[list[object]]:
    """Headers in Vietnamese with no-break spaces and line feeds."""
    head = ["ID", "Thời gian bắt đầu", "Thời gian hoàn thành", "Email", "Tên"]
    head += [f"{TITLE}\u00a0", f"{ASK}\n", "Which of these mattered?\u00a0", "Points - Quiz"]
    made: list[list[object]] = [list(head)]
    for at in range(rows):
        day = f"2026-05-{1 + at % 28:02d} 10:00:00"
        picks = ("Price;Staff;", "Price;", "Staff;Speed;")[at % 3]
        made.append([at + 1, day, day, "anonymous", "", at % 11, why(at), picks, 0])
    return made


def play_console(rows: int = 30) -> list[list[object]]:
    """The last row is a later version of the first review."""
    head = "Package Name,Reviewer Language,Review Submit Date and Time".split(",")
    head += "Review Submit Millis Since Epoch,Review Last Update Date and Time".split(",")
    head += "Review Last Update Millis Since Epoch,Star Rating,Review Title,Review Text".split(",")
    head += ["Developer Reply Text", "Review Link"]
    made: list[list[object]] = [list(head)]
    for at in [*range(rows), 0]:
        later = len(made) > rows
        day = "2026-06-01T08:00:00Z" if later else f"2026-05-{1 + at % 28:02d}T08:00:00Z"
        link = f"https://play.google.com/console/reviews?reviewId=gp{at}"
        made.append(
            [
                "org.example.app",
                "vi",
                day,
                1765960980000 + at,
                day,
                1765960980000 + at,
                5 if later else 1 + at % 5,
                "",
                why(at),
                "Thank you for the review",
                link,
            ]
        )
    return made


def trustpilot(rows: int = 30) -> list[list[object]]:
    """Reviews of a business."""
    head = ["Review ID", "Review Created (UTC)", "Review Stars", "Review Title", "Review Content"]
    head += ["Review Username", "Source Of Review", "Business Unit Id", "Business Reply Date (UTC)"]
    made: list[list[object]] = [list(head)]
    for at in range(rows):
        day = f"2026-05-{1 + at % 28:02d} 10:00:00"
        made.append(
            [
                f"66a{at:05d}",
                day,
                1 + at % 5,
                f"Title number {at}",
                why(at),
                "Somebody",
                "Organic Invitation".split()[at % 2],
                "5f3",
                day,
            ]
        )
    return made


def delighted(rows: int = 30, kind: str = "csat") -> list[list[object]]:
    """Score, comment, the kind of survey, a property."""
    head = ["ID", "Score", "Comment", "Permalink", "Survey type", "Created at", "Plan"]
    made: list[list[object]] = [list(head)]
    for at in range(rows):
        link = f"https://app.delighted.com/r/{at}"
        score = 1 + at % 5 if kind == "csat" else at % 11
        made.append(
            [
                5000 + at,
                score,
                why(at),
                link,
                kind,
                f"2026-05-{1 + at % 28:02d} 10:00:00",
                "gold silver".split()[at % 2],
            ]
        )
    return made


def medallia(rows: int = 30) -> list[list[object]]:
    """Fields named with prefixes and endings, a machine translation beside the comment."""
    head = ["a_surveyid", "e_responsedate", "e_brand", "q_hotel_cleanliness_scale11"]
    head += ["q_hotel_ltr_scale11", "q_main_reason_alt", "q_why_cmt"]
    head += ["a_translation_to_english_q_why_cmt", "k_guest"]
    made: list[list[object]] = [list(head)]
    for at in range(rows):
        made.append(
            [
                700 + at,
                f"2026-05-{1 + at % 28:02d} 10:00:00",
                "north south".split()[at % 2],
                9,
                at % 11,
                "price staff".split()[at % 2],
                why(at),
                why(at),
                f"g{at}",
            ]
        )
    return made


def surveycto(rows: int = 30) -> list[list[object]]:
    """A multiple choice with spaces and again as dummies, an answer that was rejected."""
    head = ["SubmissionDate", "starttime", "endtime", "deviceid", "nps", "why", "reasons"]
    head += ["reasons_price", "reasons_staff", "instanceID", "review_status", "KEY"]
    made: list[list[object]] = [list(head)]
    for at in range(rows):
        day = f"May {1 + at % 28}, 2026 6:26:{at % 60:02d} PM"
        price, staff = at % 2, int(at % 3 > 0)
        codes = " ".join(name for name, on in (("price", price), ("staff", staff)) if on)
        key = f"uuid:{at:08x}-0000-4000-8000-000000000000"
        state = "REJECTED" if at == 3 else "APPROVED"
        made.append([day, day, day, "d1", at % 11, why(at), codes, price, staff, key, state, key])
    return made


def zendesk(rows: int = 40) -> list[list[object]]:
    """Good and bad with and without comment; some were only offered."""
    made: list[list[object]] = [["id", "ticket_id", "score", "comment", "reason", "created_at"]]
    words = ("good", "bad_with_comment", "good_with_comment", "offered", "bad")
    for at in range(rows):
        word = words[at % 5]
        said = why(at) if word.endswith("comment") else ""
        made.append([at, 10 + at, word, said, "", f"2026-05-{1 + at % 28:02d}T10:00:00Z"])
    return made


def zendesk_numbers(rows: int = 40) -> list[list[object]]:
    """Zendesk's newer surveys are answered from 1 to 5."""
    made: list[list[object]] = [["id", "ticket_id", "rating", "comment", "created_at"]]
    made[0].append("assignee_id")
    for at in range(rows):
        made.append([at, 10 + at, 1 + at % 5, why(at), f"2026-05-{1 + at % 28:02d}T10:00:00Z", 7])
    return made


def intercom(rows: int = 30) -> list[list[object]]:
    """A rating with a remark."""
    made: list[list[object]] = [["conversation_id", "rated_at", "rating", "remark", "teammate_id"]]
    for at in range(rows):
        made.append([900 + at, f"2026-05-{1 + at % 28:02d}T10:00:00Z", 1 + at % 5, why(at), 7])
    return made


def helpscout(rows: int = 30) -> list[list[object]]:
    """Great, Okay and Not Good."""
    made: list[list[object]] = [["Conversation Number", "Rating", "Comments", "Rated at"]]
    words = ("Great", "Okay", "Not Good")
    for at in range(rows):
        made.append([900 + at, words[at % 3], why(at), f"2026-05-{1 + at % 28:02d} 10:00:00"])
    return made


def nps_plus(rows: int = 66) -> list[list[object]]:
    """Each group of scores was offered reasons and asked a question in columns of its own."""
    head = ["Response", "How likely are you to recommend us? (0-10)"]
    head += [f"What are the reasons? ({band})" for band in ("0-6", "7-8", "9-10")]
    head += [
        "What went wrong?",
        "What would make it a ten?",
        "What did you like most?",
        "Touchpoint",
    ]
    made: list[list[object]] = [list(head)]
    for at in range(rows):
        score = at % 11
        band = 0 if score <= 6 else 1 if score <= 8 else 2
        picks = ("Price; Staff", "Speed", "Staff; Speed")[at % 3]
        reasons = [picks if place == band else "" for place in range(3)]
        texts = [why(at) if place == band and at % 4 else "" for place in range(3)]
        made.append([f"r{at}", score, *reasons, *texts, "Order Delivery Support".split()[at % 3]])
    return made
