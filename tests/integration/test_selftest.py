"""The program looks whether it is whole: from its source here, and as it is frozen."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from seedream_desktop.app import selftest, selftest_parts

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["modules", "files", "window", "keys", "TLS", "network", "formats", "edit"]


def perform(words, command=(sys.executable, "-m", "seedream_desktop.app.gui"), **more):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"} | more
    return subprocess.run(
        [*command, "--self-test", *words],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        cwd=ROOT,
        check=False,
    )


def test_a_whole_program_says_so_and_leaves_nothing_behind(tmp_path):
    home = tmp_path / "home"
    done = perform([str(tmp_path / "report.txt")], SEEDREAM_HOME=str(home))
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split()[1] for line in lines[1:]] == NAMES
    assert all(line.startswith("ok ") for line in lines[1:])
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == done.stdout
    assert not home.exists(), "it works in a library of its own"


def test_what_is_missing_is_named_and_the_rest_is_looked_at(monkeypatch, tmp_path):
    monkeypatch.setattr(selftest_parts, "bundled", tmp_path.joinpath)
    monkeypatch.setattr(selftest, "_checks", lambda _strict: (("files", selftest._files),))
    report = tmp_path / "report.txt"
    assert selftest.perform([str(report)]) == 1
    assert "FAILED files" in report.read_text(encoding="utf-8")
    assert "no sample pictures" in report.read_text(encoding="utf-8")


async def test_no_secure_store_is_told_and_fails_only_where_one_must_be(monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    assert "no secure store" in await selftest_parts.keys(is_needed=False)
    with pytest.raises(AssertionError, match="no secure store"):
        await selftest_parts.keys(is_needed=True)


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform != "linux", reason="the release job does this elsewhere")
def test_the_frozen_program_is_whole_in_a_desktop_of_its_own(tmp_path):
    if shutil.which("dbus-run-session") is None:
        pytest.fail("packaging/debian.txt names what is missing")
    command = [sys.executable, str(ROOT / "packaging" / "freeze.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split()[1] for line in done.stdout.splitlines() if line[:3] == "ok "] == NAMES
    assert "Secret Service" in done.stdout
