"""Start-up is imports: what a command does not need it does not load."""

import json
import subprocess
import sys

import pytest

HEAVY = ("httpx", "stamina", "truststore", "PIL", "numpy", "pi_heif", "lap", "keyring", "rich")
NAMES = (*HEAVY, "natsort")
SCRIPT = """
import json, sys
from seedream_desktop.app.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded(*command):
    """Return the top names of the modules that a command has loaded by its end."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *command], check=True, capture_output=True, text=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("command", ["list", "queue", "ledger", "providers"])
def test_a_command_that_only_looks_loads_no_http_no_pixels_and_no_display(command):
    assert not loaded(command) & set(NAMES)


def test_the_version_is_told_without_a_loop_or_a_library():
    assert not loaded("--version") & {*NAMES, "asyncio", "sqlite3", "msgspec"}


def test_an_edit_on_this_machine_loads_no_http_library(tmp_path):
    from tests.fixtures import photographs

    photographs.photograph(64, 48).save(tmp_path / "photo.jpg")
    step = ("--step", "warmer", "--out", str(tmp_path / "out"))
    found = loaded("run", str(tmp_path / "photo.jpg"), *step)
    assert "PIL" in found
    assert not found & {"httpx", "stamina", "truststore", "keyring"}
