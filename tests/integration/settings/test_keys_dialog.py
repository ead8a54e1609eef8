"""The dialog of providers and keys against a real Secret Service: GNOME's, on its own bus."""

import json
import sys

import pytest

from tests.fixtures.bus import fresh_bus

KEY = "wsk_canary_5e1b77d0c4c94f2a"
OTHER = "wsk_other_canary_99c0ffee91c0"

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the Secret Service is Linux's"
)


@pytest.fixture
def driven():
    with fresh_bus() as bus:

        def drive(flow, **options):
            done = bus.run(
                ["-m", "tests.fixtures.keyflow", flow],
                **{"KEY": KEY, "OTHER": OTHER, "QT_QPA_PLATFORM": "offscreen", **options},
            )
            assert KEY not in done.stderr + done.stdout
            assert OTHER not in done.stderr + done.stdout
            return json.loads(done.stdout.splitlines()[-1])

        yield drive


def test_a_key_is_added_tested_replaced_and_removed_in_the_secret_service(driven):
    said = driven("whole")
    begin, added, replaced = said["begin"], said["added"], said["replaced"]
    assert begin["store"].startswith("Keys are kept in Secret Service,")
    assert (begin["state"], begin["facts"]) == ("no key", [])
    assert begin["can"] == ["Get a key", "Add key…"]
    assert added["state"] == "key works"
    assert added["facts"][:2] == ["●●●● 4f2a", "Secret Service"]
    assert added["facts"][2].startswith("today ")
    assert (added["facts"][3], added["balance"]) == ("$100.00", 100_000_000)
    assert added["can"] == ["Test", "Replace…", "Remove…"]
    assert said["stored"]
    assert said["stored other"]
    assert (replaced["state"], replaced["facts"][0]) == ("key refused", "●●●● 91c0")
    assert "does not accept this key" in replaced["remark"]
    assert said["tested"]["state"] == "key works"
    assert (said["removed"]["state"], said["removed"]["facts"]) == ("no key", [])
    assert said["left"] == ""
    assert said["leaks"] == []
    assert "settings.toml" in said["files"]
    assert any(name.endswith(".log") for name in said["files"])


def test_a_store_that_is_locked_is_said_with_what_to_do_and_nothing_can_be_added(driven):
    said = driven("locked", unlocked=False)
    assert said["begin"]["store"].startswith("Secret Service is locked,")
    assert said["begin"]["state"] == "locked"
    assert said["can add"] is False
    assert said["again"]["state"] == "locked"


def test_without_a_bus_a_key_lasts_for_this_start_and_that_is_said_plainly(driven):
    said = driven("storeless", has_bus=False)
    assert said["begin"]["store"].startswith("This system has no secure store.")
    assert "WAVESPEED_API_KEY" in said["begin"]["store"]
    assert said["added"]["state"] == "key works"
    assert said["added"]["facts"][:2] == ["●●●● 4f2a", "memory, until the program ends"]
    assert said["removed"]["state"] == "no key"
    assert said["leaks"] == []
