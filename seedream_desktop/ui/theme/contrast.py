"""Contrast of two colours, as WCAG 2.2 defines it (sections 1.4.3 and 1.4.11)."""

from typing import Final

TEXT_MIN: Final = 4.5
SIGN_MIN: Final = 3.0
_KNEE: Final = 0.04045


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours such as "#1C1E21": 1 for none, 21 for black on white."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(over: str, under: str, share: float) -> str:
    """Return a colour laid over another with an opacity of 0 to 1."""
    channels = (
        round(int(over[at : at + 2], 16) * share + int(under[at : at + 2], 16) * (1 - share))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02X}" for channel in channels)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _KNEE else ((channel + 0.055) / 1.055) ** 2.4
