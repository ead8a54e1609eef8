"""The kept solver behind its one door."""

import numpy as np
import pytest

from seedream_desktop.imaging.assignment import best_assignment


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (1, 4), (4, 1), (3, 3), (2, 5), (5, 2)])
def test_the_assignment_is_one_to_one_and_complete(shape):
    rows, columns = shape
    table = np.random.default_rng(15).random(shape)
    chosen = best_assignment(table.tolist())
    taken = [column for column in chosen if column is not None]
    assert len(chosen) == rows
    assert len(set(taken)) == len(taken) == min(rows, columns)


def test_the_assignment_is_the_best_as_a_whole():
    assert best_assignment([[0.9, 0.8], [0.85, 0.1]]) == (1, 0)
