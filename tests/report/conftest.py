"""A made-up analysis, shaped as the real one, with what people really write and with attacks."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cxnlp.explain import Explanation
from cxnlp.issues import Issue, Taxonomy
from cxnlp.survey.values.scales import SCALES, Estimate, index_interval

ATTACKS = (
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><style>body{display:none}</style>",
    '=HYPERLINK("http://evil.example","click")',
    "\u202egnol ton si siht\u202c",
    "{{ 7*7 }} {% raw %} ]]> <!-- -->",
    "javascript:alert(1)//\x00\x07 null",
)
QUOTES = {
    "th": [
        ("สัญญาณแย่มาก ออกต่างจังหวัดทีไรหลุดตลอด โทรเข้าไปถามก็ไม่มีใครตอบได้", 0, 12),
        ("พนักงานพูดจาดีมาก อธิบายละเอียด แต่รอสายนานเกือบ 40 นาที", 18, 30),
        ("แพงไปหน่อยเมื่อเทียบกับค่ายอื่น ๆ โทร 081-234-5678 แล้วไม่มีคนรับ", 0, 11),
    ],
    "fa": [
        ("سرعت اینترنت شب‌ها افتضاح است و هر ماه هم گران‌تر می‌شود", 0, 28),
        ("پشتیبانی خوب جواب داد ولی مشکلم حل نشد، ایمیل من sara@example.com است", 0, 20),
        ("پوشش شبکه در شهر ما عالی است", 0, 29),
    ],
    "vi": [
        ("Mạng chập chờn suốt, gọi tổng đài thì chờ 30 phút mới gặp được người", 0, 20),
        ("Giá hợp lý, nhân viên nhiệt tình 👍", 0, 11),
        ("gói cước rẻ nhưng app hay lỗi, số của tôi 0912 345 678", 18, 29),
    ],
    "en": [
        ("Coverage drops the moment I leave the city. I pay 1,500,000 a year for this?", 0, 43),
        ("Love the app, paying the bill takes ten seconds.", 0, 12),
        ("Nobody on the phone could tell me why I was charged twice " + "and again " * 60, 0, 57),
    ],
}
LONG_NAME = "Internet speed and stability, evenings and week-ends included"
ISSUES = (
    ("coverage", "Network coverage", "network", -9.1, 1.2, 0.19),
    ("speed", LONG_NAME, "network", -7.4, 1.9, 0.16),
    ("hotline", "Hotline waiting time", "service", -5.2, 0.2, 0.12),
    ("staff", "Staff", "service", -2.1, 6.3, 0.15),
    ("price", "Price", "money", -4.4, 2.8, 0.21),
    ("billing", "ค่าบริการและใบแจ้งหนี้ผิด", "money", -3.3, 0.1, 0.07),
    ("app", "اپلیکیشن", "digital", -1.6, 3.9, 0.11),
    ("shop", "Cửa hàng", "service", -0.6, 1.1, 0.05),
    ("roaming", "Roaming", "network", np.nan, np.nan, 0.006),
    ("evil", "<img src=x onerror=alert(1)>", "digital", -0.4, 0.3, 0.03),
    ("formula", "=cmd|' /C calc'!A0", "digital", 0.2, 0.5, 0.02),
)
NOT_MADE = (
    "importance",
    "roles",
    "comparisons",
    "trend",
    "risk",
    "risk_quality",
    "risk_calibration",
    "callbacks",
    "requests",
    "residual_words",
    "sensitivity",
    "segment_drivers",
)


def make_taxonomy():
    parents = [
        ("network", "Network"),
        ("service", "Service"),
        ("money", "Money"),
        ("digital", "App"),
    ]
    leaves = [Issue(id_, name, parent=parent) for id_, name, parent, *_ in ISSUES]
    return Taxonomy("Telecom", (*[Issue(i, n) for i, n in parents], *leaves))


def _driver(issue, n=846):
    id_, name, _, negative, positive, share = issue
    for feeling, effect, part in (
        ("negative", negative, 0.65),
        ("positive", positive, 0.35),
        ("any", negative + positive, 1),
    ):
        few = np.isnan(effect)
        half = 1.2 + 12 * share * (1.5 if feeling == "positive" else 1)
        raw, often = effect * 1.3, share * part
        yield {
            "issue": id_,
            "name": name,
            "feeling": feeling,
            "mentions": round(n * share * part),
            "share": share * part,
            "index_with": np.nan if few else -12 + raw / (share * part) * 0.5,
            "index_without": np.nan if few else -12 - raw,
            "raw": raw,
            "raw_low": raw - half * 1.1,
            "raw_high": raw + half * 1.1,
            "effect": effect / often,
            "effect_low": (effect - half) / often,
            "effect_high": (effect + half) / often,
            "effect_score": effect / 30 / often,
            "net": effect,
            "net_low": effect - half,
            "net_high": effect + half,
            "importance": abs(effect) / 100 if feeling == "any" else np.nan,
            "importance_low": np.nan,
            "importance_high": np.nan,
            "q": np.nan if feeling == "any" else 0.03,
            "n": n,
            "note": "too few: 7 mentions, 10 are needed" if few else "",
        }


def make_evidence(scale, rng):
    rows = []
    for id_, *_ in ISSUES:
        for feeling in ("negative", "positive"):
            for rank in range(4):
                language = ["th", "fa", "vi", "en"][rank]
                text, start, end = QUOTES[language][rng.integers(3)]
                if id_ == "evil":
                    text, start, end = ATTACKS[rank] + " " + ATTACKS[rank + 3], 2, 12
                    language = 'en"><b>' if rank == 3 else "en"
                score = float(rng.integers(0, 7) if feeling == "negative" else rng.integers(8, 11))
                response = int(rng.integers(0, 1200))
                rows.append(
                    {
                        "issue": id_,
                        "feeling": feeling,
                        "comment": f"{response + 1}q1",
                        "response": response,
                        "quote": text[start:end],
                        "start": start,
                        "end": end,
                        "text": text,
                        "language": language,
                        "score": score,
                        "band": scale.band([score])[0],
                        "rank": rank + 1,
                    }
                )
    return pd.DataFrame(rows)


def make_segments(scale, rng):
    rows = []
    levels = {
        "country": {"Thailand": 420, "ایران": 371, "Việt Nam": 301, ATTACKS[0]: 112},
        "plan": {"prepaid": 700, "postpaid": 470, "business": 27, "ทดลองใช้": 7},
        ATTACKS[1]: {"yes": 600, ATTACKS[4]: 604},
    }
    for segment, counts in levels.items():
        for level, n in counts.items():
            value, half = float(rng.normal(-10, 9)), 150 / np.sqrt(n)
            hidden = n < 10
            rows.append(
                {
                    "segment": segment,
                    "level": level,
                    "n": n,
                    "index": np.nan if hidden else value,
                    "low": np.nan if hidden else value - half,
                    "high": np.nan if hidden else value + half,
                    "note": "hidden: fewer than 10 responses" if hidden else "small" * (n < 30),
                }
            )
    return pd.DataFrame(rows)


def make_explanation(scale, scores):
    rng = np.random.default_rng(7)
    drivers = pd.DataFrame([row for issue in ISSUES for row in _driver(issue)])
    counts = drivers.pivot_table(index="issue", columns="feeling", values="mentions")
    names = {id_: name for id_, name, *_ in ISSUES}
    sentiment = pd.DataFrame(
        [
            {
                "issue": i,
                "name": names[i],
                "negative": counts.loc[i, "negative"],
                "neutral": 6,
                "positive": counts.loc[i, "positive"],
                "mixed": 4,
                "mentions": counts.loc[i, "any"] + 10,
            }
            for i in names
        ]
    )
    bands = pd.Series(scale.band(scores)).value_counts()
    ticked = pd.DataFrame(
        [
            {
                "reason": "Signal",
                "issue": "coverage",
                "ticked": 310,
                "written": 228,
                "both": 160,
                "ticked_only": 150,
                "written_only": 68,
                "agreement": 0.48,
            },
            {
                "reason": "ราคา",
                "issue": "price",
                "ticked": 250,
                "written": 252,
                "both": 190,
                "ticked_only": 60,
                "written_only": 62,
                "agreement": 0.66,
            },
            {
                "reason": ATTACKS[0],
                "issue": "",
                "ticked": 31,
                "written": np.nan,
                "both": np.nan,
                "ticked_only": np.nan,
                "written_only": np.nan,
                "agreement": np.nan,
            },
            {
                "reason": "",
                "issue": "evil",
                "ticked": 0,
                "written": 25,
                "both": 0,
                "ticked_only": 0,
                "written_only": 25,
                "agreement": np.nan,
            },
        ]
    )
    ticked = ticked.assign(
        agreement_low=ticked["agreement"] - 0.1,
        agreement_high=ticked["agreement"] + 0.1,
        index_ticked=-40.0,
        index_written=-35.0,
        complained=ticked["written"] - 5,
        ticked_complained=ticked["both"] - 3,
        agreement_complained=ticked["agreement"] + 0.05,
        agreement_complained_low=ticked["agreement"] - 0.05,
        agreement_complained_high=ticked["agreement"] + 0.15,
        n=900,
        matched="name",
    )
    text = QUOTES["th"][1][0]
    unexplained = pd.DataFrame(
        [
            ("8q1", 7, text, 10.0, 3.2, 6.8),
            ("9q1", 8, QUOTES["fa"][1][0], 0.0, 7.9, -7.9),
            ("10q1", 9, ATTACKS[1], 1.0, 8.0, -7.0),
        ],
        columns=["comment", "response", "text", "score", "expected", "residual"],
    )
    answered = pd.DataFrame(
        [
            ("says something", 846, -19.0, -24.1, -13.9),
            ("no content", 61, 8.2, -11.0, 27.1),
            ("no comment", 297, 5.1, -4.0, 14.0),
        ],
        columns=["group", "n", "index", "low", "high"],
    )
    return Explanation(
        index=index_interval(scores, scale),
        bands=pd.DataFrame(
            {
                "band": scale.bands,
                "n": [int(bands.get(b, 0)) for b in scale.bands],
                "share": [bands.get(b, 0) / len(scores) for b in scale.bands],
            }
        ),
        answered=answered,
        drivers=drivers,
        rollups=drivers.iloc[:0],
        scale=scale,
        explained=Estimate(value=0.31, low=0.27, high=0.35, n=846, level=0.95),
        explained_out_of_sample=0.26,
        segments=make_segments(scale, rng),
        ticked=ticked,
        evidence=make_evidence(scale, rng),
        unexplained=unexplained,
        sentiment_by_issue=sentiment,
        notes=("Roaming has 7 mentions: too few for a number.",),
        **{name: pd.DataFrame() for name in NOT_MADE},
    )


def make_view(scale_name="nps", attack_header=True):
    """Return the seven arguments of `render_html` but the last, as a namespace."""
    scale = SCALES[scale_name]
    rng = np.random.default_rng(3)
    weights = [3, 2, 3, 4, 4, 8, 6, 12, 16, 14, 28][-int(scale.high - scale.low + 1) :]
    scores = rng.choice(
        np.arange(scale.low, scale.high + 1), 1204, p=np.array(weights) / sum(weights)
    )
    languages = rng.choice(["th", "fa", "vi", "en", "und"], 907, p=[0.4, 0.3, 0.2, 0.08, 0.02])
    comments = pd.DataFrame(
        {
            "comment": [f"{i + 1}q1" for i in range(907)],
            "row": range(907),
            "question": "Why?",
            "text": "…",
            "language": languages,
            "no_content": np.arange(907) < 61,
            "sentiment": rng.choice(["negative", "neutral", "positive"], 907),
        }
    )
    header = ATTACKS[1] if attack_header else "Why did you give this score?"
    left_out = {"no score": 14, "score outside the scale": 5, "duplicate id": 4}
    problems = [
        (17, "nps", "eleven", "not a number"),
        (204, header, ATTACKS[0], "NUL byte removed"),
        (205, "nps", "081-234-5678", "outside 0-10"),
    ]
    roles = (("nps", "score"), (header, "comment"), ("country", "segment"), ("date", "date"))
    survey = SimpleNamespace(
        names=lambda *roles: [],
        source=SimpleNamespace(name="telecom_nps.csv", format="csv", sha256="ab" * 32),
        columns=tuple(SimpleNamespace(name=n, role=r, reason="it looks so") for n, r in roles),
        scale=scale,
        scale_reason="answers are whole numbers from 0 to 10",
        dates=pd.Series(pd.to_datetime(["2024-01-03", "2024-03-28"])),
        problems=pd.DataFrame(problems, columns=["line", "column", "value", "problem"]),
        notes=("A column name came twice; the second is called nps (2).",),
        rows=lambda: {"read": 1227, "used": 1204, "left_out": left_out},
    )
    responses = {"response": range(1204), "score": scores, "value": scale.value(scores)}
    joined = SimpleNamespace(
        responses=pd.DataFrame(responses).assign(band=scale.band(scores)),
        segments=("country", "plan"),
    )
    tags = SimpleNamespace(comments=comments, mentions=pd.DataFrame({"comment": [], "issue": []}))
    run = {
        "cxnlp": "0.1.0",
        "python": "3.11.9",
        "model": {"name": "base", "sha256": "cd" * 32},
        "input": {"file": "telecom_nps.csv", "sha256": "ab" * 32},
        "seed": 0,
        "options": {"issues": "telecom", "score": None, "segment": [ATTACKS[1]]},
        "rows": survey.rows(),
    }
    return SimpleNamespace(
        survey=survey,
        taxonomy=make_taxonomy(),
        tags=tags,
        joined=joined,
        explanation=make_explanation(scale, scores),
        run=run,
    )


@pytest.fixture(scope="session")
def view():
    return make_view()


@pytest.fixture(scope="session")
def attacks():
    return ATTACKS


@pytest.fixture(scope="session")
def make():
    return make_view
