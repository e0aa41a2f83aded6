"""A classifier of transformers, read as a model of sentiment: each of its labels mapped aloud."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
from numpy.typing import NDArray
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from cxnlp.errors import ModelError
from cxnlp.model.heads import SENTIMENTS

LONGEST = 512
SPECIAL = 2


@dataclass(frozen=True)
class Classifier:
    """A sequence classifier whose labels stand for sentiments.

    Parameters
    ----------
    name : str
        What a record calls it: the folder's name, or the hub id.
    sha256 : str
        The hash over its files and the mapping of its labels.
    model, tokenizer : object
        As transformers loads them.
    shares : float64 array, (labels, 3)
        Which of `cxnlp.model.heads.SENTIMENTS` each label stands for: one 1 in each row.
    """

    name: str
    sha256: str
    model: Any = field(repr=False)
    tokenizer: Any = field(repr=False)
    shares: NDArray[np.float64]

    @classmethod
    def open(cls, place: str | Path, labels: Mapping[str, str] | None = None) -> Classifier:
        """Open a classifier; nothing is fetched from a network, and no code of its folder is run.

        Parameters
        ----------
        place : str or Path
            A folder, or the hub id of a model that was downloaded before.
        labels : mapping of str to str, optional
            For each of its labels, the sentiment that it stands for; several may stand for one.
            Not needed where they are called negative, neutral and positive, in any case.

        Raises
        ------
        ModelError
            If there is no such model, it is no classifier of one label out of several, or a label
            is not mapped.
        """
        folder = _folder(place)
        try:
            model = AutoModelForSequenceClassification.from_pretrained(
                folder, local_files_only=True, trust_remote_code=False, use_safetensors=True
            )
            tokenizer = AutoTokenizer.from_pretrained(
                folder, local_files_only=True, trust_remote_code=False
            )
        except (OSError, ValueError) as error:
            raise ModelError(
                f"transformers cannot load {str(place)!r} ({str(error).splitlines()[0]})",
                "a folder of AutoModelForSequenceClassification with model.safetensors and its "
                "tokenizer",
            ) from error
        shares = _shares(model.config, labels, str(place))
        digest = _digest(folder, shares)
        return cls(_name(place), digest, model.eval(), tokenizer, shares)

    def probabilities(self, text: str) -> NDArray[np.float64]:
        """Return the probabilities of negative, neutral and positive, (3,).

        A text is read alone, so that no other changes its result by a bit. Of a long one, the
        first tokens are read, as many as the model takes.

        Parameters
        ----------
        text : str
            A comment.
        """
        given = self.tokenizer(text, truncation=True, max_length=self._longest, return_tensors="pt")
        with torch.inference_mode():
            logits = self.model(**given).logits[0].double().numpy()
        raised = np.exp(logits - logits.max())
        return np.asarray(raised / raised.sum() @ self.shares)

    @property
    def _longest(self) -> int:
        """How many tokens the model takes; some count two positions more than they can use."""
        positions = getattr(self.model.config, "max_position_embeddings", None) or LONGEST
        return int(min(self.tokenizer.model_max_length, max(positions - SPECIAL, 1), LONGEST))


def _folder(place: str | Path) -> Path:
    if Path(place).is_dir():
        return Path(place)
    try:
        return Path(snapshot_download(str(place), local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"no folder {str(place)!r}, and no model of that id among those downloaded",
            "a folder, or a hub id",
            f"download it first, on a machine with a network: hf download {place}",
        ) from error


def _name(place: str | Path) -> str:
    return Path(place).resolve().name if Path(place).is_dir() else str(place)


def _shares(config: Any, labels: Mapping[str, str] | None, place: str) -> NDArray[np.float64]:  # noqa: ANN401
    """Return which sentiment each label stands for."""
    names = [str(config.id2label[i]) for i in range(config.num_labels)]
    if len(names) < 2 or config.problem_type in ("regression", "multi_label_classification"):
        raise ModelError(
            f"{place!r} has {len(names)} labels and is of the kind {config.problem_type!r}",
            "a classifier of one label out of two or more",
        )
    said = {name: name.casefold() for name in names} if labels is None else dict(labels)
    wrong = {name for name, sentiment in said.items() if sentiment not in SENTIMENTS}
    if set(said) != set(names) or wrong:
        told = ", ".join(f"{name}=…" for name in names)
        raise ModelError(
            f"{place!r} has the labels {', '.join(names)}"
            + ("" if labels is None else f", and they were mapped as {_listed(said)}"),
            f"a sentiment for each: {', '.join(SENTIMENTS)}",
            f"say what each stands for with --sentiment-labels {told}",
        )
    table = np.zeros((len(names), len(SENTIMENTS)))
    for place_, name in enumerate(names):
        table[place_, SENTIMENTS.index(said[name])] = 1
    return table


def _listed(said: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={sentiment}" for name, sentiment in said.items())


def _digest(folder: Path, shares: NDArray[np.float64]) -> str:
    """Return the hash over the names and hashes of the files, and the mapping."""
    made = hashlib.sha256(shares.tobytes())
    for path in sorted(folder.iterdir()):
        if path.is_file():
            with path.open("rb") as file:
                made.update(
                    f"{path.name} {hashlib.file_digest(file, 'sha256').hexdigest()}".encode()
                )
    return made.hexdigest()
