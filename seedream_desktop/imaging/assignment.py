"""The best one-to-one choice in a table of scores, by the kept solver of the lap package."""

from collections.abc import Sequence

import lap
import numpy as np


def best_assignment(scores: Sequence[Sequence[float]]) -> tuple[int | None, ...]:
    """Return each row's column so that the total score is greatest; None for a row left over.

    The table may have more rows than columns or the reverse. Jonker and Volgenant's shortest
    augmenting path algorithm (Computing 38, 1987), exact; the same table gives the same choice.
    """
    table = np.asarray(scores, dtype=np.float64)
    if table.size == 0:
        return (None,) * len(scores)
    _, columns, _ = lap.lapjv(float(table.max()) - table, extend_cost=True)
    return tuple(int(column) if column >= 0 else None for column in columns)
