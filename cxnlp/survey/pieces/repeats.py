"""The same response twice in a file too long for memory, by the rule of `rows.repeats`.

While the file is read, a hash of each row that could tell is kept, 16 bytes a row. Only where two
agree are the columns of the written file looked through for what stands in these rows alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.survey.rows.repeats import EXACT, TELLING, TIME
from cxnlp.survey.table import NO_COLUMN, Problem

if TYPE_CHECKING:
    import pyarrow as pa

Hashes = NDArray[np.uint64]
Places = NDArray[np.intp]
_MARK = "\x1f"
_TIME = TIME.pattern.replace(r"\d", r"\p{Nd}")  # RE2 takes \d for ASCII digits alone.


@dataclass
class Repeats:
    """The rows so far that could repeat another.

    Parameters
    ----------
    id_name : str or None
        The column that names each response, or each customer.
    """

    id_name: str | None = None
    _hashes: list[Hashes] = field(default_factory=list)
    _rows: list[Places] = field(default_factory=list)
    _count: int = 0

    def add(self, cells: pa.Table, used: NDArray[np.bool_]) -> None:
        """Take in some rows, of which those used may repeat others."""
        import pyarrow.compute as pc

        open_ = np.array(used)
        telling = np.zeros(cells.num_rows, dtype=bool)
        for name in cells.column_names if open_.any() else ():
            telling |= _tells(cells[name], name == self.id_name)
            if telling[open_].all():
                break
        rows = np.flatnonzero(open_ & telling)
        if len(rows):
            chosen = cells if len(rows) == cells.num_rows else cells.take(rows)
            joined = pc.binary_join_element_wise(*chosen.columns, _large(_MARK))
            self._hashes.append(_hashed(joined))
            self._rows.append(rows + self._count)
        self._count += cells.num_rows

    def some(self) -> bool:
        """Tell whether any two of the rows may be the same."""
        hashes = np.sort(np.concatenate([np.empty(0, np.uint64), *self._hashes]))
        return bool((hashes[1:] == hashes[:-1]).any())

    def find(self, path: Path, names: Sequence[str]) -> tuple[Places, Places]:
        """Return the rows of a written file that repeat an earlier one, and the first of each.

        Parameters
        ----------
        path : Path
            The Parquet file with all rows, the input's columns first.
        names : sequence of str
            The input's columns, under the names they have there.
        """
        hashes, rows = np.concatenate(self._hashes), np.concatenate(self._rows)
        _, group, size = np.unique(hashes, return_inverse=True, return_counts=True)
        again = size[group] > 1
        rows, group = rows[again], group[again]
        told = np.zeros(len(size), dtype=bool)
        for place, name in enumerate(names):
            self._judge(path, place, name, rows, group, size, told)
        first = np.full(len(size), np.iinfo(np.intp).max)
        np.minimum.at(first, group, rows)
        later = told[group] & (rows != first[group])
        return rows[later], first[group[later]]

    def _judge(
        self,
        path: Path,
        place: int,
        name: str,
        rows: Places,
        group: Places,
        size: Places,
        told: NDArray[np.bool_],
    ) -> None:
        """Note the groups of rows of which this column's cell stands in no other row."""
        telling = np.zeros(len(rows), dtype=bool)
        hashes, begun = [], 0
        for column in _column(path, place):
            here = np.flatnonzero((rows >= begun) & (rows < begun + len(column)))
            chosen = column.take(rows[here] - begun)
            telling[here] = _tells(chosen, name == self.id_name)
            hashes.append(_hashed(column))
            begun += len(column)
        if not telling.any():
            return
        all_ = np.concatenate(hashes)
        mine, ordered = all_[rows], np.sort(all_)
        times = np.searchsorted(ordered, mine, "right") - np.searchsorted(ordered, mine, "left")
        told[group[telling & (times == size[group])]] = True


def _column(path: Path, place: int) -> Iterator[Any]:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=[file.schema_arrow.names[place]]):
            yield pc.utf8_trim_whitespace(batch.column(0))


def _tells(column: Any, is_id: bool) -> NDArray[np.bool_]:  # noqa: ANN401 - pyarrow has no types
    """Tell which cells are long enough, a moment, or an id."""
    import pyarrow.compute as pc

    if is_id:
        found = pc.not_equal(column, "")
    else:
        long = pc.greater_equal(pc.utf8_length(column), TELLING)
        found = pc.or_(long, pc.match_substring_regex(column, _TIME))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def _hashed(column: Any) -> Hashes:  # noqa: ANN401
    made: Hashes = pd.util.hash_array(
        np.asarray(column.to_numpy(zero_copy_only=False), dtype=object), categorize=False
    )
    return made


def _large(text: str) -> Any:  # noqa: ANN401
    import pyarrow as pa

    return pa.scalar(text, pa.large_string())


def write_again(path: Path, out: Path, rows: Places, first: Places) -> tuple[Any, list[Problem]]:
    """Write a converted file anew, with the rows that repeat others left out.

    Parameters
    ----------
    path, out : Path
        The file as written, and where it goes.
    rows, first : numpy.ndarray
        As `Repeats.find` returns them.

    Returns
    -------
    writer : pyarrow.parquet.ParquetWriter
        Still open.
    problems : list of Problem
        The repetitions, with the line of the first.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    lines, begun = [], 0
    with pq.ParquetFile(path) as file:
        writer = pq.ParquetWriter(out, file.schema_arrow)
        for at in range(file.num_row_groups):
            table = file.read_row_group(at)
            left = table["cx_left_out"].to_numpy().astype(object)
            left[rows[(rows >= begun) & (rows < begun + len(left))] - begun] = EXACT
            place = table.column_names.index("cx_left_out")
            made = pa.array(left, pa.string()).dictionary_encode()
            writer.write_table(table.set_column(place, "cx_left_out", made))
            lines.append(table["cx_line"].to_numpy())
            begun += len(left)
    where = np.concatenate(lines)
    return writer, [
        Problem(
            int(where[row]),
            NO_COLUMN,
            "",
            f"{EXACT}: line {where[before]} says the same in every cell",
        )
        for row, before in zip(rows, first, strict=True)
    ]
