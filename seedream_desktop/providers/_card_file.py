"""The shape of a card file: what may stand in it, and what is wrong with one that is not so."""

import copy
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from seedream_desktop.domain.card import Billing, Provenance, Recovery
from seedream_desktop.domain.errors import UserFixable

Value = TypeVar("Value")
Shape = TypeVar("Shape")

Count = Annotated[int, Meta(ge=0)]
Address = Annotated[str, Meta(pattern="^https://")]
Positive = Annotated[int, Meta(ge=1)]
Ratio = Annotated[str, Meta(pattern=r"^[1-9][0-9]*:[1-9][0-9]*$")]

_AT: Final = re.compile(r"(?P<what>.*) - at `\$\.?(?P<path>.*)`", re.DOTALL)


class Figure(msgspec.Struct, Generic[Value], forbid_unknown_fields=True, frozen=True):
    """One figure with its date and where it was read."""

    value: Value
    as_of: date
    source: Annotated[str, Meta(min_length=1)]
    note: str = ""


class SizeFigures(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The bounds of a size; see domain.geometry.SizeRule."""

    edge_min_px: Figure[Positive] | UnsetType = UNSET
    edge_max_px: Figure[Positive] | UnsetType = UNSET
    pixels_min: Figure[Positive] | UnsetType = UNSET
    pixels_max: Figure[Positive] | UnsetType = UNSET
    aspect_max: Figure[float] | UnsetType = UNSET
    presets: Figure[tuple[str, ...]] | UnsetType = UNSET


class PriceTier(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What an output of at most so many pixels costs."""

    pixels_max: Positive
    usd: str


class InputChanges(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What a model takes as references, where that differs from the card's own rule."""

    bytes_max: Figure[Positive] | UnsetType = UNSET
    pixels_max: Figure[Positive] | UnsetType = UNSET
    aspect_max: Figure[float] | UnsetType = UNSET
    formats: Figure[tuple[str, ...]] | UnsetType = UNSET


class ModelFigures(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What a family says for all of its models, or one model for itself."""

    price_per_output_usd: Figure[str] | UnsetType = UNSET
    price_tiers_usd: Figure[tuple[PriceTier, ...]] | UnsetType = UNSET
    price_per_reference_usd: Figure[str] | UnsetType = UNSET
    free_references: Figure[Count] | UnsetType = UNSET
    billing: Figure[Billing] | UnsetType = UNSET
    references_max: Figure[Count] | UnsetType = UNSET
    outputs_max: Figure[Positive] | UnsetType = UNSET
    total_max: Figure[Positive] | UnsetType = UNSET
    takes_size: Figure[bool] | UnsetType = UNSET
    sizes_follow_inputs: Figure[bool] | UnsetType = UNSET
    takes_plain_prompt: Figure[bool] | UnsetType = UNSET
    size_default: Figure[str] | UnsetType = UNSET
    output_formats: Figure[tuple[str, ...]] | UnsetType = UNSET
    options: Figure[Mapping[str, str]] | UnsetType = UNSET
    prompt_max: Figure[Positive] | UnsetType = UNSET
    inputs: InputChanges | UnsetType = UNSET
    tier_sizes: Figure[Mapping[str, tuple[str, ...]]] | UnsetType = UNSET
    aspect_ratios: Figure[tuple[Ratio, ...]] | UnsetType = UNSET
    size: SizeFigures = SizeFigures()

    def under(self, family: "ModelFigures") -> "ModelFigures":
        """Return the figures that hold for a model: its own, else its family's."""
        own = {name: getattr(self, name) for name in self.__struct_fields__ if name != "size"}
        size = {name: getattr(self.size, name) for name in self.size.__struct_fields__}
        return msgspec.structs.replace(
            family,
            **{name: figure for name, figure in own.items() if figure is not UNSET},
            size=msgspec.structs.replace(
                family.size,
                **{name: figure for name, figure in size.items() if figure is not UNSET},
            ),
        )


class AccountFigures(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """See domain.card.AccountRule."""

    parallel: Figure[Positive]
    per_minute: Figure[Count] | UnsetType = UNSET
    images_per_minute: Figure[Count] | UnsetType = UNSET


class InputFigures(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """See domain.card.InputRule."""

    bytes_max: Figure[Positive]
    edge_min_px: Figure[Positive]
    edge_max_px: Figure[Positive]
    pixels_max: Figure[Positive]
    aspect_max: Figure[float]
    order_bytes_max: Figure[Positive] | UnsetType = UNSET
    formats: Figure[tuple[str, ...]] | UnsetType = UNSET
    takes_alpha: Figure[bool] | UnsetType = UNSET


class EnhancerFigures(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """See domain.card.EnhancerRule."""

    model: Figure[str]
    price_usd: Figure[str]
    styles: Figure[tuple[str, ...]] | UnsetType = UNSET


class RegionFigures(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One of a provider's separate services.

    address says which one it is; the adapter knows it too. families, where it is given, names
    those that the region has, each with what is different there.
    """

    title: Figure[str]
    address: Figure[Address]
    currency: Figure[str] | UnsetType = UNSET
    key_url: Figure[Address] | UnsetType = UNSET
    families: dict[str, dict[str, Any]] | UnsetType = UNSET


class CardFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A whole file; the tables of families and regions are read one by one."""

    provider: str
    title: str
    as_of: date
    default_family: str
    recovery: Figure[Recovery]
    account: AccountFigures
    inputs: InputFigures
    families: dict[str, dict[str, Any]]
    enhancer: EnhancerFigures | UnsetType = UNSET
    key_url: Figure[Address] | UnsetType = UNSET
    regions: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    references_inside: Figure[bool] | UnsetType = UNSET
    currency: Figure[str] | UnsetType = UNSET
    credits_per_usd: Figure[Positive] | UnsetType = UNSET
    is_local: bool = False
    history_s: Figure[Count] | UnsetType = UNSET
    upload_lifetime_s: Figure[Count] | UnsetType = UNSET
    output_lifetime_s: Figure[Count] | UnsetType = UNSET
    poll_s: Figure[float] | UnsetType = UNSET
    tells_charge_late: Figure[bool] | UnsetType = UNSET
    sources: dict[str, str] = msgspec.field(default_factory=dict)


class Reader:
    """Reads the tables of one file, names what is wrong with them, and collects provenance."""

    def __init__(self, text: str, file_name: str) -> None:
        """Parse the file. Raises UserFixable when it is no TOML or has an unknown shape."""
        self._file_name = file_name
        self._region = ""
        self._sources: dict[str, str] = {}
        self.provenance: dict[str, Provenance] = {}
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise UserFixable("card_not_toml", file=file_name, reason=str(error)) from error
        self.file = self._converted(table, CardFile, "")
        self._sources = self.file.sources
        self.families: Mapping[str, Mapping[str, Any]] = self.file.families
        self._note(self.file, "")
        self.regions = {
            name: self._converted(region, RegionFigures, f"regions.{name}")
            for name, region in self.file.regions.items()
        }
        for name, figures in self.regions.items():
            self._note(figures, f"regions.{name}")

    def within(self, region: str) -> "Reader":
        """Return a reader of the same file as it holds in a region, with provenance of its own."""
        reader = copy.copy(self)
        reader._region = region  # noqa: SLF001 (a copy of this one)
        reader.provenance = dict(self.provenance)
        own = self.regions[region].families
        if not isinstance(own, UnsetType):
            reader.families = {
                name: _merged(self.families[name], table) for name, table in own.items()
            }
        return reader

    def figures(self, table: dict[str, Any], where: str) -> ModelFigures:
        """Read a family's or a model's own figures. Raises UserFixable."""
        figures = self._converted(table, ModelFigures, where)
        self._note(figures, where)
        return figures

    def broken(self, where: str, reason: str) -> UserFixable:
        """Make the error for a place in the file."""
        if self._region and where.startswith("families"):
            where = joined("regions", self._region, where)
        return UserFixable("card_broken", file=self._file_name, where=where, reason=reason)

    def _converted(self, table: object, shape: type[Shape], where: str) -> Shape:
        try:
            return msgspec.convert(table, shape)
        except msgspec.ValidationError as error:
            match = _AT.fullmatch(str(error))
            path = match["path"] if match else ""
            reason = match["what"] if match else str(error)
            raise self.broken(joined(where, path) or "top", reason) from error

    def _note(self, table: msgspec.Struct, where: str) -> None:
        for name in table.__struct_fields__:
            part = getattr(table, name)
            path = joined(where, name)
            if isinstance(part, Figure):
                source = self._sources.get(part.source, part.source)
                told = f"{source} ({part.note})" if part.note else source
                self.provenance[path] = Provenance(part.as_of, told)
            elif isinstance(part, msgspec.Struct):
                self._note(part, path)


def _merged(table: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with what another says put over it; a figure is replaced whole."""
    merged = dict(table)
    for name, value in over.items():
        under = table.get(name)
        is_table = isinstance(under, dict) and isinstance(value, dict) and "value" not in value
        merged[name] = _merged(under or {}, value) if is_table else value
    return merged


def joined(*parts: str) -> str:
    """Return a dotted path, without the parts that are empty."""
    return ".".join(part for part in parts if part)
