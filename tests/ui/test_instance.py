"""One window per library; second starts hand their files over."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from seedream_desktop.app.instance import (
    HandOver,
    Instance,
    hand_over,
    packed,
    server_name,
    unpacked,
)

pytestmark = pytest.mark.usefixtures("qapp")

SECOND = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from seedream_desktop.app.instance import hand_over
app = QCoreApplication([])
root, *paths = map(Path, sys.argv[1:])
print(hand_over(root, paths).value)
"""


@pytest.fixture
def root(tmp_path):
    return tmp_path / "library"


@pytest.fixture
def first(root):
    made = Instance(root)
    assert made.listen()
    yield made
    made.close()


def second(root, *paths, cwd=None):
    """Start a real second process."""
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, root, *paths],
        stdout=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def test_a_second_process_hands_its_files_over_and_ends(qtbot, first, root, tmp_path):
    with qtbot.waitSignal(first.handed, timeout=20_000) as caught:
        process = second(root, "/photos/a.jpg", "b.jpg", cwd=tmp_path)
    assert caught.args == [(Path("/photos/a.jpg"), tmp_path / "b.jpg")]
    assert process.communicate(timeout=20)[0].strip() == "taken"


@pytest.mark.skipif(sys.platform == "win32", reason="names are text on Windows")
def test_names_that_are_no_text_arrive_as_they_are(qtbot, first, root):
    odd = os.fsencode("/photos/") + b"\xff\xfe \n.jpg"
    with qtbot.waitSignal(first.handed, timeout=20_000) as caught:
        process = second(root, odd)
    assert [os.fsencode(path) for path in caught.args[0]] == [odd]
    process.communicate(timeout=20)


def test_a_second_start_without_files_only_asks_for_the_window(qtbot, first, root):
    with qtbot.waitSignal(first.handed, timeout=20_000) as caught:
        process = second(root)
    assert caught.args == [()]
    process.communicate(timeout=20)


def test_where_nobody_listens_this_start_is_the_first(root):
    assert hand_over(root, []) is HandOver.NOBODY


def test_two_libraries_do_not_hear_each_other(first, tmp_path):
    assert hand_over(tmp_path / "other", []) is HandOver.NOBODY


def test_one_library_has_one_name_however_its_path_is_spelt(tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path)
    names = {server_name(Path(p)) for p in ("real", "link", "./real/../real", tmp_path / "real")}
    assert len(names) == 1
    assert len(names.pop()) < 40  # socket paths are short


@pytest.mark.skipif(sys.platform == "win32", reason="pipes leave nothing behind on Windows")
def test_what_a_killed_process_left_of_the_socket_is_replaced(qtbot, root):
    probe = QLocalServer()
    assert probe.listen(server_name(root))
    path = probe.fullServerName()
    probe.close()
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(path)  # a file that nobody listens at
    dead.close()
    assert Path(path).is_socket()
    assert hand_over(root, []) is HandOver.NOBODY
    made = Instance(root)
    assert made.listen()
    with qtbot.waitSignal(made.handed, timeout=20_000):
        process = second(root)
    process.communicate(timeout=20)
    made.close()


@pytest.mark.skipif(sys.platform == "win32", reason="raw access to the socket")
def test_a_first_instance_that_hangs_is_told_from_none(root, monkeypatch):
    monkeypatch.setattr("seedream_desktop.app.instance._ANSWER_MS", 200)
    deaf = QLocalServer()
    assert deaf.listen(server_name(root))
    assert hand_over(root, []) is HandOver.NO_ANSWER
    deaf.close()


def test_rubbish_is_hung_up_on_and_the_next_start_is_heard(qtbot, first, root):
    stranger = QLocalSocket()
    stranger.connectToServer(server_name(root))
    assert stranger.waitForConnected(1000)
    stranger.write(b"GET / HTTP/1.1\r\n\r\n")
    stranger.flush()
    with qtbot.assertNotEmitted(first.handed):
        qtbot.waitUntil(lambda: stranger.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    with qtbot.waitSignal(first.handed, timeout=20_000):
        process = second(root)
    process.communicate(timeout=20)


def test_a_message_in_pieces_is_put_together(qtbot, first, root):
    message = packed([Path("/a.jpg")])
    teller = QLocalSocket()
    teller.connectToServer(server_name(root))
    assert teller.waitForConnected(1000)
    with qtbot.waitSignal(first.handed) as caught:
        for byte in message:
            teller.write(bytes([byte]))
            teller.flush()
            qtbot.wait(1)
    assert caught.args == [(Path("/a.jpg"),)]
    teller.abort()


@settings(deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=30).filter(lambda b: 0 not in b), max_size=5))
def test_every_message_comes_back_whole_and_never_by_a_part_of_it(names):
    paths = tuple(Path(os.fsdecode(b"/" + name)) for name in names)
    message = packed(paths)
    assert unpacked(message) == paths
    assert all(unpacked(message[:cut]) is None for cut in range(len(message)))
