"""A model folder: which files it has, and that they are the ones it was made with.

config.json          schema, name, version, languages, heads and thresholds, SHA-256 of each file
encoder.onnx         word vectors to token states, int8
words.safetensors    the word vectors, four bits a weight
tokenizer.json       text to pieces
heads.safetensors    sentiment, signal and issue heads
eval.json, README.md what it scored; the model card

Or what such a model was taught: see `cxnlp.model.lesson`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxnlp.errors import ModelError
from cxnlp.model.encoder import Encoder
from cxnlp.model.gist import Gist
from cxnlp.model.heads import SentimentHead, SignalHead, Weights
from cxnlp.model.issue_head import IssueHead
from cxnlp.model.lesson import LESSON, Lesson
from cxnlp.model.settings import NOTED, SCHEMA, Settings
from cxnlp.model.vectors import PackedVectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = [
    "DEFAULT",
    "FILES",
    "SCHEMA",
    "TEACHER",
    "Bundle",
    "ModelFolder",
    "check_file",
    "find_model",
    "read_config",
]

FILES = ("encoder.onnx", "words.safetensors", "tokenizer.json", "heads.safetensors")
DEFAULT = "base"
TEACHER = "teacher"
"""What config.json names in a fast model alone: see `cxnlp.model.fast`."""


def find_model(name: str | Path = DEFAULT) -> Path:
    """Return the folder of a model given by path or name.

    A path is taken as it is. A name is looked for in the folder that ``$CXNLP_MODELS`` names,
    among the models installed with the package, and in ``models/`` of a source checkout.

    Raises
    ------
    ModelError
        If no such folder holds a model; the message lists the places.
    """
    package = Path(__file__).resolve().parent.parent
    places = [Path(name)]
    if os.environ.get("CXNLP_MODELS"):
        places.append(Path(os.environ["CXNLP_MODELS"]) / name)
    places += [package / "_models" / name, package.parent / "models" / name]
    for place in places:
        with suppress(OSError):  # a name that no file can have
            if any((place / file).is_file() for file in ("config.json", LESSON)):
                return place
    raise ModelError(
        found=f"no model {str(name)!r}",
        expected="a folder with config.json in one of: " + ", ".join(map(str, places)),
        remedy="name a model folder with --model, or install the package again",
    )


@dataclass(frozen=True)
class ModelFolder:
    """An opened model folder of either kind, and which one it is.

    Parameters
    ----------
    folder : Path
        Where the files are.
    config : mapping
        What config.json says.
    """

    folder: Path
    config: Mapping[str, Any]

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """SHA-256 of all that makes the model what it is, by name."""
        return dict(self.config["files"])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over these hashes, in order of name."""
        lines = "\n".join(f"{name} {digest}" for name, digest in sorted(self.hashes.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def version(self) -> str:
        """Name, version and the first letters of the fingerprint."""
        return f"{self.config['name']} {self.config['version']} ({self.fingerprint[:12]})"

    @property
    def record(self) -> dict[str, str]:
        """Name, version and SHA-256, for the record of a run."""
        config = self.config
        return {
            "name": config["name"],
            "version": config["version"],
            "sha256": self.fingerprint,
        }

    @cached_property
    def settings(self) -> Settings:
        """Thresholds and bands of the heads."""
        return Settings.of(self.config)


@dataclass(frozen=True)
class Bundle(ModelFolder):
    """An opened model folder; its parts are loaded when first asked for.

    Parameters
    ----------
    folder, config
        As in `ModelFolder`.
    threads : int
        Threads of the encoder; 0 takes one for each core.
    lesson : Lesson, optional
        What it was taught.
    """

    threads: int = 0
    lesson: Lesson | None = None

    @classmethod
    def open(cls, name: str | Path = DEFAULT, threads: int = 0) -> Bundle:
        """Open a model by name or path and check every file against its hash.

        Raises
        ------
        ModelError
            If it is not found, has another schema, lacks a file or holds an altered one.
        """
        folder = find_model(name)
        if (folder / LESSON).is_file():
            return _taught(Lesson.open(folder), threads)
        config = read_config(folder)
        if TEACHER in config:
            raise ModelError(
                found=f"{folder} holds a fast model, which can do nothing but tag",
                expected="a model with an encoder",
                remedy=f"name the model that taught it, {config[TEACHER].get('name')!r}",
            )
        for file in FILES:
            check_file(folder / file, config["files"].get(file, ""))
        return cls(folder, config, threads)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder, ready to read."""
        import onnxruntime
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        # Two batches in two threads are read faster than each batch by both.
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(self.folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        words = load_file(self.folder / "words.safetensors")
        return Encoder(
            session,
            Tokenizer.from_file(str(self.folder / "tokenizer.json")),
            PackedVectors(words["codes"], words["scales"]),
            self.threads or os.cpu_count() or 1,
        )

    @property
    def tokenizer(self) -> Tokenizer:
        """Text to pieces."""
        return self.encoder.tokenizer

    @cached_property
    def gist(self) -> Gist:
        """What sums up a clause for finding topics."""
        return Gist.of(self.encoder.words, self.encoder.tokenizer)

    @cached_property
    def sentiment(self) -> SentimentHead:
        """The sentiment head."""
        return SentimentHead(self._head("sentiment"))

    @cached_property
    def signals(self) -> SignalHead:
        """The signal head."""
        return SignalHead(self._head("signals"))

    @cached_property
    def issues(self) -> IssueHead:
        """The issue head."""
        said = self.settings
        weights = self._head("issues")
        return IssueHead(weights, said.attention_heads, said.list_slope, said.list_centre)

    @cached_property
    def _arrays(self) -> Weights:
        import numpy as np
        from safetensors.numpy import load_file

        stored = load_file(self.folder / "heads.safetensors")
        return {name: array.astype(np.float32) for name, array in stored.items()}

    def _head(self, name: str) -> Weights:
        start = f"{name}."
        return {k.removeprefix(start): v for k, v in self._arrays.items() if k.startswith(start)}


def _taught(lesson: Lesson, threads: int) -> Bundle:
    """Open the base of a lesson, which lies beside it or where models are looked for."""
    beside = lesson.folder.resolve().parent / lesson.base
    base = Bundle.open(beside if (beside / "config.json").is_file() else lesson.base, threads)
    lesson.check_base(base.fingerprint, base.lesson is not None)
    return Bundle(base.folder, lesson.config_on(base.config), threads, lesson)


def read_config(folder: Path) -> dict[str, Any]:
    """Return what a model folder's config.json says.

    Raises
    ------
    ModelError
        If it is not JSON, has another schema or lacks something.
    """
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(
            found=f"{folder / 'config.json'} is not JSON ({error})",
            remedy="install the package again or name another model with --model",
        ) from error
    if not isinstance(config, dict) or config.get("schema") != SCHEMA:
        found = config.get("schema") if isinstance(config, dict) else type(config).__name__
        raise ModelError(
            found=f"{folder / 'config.json'} has schema {found!r}",
            expected=f"schema {SCHEMA}",
            remedy="use the cxnlp version that the model was made for",
        )
    try:
        _look_through(config)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            found=f"{folder / 'config.json'} lacks an entry ({error})",
            expected=NOTED,
            remedy="install the package again or name another model with --model",
        ) from error
    return config


def _look_through(config: Mapping[str, Any]) -> None:
    """Raise KeyError, TypeError or ValueError unless everything is there that is used later."""
    for key in ("name", "version"):
        if not isinstance(config[key], str):
            raise TypeError(f"{key} is no text")
    if not all(isinstance(digest, str) for digest in dict(config["files"]).values()):
        raise TypeError("files is no mapping of names to hashes")
    Settings.of(config)


def check_file(path: Path, expected: str) -> None:
    """Raise ModelError if a file is missing or has another SHA-256."""
    if not path.is_file():
        raise ModelError(
            found=f"{path} is missing",
            expected="all files that config.json lists",
            remedy="install the package again",
        )
    with path.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if actual != expected:
        raise ModelError(
            found=f"{path} has SHA-256 {actual[:12]}…",
            expected=f"{expected[:12] or 'none'}…, as config.json says",
            remedy="the file was altered or cut short: install the package again",
        )
