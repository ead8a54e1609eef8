"""One cell of the matrix: a fault at a service, played in a home of its own, as a text."""

import asyncio
import os
import tempfile
from pathlib import Path

from tests.contract.subjects import stages
from tests.fixtures.matrix import ROWS
from tests.fixtures.played import played
from tests.fixtures.stages import Ending, Stage

NEVER = "–"
WRONG = "≠"


def cell(pair: tuple[str, str]) -> str:
    """Play (service, row) and return what the cell says."""
    service, name = pair
    stage = stages()[service]
    expected = ROWS[name].ending(name, stage)
    if expected is None:
        return NEVER
    with tempfile.TemporaryDirectory(prefix="matrix-") as folder:
        os.environ["SEEDREAM_HOME"] = str(Path(folder) / "library")
        os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
        try:
            return _said(stage, name, expected, Path(folder))
        except Exception as error:  # noqa: BLE001 - a cell that breaks is a finding, not the end
            return f"{WRONG} {type(error).__name__}: {error}".splitlines()[0]


def _said(stage: Stage, name: str, expected: Ending, folder: Path) -> str:
    seen = asyncio.run(played(stage, ROWS[name], folder))
    wrongs = [str(expected)] * (seen.ending != expected) + list(seen.wrongs)
    return f"{seen.ending} {WRONG} {'; '.join(wrongs)}" if wrongs else str(seen.ending)
