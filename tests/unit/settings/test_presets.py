"""Presets in the settings file: kept whole, and a bad one costs only itself."""

import tomllib

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.settings.model import PresetSettings, Settings, read
from seedream_desktop.settings.store import FILE, SettingsStore

KEPT = PresetSettings(
    prompt='First "this".\nSecond 那个。',
    provider=ProviderId("wavespeed"),
    mode="variants",
    count=4,
)


def test_presets_come_back_as_they_were_written(tmp_path):
    store = SettingsStore(tmp_path)
    store.save(Settings(presets={"Two, of a kind": KEPT, "另一个": PresetSettings()}))
    assert SettingsStore(tmp_path).current.presets == {
        "Two, of a kind": KEPT,
        "另一个": PresetSettings(),
    }


def test_a_preset_that_is_removed_is_gone_from_the_file(tmp_path):
    store = SettingsStore(tmp_path)
    store.save(Settings(presets={"One": KEPT, "Two": KEPT}))
    store.save(Settings(presets={"Two": KEPT}))
    assert list(tomllib.loads((tmp_path / FILE).read_text("utf-8"))["presets"]) == ["Two"]


def test_a_bad_value_in_a_preset_falls_back_alone_and_is_told():
    document = {"presets": {"One": {"prompt": "sepia", "mode": "sideways", "count": 2}}}
    settings, notices = read(document)
    assert settings.presets["One"] == PresetSettings(prompt="sepia", count=2)
    assert [notice.params["setting"] for notice in notices] == ["presets.One.mode"]
