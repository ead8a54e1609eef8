"""Export presets in the settings file: kept whole, and read forgivingly."""

import pytest

from seedream_desktop.domain.export_wish import (
    Colour,
    FileFormat,
    Fit,
    MetadataWish,
    OutputSize,
    Preset,
    Sidecar,
)
from seedream_desktop.settings.exports import ExportPresetSettings, ExportSettings
from seedream_desktop.settings.model import Settings, read
from seedream_desktop.settings.store import SettingsStore
from seedream_desktop.ui.desk.export_presets import BUNDLED, opened, packed

OWN = Preset(
    name="Zeitung 报纸",
    template="{sequence}/{name}_{n:3}",
    format=FileFormat.WEBP,
    quality=61,
    size=OutputSize(fit=Fit.PRINT, edge_px=900, width_mm=120.0, height_mm=80.0, dpi=200),
    colour=Colour.SRGB,
    background="#102030",
    metadata=MetadataWish(rights=False, gps=True, edits=True, costs=True),
    sidecars=frozenset(Sidecar),
    is_mirrored=True,
)


def test_a_preset_is_the_same_after_it_was_kept_in_the_file(tmp_path):
    kept = ExportSettings(presets={OWN.name: packed(OWN)}, folders=("/Client/Nov",))
    SettingsStore(tmp_path).save(Settings(exports=kept))
    read_again = SettingsStore(tmp_path).current.exports
    assert read_again == kept
    assert opened(read_again.presets[OWN.name], OWN.name) == OWN


@pytest.mark.parametrize("key", BUNDLED)
def test_the_programs_own_presets_can_be_kept_as_they_are(key):
    assert packed(opened(BUNDLED[key], key)) == BUNDLED[key]


def test_a_bad_value_of_a_preset_costs_only_itself():
    document = {
        "exports": {
            "conflict": "burn",
            "presets": {"Mine": {"quality": 400, "format": "png", "template": ""}},
        }
    }
    settings, notices = read(document)
    mine = settings.exports.presets["Mine"]
    assert (mine.format, mine.quality, mine.template) == (
        "png",
        ExportPresetSettings().quality,
        ExportPresetSettings().template,
    )
    assert settings.exports.conflict == "unique"
    assert {notice.params["setting"] for notice in notices} == {
        "exports.conflict",
        "exports.presets.Mine.quality",
        "exports.presets.Mine.template",
    }
