"""What a user can set: one frozen tree, read so that a bad value costs only itself."""

import typing
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct, UnsetType

from seedream_desktop.domain.events import Notice
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.ledger import Caps
from seedream_desktop.settings.exports import ExportSettings

VERSION: Final = 1

Document: TypeAlias = dict[str, Any]
"""A settings file as it was read: tables, arrays and values of TOML."""

_Micros: TypeAlias = Annotated[int, Meta(ge=0, le=10**15)]
_Parallel: TypeAlias = Annotated[int, Meta(ge=1, le=64)]
_Bytes: TypeAlias = Annotated[int, Meta(ge=64 * 2**20, le=2**50)]
_Region: TypeAlias = Annotated[str, Meta(min_length=1, max_length=32)]
_Keys: TypeAlias = Annotated[str, Meta(max_length=64)]
_Remembered: TypeAlias = Annotated[str, Meta(max_length=4096)]
_Proxy: TypeAlias = Annotated[
    str, Meta(pattern=r"^(system|none|(https?|socks5h?)://[^\s/?#@]+:[0-9]{1,5}/?)$")
]


class CapSettings(Struct, frozen=True, kw_only=True):
    """What may be spent at most, in micro-dollars; nothing set is no bound."""

    run_micros: _Micros | None = None
    day_micros: _Micros | None = None
    month_micros: _Micros | None = None

    def as_caps(self) -> Caps:
        """Return them as the ledger knows them."""
        return Caps(
            run_micros=self.run_micros, day_micros=self.day_micros, month_micros=self.month_micros
        )


class NetworkSettings(Struct, frozen=True, kw_only=True):
    """How services are reached.

    proxy is "system" (environment and system settings), "none", or an address with a port.
    An address with a user and password is refused: secrets have no place in this file; the
    environment or the system's settings can hold it. extra_ca_file is a PEM file of authorities
    that are trusted beside the system's own.
    """

    proxy: _Proxy = "system"
    extra_ca_file: str | None = None


class CacheSettings(Struct, frozen=True, kw_only=True):
    """Room for files that can be made again: half for thumbnails, half for proxies."""

    limit_bytes: _Bytes = 4 * 2**30


class LookSettings(Struct, frozen=True, kw_only=True):
    """How the window looks. text_percent is the size of all text.

    motion is "system" (as its user has told the system), "less" or "all".
    """

    theme: Literal["system", "dark", "neutral", "light"] = "dark"
    text_percent: Annotated[int, Meta(ge=100, le=200)] = 100
    motion: Literal["system", "less", "all"] = "system"


class NotificationSettings(Struct, frozen=True, kw_only=True):
    """What is told outside of the window while it is not in front."""

    run_ended: bool = True
    needs_decision: bool = True


class PresetSettings(Struct, frozen=True, kw_only=True):
    """A step that the user keeps for later sequences, as the console writes it; no pictures."""

    prompt: str = ""
    provider: ProviderId = ProviderId("local")
    family: str = ""
    mode: Literal["set", "each", "carry", "variants", "story"] = "set"
    size: str = "match"
    count: Annotated[int, Meta(ge=1, le=1000)] = 1
    leading_anchors: Annotated[int, Meta(ge=0, le=1000)] = 0
    scenario: str = ""
    seed: Annotated[int, Meta(ge=0, le=1000)] = 0


class Settings(Struct, frozen=True, kw_only=True):
    """All settings. concurrency is requests at once by provider id; the card's where absent.

    plugins are the services of other packages that the user has switched on, by name.
    confirm_above_micros is the worst case above which a run asks once more.
    regions is which of a provider's separate services is used; the card's first where absent.
    shortcuts is the window's commands whose keys the user has changed, by command id; presets
    are the user's own, by name; exports is how results leave the library; remembered
    is what the window keeps of how it was left, by a name: widths, last checks.
    """

    language: Literal["system", "en", "zh"] = "system"
    caps: CapSettings = CapSettings()
    confirm_above_micros: _Micros = 5_000_000
    plugins: tuple[ProviderId, ...] = ()
    concurrency: dict[ProviderId, _Parallel] = {}
    regions: dict[ProviderId, _Region] = {}
    network: NetworkSettings = NetworkSettings()
    cache: CacheSettings = CacheSettings()
    look: LookSettings = LookSettings()
    notifications: NotificationSettings = NotificationSettings()
    shortcuts: dict[str, tuple[_Keys, ...]] = {}
    presets: dict[str, PresetSettings] = {}
    exports: ExportSettings = ExportSettings()
    remembered: dict[str, _Remembered] = {}


def upgraded(document: Document) -> Document:
    """Return a document of an earlier version in the words of this one; nobody's choice is lost.

    look.has_motion was a yes or no before look.motion. Where both are there, an earlier version has
    written its own last.
    """
    look = document.get("look")
    if not isinstance(look, dict) or not isinstance(look.get("has_motion"), bool):
        return document
    kept = {name: value for name, value in look.items() if name != "has_motion"}
    return document | {"look": kept | {"motion": "all" if look["has_motion"] else "less"}}


def read(document: Mapping[str, Any]) -> tuple[Settings, tuple[Notice, ...]]:
    """Return the settings in a document, and a notice for each value that could not be used.

    Such a value falls back to its default. Unknown keys are no error: another version of the
    program may know them.
    """
    notices: list[Notice] = []
    version = document.get("version", VERSION)
    if isinstance(version, int) and version > VERSION:
        notices.append(Notice(code="settings_newer", params={"version": version}))
    return _read_struct(Settings, document, "", notices), tuple(notices)


def _read_struct(kind: Any, table: Mapping[str, Any], path: str, notices: list[Notice]) -> Any:
    """Read each field by itself, so that one bad value leaves the others alone."""
    values = {}
    for field in msgspec.structs.fields(kind):
        if field.encode_name in table:
            value = _read_value(field.type, table[field.encode_name], path + field.name, notices)
            if value is not msgspec.UNSET:
                values[field.name] = value
    return kind(**values)


def _read_value(kind: Any, raw: object, path: str, notices: list[Notice]) -> Any | UnsetType:
    """Return the value, or UNSET and a notice where it cannot be used."""
    if isinstance(raw, Mapping) and isinstance(kind, type) and issubclass(kind, Struct):
        return _read_struct(kind, raw, f"{path}.", notices)
    if isinstance(raw, Mapping) and typing.get_origin(kind) is dict:
        of = typing.get_args(kind)[1]
        read = {key: _read_value(of, value, f"{path}.{key}", notices) for key, value in raw.items()}
        return {key: value for key, value in read.items() if value is not msgspec.UNSET}
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError:
        # The value itself stays out of the notice: it may be a proxy's password.
        notices.append(Notice(code="setting_unusable", params={"setting": path}))
        return msgspec.UNSET


def merge(settings: Settings, document: Mapping[str, Any]) -> Document:
    """Return the document with the settings put in; what it has beyond them stays.

    A setting at its default is written only where the document had it, so that a later
    version's better default reaches those who never chose.
    """
    version = document.get("version")
    first = {"version": version if isinstance(version, int) else VERSION}
    return first | _merge_struct(settings, Settings(), document) | first


def _merge_struct(value: Struct, default: Struct, table: Mapping[str, Any]) -> Document:
    merged = dict(table)
    for name in value.__struct_fields__:
        new, usual = getattr(value, name), getattr(default, name)
        if isinstance(new, Struct):
            below = table.get(name)
            new = _merge_struct(new, usual, below if isinstance(below, Mapping) else {})
            is_kept = bool(new)
        else:
            is_kept = new is not None and (new != usual or name in table)
        if is_kept:
            merged[name] = msgspec.to_builtins(new)
        else:
            merged.pop(name, None)
    return merged
