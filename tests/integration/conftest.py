"""What commands of these tests are forked from."""

import os

import pytest

from tests.fixtures import console
from tests.fixtures.nursery import Nursery


@pytest.fixture(scope="session", autouse=True)
def _nursery():
    """Begin it before the first test: what begins within a test has to end with it."""
    if not hasattr(os, "fork"):
        yield
        return
    console.nursery = Nursery()
    yield
    console.nursery.close()
    console.nursery = None
