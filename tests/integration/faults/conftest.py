"""A workshop for each test of this folder."""

import pytest

from tests.fixtures.workshop import workshop


@pytest.fixture
async def shop(tmp_path):
    async with workshop(tmp_path) as made:
        yield made
