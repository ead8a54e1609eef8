"""Converts pictures to the colour space that an export asks for, and says what that was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageCms, ImageColor

from seedream_desktop.domain.export_wish import Colour, FileFormat
from seedream_desktop.domain.receipt import Change, Part
from seedream_desktop.imaging.colour import (
    means_srgb,
    parsed,
    source_mode_of,
    srgb_profile,
    to_srgb,
)

SRGB_NAME: Final = "sRGB"
_INTENT: Final = ImageCms.Intent.RELATIVE_COLORIMETRIC
_FLAGS: Final = ImageCms.Flags.BLACKPOINTCOMPENSATION
_MODES: Final[Mapping[FileFormat, frozenset[str]]] = {
    FileFormat.JPEG: frozenset({"RGB", "L", "CMYK"}),
    FileFormat.PNG: frozenset({"RGB", "RGBA", "L"}),
    FileFormat.TIFF: frozenset({"RGB", "RGBA", "L", "CMYK"}),
    FileFormat.WEBP: frozenset({"RGB", "RGBA"}),
    FileFormat.AVIF: frozenset({"RGB", "RGBA"}),
}
_ERRORS: Final = (ImageCms.PyCMSError, OSError, ValueError, TypeError)
_SPACE_MODES: Final = {"RGB ": "RGB", "CMYK": "CMYK"}


@dataclass(frozen=True, slots=True)
class Converted:
    """A picture in the space of the profile that goes with it."""

    image: Image.Image
    profile: bytes
    changes: tuple[Change, ...]

    @property
    def is_srgb(self) -> bool:
        """Say whether its colours are sRGB's, by whosever profile."""
        is_rgb = self.image.mode in {"RGB", "RGBA"}
        return self.profile == srgb_profile() or (is_rgb and means_srgb(self.profile))


def converted(
    image: Image.Image,
    profile: bytes | None,
    colour: Colour,
    original: bytes | None,
    format_: FileFormat,
) -> Converted:
    """Return an eight_bit() picture in the wished space, in a mode that the format takes.

    original is the profile of the picture's original. Where a wish cannot be kept the picture
    becomes sRGB, and the changes say why. May change the picture given.
    """
    changes: list[Change] = []
    image, own = _met(image, profile)
    if profile and own is None:
        changes.append(Change(part=Part.COLOUR, code="profile_unusable"))
    target = _target(own, colour, original, changes)
    if target is not None and target == own and _may_stay(image, format_):
        return Converted(image, target, tuple(changes))
    if target is not None and target != own:
        done = _to(image, own, target, format_)
        if done is not None:
            changes.append(_became(target))
            return Converted(done, target, tuple(changes))
        changes.append(Change(part=Part.COLOUR, code="original_profile_unusable"))
    if image.mode not in {"RGB", "RGBA", "L"} or not means_srgb(own):
        changes.append(_became(srgb_profile()))
    return Converted(to_srgb(image, own), srgb_profile(), tuple(changes))


def flat(picture: Converted, background: str) -> Converted:
    """Return a picture without alpha; what was transparent shows the colour, given in sRGB."""
    if picture.image.mode != "RGBA":
        return picture
    alpha = picture.image.getchannel("A")
    changes = picture.changes
    opaque = picture.image.convert("RGB")
    if alpha.getextrema() != (255, 255):
        ground = Image.new("RGB", (1, 1), ImageColor.getrgb(background)[:3])
        toned = _to(ground, None, picture.profile, FileFormat.JPEG) or ground
        under = toned.resize(opaque.size, Image.Resampling.NEAREST)
        under.paste(opaque, mask=alpha)
        opaque = under
        change = Change(part=Part.COLOUR, code="flattened", params={"colour": background})
        changes = (*changes, change)
    return Converted(opaque, picture.profile, changes)


def profile_name(profile: bytes) -> str:
    """Return what a profile is called."""
    if profile == srgb_profile():
        return SRGB_NAME
    try:
        return ImageCms.getProfileDescription(parsed(profile)).strip()
    except _ERRORS:
        return ""


def _target(
    own: bytes | None, colour: Colour, original: bytes | None, changes: list[Change]
) -> bytes | None:
    """Return the profile to convert to, None for sRGB."""
    match colour:
        case Colour.KEEP:
            return own
        case Colour.ORIGINAL if original is not None:
            if original == own or _space_mode(original) is not None:
                return original
            changes.append(Change(part=Part.COLOUR, code="original_profile_unusable"))
            return None
        case _:
            return None


def _may_stay(image: Image.Image, format_: FileFormat) -> bool:
    """Say whether the format takes the picture's mode; alpha goes later where there is none."""
    return image.mode == "RGBA" or image.mode in _MODES[format_]


def _to(
    image: Image.Image, own: bytes | None, target: bytes, format_: FileFormat
) -> Image.Image | None:
    """Convert between two spaces; None where the target, or the format, has no way for it."""
    mode = _space_mode(target)
    if mode is None or mode not in _MODES[format_]:
        return None
    if mode == "CMYK" and image.mode == "RGBA":
        return None
    if image.mode not in {"RGB", "RGBA"}:
        image, own = to_srgb(image, own), None
    out = image.mode if mode == "RGB" else mode
    try:
        conversion = ImageCms.buildTransform(
            parsed(own or srgb_profile()), parsed(target), image.mode, out, _INTENT, _FLAGS
        )
        done = ImageCms.applyTransform(image, conversion)
    except _ERRORS:
        return None
    assert done is not None, "it was not done in place"
    return done


def _met(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bytes | None]:
    """Return the picture in the mode in which it meets its profile; no profile for one unfit."""
    if not profile:
        return image, None
    try:
        space = parsed(profile).profile.xcolor_space
    except _ERRORS:
        return image, None
    if image.mode == "RGBA" and space == "GRAY":
        return to_srgb(image, profile), srgb_profile()
    mode = source_mode_of(image.mode, space)
    if mode is None:
        return image, None
    return image if mode == image.mode else image.convert(mode), profile


def _space_mode(profile: bytes) -> str | None:
    """Return the mode of pictures in a profile's space that results are converted to.

    None for grey, which would take a result's colours away, and for what is no profile.
    """
    try:
        return _SPACE_MODES.get(parsed(profile).profile.xcolor_space)
    except _ERRORS:
        return None


def _became(profile: bytes) -> Change:
    return Change(
        part=Part.COLOUR, code="colour_converted", params={"profile": profile_name(profile)}
    )
