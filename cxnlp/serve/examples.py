"""Requests to try, in four languages, as OpenAPI shows them."""

from __future__ import annotations

from typing import Any

QUESTIONS = {
    "en": "What should we improve?",
    "th": "เราควรปรับปรุงอะไร",
    "fa": "چه چیزی را باید بهتر کنیم؟",
    "vi": "Chúng tôi nên cải thiện điều gì?",
}
COMMENTS = {
    "en": "The signal drops every evening, but the people in the shop were kind.",
    "th": "พนักงานน่ารักมาก แต่รอคิวเป็นชั่วโมง ค่าโทรก็แพง",
    "fa": "سرعت اینترنت شب‌ها افتضاح است ولی پشتیبانی خوب جواب داد.",
    "vi": "Giá cước quá cao, mạng thì chập chờn, nhân viên lại nhiệt tình.",
}
NAMES = {"en": "English", "th": "Thai", "fa": "Persian", "vi": "Vietnamese"}


def predict_examples() -> dict[str, Any]:
    """Return example bodies of a prediction, by name, in the form of OpenAPI."""
    one_each = {
        code: {
            "summary": f"{NAMES[code]}: a comment and the question it answers",
            "value": {
                "inputs": [{"id": f"{code}-1", "text": text, "question": QUESTIONS[code]}],
                "issues": "telecom",
            },
        }
        for code, text in COMMENTS.items()
    }
    together = {
        "summary": "All four at once, by issues of one's own, personal data masked",
        "value": {
            "inputs": [{"id": code, "text": text, "lang": code} for code, text in COMMENTS.items()],
            "issues": [
                {"name": "Signal", "description": "Coverage at home and on the way."},
                "Waiting time",
            ],
            "options": {"mask": True},
        },
    }
    return {**one_each, "together": together}
