"""What clusters: scikit-learn's k-means begun by Ward, or EVoC where it is asked for and installed.

References
----------
.. [1] Embedding Vector Oriented Clustering, https://github.com/TutteInstitute/evoc: density
   clusters of a graph of neighbours, in layers.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cxnlp.errors import ExplainError
from cxnlp.explore.clauses import Floats, Ints
from cxnlp.explore.stability import Grow
from cxnlp.explore.tree import Tree, grow, layers_of

Engine = Literal["kmeans", "evoc"]
ENGINES: tuple[Engine, ...] = ("kmeans", "evoc")
FEWEST_FOR_EVOC = 100
"""Of fewer points EVoC finds no neighbourhoods worth the name."""


def engine_of(name: str) -> Grow:
    """Return what clusters: `cxnlp.explore.tree.grow` where the engine asked for is not installed.

    Raises
    ------
    ExplainError
        If there is no engine of that name.
    """
    if name not in ENGINES:
        raise ExplainError(f"no engine {name!r}", " or ".join(ENGINES))
    return grow_evoc if name == "evoc" and is_installed() else grow


def told(asked: str, tree: Tree) -> str:
    """Return which engine found a tree, with its version, and why not the one asked for."""
    if tree.engine == "evoc":
        return f"EVoC {version('evoc')}"
    own = f"Ward and k-means, scikit-learn {version('scikit-learn')}"
    if asked == "kmeans":
        return own
    if not is_installed():
        return f'{own}; EVoC was asked for and is not installed (pip install -e ".[explore]")'
    return f"{own}; EVoC was asked for and found no two clusters"


def is_installed() -> bool:
    """Tell whether EVoC is there."""
    return find_spec("evoc") is not None


def grow_evoc(points: Floats, weight: NDArray[np.float64], counts: Sequence[int]) -> list[Tree]:
    """Find clusters with EVoC: those of its layer that has about as many as are wanted.

    What it leaves out as noise moves no centre. Few points, or points in which it finds no two
    clusters, are clustered by `cxnlp.explore.tree.grow`.

    Parameters
    ----------
    points, weight, counts
        As in `cxnlp.explore.tree.grow`.
    """
    if len(points) < FEWEST_FOR_EVOC or max(counts) < 2:
        return grow(points, weight, counts)
    from evoc import EVoC

    found = EVoC(random_state=0)
    found.fit_predict(points)
    layers = [np.asarray(layer, np.intp) for layer in found.cluster_layers_]
    layers = [layer for layer in layers if layer.max() > 0]
    if not layers:
        return grow(points, weight, counts)
    return [_tree(points, weight, _nearest_in_number(layers, count)) for count in counts]


def _tree(points: Floats, weight: NDArray[np.float64], group: Ints) -> Tree:
    centres = np.stack(
        [
            np.average(points[group == g], axis=0, weights=weight[group == g])
            for g in range(int(group.max()) + 1)
        ]
    )
    lengths = np.linalg.norm(centres, axis=1, keepdims=True)
    centres = np.asarray(centres / np.maximum(lengths, 1e-12), np.float32)
    return Tree(centres, layers_of(centres), "evoc")


def _nearest_in_number(layers: Sequence[Ints], wanted: int) -> Ints:
    """Return the layer whose number of clusters is nearest (in ratio) to the one wanted."""
    return min(layers, key=lambda layer: abs(np.log((int(layer.max()) + 1) / wanted)))
