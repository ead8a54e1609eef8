"""The vault against a real Secret Service: GNOME's, on a message bus of its own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon", "secret-tool")
KEY = "wsk_canary_5e1b77d0"

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the Secret Service is Linux's"
)


@pytest.fixture
def session(tmp_path):
    """Give a way to run coroutine lines against a fresh keyring."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"in CI these must be installed: {missing}", pytrace=False)
    if missing:
        pytest.skip(f"`python3 dev.py setup` installs what is missing: {missing}")
    # Not under tmp_path: the address of a socket has no room for long paths.
    with tempfile.TemporaryDirectory(prefix="bus-") as runtime:
        yield lambda body, *, unlocked=True: run(body, tmp_path, runtime, unlocked=unlocked)


def run(body, tmp_path, runtime, *, unlocked):
    """Run coroutine lines on a fresh bus; return what they put into `said`."""
    program = tmp_path / "program.py"
    program.write_text(HEAD + textwrap.indent(textwrap.dedent(body), "    ") + FOOT)
    unlock = "printf %s ci | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND", "DISPLAY"}
    }
    shell = f'{unlock * unlocked}exec "$0" "$@"'
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", shell, sys.executable, str(program)],
        cwd=ROOT,
        env={
            **environment,
            "XDG_RUNTIME_DIR": runtime,
            "PYTHONPATH": str(ROOT),
            "KEY": KEY,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert KEY not in done.stderr
    return json.loads(done.stdout)


HEAD = """
import asyncio, json, os, subprocess
from seedream_desktop.domain.errors import KeyMissing
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.ports.world import Secret
from seedream_desktop.settings.vault import KeyVault

WAVESPEED = ProviderId("wavespeed")
SERVICE = ["service", "seedream-desktop/wavespeed/default", "username", "api-key"]


def tool(*words):
    return subprocess.run(["secret-tool", *words], capture_output=True, text=True).stdout


async def state(vault):
    return (await vault.status(WAVESPEED)).state


async def main():
    vault, said = KeyVault({}, prompt_s=20), {}
"""
FOOT = """
    vault.close()
    print(json.dumps(said))


asyncio.run(main())
"""


def test_a_key_is_stored_read_by_another_program_replaced_and_deleted(session):
    said = session("""
        said["name"] = await vault.store_name()
        said["before"] = await state(vault)
        said["set"] = (await vault.set_key(WAVESPEED, Secret(os.environ["KEY"]))).source
        said["other program"] = tool("lookup", *SERVICE)
        fresh = KeyVault({})
        status = await fresh.status(WAVESPEED)
        said["fresh"], said["tail"], said["store"] = status.state, status.tail, status.store
        said["same"] = (await fresh.key(WAVESPEED)).reveal() == os.environ["KEY"]
        await fresh.set_key(WAVESPEED, Secret("another-key-altogether"))
        said["replaced"] = tool("lookup", *SERVICE)
        said["states"] = {s.provider: s.state for s in await fresh.list_keys()}
        said["deleted"] = [await fresh.delete_key(WAVESPEED), await fresh.delete_key(WAVESPEED)]
        said["after"] = tool("lookup", *SERVICE)
        fresh.close()
    """)
    assert said == {
        "name": "Secret Service",
        "before": "missing",
        "set": "store",
        "other program": KEY,
        "fresh": "present",
        "tail": KEY[-4:],
        "store": "Secret Service",
        "same": True,
        "replaced": "another-key-altogether",
        "states": {
            "wavespeed": "present",
            "atlascloud": "missing",
            "novita": "missing",
            "byteplus": "missing",
            "evolink": "missing",
        },
        "deleted": [True, False],
        "after": "",
    }


def test_a_keyring_that_was_locked_is_told_from_one_without_the_key(session):
    said = session("""
        await vault.set_key(WAVESPEED, Secret(os.environ["KEY"]))
        tool("lock")
        said["still held"] = await state(vault)
        fresh = KeyVault({}, prompt_s=20)
        said["locked"] = await state(fresh)
        try:
            await fresh.key(WAVESPEED)
        except KeyMissing as exc:
            said["error"] = [exc.code, exc.params]
        try:
            await fresh.set_key(WAVESPEED, Secret("another-key-altogether"))
        except KeyMissing as exc:
            said["set"] = exc.code
        fresh.close()
    """)
    assert said == {
        "still held": "present",
        "locked": "locked",
        "error": ["keyring_locked", {"provider": "wavespeed", "store": "Secret Service"}],
        "set": "keyring_locked",
    }


def test_a_keyring_that_was_never_made_counts_as_locked_where_no_prompt_can_be_shown(session):
    said = session("said['state'] = await state(vault)", unlocked=False)
    assert said == {"state": "locked"}
