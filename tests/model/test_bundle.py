"""A model folder is whole and unaltered, or it is not opened."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from cxnlp.errors import ModelError
from cxnlp.model import Bundle, find_model
from cxnlp.model.bundle import FILES, SCHEMA
from cxnlp.model.heads import SIGNALS


def config_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "config.json").read_text(encoding="utf-8"))


def configure(folder: Path, **changes: object) -> None:
    config = {**config_of(folder), **changes}
    kept = {key: value for key, value in config.items() if value is not None}
    (folder / "config.json").write_text(json.dumps(kept), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that is whole, of files that are small."""
    place = tmp_path / "tiny"
    place.mkdir()
    for name in FILES:
        (place / name).write_bytes(name.encode())
    config = {
        "schema": SCHEMA,
        "name": "tiny",
        "version": "1",
        "heads": {
            "sentiment": {"uncertain_below": 0.5},
            "issues": {
                **{"threshold": 0.5, "uncertain": [0.4, 0.6], "attention_heads": 2},
                **{"list_slope": 0.0, "list_centre": 12.0},
            },
            "signals": {
                "thresholds": dict.fromkeys(SIGNALS, 0.5),
                "uncertain": {key: [0.4, 0.6] for key in SIGNALS},
            },
        },
        "files": {name: hashlib.sha256(name.encode()).hexdigest() for name in FILES},
    }
    (place / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return place


def test_a_whole_folder_opens(folder: Path) -> None:
    bundle = Bundle.open(folder)
    assert bundle.folder == folder
    assert bundle.version == f"tiny 1 ({bundle.fingerprint[:12]})"
    assert len(bundle.fingerprint) == 64


def test_the_shipped_model_opens(bundle: Bundle) -> None:
    assert set(bundle.config["files"]) == set(FILES)
    assert 0 < bundle.config["heads"]["issues"]["threshold"] < 1


@pytest.mark.parametrize("name", FILES)
def test_an_altered_file_is_refused(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[3] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(
        ModelError, match=rf"{name} has SHA-256 \w+…; expected .* install"
    ) as caught:
        Bundle.open(folder)
    assert hashlib.sha256(data).hexdigest()[:12] in str(caught.value)


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    with pytest.raises(ModelError, match=name):
        Bundle.open(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=rf"{name} is missing; .*install"):
        Bundle.open(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_without_a_hash_is_refused(folder: Path, name: str) -> None:
    files = {k: v for k, v in config_of(folder)["files"].items() if k != name}
    configure(folder, files=files)
    with pytest.raises(ModelError, match=rf"{name} has .*expected none"):
        Bundle.open(folder)


def test_another_schema_is_refused(folder: Path) -> None:
    configure(folder, schema=SCHEMA + 1)
    with pytest.raises(ModelError, match=f"schema {SCHEMA + 1}; expected schema {SCHEMA}; use"):
        Bundle.open(folder)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe{", b"[1", b"schema: 1"])
def test_a_config_that_is_not_json_is_refused(folder: Path, data: bytes) -> None:
    (folder / "config.json").write_bytes(data)
    with pytest.raises(ModelError, match=r"is not JSON .*install"):
        Bundle.open(folder)


@pytest.mark.parametrize("data", [b"[]", b"1", b"null", b"{}"])
def test_a_config_that_is_something_else_is_refused(folder: Path, data: bytes) -> None:
    (folder / "config.json").write_bytes(data)
    with pytest.raises(ModelError, match="has schema"):
        Bundle.open(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": None},
        {"version": 1},
        {"files": None},
        {"files": {"encoder.onnx": 7}},
        {"heads": None},
        {"heads": {"issues": {"threshold": "high", "attention_heads": 2}}},
        {"heads": {"issues": {"threshold": 0.5}}},
    ],
)
def test_a_config_that_lacks_an_entry_is_refused(folder: Path, changes: dict[str, Any]) -> None:
    configure(folder, **changes)
    with pytest.raises(ModelError, match=r"lacks an entry \(.*expected .*threshold"):
        Bundle.open(folder)


def test_the_fingerprint_follows_every_file(folder: Path) -> None:
    before = Bundle.open(folder).fingerprint
    (folder / FILES[0]).write_bytes(b"other")
    files = {**config_of(folder)["files"], FILES[0]: hashlib.sha256(b"other").hexdigest()}
    configure(folder, files=files)
    assert Bundle.open(folder).fingerprint != before


def test_a_name_is_found_in_the_folder_of_models(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXNLP_MODELS", str(folder.parent))
    assert find_model("tiny") == folder
    assert find_model(folder) == folder


@pytest.mark.parametrize("name", ["no such model", "x" * 400, "nul\0byte"])
def test_a_model_that_is_nowhere_is_looked_for_in_words(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CXNLP_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match=r"no model .*config\.json in one of: .*--model") as caught:
        find_model(name)
    assert str(tmp_path) in str(caught.value)
