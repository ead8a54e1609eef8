from pathlib import Path

import pytest

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations, check_local, locations, network_type

TABLE = """\
/dev/vda / ext4 rw 0 0
proc /proc proc rw 0 0
nas:/export /mnt/nas nfs4 rw 0 0
//nas/photos /mnt/My\\040Photos cifs rw 0 0
me@host: /mnt/me/far fuse.sshfs rw 0 0
/dev/fuse /mnt/me/portal fuse.portal rw 0 0
/dev/sdb /mnt/nas/disk ext4 rw 0 0
tmpfs /mnt/twice tmpfs rw 0 0
nas:/x /mnt/twice nfs rw 0 0
short
"""


def test_the_variable_names_the_data_root(tmp_path):
    assert locations({"SEEDREAM_HOME": f" {tmp_path} "}) == Locations(tmp_path)


def test_a_relative_or_home_path_in_the_variable_becomes_absolute(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert locations({"SEEDREAM_HOME": "~/lib"}).root == tmp_path / "lib"
    assert locations({"SEEDREAM_HOME": "lib"}).root == tmp_path / "lib"


def test_without_the_variable_the_root_is_the_systems_place_for_local_data(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    root = locations({}).root
    assert root.is_relative_to(tmp_path)
    assert root.name == "Seedream Desktop"


def test_everything_lies_under_the_root(tmp_path):
    places = Locations(tmp_path)
    names = {
        places.library: "library.sqlite3",
        places.lock: "library.lock",
        places.blobs: "blobs",
        places.thumbnails: "thumbnails.sqlite3",
        places.proxies: "proxies",
        places.settings: "settings.toml",
        places.logs: "logs",
    }
    assert {path: path.name for path in names} == names
    assert {path.parent for path in names} == {tmp_path}


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/mnt/me/library", None),
        ("/mnt/nas/library", "nfs4"),
        ("/mnt/nasty/library", None),
        ("/mnt/My Photos", "cifs"),
        ("/mnt/me/far/a/b", "fuse.sshfs"),
        ("/mnt/me/portal", None),
        ("/mnt/nas/disk/library", None),
        ("/mnt/twice/library", "nfs"),
    ],
)
def test_a_network_volume_is_known_by_the_innermost_mount(folder, kind):
    assert network_type(Path(folder), TABLE) == kind


def test_a_folder_on_a_network_volume_is_refused_with_the_reason(tmp_path):
    table = tmp_path / "mounts"
    table.write_text(f"nas:/x {tmp_path.resolve()} nfs rw 0 0\n")
    with pytest.raises(UserFixable) as caught:
        check_local(tmp_path / "new", table)
    assert caught.value.code == "library_on_network"
    assert caught.value.params == {"path": str(tmp_path / "new"), "kind": "nfs"}


def test_where_no_mount_table_is_nothing_is_refused(tmp_path):
    check_local(tmp_path, tmp_path / "absent")


async def test_opening_makes_the_root(places):
    library = await Library.open(places)
    await library.close()
    assert places.library.is_file()
