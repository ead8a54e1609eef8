import os
import stat
from types import SimpleNamespace

import pytest

from seedream_desktop.engine.folders import in_natural_order, is_placeholder


def test_order_is_the_same_however_the_files_were_listed():
    listed = ["/a/2.jpg", "/a/10.jpg", "/a/1.jpg", "/a/A1.jpg", "/a/a1.jpg", "/a/é.jpg", "/a/e.jpg"]
    assert in_natural_order(listed) == in_natural_order(reversed(listed))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"st_file_attributes": 0x0040_0000}, True),
        ({"st_file_attributes": 0x0004_0000}, True),
        ({"st_file_attributes": stat.FILE_ATTRIBUTE_OFFLINE}, True),
        ({"st_file_attributes": stat.FILE_ATTRIBUTE_ARCHIVE}, False),
        ({"st_flags": 0x4000_0000}, True),
        ({"st_flags": stat.UF_HIDDEN}, False),
        ({"st_size": 100, "st_blocks": 0}, False),
    ],
)
def test_placeholders_are_told_by_what_each_system_says_of_them(tmp_path, found, expected):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"picture")
    assert is_placeholder(str(path), SimpleNamespace(**found)) is expected


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="needs extended attributes")
def test_an_unfetched_nextcloud_file_on_linux_is_a_placeholder(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b" ")
    try:
        os.setxattr(path, "user.nextcloud.hydrate_exec", b"nextcloud")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    assert is_placeholder(str(path), path.stat())
