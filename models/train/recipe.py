"""The recipe as config.toml has it, and the recipes that are made of it."""

from __future__ import annotations

import tomllib
from pathlib import Path

CONFIG = Path(__file__).resolve().parent / "config.toml"


def read_rounds(path: Path = CONFIG) -> list[dict]:
    """Return what each round of training goes by; a further one says only what it changes."""
    recipe = tomllib.loads(path.read_text(encoding="utf-8"))
    found = [{name: value for name, value in recipe.items() if name != "further"}]
    for change in recipe.get("further", []):
        found.append(changed(found[-1], change))
    return found


def changed(config: dict, changes: dict) -> dict:
    """Return a recipe with some entries changed; of a table, those that are named."""
    return {
        name: {**was, **changes.get(name, {})} if isinstance(was, dict) else changes.get(name, was)
        for name, was in config.items()
    }


def short(config: dict) -> dict:
    """Return the recipe in one round from the source, of a size that two cores can do."""
    return changed(config, config["short"])


def permissive_only(config: dict) -> dict:
    """Return the short recipe without the sets that some use is not free for; our own stay."""
    free = set(config["permissive"]["sets"])
    return {
        **changed(short(config), config["permissive"]),
        "rows": {name: rows for name, rows in config["rows"].items() if name in free},
        "sentiment": [name for name in config["sentiment"] if name in free],
        "stars": [name for name in config["stars"] if name in free],
    }


def ablated(config: dict, choice: dict, steps: int) -> dict:
    """Return the short recipe with a choice changed, in so many steps."""
    changes = {name: value for name, value in choice.items() if name != "name"}
    return changed(changed(short(config), {"steps": steps}), changes)
