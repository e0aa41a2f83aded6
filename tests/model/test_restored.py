"""The shipped model taken back as a torch module, as tuning starts from it."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from cxnlp.model import Bundle
from cxnlp.model.encoder import PREFIX, START

TEXTS = (
    "The staff were kind, but I waited an hour for a cold soup.",
    "พนักงานพูดจาดีมาก แต่ราคาแพงไปหน่อย",
    "کیفیت خوب بود ولی خیلی دیر رسید",
    "Mạng chập chờn suốt, nhưng nhân viên nhiệt tình",
)
TRAIN = Path(__file__).resolve().parents[2] / "models" / "train"


def test_a_restored_encoder_reads_as_the_shipped_one(monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch", reason="needs the extra `train`")
    pytest.importorskip("onnx", reason="needs the extra `train`")
    monkeypatch.setattr(sys, "path", [str(TRAIN), *sys.path])
    from restore import restore_model
    from train import means_of

    bundle = Bundle.open()
    model = restore_model(bundle.folder, 18)
    tokenizer = bundle.encoder.tokenizer
    lead = [START, *tokenizer.encode(PREFIX, add_special_tokens=False).ids]
    with torch.no_grad():
        ours = means_of(model, tokenizer, lead, list(TEXTS))
    theirs = np.stack([s.vectors.mean(0) for s in bundle.encoder.states(list(TEXTS))])
    cosines = (ours * theirs).sum(1) / np.linalg.norm(ours, axis=1) / np.linalg.norm(theirs, axis=1)
    assert cosines.min() > 0.99
