"""What a bundle was taught of a list of issues: a small folder that stands on its base bundle.

lesson.json          the base by name and SHA-256, the list, threshold, figures, hashes of the rows
lesson.safetensors   the corrections

Base and lesson together are a bundle: the encoder and the heads stay as they are, and what the
issue head says of a taught issue is corrected.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxnlp.errors import ModelError
from cxnlp.model.heads import sigmoid, softmax

Floats = NDArray[np.float32]

SCHEMA = 1
LESSON, ARRAYS = "lesson.json", "lesson.safetensors"
SMALLEST = np.float32(1e-6)
_AGAIN = "teach it again with cxnlp fit"
_SAID = {"name": str, "base": dict, "issues": dict, "rows": list, "threshold": float, "files": dict}


def logit(probability: NDArray[Any]) -> NDArray[Any]:
    """Return log(p / (1 - p)), of probabilities kept off 0 and 1."""
    p = np.clip(probability, SMALLEST, 1 - SMALLEST)
    return np.asarray(np.log(p) - np.log1p(-p))


@dataclass(frozen=True)
class Correction:
    """The corrections for one list, in the order of its k issues.

    Parameters
    ----------
    slope, shift : float32 array, (k,)
        What the logit of a mention is multiplied by, and what is added to it.
    weights : float32 array, (k, hidden)
        What each number of the state that an issue looked at adds to it.
    feeling_slope : float
        What the logarithms of the feelings' probabilities are multiplied by.
    feeling_shift : float32 array, (4,)
        What is added to them.
    feeling_weights : float32 array, (hidden, 4)
        What each number of the state adds to them.
    """

    slope: Floats
    shift: Floats
    weights: Floats
    feeling_slope: np.float32
    feeling_shift: Floats
    feeling_weights: Floats

    def mention(self, mention: Floats, seen: Floats) -> Floats:
        """Return the corrected probabilities of the issues in one comment, (k,).

        Parameters
        ----------
        mention : float32 array, (k,)
            The issue head's probabilities.
        seen : float32 array, (k, hidden)
            The token states, averaged by each issue's attention.
        """
        moved = (seen * self.weights).sum(axis=1)
        return sigmoid(np.asarray(logit(mention) * self.slope + self.shift + moved, np.float32))

    def feeling(self, feeling: Floats, seen: Floats) -> Floats:
        """Return the corrected probabilities of the feelings in one comment, (k, 4)."""
        told = np.log(np.maximum(feeling, SMALLEST)) * self.feeling_slope
        moved = (seen[:, :, None] * self.feeling_weights).sum(axis=1)
        return softmax(np.asarray(told + self.feeling_shift + moved, np.float32))


@dataclass(frozen=True)
class Lesson:
    """An opened lesson.

    Parameters
    ----------
    folder : Path
        Where its files are.
    said : mapping
        What lesson.json says.
    sha256 : str
        The hash of lesson.json, which holds that of the arrays.
    """

    folder: Path
    said: Mapping[str, Any]
    sha256: str

    @classmethod
    def open(cls, folder: Path) -> Lesson:
        """Open a lesson and check its arrays against their hash.

        Raises
        ------
        ModelError
            If it is of another schema, lacks something, or was altered.
        """
        raw = (folder / LESSON).read_bytes()
        try:
            said = json.loads(raw)
        except ValueError as error:
            raise ModelError(f"{folder / LESSON} is not JSON ({error})", remedy=_AGAIN) from error
        if not isinstance(said, dict) or said.get("schema") != SCHEMA:
            found = said.get("schema") if isinstance(said, dict) else type(said).__name__
            raise ModelError(f"{folder / LESSON} has schema {found!r}", f"schema {SCHEMA}", _AGAIN)
        lacking = [name for name, kind in _SAID.items() if not isinstance(said.get(name), kind)]
        if lacking:
            raise ModelError(f"{folder / LESSON} lacks {lacking[0]!r}", ", ".join(_SAID), _AGAIN)
        _check_arrays(folder / ARRAYS, said["files"].get(ARRAYS))
        return cls(folder, said, hashlib.sha256(raw).hexdigest())

    @property
    def base(self) -> str:
        """The name of the bundle it stands on."""
        return str(self.said["base"]["name"])

    @property
    def ids(self) -> tuple[str, ...]:
        """The issues that were taught."""
        return tuple(self.said["issues"]["ids"])

    @property
    def rows(self) -> frozenset[str]:
        """The hashes of the texts it learned from, as `cxnlp.audit` keeps them."""
        return frozenset(self.said["rows"])

    def check_base(self, fingerprint: str, taught: bool) -> None:
        """Refuse a base that is not the one the lesson was made on.

        Raises
        ------
        ModelError
            If the base has another hash, or is itself a lesson.
        """
        wanted = self.said["base"].get("sha256")
        if taught or fingerprint != wanted:
            raise ModelError(
                f"the model {self.base!r} has SHA-256 {fingerprint[:12]}…",
                f"{str(wanted)[:12]}…, on which the lesson {str(self.folder)!r} stands",
                f"{_AGAIN}, or put the model it was made on beside it or into $CXNLP_MODELS",
            )

    def config_on(self, base: Mapping[str, Any]) -> dict[str, Any]:
        """Return the base's config with the lesson's name, hash and threshold.

        The band of doubt keeps its width on the scale of logits.
        """
        issues = dict(base["heads"]["issues"])
        threshold = float(self.said["threshold"])
        moved = _logit(threshold) - _logit(float(issues["threshold"]))
        if "uncertain" in issues:
            issues["uncertain"] = [_moved(edge, moved) for edge in issues["uncertain"]]
        issues["threshold"] = threshold
        return {
            **base,
            "name": f"{base['name']}+{self.said['name']}",
            "heads": {**base["heads"], "issues": issues},
            "files": {**base["files"], LESSON: self.sha256},
        }

    def correction(self, ids: Sequence[str]) -> Correction:
        """Return the corrections for the issues of a list.

        An issue that was not taught gets what all taught issues have in common.

        Raises
        ------
        ModelError
            If none of the issues was taught.
        """
        known = {issue: row for row, issue in enumerate(self.ids)}
        if not known.keys() & set(ids):
            raise ModelError(
                f"the lesson {str(self.folder)!r} was taught other issues: {', '.join(self.ids)}",
                f"its list, {self.said['issues'].get('title')!r}",
                "name that list with --issues, or the base model with --model",
            )
        rows = [known.get(issue, len(known)) for issue in ids]
        a = self._arrays
        return Correction(
            a["mention.slope"][rows],
            a["mention.shift"][rows],
            a["mention.weights"][rows],
            np.float32(a["feeling.slope"][0]),
            a["feeling.shift"],
            a["feeling.weights"],
        )

    @cached_property
    def _arrays(self) -> Mapping[str, Floats]:
        from safetensors.numpy import load_file

        return dict(load_file(self.folder / ARRAYS))


def _check_arrays(path: Path, expected: object) -> None:
    if not path.is_file():
        raise ModelError(f"{path} is missing", "all files that lesson.json lists", _AGAIN)
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    if actual != expected:
        raise ModelError(
            f"{path} has SHA-256 {actual[:12]}…",
            f"{str(expected)[:12]}…, as lesson.json says",
            f"the file was altered: {_AGAIN}",
        )


def _logit(p: float) -> float:
    return math.log(p) - math.log1p(-p)


def _moved(edge: float, by: float) -> float:
    """Move a probability by so much on the scale of logits; 0 and 1 stay where they are."""
    return edge if edge in (0, 1) else 1 / (1 + math.exp(-(_logit(edge) + by)))
