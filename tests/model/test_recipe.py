"""The recipe of the model: what the free one may read, and what an ablation changes."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

TRAIN = Path(__file__).resolve().parents[2] / "models" / "train"
FREE = {"CC0-1.0", "CC-BY-4.0", "MIT", "MIT on the copy", "Apache-2.0", "Apache-2.0 on the copy"}
FREE |= {"those of the sets"}
OURS = {"written", "signals", "questions", "blended"}


@pytest.fixture(autouse=True)
def recipe_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(TRAIN), *sys.path])


def read(name: str) -> dict:
    return tomllib.loads((TRAIN / name).read_text(encoding="utf-8"))


def test_every_set_of_the_recipe_has_its_licence_told() -> None:
    config, licences = read("config.toml"), read("licences.toml")
    assert {*config["rows"], *OURS} <= set(licences)
    assert {*config["sentiment"], *config["stars"]} <= set(config["rows"])
    assert not set(config["sentiment"]) & set(config["stars"])


def test_the_free_recipe_reads_free_sets_alone_and_goes_on_from_no_model() -> None:
    from recipe import permissive_only, read_rounds

    free = permissive_only(read_rounds()[0])
    assert set(free["permissive"]) - {"sets"} <= set(free)
    assert {*free["stars"], *free["sentiment"]} <= set(free["rows"])
    licences = read("licences.toml")
    told = {name: licences[name][2] for name in {*free["rows"], *OURS}}
    assert {name for name, licence in told.items() if licence not in FREE} == set()
    assert free["people"] == 1.0, "no model that read the other sets may teach it"


def test_an_ablation_changes_what_it_names_and_nothing_else() -> None:
    from recipe import ablated, read_rounds, short

    recipes, plan = read_rounds(), read("ablations.toml")
    config = recipes[0]
    plain = ablated(config, {"name": "the recipe"}, plan["steps"])
    assert plan["steps"] * 4 == short(config)["steps"]
    for choice in plan["choices"]:
        changed = ablated(config, choice, plan["steps"])
        different = {name for name in changed if changed[name] != plain[name]}
        assert different == set(choice) - {"name"}
        assert set(changed) == set(plain)
        for name in different:
            if isinstance(changed[name], dict):
                assert set(changed[name]) == set(plain[name])


def test_a_round_that_is_taught_keeps_layers_of_the_one_before() -> None:
    from recipe import read_rounds

    first, *further = read_rounds()
    assert first["people"] == 1.0
    for before, config in zip([first, *further], further, strict=False):
        assert config["people"] < 1.0
        assert sorted(set(config["layers"])) == config["layers"]
        assert set(config["layers"]) <= set(range(len(before["layers"])))
