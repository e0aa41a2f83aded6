"""A fast model's folder: a network of static vectors that was taught by another model.

config.json          as in `cxnlp.model.bundle`, and the model that taught it: name and SHA-256
words.safetensors    a vector for every piece of that model's tokenizer, four bits a weight
phrases.safetensors  vectors of two and of three pieces in a row, by bucket
heads.safetensors    everything else
README.md            the model card

The model that taught it has to be at hand: it reads the list of issues, once, and questions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxnlp.errors import ModelError
from cxnlp.model.bundle import (
    TEACHER,
    Bundle,
    ModelFolder,
    check_file,
    find_model,
    read_config,
)
from cxnlp.model.static import StaticNet
from cxnlp.model.vectors import PackedVectors
from cxnlp.model.words import Words

if TYPE_CHECKING:
    from tokenizers import Tokenizer

QUESTIONS = 256  # kept at hand
FILES = ("heads.safetensors", "words.safetensors", "phrases.safetensors")


def is_fast(name: str | Path) -> bool:
    """Tell whether a model given by path or name is a fast one; what is wrong, opening it tells."""
    with suppress(ModelError):
        folder = find_model(name)
        return (folder / "config.json").is_file() and TEACHER in read_config(folder)
    return False


@dataclass(frozen=True)
class FastBundle(ModelFolder):
    """An opened folder of a fast model; its parts are loaded when first asked for.

    Parameters
    ----------
    folder, config
        As in `ModelFolder`.
    teacher : Bundle
        The model that taught it.
    """

    teacher: Bundle

    @classmethod
    def open(cls, name: str | Path, threads: int = 0) -> FastBundle:
        """Open a fast model by name or path, and the one that taught it; check all files.

        Raises
        ------
        ModelError
            If either is not found, lacks a file or holds an altered one, or if the model at hand is
            not the one that taught it.
        """
        folder = find_model(name)
        config = read_config(folder)
        for file in FILES:
            check_file(folder / file, config["files"].get(file, ""))
        told = config[TEACHER]
        beside = folder.resolve().parent / told["name"]
        known = (beside / "config.json").is_file()
        teacher = Bundle.open(beside if known else told["name"], threads)
        if teacher.fingerprint != told["sha256"]:
            raise ModelError(
                f"the model {told['name']!r} has SHA-256 {teacher.fingerprint[:12]}…",
                f"{told['sha256'][:12]}…, which taught {str(folder)!r}",
                "install the package again, or put the model that taught it beside it",
            )
        return cls(folder, config, teacher)

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """SHA-256 of the files, and of the model that taught it."""
        return {**self.config["files"], TEACHER: self.teacher.fingerprint}

    @property
    def tokenizer(self) -> Tokenizer:
        """Text to pieces."""
        return self.words.tokenizer

    @cached_property
    def words(self) -> Words:
        """Words to pieces."""
        from tokenizers import Tokenizer

        return Words(Tokenizer.from_file(str(self.teacher.folder / "tokenizer.json")))

    @cached_property
    def net(self) -> StaticNet:
        """The network."""
        from safetensors.numpy import load_file

        heads, words, phrases = (load_file(self.folder / file) for file in FILES)
        return StaticNet(
            {name: array.astype(np.float32) for name, array in heads.items()},
            PackedVectors(words["codes"], words["scales"]),
            PackedVectors(phrases["codes"], phrases["scales"]),
            self.settings.list_slope,
            self.settings.list_centre,
        )

    def asked(self, questions: Sequence[str | None]) -> NDArray[np.float32]:
        """Return what each question adds, zeros where there is none: (questions, inner)."""
        nothing = np.zeros_like(self.net.weights["summary.b"])
        return np.stack([self._question(each) if each else nothing for each in questions])

    @cached_property
    def _question(self) -> Callable[[str], NDArray[np.float32]]:
        centre = self.net.weights["question.centre"]

        def read(question: str) -> NDArray[np.float32]:
            (states,) = self.teacher.encoder.states([question])
            (adds,) = self.net.question(states.vectors.mean(0, keepdims=True) - centre)
            return np.asarray(adds, np.float32)

        return lru_cache(QUESTIONS)(read)
