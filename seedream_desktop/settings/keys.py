"""What can be said about a provider's key without showing it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.rehearsal import REHEARSAL, is_play
from seedream_desktop.ports.world import Secret

VARIABLES: Final = {
    ProviderId("wavespeed"): "WAVESPEED_API_KEY",
    ProviderId("atlascloud"): "ATLASCLOUD_API_KEY",
    ProviderId("novita"): "NOVITA_API_KEY",
    ProviderId("byteplus"): "ARK_API_KEY",
    ProviderId("evolink"): "EVOLINK_API_KEY",
}
"""The environment variable that holds a provider's key, for every provider that needs one."""


_KEYLESS: Final = frozenset({ProviderId("local"), REHEARSAL})


def needs_key(provider: ProviderId) -> bool:
    """Say whether a provider is used with a key."""
    return provider not in _KEYLESS and not is_play(provider)


def variable_of(provider: ProviderId) -> str:
    """Return the environment variable that holds a provider's key; empty where it needs none.

    That of a service which another package brings along is made of its id.
    """
    if not needs_key(provider):
        return ""
    made = "".join(c if c.isalnum() else "_" for c in provider.upper())
    return VARIABLES.get(provider, f"{made}_API_KEY")


KEY_BYTES_MAX: Final = 2560
"""What the Windows Credential Manager takes, in UTF-16 (CRED_MAX_CREDENTIAL_BLOB_SIZE)."""


class KeyState(StrEnum):
    """Whether a key can be had."""

    PRESENT = "present"
    MISSING = "missing"
    LOCKED = "locked"
    """The store is there but did not open: the prompt was dismissed, or still waits."""

    UNAVAILABLE = "unavailable"
    """There is no secure store on this system; a key lasts for this start only."""


class KeySource(StrEnum):
    """Where a key that is present comes from, in the order in which they are asked."""

    ENVIRONMENT = "environment"
    SESSION = "session"
    """Held in memory, because there is no secure store; gone when the program ends."""

    STORE = "store"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStatus:
    """One provider's key as people may see it.

    tail is its last four characters. store is the name of the place: the system's store, or
    the environment variable; empty where there is none.
    """

    provider: ProviderId
    state: KeyState
    source: KeySource | None = None
    tail: str = ""
    store: str = ""


def check_key(provider: ProviderId, secret: Secret) -> None:
    """Refuse what cannot be a key, before it is stored or put into a header.

    Raises UserFixable: key_empty, key_too_long or key_malformed (white space inside it, or
    anything but printable ASCII: two lines pasted, or a text around the key).
    """
    value = secret.reveal()
    if not value:
        raise UserFixable("key_empty", provider=provider)
    if len(value.encode("utf-16-le")) > KEY_BYTES_MAX:
        raise UserFixable("key_too_long", provider=provider, characters_max=KEY_BYTES_MAX // 2)
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise UserFixable("key_malformed", provider=provider)
