"""The system's letters at the steps of the type scale, with figures of one width for money."""

import sys
from functools import lru_cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from seedream_desktop.ui.theme.scale import Type

# Wanted families in order; letters that one lacks (Chinese) come from the next.
_WANTED: Final = {
    "win32": ("Segoe UI Variable Text", "Segoe UI", "Microsoft YaHei UI"),
    "darwin": (".AppleSystemUIFont", "PingFang SC"),
    "linux": ("Inter", "Noto Sans", "Cantarell", "Ubuntu", "DejaVu Sans", "Noto Sans CJK SC"),
}
_FIXED: Final = ("Cascadia Mono", "SF Mono", "Menlo", "Noto Sans Mono", "DejaVu Sans Mono")
_TABULAR: Final = "tnum"

TEXT_SCALES: Final = (1.0, 1.25, 1.5, 2.0)


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Return the families of the window, the first being the main one."""
    platform = sys.platform if sys.platform in _WANTED else "linux"
    there = set(QFontDatabase.families())
    kept = tuple(name for name in _WANTED[platform] if name in there or name.startswith("."))
    return kept or (QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family(),)


@lru_cache(maxsize=1)
def fixed_families() -> tuple[str, ...]:
    """Return the families for text as it is sent, where every sign counts."""
    there = set(QFontDatabase.families())
    general = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    return (*(name for name in _FIXED if name in there), general)


@lru_cache(maxsize=64)
def _made(step: Type, text_scale: float, *, tabular: bool, fixed: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(fixed_families() if fixed else families()))
    font.setPixelSize(round(step.size_px * text_scale))
    font.setWeight(QFont.Weight(step.weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if fixed:
        font.setStyleHint(QFont.StyleHint.Monospace)
    if tabular:
        font.setFeature(QFont.Tag(_TABULAR), 1)
    return font


def font_of(
    step: Type, text_scale: float = 1.0, *, tabular: bool = False, fixed: bool = False
) -> QFont:
    """Return the font of a step; tabular for money and counts, fixed for text as sent."""
    return QFont(_made(step, text_scale, tabular=tabular, fixed=fixed))
