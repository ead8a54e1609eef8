"""Keys: from the environment, the system's own secure store, or this start's memory."""

import importlib
import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

from seedream_desktop.domain.errors import KeyMissing
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.logs import redaction
from seedream_desktop.ports.world import Secret
from seedream_desktop.settings.keys import (
    VARIABLES,
    KeySource,
    KeyState,
    KeyStatus,
    check_key,
    needs_key,
    variable_of,
)
from seedream_desktop.settings.prompt_thread import PromptThread

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

T = TypeVar("T")

_SERVICE: Final = "seedream-desktop/{provider}/default"
"""One service a provider and account: Windows keeps one key a service."""

_USER: Final = "api-key"
_PROMPT_S: Final = 60.0
_LOWEST_PRIORITY: Final = 1.0
"""keyring's own mark: what is below is not secure or not meant for this system."""

_CHOICE: Final = "PYTHON_KEYRING_BACKEND"
"""keyring's variable. It can pick among the allowed stores or turn them all off, not add one."""

_STATES: Final = {
    "keyring_locked": KeyState.LOCKED,
    "keyring_waits": KeyState.LOCKED,
    "keyring_unavailable": KeyState.UNAVAILABLE,
}

_SECRET_SERVICE: Final = {
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.libsecret.Keyring": "Secret Service",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
}
_ALLOWED: Final = {
    "darwin": {"keyring.backends.macOS.Keyring": "macOS Keychain"},
    "win32": {"keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager"},
}
"""The stores that may be used and how people know them; everything else, a plain file above
all, is refused, whatever keyring would choose."""


class SystemStore:
    """A secure store of the system's: a keyring backend and the name that people know."""

    def __init__(self, backend: "KeyringBackend", name: str) -> None:
        """Take an allowed backend."""
        self.name = name
        self._backend = backend

    def read(self, provider: ProviderId) -> str | None:
        """Return a key, None where there is none."""
        return self._backend.get_password(_SERVICE.format(provider=provider), _USER)

    def write(self, provider: ProviderId, value: str) -> bool:
        """Store a key; return whether it can be read back."""
        self._backend.set_password(_SERVICE.format(provider=provider), _USER, value)
        return self.read(provider) == value

    def delete(self, provider: ProviderId) -> bool:
        """Delete a key; return whether there was one."""
        if self.read(provider) is None:
            return False
        self._backend.delete_password(_SERVICE.format(provider=provider), _USER)
        return True


def system_store(
    environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> SystemStore | None:
    """Return the first allowed store that works on this system, None where there is none."""
    allowed = _ALLOWED.get(platform, _SECRET_SERVICE)
    chosen = environ.get(_CHOICE)
    for path, name in allowed.items():
        if chosen and path != chosen:
            continue
        module, _, kind = path.rpartition(".")
        try:
            backend = getattr(importlib.import_module(module), kind)
            if float(backend.priority) >= _LOWEST_PRIORITY:
                return SystemStore(backend(), name)
        except Exception as exc:  # noqa: BLE001 (a backend says in its own way that it cannot)
            log.debug("key store %s cannot be used: %s", name, type(exc).__name__)
    return None


class KeyVault:
    """The Vault of ports.world, with what the settings need: status, set and delete.

    A key is read from the store once a start. find_store is asked until it finds one.
    """

    def __init__(
        self,
        environ: Mapping[str, str] = os.environ,
        find_store: Callable[[], SystemStore | None] = system_store,
        *,
        prompt_s: float = _PROMPT_S,
    ) -> None:
        """Take the environment, the way to the system's store, and the patience with prompts."""
        self._environ = environ
        self._find_store = find_store
        self._thread = PromptThread("vault", limit_s=prompt_s)
        self._store: SystemStore | None = None
        self._session: dict[ProviderId, Secret] = {}
        self._read: dict[ProviderId, Secret] = {}

    async def key(self, provider: ProviderId) -> Secret:
        """Return a provider's key.

        Raises KeyMissing: key_missing, keyring_locked, keyring_waits or keyring_unavailable;
        and UserFixable when what the environment holds cannot be a key.
        """
        found = await self._find(provider)
        if found is None:
            raise KeyMissing("key_missing", provider=provider, variable=variable_of(provider))
        secret, _source = found
        check_key(provider, secret)
        return secret

    async def status(self, provider: ProviderId) -> KeyStatus:
        """Return what may be shown of a provider's key. Never raises for want of one."""
        return (await self._statuses([provider]))[0]

    async def list_keys(self, of: Iterable[ProviderId] = tuple(VARIABLES)) -> tuple[KeyStatus, ...]:
        """Return the status of providers, else of every one that needs a key.

        A store that does not open is asked once, not once a provider.
        """
        return tuple(await self._statuses(list(of)))

    async def set_key(self, provider: ProviderId, secret: Secret) -> KeyStatus:
        """Store a key, or hold it for this start where there is no secure store.

        The status says which. Raises UserFixable for what cannot be a key, and KeyMissing
        (keyring_locked, keyring_waits) when the store is there and did not open.
        """
        check_key(provider, secret)
        redaction.register(secret.reveal())
        try:
            is_stored = await self._ask(provider, lambda s: s.write(provider, secret.reveal()))
        except KeyMissing as exc:
            if exc.code == "keyring_waits":
                self._read.pop(provider, None)  # it may yet be written
            if _STATES[exc.code] is KeyState.LOCKED:
                raise
            is_stored = False
        self._read.pop(provider, None)
        self._session.pop(provider, None)
        (self._read if is_stored else self._session)[provider] = secret
        source = KeySource.STORE if is_stored else KeySource.SESSION
        return self._present(provider, secret, source)

    async def delete_key(self, provider: ProviderId) -> bool:
        """Delete a key that was set; return whether there was one.

        One in the environment stays. Raises KeyMissing (keyring_locked, keyring_waits).
        """
        self._read.pop(provider, None)
        was_held = self._session.pop(provider, None) is not None
        try:
            return await self._ask(provider, lambda store: store.delete(provider)) or was_held
        except KeyMissing as exc:
            if _STATES[exc.code] is KeyState.LOCKED:
                raise
            return was_held

    async def store_name(self) -> str:
        """Return the name of the secure store, empty where there is none."""
        try:
            store = await self._thread.call(self._open)
        except TimeoutError:
            store = self._store
        return store.name if store is not None else ""

    def close(self) -> None:
        """End the vault's thread and forget the keys."""
        self._thread.close()
        self._session.clear()
        self._read.clear()

    async def _statuses(self, providers: list[ProviderId]) -> list[KeyStatus]:
        statuses = []
        trouble: KeyMissing | None = None
        for provider in providers:
            try:
                found = self._at_hand(provider) if trouble else await self._find(provider)
            except KeyMissing as exc:
                trouble, found = exc, None
            if found is not None:
                statuses.append(self._present(provider, *found))
            else:
                state = _STATES[trouble.code] if trouble else KeyState.MISSING
                store = self._store.name if self._store is not None else ""
                statuses.append(KeyStatus(provider=provider, state=state, store=store))
        return statuses

    def _present(self, provider: ProviderId, secret: Secret, source: KeySource) -> KeyStatus:
        names = {
            KeySource.ENVIRONMENT: variable_of(provider),
            KeySource.SESSION: "",
            KeySource.STORE: self._store.name if self._store is not None else "",
        }
        return KeyStatus(
            provider=provider,
            state=KeyState.PRESENT,
            source=source,
            tail=secret.tail,
            store=names[source],
        )

    def _at_hand(self, provider: ProviderId) -> tuple[Secret, KeySource] | None:
        """Return a key that needs no store, the environment's first."""
        variable = variable_of(provider)
        value = self._environ.get(variable, "").strip() if variable else ""
        if value:
            redaction.register(value)
            return Secret(value), KeySource.ENVIRONMENT
        if provider in self._session:
            return self._session[provider], KeySource.SESSION
        if provider in self._read:
            return self._read[provider], KeySource.STORE
        return None

    async def _find(self, provider: ProviderId) -> tuple[Secret, KeySource] | None:
        found = self._at_hand(provider)
        if found is not None or not needs_key(provider):
            return found
        value = await self._ask(provider, lambda store: store.read(provider))
        if not value:
            return None
        redaction.register(value)
        self._read[provider] = Secret(value)
        return self._read[provider], KeySource.STORE

    async def _ask(self, provider: ProviderId, work: Callable[[SystemStore], T]) -> T:
        """Let the store do something, on the vault's thread.

        Raises KeyMissing with the code that says why it could not.
        """

        def on_thread() -> T:
            store = self._open()
            if store is None:
                raise _unavailable(provider)
            try:
                return work(store)
            except Exception as exc:
                raise _failure(provider, store, exc) from exc

        try:
            return await self._thread.call(on_thread)
        except TimeoutError:
            name = self._store.name if self._store is not None else ""
            raise KeyMissing("keyring_waits", provider=provider, store=name) from None

    def _open(self) -> SystemStore | None:
        if self._store is None:
            self._store = self._find_store()
        return self._store


def _unavailable(provider: ProviderId) -> KeyMissing:
    return KeyMissing("keyring_unavailable", provider=provider, variable=variable_of(provider))


def _failure(provider: ProviderId, store: SystemStore, exc: Exception) -> KeyMissing:
    """Tell a store that did not open from one that does not work.

    A Secret Service without a collection asks for a new one to be made, and a dismissed
    prompt for that is an InitError.
    """
    errors = importlib.import_module("keyring.errors")
    if isinstance(exc, errors.KeyringLocked | errors.InitError):
        return KeyMissing("keyring_locked", provider=provider, store=store.name)
    log.warning("key store %s failed: %s", store.name, type(exc).__name__)
    return _unavailable(provider)
