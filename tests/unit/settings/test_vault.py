import asyncio
import sys
import threading
import types

import pytest
from keyring import errors
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from seedream_desktop.domain.errors import KeyMissing, UserFixable
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.logs import redaction
from seedream_desktop.ports.world import Secret
from seedream_desktop.settings.keys import KEY_BYTES_MAX, VARIABLES, KeySource, KeyState, KeyStatus
from seedream_desktop.settings.vault import KeyVault, SystemStore, system_store

WAVESPEED = ProviderId("wavespeed")
KEY = "wsk_canary_1234567890"


class Safe(KeyringBackend):
    """A secure store in memory, as a keyring backend."""

    priority = 5

    def __init__(self):
        super().__init__()
        self.kept = {}
        self.reads = 0
        self.trouble = None
        self.answered = threading.Event()
        self.answered.set()

    def get_password(self, service, username):
        self.answered.wait(30)
        self.reads += 1
        if self.trouble:
            raise self.trouble
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.answered.wait(30)
        if self.trouble:
            raise self.trouble
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    monkeypatch.setattr(redaction, "_secrets", {})


@pytest.fixture
def safe():
    return Safe()


@pytest.fixture
def vault(safe):
    vault = KeyVault({}, lambda: SystemStore(safe, "Test Safe"), prompt_s=20)
    yield vault
    safe.answered.set()
    vault.close()


@pytest.fixture
def storeless():
    vault = KeyVault({}, lambda: None)
    yield vault
    vault.close()


async def test_a_stored_key_is_there_in_the_next_start_under_one_service_a_provider(vault, safe):
    status = await vault.set_key(WAVESPEED, Secret(KEY))
    assert status == KeyStatus(
        provider=WAVESPEED,
        state=KeyState.PRESENT,
        source=KeySource.STORE,
        tail="7890",
        store="Test Safe",
    )
    assert safe.kept == {("seedream-desktop/wavespeed/default", "api-key"): KEY}
    later = KeyVault({}, lambda: SystemStore(safe, "Test Safe"))
    assert (await later.key(WAVESPEED)).reveal() == KEY
    later.close()


async def test_a_key_is_read_from_the_store_once_a_start(vault, safe):
    safe.kept["seedream-desktop/wavespeed/default", "api-key"] = KEY
    for _ in range(3):
        assert (await vault.key(WAVESPEED)).reveal() == KEY
    assert safe.reads == 1


async def test_a_key_in_the_environment_comes_first_and_the_store_is_not_asked(safe):
    safe.kept["seedream-desktop/wavespeed/default", "api-key"] = "another-key-in-the-store"
    vault = KeyVault({"WAVESPEED_API_KEY": f" {KEY}\n"}, lambda: SystemStore(safe, "Test Safe"))
    assert (await vault.key(WAVESPEED)).reveal() == KEY
    status = await vault.status(WAVESPEED)
    assert (status.source, status.store) == (KeySource.ENVIRONMENT, "WAVESPEED_API_KEY")
    assert safe.reads == 0
    vault.close()


@pytest.mark.parametrize(("provider", "variable"), sorted(VARIABLES.items()))
async def test_each_provider_has_its_variable(provider, variable):
    vault = KeyVault({variable: KEY}, lambda: None)
    assert (await vault.key(provider)).reveal() == KEY
    vault.close()


async def test_an_empty_variable_is_no_key(safe):
    vault = KeyVault({"WAVESPEED_API_KEY": "  "}, lambda: SystemStore(safe, "Test Safe"))
    with pytest.raises(KeyMissing) as caught:
        await vault.key(WAVESPEED)
    assert caught.value.code == "key_missing"
    assert caught.value.params == {"provider": "wavespeed", "variable": "WAVESPEED_API_KEY"}
    vault.close()


async def test_a_deleted_key_is_gone_and_deleting_twice_is_no_error(vault, safe):
    await vault.set_key(WAVESPEED, Secret(KEY))
    assert await vault.delete_key(WAVESPEED) is True
    assert await vault.delete_key(WAVESPEED) is False
    assert safe.kept == {}
    assert (await vault.status(WAVESPEED)).state is KeyState.MISSING


async def test_a_new_key_takes_the_place_of_the_old(vault):
    await vault.set_key(WAVESPEED, Secret(KEY))
    await vault.set_key(WAVESPEED, Secret("another-key-altogether"))
    assert (await vault.key(WAVESPEED)).reveal() == "another-key-altogether"


async def test_without_a_secure_store_a_key_lasts_for_this_start_only_and_it_is_said(storeless):
    assert (await storeless.status(WAVESPEED)).state is KeyState.UNAVAILABLE
    status = await storeless.set_key(WAVESPEED, Secret(KEY))
    assert (status.state, status.source, status.store) == (KeyState.PRESENT, KeySource.SESSION, "")
    assert (await storeless.key(WAVESPEED)).reveal() == KEY
    assert await storeless.store_name() == ""
    assert await storeless.delete_key(WAVESPEED) is True
    with pytest.raises(KeyMissing) as caught:
        await storeless.key(WAVESPEED)
    assert caught.value.code == "keyring_unavailable"


@pytest.mark.parametrize(
    ("trouble", "state", "code"),
    [
        (errors.KeyringLocked("dismissed"), KeyState.LOCKED, "keyring_locked"),
        (errors.InitError("no collection"), KeyState.LOCKED, "keyring_locked"),
        (errors.NoKeyringError("none"), KeyState.UNAVAILABLE, "keyring_unavailable"),
        (OSError("the bus is gone"), KeyState.UNAVAILABLE, "keyring_unavailable"),
    ],
)
async def test_locked_and_unavailable_are_told_from_missing(vault, safe, trouble, state, code):
    safe.trouble = trouble
    assert (await vault.status(WAVESPEED)).state is state
    with pytest.raises(KeyMissing) as caught:
        await vault.key(WAVESPEED)
    assert caught.value.code == code


async def test_a_locked_store_refuses_a_new_key_instead_of_keeping_it_elsewhere(vault, safe):
    safe.trouble = errors.KeyringLocked("dismissed")
    with pytest.raises(KeyMissing) as caught:
        await vault.set_key(WAVESPEED, Secret(KEY))
    assert caught.value.code == "keyring_locked"
    safe.trouble = None
    assert (await vault.status(WAVESPEED)).state is KeyState.MISSING


async def test_a_store_that_fails_to_store_leaves_the_key_in_memory(vault, safe):
    safe.trouble = errors.PasswordSetError("1783: the stub received bad data")
    assert (await vault.set_key(WAVESPEED, Secret(KEY))).source is KeySource.SESSION


async def test_a_store_that_forgets_what_it_took_is_noticed(vault, safe):
    safe.set_password = lambda *_: None
    assert (await vault.set_key(WAVESPEED, Secret(KEY))).source is KeySource.SESSION


async def test_a_locked_store_is_asked_once_for_the_whole_list(safe):
    safe.trouble = errors.KeyringLocked("dismissed")
    vault = KeyVault({"ARK_API_KEY": KEY}, lambda: SystemStore(safe, "Test Safe"))
    states = {status.provider: status.state for status in await vault.list_keys()}
    assert states == {
        name: KeyState.PRESENT if name == "byteplus" else KeyState.LOCKED for name in VARIABLES
    }
    assert safe.reads == 1
    vault.close()


async def test_a_prompt_that_nobody_answers_is_left_and_further_calls_do_not_wait(safe):
    safe.answered.clear()
    vault = KeyVault({}, lambda: SystemStore(safe, "Test Safe"), prompt_s=0.05)
    with pytest.raises(KeyMissing) as caught:
        await vault.key(WAVESPEED)
    assert caught.value.code == "keyring_waits"
    assert caught.value.params == {"provider": "wavespeed", "store": "Test Safe"}
    threads = threading.active_count()
    start = asyncio.get_running_loop().time()
    for _ in range(20):
        assert (await vault.status(WAVESPEED)).state is KeyState.LOCKED
    assert asyncio.get_running_loop().time() - start < 0.05
    assert threading.active_count() == threads
    safe.answered.set()
    vault.close()


async def test_a_prompt_that_is_answered_late_opens_the_store_for_the_next_call(safe):
    safe.kept["seedream-desktop/wavespeed/default", "api-key"] = KEY
    safe.answered.clear()
    vault = KeyVault({}, lambda: SystemStore(safe, "Test Safe"), prompt_s=0.05)
    assert (await vault.status(WAVESPEED)).state is KeyState.LOCKED
    safe.answered.set()
    await asyncio.wait_for(asyncio.wrap_future(vault._thread._stuck), 10)
    assert (await vault.key(WAVESPEED)).reveal() == KEY
    vault.close()


async def test_a_caller_that_gives_up_leaves_nothing_behind(vault, safe):
    safe.answered.clear()
    asking = asyncio.create_task(vault.key(WAVESPEED))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    safe.answered.set()
    assert (await vault.status(WAVESPEED)).state is KeyState.MISSING


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "key_empty"),
        (" \n", "key_empty"),
        ("k" * (KEY_BYTES_MAX // 2 + 1), "key_too_long"),
        ("two\nlines", "key_malformed"),
        ("a key", "key_malformed"),
        ("schlüssel", "key_malformed"),
        ("tab\tbed", "key_malformed"),
    ],
)
async def test_what_cannot_be_a_key_is_refused_and_not_repeated(vault, safe, value, code):
    with pytest.raises(UserFixable) as caught:
        await vault.set_key(WAVESPEED, Secret(value))
    assert caught.value.code == code
    assert not value.strip() or value not in repr(caught.value)
    assert safe.kept == {}


async def test_the_longest_key_that_windows_takes_is_taken(vault):
    status = await vault.set_key(WAVESPEED, Secret("k" * (KEY_BYTES_MAX // 2)))
    assert status.source is KeySource.STORE


async def test_a_malformed_key_in_the_environment_is_not_handed_to_a_header():
    vault = KeyVault({"WAVESPEED_API_KEY": "canary\r\nX-Evil: 1"}, lambda: None)
    with pytest.raises(UserFixable) as caught:
        await vault.key(WAVESPEED)
    assert caught.value.code == "key_malformed"
    assert "canary" not in str(caught.value)
    vault.close()


async def test_every_key_that_passes_is_starred_in_logs_from_then_on(vault, safe):
    await vault.set_key(WAVESPEED, Secret("first-key-of-the-day"))
    safe.kept["seedream-desktop/novita/default", "api-key"] = "second-key-of-the-day"
    await vault.key(ProviderId("novita"))
    environment = KeyVault({"ARK_API_KEY": "third-key-of-the-day"}, lambda: None)
    await environment.status(ProviderId("byteplus"))
    environment.close()
    text = "first-key-of-the-day second-key-of-the-day third-key-of-the-day"
    assert redaction.scrub(text) == "**** **** ****"


async def test_no_key_is_in_any_repr(vault):
    status = await vault.set_key(WAVESPEED, Secret(KEY))
    assert KEY not in repr([status, vault.__dict__, await vault.list_keys()])


async def test_a_provider_that_needs_no_key_is_not_looked_up(vault, safe):
    assert (await vault.status(ProviderId("local"))).state is KeyState.MISSING
    assert safe.reads == 0


# -- which stores may be used ---------------------------------------------------------------


class PlaintextKeyring(NoKeyring):
    """What keyrings.alt brings: viable, of low priority, a file."""

    priority = 0.5


def stand_in(monkeypatch, priority):
    """Put a store of this priority in the place of the one that macOS has."""
    module = types.ModuleType("keyring.backends.macOS")
    module.Keyring = type("Keyring", (Safe,), {"priority": priority})
    monkeypatch.setitem(sys.modules, module.__name__, module)


@pytest.mark.parametrize("platform", sorted({"linux", "darwin", "win32"} - {sys.platform}))
def test_a_store_outside_the_list_is_never_taken_even_where_keyring_would(platform):
    assert PlaintextKeyring in set(KeyringBackend.get_viable_backends())
    assert system_store({}, platform) is None


@pytest.mark.skipif(sys.platform != "linux", reason="the other systems always have a store")
def test_a_linux_without_a_session_bus_has_no_store():
    assert system_store({}) is None


@pytest.mark.parametrize(("priority", "is_taken"), [(0.5, False), (0.99, False), (1, True)])
def test_an_allowed_store_of_low_priority_is_refused(monkeypatch, priority, is_taken):
    stand_in(monkeypatch, priority)
    assert (system_store({}, "darwin") is not None) is is_taken


def test_keyrings_own_variable_can_turn_stores_off_but_not_add_one(monkeypatch):
    stand_in(monkeypatch, 5)
    name = "keyring.backends.macOS.Keyring"
    assert system_store({"PYTHON_KEYRING_BACKEND": name}, "darwin").name == "macOS Keychain"
    for other in ("keyring.backends.null.Keyring", f"{__name__}.PlaintextKeyring"):
        assert system_store({"PYTHON_KEYRING_BACKEND": other}, "darwin") is None
