"""What an export can be asked for: the bounds of its numbers."""

import re
from typing import Final

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.export_wish import ExportWish, Fit, OutputSize, Preset
from seedream_desktop.domain.judgement import STARS_MAX
from seedream_desktop.exporting.template import parsed

QUALITY_MAX: Final = 100
EDGE_MAX_PX: Final = 65_535
SHEET_MAX_MM: Final = 5_000.0
DPI_MAX: Final = 2_400
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")


def refuse_unclear(wish: ExportWish) -> None:
    """Raise UserFixable where a wish cannot be meant: its templates, numbers or colours.

    export_without_preset; export_unclear, with the field and its value; as template.parsed().
    """
    if not wish.presets:
        raise UserFixable("export_without_preset")
    if not 1 <= wish.what.stars_min <= STARS_MAX:
        raise _unclear("stars", wish.what.stars_min)
    for preset in wish.presets:
        _refuse_preset(preset)


def _refuse_preset(preset: Preset) -> None:
    parsed(preset.template)
    if not 1 <= preset.quality <= QUALITY_MAX:
        raise _unclear("quality", preset.quality)
    if _COLOUR.fullmatch(preset.background) is None:
        raise _unclear("background", preset.background)
    _refuse_size(preset.size)


def _refuse_size(size: OutputSize) -> None:
    if size.fit is Fit.LONG_EDGE and not 1 <= size.edge_px <= EDGE_MAX_PX:
        raise _unclear("edge", size.edge_px)
    if size.fit is Fit.PRINT:
        if not 1 <= size.dpi <= DPI_MAX:
            raise _unclear("dpi", size.dpi)
        for edge_mm in (size.width_mm, size.height_mm):
            if not 1 <= edge_mm <= SHEET_MAX_MM:
                raise _unclear("sheet", edge_mm)


def _unclear(field: str, value: str | float) -> UserFixable:
    return UserFixable("export_unclear", field=field, value=value)
