import errno
import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import msgspec
import pytest

from seedream_desktop.domain.errors import DiskFull, StorageFailed
from seedream_desktop.settings.model import CapSettings, Settings
from seedream_desktop.settings.store import FILE, SettingsStore

ROOT = Path(__file__).parents[3]


def failing(code):
    def fail(*_arguments):
        raise OSError(code, os.strerror(code))

    return fail


def test_a_library_without_a_file_has_the_defaults_and_gets_no_file(tmp_path):
    store = SettingsStore(tmp_path / "library")
    assert store.current == Settings()
    assert store.notices == ()
    assert not (tmp_path / "library").exists()


def test_what_is_saved_is_there_in_the_next_start(tmp_path):
    store = SettingsStore(tmp_path / "library")
    wanted = Settings(language="zh", caps=CapSettings(month_micros=9_000_000))
    store.save(wanted)
    assert store.current == wanted
    assert SettingsStore(tmp_path / "library").current == wanted


def test_one_change_keeps_what_a_later_version_wrote(tmp_path):
    (tmp_path / FILE).write_text("version = 9\n[window]\nwidth_px = 800\n", encoding="utf-8")
    store = SettingsStore(tmp_path)
    store.save(msgspec.structs.replace(store.current, language="en"))
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert "version = 9" in text
    assert "width_px = 800" in text
    assert 'language = "en"' in text


@pytest.mark.parametrize(
    ("earlier", "motion"),
    [
        ("has_motion = false", "less"),
        ("has_motion = true", "all"),
        ('motion = "all"\nhas_motion = false', "less"),
        ("has_motion = 7", "system"),
        ('theme = "light"', "system"),
    ],
)
def test_who_had_chosen_motion_or_none_keeps_it_and_can_go_back_to_the_systems(
    tmp_path, earlier, motion
):
    (tmp_path / FILE).write_text(f"[look]\ntext_percent = 125\n{earlier}\n", encoding="utf-8")
    store = SettingsStore(tmp_path)
    assert store.current.look.motion == motion
    assert store.current.look.text_percent == 125
    assert store.notices == ()
    store.save(msgspec.structs.replace(store.current, language="en"))
    assert SettingsStore(tmp_path).current == store.current
    followed = msgspec.structs.replace(store.current.look, motion="system")
    store.save(msgspec.structs.replace(store.current, look=followed))
    assert SettingsStore(tmp_path).current.look.motion == "system"


@pytest.mark.parametrize("data", [b"language = ", b"\xff\xfe\x00", b"a = 1\na = 2\n"])
def test_an_unreadable_file_gives_the_defaults_and_is_put_aside_by_the_next_save(tmp_path, data):
    (tmp_path / FILE).write_bytes(data)
    store = SettingsStore(tmp_path)
    assert store.current == Settings()
    assert [notice.code for notice in store.notices] == ["settings_unreadable"]
    store.save(Settings(language="en"))
    assert (tmp_path / f"{FILE}.unreadable").read_bytes() == data
    assert SettingsStore(tmp_path).current.language == "en"
    assert store.notices == ()


def test_a_byte_order_mark_of_an_editor_is_no_trouble(tmp_path):
    (tmp_path / FILE).write_text('language = "zh"', encoding="utf-8-sig")
    assert SettingsStore(tmp_path).current.language == "zh"


def test_an_edit_by_hand_is_seen_after_a_reload(tmp_path):
    store = SettingsStore(tmp_path)
    (tmp_path / FILE).write_text("language = 'en'\ncache.limit_bytes = 1", encoding="utf-8")
    assert store.reload().language == "en"
    assert [notice.params for notice in store.notices] == [{"setting": "cache.limit_bytes"}]


@pytest.mark.parametrize(
    ("call", "code", "error"),
    [
        ("fsync", errno.ENOSPC, DiskFull),
        ("fsync", errno.EIO, StorageFailed),
        ("open", errno.EROFS, StorageFailed),
    ],
)
def test_a_save_that_fails_says_why_and_leaves_the_old_file(
    tmp_path, monkeypatch, call, code, error
):
    store = SettingsStore(tmp_path)
    store.save(Settings(language="en"))
    before = (tmp_path / FILE).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing(code))
        with pytest.raises(error) as caught:
            store.save(Settings(language="zh"))
    assert caught.value.code == "settings_not_saved"
    assert caught.value.params["reason"] == errno.errorcode[code]
    assert store.current.language == "en"
    assert (tmp_path / FILE).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_folder_that_cannot_be_made_is_an_error_with_its_path(tmp_path):
    (tmp_path / "library").write_text("a file where the folder should be")
    with pytest.raises(StorageFailed) as caught:
        SettingsStore(tmp_path / "library").save(Settings(language="en"))
    assert caught.value.params["path"] == str(tmp_path / "library" / FILE)


def test_a_process_that_dies_before_the_rename_leaves_the_old_file(tmp_path):
    SettingsStore(tmp_path).save(Settings(language="en"))
    program = f"""
        import os
        from pathlib import Path
        from seedream_desktop.settings.model import Settings
        from seedream_desktop.settings.store import SettingsStore
        Path.replace = lambda *_: os._exit(9)
        SettingsStore(Path({str(tmp_path)!r})).save(Settings(language="zh"))
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 9
    assert SettingsStore(tmp_path).current.language == "en"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder's rights")
def test_the_file_is_for_its_owner_only(tmp_path):
    SettingsStore(tmp_path).save(Settings(language="en"))
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
