"""What an exported file says of itself: what is kept of its original, and what is added."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from seedream_desktop.domain.export_wish import FileFormat, Fit, MetadataWish, Preset
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.receipt import Change, Part
from seedream_desktop.imaging.metadata import groups, iptc, labels, xmp
from seedream_desktop.imaging.metadata.exif import ORIENTATION, Exif, Field, written
from seedream_desktop.imaging.metadata.found import Found
from seedream_desktop.imaging.metadata.groups import Group
from seedream_desktop.imaging.metadata.xmp import Properties, named
from seedream_desktop.ports.renditions import Order

SEGMENT_BYTES_MAX: Final = 65_000
"""What one segment of a JPEG takes, less a margin for its head."""

_SRGB, _UNCALIBRATED = 1, 65_535
_INCH: Final = 2
_DPI: Final = 72
_FLASHPIX: Final = Field(7, 4, b"0100")
_COMPONENTS: Final = Field(7, 4, b"\x01\x02\x03\x00")
_VERSION: Final = Field(7, 4, b"0232")
MARKED: Final[Mapping[str, str]] = {
    "compositeWithTrainedAlgorithmicMedia": "marked_edited",
    "trainedAlgorithmicMedia": "marked_generated",
    "algorithmicallyEnhanced": "marked_enhanced",
    "algorithmicMedia": "marked_drawn",
}
_TRAINED: Final = "rainedAlgorithmicMedia"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Metadata to be written: EXIF as its fields, IIM and XMP as blocks, b"" for none."""

    exif: Exif
    iptc: bytes
    xmp: bytes
    changes: tuple[Change, ...]

    @property
    def exif_block(self) -> bytes:
        """EXIF as a block without its mark."""
        return written(self.exif)


def outgoing(
    found: Found,
    order: Order,
    size: Size,
    *,
    is_srgb: bool,
    label: str = "",
    bytes_max: int | None = None,
) -> Outgoing:
    """Return what is written of what was found; bytes_max is what each kind may take up.

    What would take more is left out, and the changes say so. label is the service's own, which
    goes along whatever is asked for.
    """
    wish = order.preset.metadata
    wanted = _wanted(wish)
    changes = list(_told(found, order, wanted))
    own = _exif(found.exif, wanted, size, order.preset, is_srgb=is_srgb)
    datasets = groups.kept_datasets(found.iptc, wanted)
    added = _added(order, found)
    if label:
        added[labels.AIGC] = xmp.simple(labels.AIGC, label)
        changes.append(Change(part=Part.METADATA, code="label_kept"))
    kept = groups.as_properties(datasets) | groups.kept_properties(found.xmp, wanted)
    block, packet = iptc.written(datasets), xmp.written([*(kept | added).values()])
    if bytes_max is not None and max(map(len, (written(own), block, packet))) > bytes_max:
        changes.append(Change(part=Part.METADATA, code="metadata_too_long"))
        own = own if len(written(own)) <= bytes_max else Exif()
        block = block if len(block) <= bytes_max else b""
        packet = _short(kept, added, bytes_max) if len(packet) > bytes_max else packet
    return Outgoing(own, block, packet, tuple(changes))


def _wanted(wish: MetadataWish) -> frozenset[Group]:
    switched = {Group.RIGHTS: wish.rights, Group.CAPTURE: wish.capture, Group.PLACE: wish.gps}
    return frozenset(group for group, is_on in switched.items() if is_on)


def _exif(
    source: Exif, wanted: frozenset[Group], size: Size, preset: Preset, *, is_srgb: bool
) -> Exif:
    """Return the fields that are kept, upright, with what is true of the new pixels."""
    main = groups.kept_fields(source.main, wanted, is_main=True)
    camera = groups.kept_fields(source.camera, wanted, is_main=False)
    gps = dict(source.gps) if Group.PLACE in wanted else {}
    dpi = preset.size.dpi if preset.size.fit is Fit.PRINT else 0
    if not (main or camera or gps or dpi):
        return Exif(source.order)
    dots = source.ratio(dpi or _DPI)
    main |= {0x011A: dots, 0x011B: dots, 0x0128: source.short(_INCH)}
    camera |= {0x9000: _VERSION, 0xA000: _FLASHPIX}
    camera[0xA001] = source.short(_SRGB if is_srgb else _UNCALIBRATED)
    if preset.format is not FileFormat.TIFF:
        camera[0xA002] = source.long(size.width_px)
        camera[0xA003] = source.long(size.height_px)
    if preset.format is FileFormat.JPEG:
        main[0x0213] = source.short(1)
        camera[0x9101] = _COMPONENTS
    if preset.format is not FileFormat.AVIF:  # Pillow rewrites a block that has it, lossily
        main[ORIENTATION] = source.short(1)
    return Exif(source.order, main, camera, gps)


def _added(order: Order, found: Found) -> Properties:
    """Return what the export says by itself: how the picture came to be, and by which edits."""
    added: Properties = {}
    kind = source_type(order, found)
    if kind:
        key = named("Iptc4xmpExt", "DigitalSourceType")
        added[key] = xmp.simple(key, kind)
    for name, value in (("AISystemUsed", order.system), ("AIPromptInformation", order.prompt)):
        if value:
            key = named("Iptc4xmpExt", name)
            added[key] = xmp.simple(key, value)
    if order.history:
        key = named("xmpMM", "History")
        added[key] = xmp.structured(key, "Seq", map(_event, order.history))
    return added


def source_type(order: Order, found: Found) -> str:
    """Return IPTC's URI of how the picture came to be, "" where it is not to be told.

    An original that says that a model made it stays so through edits that are none.
    """
    if not order.preset.metadata.ai_mark:
        return ""
    before = groups.source_type(found.xmp)
    if _TRAINED in before and _TRAINED not in order.source_type:
        return before
    return order.source_type or before


def _event(line: str) -> Mapping[str, str]:
    return {
        named("stEvt", "action"): "edited",
        named("stEvt", "softwareAgent"): "Seedream Desktop",
        named("stEvt", "parameters"): line,
    }


def _short(kept: Properties, added: Properties, bytes_max: int) -> bytes:
    """Return a packet that fits: the marks first, then whatever of the rest still has room."""
    chosen: Properties = {}
    for key, element in sorted((added | kept).items(), key=lambda each: each[0] not in added):
        trial = [*chosen.values(), element]
        if len(xmp.written(trial)) <= bytes_max:
            chosen[key] = element
    return xmp.written(chosen.values())


def _told(found: Found, order: Order, wanted: frozenset[Group]) -> Iterator[Change]:
    there = present(found)
    for group in Group:
        if group in there:
            code = f"{group.value}_kept" if group in wanted else f"{group.value}_left_out"
            yield Change(part=Part.METADATA, code=code)
    if order.original is not None and not there and not found.unreadable:
        yield Change(part=Part.METADATA, code="metadata_none")
    if found.unreadable:
        kinds = ", ".join(found.unreadable)
        yield Change(part=Part.METADATA, code="metadata_unreadable", params={"kinds": kinds})
    kind = source_type(order, found).rpartition("/")[2]
    if kind:
        yield Change(part=Part.METADATA, code=MARKED.get(kind, "marked_as"), params={"kind": kind})
    if found.exif.has_thumbnail:
        yield Change(part=Part.METADATA, code="thumbnail_left_out")
    if order.history:
        yield Change(part=Part.METADATA, code="edits_told", params={"edits": len(order.history)})


def tells_place(found: Found) -> bool:
    """Say whether there are coordinates or words of places, also within what tells other things.

    What people wrote into titles, captions and keywords is nobody's to judge.
    """
    is_told = bool(found.exif.gps or groups.kept_datasets(found.iptc, frozenset({Group.PLACE})))
    return is_told or any(
        groups.is_place(child.tag) for each in found.xmp.values() for child in each.iter()
    )


def present(found: Found) -> frozenset[Group]:
    """Return the groups of which the original has something."""
    there: set[Group | None] = {groups.group_of(key) for key in found.xmp}
    for group in (Group.RIGHTS, Group.CAPTURE):
        one = frozenset({group})
        main = groups.kept_fields(found.exif.main, one, is_main=True)
        camera = groups.kept_fields(found.exif.camera, one, is_main=False)
        if main or camera or groups.kept_datasets(found.iptc, one):
            there.add(group)
    if tells_place(found):
        there.add(Group.PLACE)
    return frozenset(group for group in there if group is not None)
