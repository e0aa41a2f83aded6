"""Worlds in which it is known what people talk about."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxnlp.explore import Clauses

SAID = {
    "price": ("the price is too high", "ราคาแพงเกินไป", "giá quá đắt", "قیمت خیلی گران"),
    "speed": ("the internet is very slow", "อินเทอร์เน็ตช้ามาก", "mạng rất chậm", "اینترنت خیلی کند"),
    "staff": (
        "the staff was not helpful",
        "พนักงานไม่ช่วยเหลือ",
        "nhân viên không giúp",
        "کارکنان کمک نکردند",
    ),
    "roaming": (
        "roaming abroad failed",
        "โรมมิ่งต่างประเทศใช้ไม่ได้",
        "chuyển vùng quốc tế lỗi",
        "رومینگ خارج کار نکرد",
    ),
    "invoice": ("a wrong invoice again", "ใบแจ้งหนี้ผิดอีก", "hóa đơn sai nữa", "صورتحساب باز اشتباه"),
}
LANGUAGES = ("en", "th", "vi", "fa")
HIDDEN = 48


def make_clauses(
    each: int = 60, seed: int = 0, noise: int = 0, spread: float = 0.3
) -> tuple[Clauses, np.ndarray]:
    """Return clauses about known things in four languages, and what each is about ("" noise).

    Vectors lie around a direction for what they are about, moved by one for their language.
    """
    fixed, random = np.random.default_rng(99), np.random.default_rng(seed)
    topics = {name: fixed.standard_normal(HIDDEN) for name in SAID}
    tongues = {name: 2 * fixed.standard_normal(HIDDEN) for name in LANGUAGES}
    names = [name for name in SAID for _ in range(each)] + [""] * noise
    rows, vectors = [], []
    for i, name in enumerate(names):
        which = int(random.integers(4))
        language = LANGUAGES[which]
        text = SAID[name][which] if name else f"xyz{random.integers(1_000_000)}"
        own = topics[name] if name else random.standard_normal(HIDDEN)
        vectors.append(own + tongues[language] + spread * random.standard_normal(HIDDEN))
        feeling = "negative" if random.random() < 0.7 else "positive"
        rows.append((f"{i + 1}q1", i, 0, len(text), f"{text} {i}", language, feeling))
    return Clauses.of(rows, [np.asarray(v, np.float32) for v in vectors]), np.array(names, object)


def purity(found: np.ndarray, truth: np.ndarray) -> float:
    """Return the share of clauses in a topic that are of its commonest kind."""
    held = found > 0
    table = pd.crosstab(found[held], truth[held])
    return float(table.max(axis=1).sum() / table.to_numpy().sum())
