"""What a user keeps of exports: presets of their own, and how the last one was set."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

_Percent: TypeAlias = Annotated[int, Meta(ge=1, le=100)]
_Edge: TypeAlias = Annotated[int, Meta(ge=16, le=32_768)]
_Millimetres: TypeAlias = Annotated[float, Meta(gt=0, le=5_000)]
_Dpi: TypeAlias = Annotated[int, Meta(ge=36, le=2_400)]
_Template: TypeAlias = Annotated[str, Meta(min_length=1, max_length=300)]
_Colour: TypeAlias = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")]
_Path: TypeAlias = Annotated[str, Meta(min_length=1, max_length=4096)]
_Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=60)]

RECENT_MAX = 8


class ExportPresetSettings(Struct, frozen=True, kw_only=True):
    """One way of writing files; see domain.export_wish.Preset for what each means."""

    template: _Template = "{name}{-version}"
    format: Literal["keep", "jpeg", "png", "webp", "avif", "tiff"] = "keep"
    quality: _Percent = 92
    fit: Literal["as_is", "original", "long_edge", "print"] = "as_is"
    edge_px: _Edge = 2048
    may_enlarge: bool = False
    width_mm: _Millimetres = 297.0
    height_mm: _Millimetres = 210.0
    dpi: _Dpi = 300
    colour: Literal["keep", "original", "srgb"] = "keep"
    background: _Colour = "#ffffff"
    rights: bool = True
    capture: bool = True
    gps: bool = False
    ai_mark: bool = True
    edits: bool = False
    costs: bool = False
    sidecars: tuple[Literal["json", "csv"], ...] = ()
    is_mirrored: bool = False


class ExportSettings(Struct, frozen=True, kw_only=True):
    """The user's own presets by name, and what the dialog begins with.

    ticked are the presets of the last export, by the names that they are kept under; folders are
    those exported to, the newest first.
    """

    presets: dict[str, ExportPresetSettings] = {}
    ticked: tuple[_Name, ...] = ("archive",)
    folders: tuple[_Path, ...] = ()
    conflict: Literal["unique", "skip", "overwrite", "ask"] = "unique"
    unsure: Literal["aside", "refuse"] = "aside"
