"""The vault against a real Secret Service: GNOME's, on a message bus of its own."""

import json
import sys
import textwrap

import pytest

from tests.fixtures.bus import fresh_bus

KEY = "wsk_canary_5e1b77d0"

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the Secret Service is Linux's"
)


@pytest.fixture
def session(tmp_path):
    """Give a way to run coroutine lines against a fresh keyring."""
    with fresh_bus() as bus:

        def run(body, *, unlocked=True):
            """Run coroutine lines; return what they put into `said`."""
            program = tmp_path / "program.py"
            program.write_text(HEAD + textwrap.indent(textwrap.dedent(body), "    ") + FOOT)
            done = bus.run([str(program)], unlocked=unlocked, KEY=KEY)
            assert KEY not in done.stderr
            return json.loads(done.stdout)

        yield run


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
