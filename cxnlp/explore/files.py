"""Topics on disk: arrays as safetensors, the rest as JSON; nothing that runs when it is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxnlp.errors import ModelError, OutputError
from cxnlp.explore.model import TopicModel
from cxnlp.explore.space import Space

ARRAYS, FACTS = "topics.safetensors", "topics.json"
SCHEMA = 1
_REMEDY = "save the topics again with Topics.save"


def save_model(model: TopicModel, folder: Path) -> None:
    """Write what tells topics into a folder, which is made.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    from safetensors.numpy import save

    space, tongues = model.space, sorted(model.space.centres)
    arrays: dict[str, NDArray[Any]] = {
        "centre": space.centre,
        "centres_of_languages": _stacked([space.centres[t] for t in tongues], space.centre),
        "directions": space.directions,
        "centres": model.centres,
        "topics": model.topics.astype(np.int64),
        **{f"layer{i}": layer.astype(np.int64) for i, layer in enumerate(model.layers)},
    }
    facts = {
        "schema": SCHEMA,
        "floor": model.floor,
        "languages": tongues,
        "layers": len(model.layers),
        "names": {str(topic): name for topic, name in sorted(model.names.items())},
        "touched": sorted(int(topic) for topic in model.touched),
        "engine": model.engine,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ARRAYS).write_bytes(save({k: np.ascontiguousarray(v) for k, v in arrays.items()}))
        text = json.dumps(facts, ensure_ascii=False, indent=2)
        (folder / FACTS).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written ({error.strerror})", "a folder you may write to"
        ) from error


def load_model(folder: Path) -> TopicModel:
    """Read what `save_model` wrote; it tells exactly the same topics.

    Raises
    ------
    ModelError
        If the folder does not hold topics, or they were altered so that they do not fit.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        arrays = load((folder / ARRAYS).read_bytes())
    except (OSError, ValueError, SafetensorError) as error:
        raise ModelError(
            f"{folder} does not hold topics that can be read: {error}",
            f"{FACTS} and {ARRAYS}",
            _REMEDY,
        ) from error
    try:
        return _read(facts, arrays)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        wrong = f"{folder} holds topics with a part amiss: {error}"
        raise ModelError(wrong, remedy=_REMEDY) from error


def _read(facts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> TopicModel:
    if facts["schema"] != SCHEMA:
        raise ValueError(f"schema {facts['schema']}, which this version does not know")
    tongues = [str(tongue) for tongue in facts["languages"]]
    centres = dict(zip(tongues, arrays["centres_of_languages"], strict=True))
    space = Space(arrays["centre"], centres, arrays["directions"])
    model = TopicModel(
        space,
        arrays["centres"],
        arrays["topics"].astype(np.intp),
        float(facts["floor"]),
        tuple(arrays[f"layer{i}"].astype(np.intp) for i in range(int(facts["layers"]))),
        {int(topic): str(name) for topic, name in facts["names"].items()},
        frozenset(int(topic) for topic in facts["touched"]),
        str(facts.get("engine", "")),
    )
    _check_shapes(model)
    return model


def _check_shapes(model: TopicModel) -> None:
    hidden, directions = model.space.directions.shape
    count = len(model.centres)
    fits = (
        model.space.centre.shape == (hidden,)
        and all(each.shape == (hidden,) for each in model.space.centres.values())
        and model.centres.shape == (count, directions)
        and count > 0
        and all(len(each) == count for each in (model.topics, *model.layers))
    )
    if not fits:
        raise ValueError("arrays whose sizes do not fit one another")


def _stacked(rows: list[NDArray[Any]], like: NDArray[Any]) -> NDArray[Any]:
    return np.stack(rows) if rows else np.zeros((0, len(like)), np.float32)
