"""Thumbnails for the window: visible first, given up when scrolled away, bounded."""

import io
import threading
from concurrent.futures import Future

import pytest
from PIL import Image
from PySide6.QtGui import QImage

from seedream_desktop.app.engine_thread import EngineThread
from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.ids import Digest
from seedream_desktop.ui.images import PixmapCache, ThumbnailLoader, Wish, decoded, warm_up


def encoded(size=(300, 200), colour=(200, 30, 40), form="JPEG", mode="RGB") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, colour).save(buffer, form)
    return buffer.getvalue()


def wish(number: int, edge_px: int = 128) -> Wish:
    return Wish(Digest(f"{number:064x}"), f"/pictures/{number}.jpg", edge_px)


class Kitchen:
    """A loop that is not there: futures that a test resolves itself, in its own order."""

    def __init__(self) -> None:
        self.orders: dict[int, Future] = {}
        self.begun: list[int] = []

    async def fetch(self, digest, path):
        raise AssertionError("never run")

    def call(self, work):
        number = int(work.cr_frame.f_locals["digest"], 16)
        work.close()
        self.begun.append(number)
        future = self.orders[number] = Future()
        return future

    def serve(self, number: int, data: bytes | None = None) -> None:
        future = self.orders[number]
        assert future.set_running_or_notify_cancel()
        future.set_result(encoded() if data is None else data)


pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def kitchen():
    return Kitchen()


@pytest.fixture
def loader(kitchen):
    made = ThumbnailLoader(kitchen.call, kitchen.fetch)
    yield made
    made.close()


def test_an_opaque_picture_comes_as_rgb32_in_its_final_size():
    image = decoded(encoded(), 128)
    assert image.format() == QImage.Format.Format_RGB32
    assert (image.width(), image.height()) == (128, 85)
    assert image.pixelColor(5, 5).red() > 190


def test_a_translucent_picture_comes_premultiplied_and_a_small_one_is_not_blown_up():
    image = decoded(encoded((40, 20), (9, 9, 9, 100), "PNG", "RGBA"), 128)
    assert image.format() == QImage.Format.Format_ARGB32_Premultiplied
    assert (image.width(), image.height()) == (40, 20)


def test_a_sliver_keeps_at_least_one_pixel():
    image = decoded(encoded((2000, 3)), 64)
    assert (image.width(), image.height()) == (64, 1)


@pytest.mark.qt_log_ignore("JPEG datastream contains no image")  # Qt's decoder says so as well
@pytest.mark.parametrize("data", [b"", b"no picture", encoded()[:20]])
def test_what_is_no_picture_is_null_and_raises_nothing(data):
    assert decoded(data, 64).isNull()


def test_the_warm_up_decodes_real_pictures(monkeypatch):
    seen = []
    monkeypatch.setattr(
        "seedream_desktop.ui.images.decoded",
        lambda data, edge_px: seen.append(decoded(data, edge_px)),
    )
    warm_up()
    assert [image.isNull() for image in seen] == [False, False]


def test_workers_decode_after_one_warm_up_from_many_threads():
    warm_up()
    data, sizes = encoded((1200, 800)), []
    threads = [
        threading.Thread(target=lambda: sizes.append(decoded(data, 256).width())) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sizes == [256] * 8


def test_a_wish_arrives_as_a_pixmap(qtbot, loader, kitchen):
    assert loader.pixmap(wish(1)) is None
    loader.want("grid", [wish(1)])
    with qtbot.waitSignal(loader.arrived) as caught:
        kitchen.serve(1)
    assert caught.args == [(wish(1),)]
    assert loader.pixmap(wish(1)).width() == 128


def test_only_a_few_are_asked_for_at_once_and_in_the_order_of_the_view(qtbot, loader, kitchen):
    loader.want("grid", [wish(n) for n in range(20)])
    assert kitchen.begun == [0, 1, 2, 3, 4, 5]
    with qtbot.waitSignal(loader.arrived):
        kitchen.serve(3)
    qtbot.waitUntil(lambda: kitchen.begun[-1] == 6)


def test_what_is_scrolled_away_is_cancelled_and_what_is_visible_now_goes_first(loader, kitchen):
    loader.want("grid", [wish(n) for n in range(20)])
    loader.want("grid", [wish(n) for n in range(100, 120)])
    assert all(kitchen.orders[n].cancelled() for n in range(6))
    assert kitchen.begun[6:] == [100, 101, 102, 103, 104, 105]


def test_what_is_still_visible_goes_on(loader, kitchen):
    loader.want("grid", [wish(1), wish(2)])
    loader.want("grid", [wish(2), wish(3)])
    assert kitchen.begun == [1, 2, 3]
    assert kitchen.orders[1].cancelled()
    assert not kitchen.orders[2].cancelled()


def test_the_view_that_asked_last_is_served_first_and_the_other_is_not_forgotten(
    qtbot, loader, kitchen
):
    loader.want("grid", [wish(n) for n in range(8)])
    loader.want("anchors", [wish(50)])
    kitchen.serve(0)
    qtbot.waitUntil(lambda: len(kitchen.begun) == 7)
    assert kitchen.begun[-1] == 50
    loader.leave("grid")
    assert not kitchen.orders[50].cancelled()
    assert kitchen.orders[1].cancelled()


def test_a_broken_picture_is_told_once_and_not_asked_for_again(qtbot, loader, kitchen):
    loader.want("grid", [wish(1), wish(2)])
    with qtbot.waitSignal(loader.arrived):
        kitchen.serve(1, b"no picture")
    with qtbot.waitSignal(loader.arrived):
        kitchen.orders[2].set_exception(BadInput("picture_unusable"))
    assert loader.is_broken(wish(1))
    assert loader.is_broken(wish(2))
    loader.want("grid", [wish(1), wish(2)])
    assert kitchen.begun == [1, 2]
    loader.retry()
    assert kitchen.begun == [1, 2, 1, 2]


def test_after_close_nothing_is_asked_for_and_late_bytes_are_ignored(loader, kitchen):
    loader.want("grid", [wish(1), wish(2)])
    running = kitchen.orders[1]
    running.set_running_or_notify_cancel()
    loader.close()
    running.set_result(encoded())
    loader.want("grid", [wish(3)])
    assert kitchen.begun == [1, 2]


def test_the_cache_is_bounded_by_bytes_and_lets_the_oldest_used_go():
    from PySide6.QtGui import QPixmap

    cache = PixmapCache(limit_bytes=3 * 100 * 100 * 4)
    for number in range(3):
        cache.put(wish(number), QPixmap(100, 100))
    cache.get(wish(0))
    cache.put(wish(3), QPixmap(100, 100))
    cache.put(wish(3), QPixmap(100, 100))
    assert [n for n in range(4) if wish(n) in cache] == [0, 2, 3]
    assert cache.held_bytes == 3 * 100 * 100 * 4


def test_a_real_photograph_comes_through_engine_and_cache(qtbot, home):
    engine = EngineThread()
    app = engine.start().result(20).app
    path = home / "photo.jpg"
    path.write_bytes(encoded((3000, 2000), (20, 160, 60)))
    picture = engine.call(app.pictures.read(path)).result(20)
    loader = ThumbnailLoader(engine.call, app.thumbnail)
    asked = Wish(picture.digest, picture.path, 256)
    loader.want("grid", [asked])
    qtbot.waitUntil(lambda: loader.pixmap(asked) is not None)
    assert loader.pixmap(asked).width() == 256
    path.unlink()  # the cache has it now
    again = Wish(picture.digest, picture.path, 100)
    loader.want("grid", [again])
    qtbot.waitUntil(lambda: loader.pixmap(again) is not None)
    loader.close()
    assert engine.stop(10)
