"""What tests of the sources read is let go of before the next module's begin."""

from collections.abc import Iterator

import pytest

from tests.fixtures.trees import tree_of


@pytest.fixture(scope="module", autouse=True)
def _lets_go_of_trees() -> Iterator[None]:
    yield
    tree_of.cache_clear()
