"""Contact sheets as files, read by poppler and Pillow, which have no part in their making."""

import re
import resource
import shutil
import subprocess
import sys
import threading
from concurrent.futures import Future
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from seedream_desktop.domain.errors import BadInput, DiskFull, StorageFailed
from seedream_desktop.domain.geometry import Size
from seedream_desktop.exporting.contact_sheet import (
    ContactSheet,
    Entry,
    Paper,
    SheetPicture,
    SheetWish,
)
from seedream_desktop.imaging.pool import Gate
from seedream_desktop.imaging.prints import print_copy
from seedream_desktop.ui.printing.job import make_sheet, warm_up
from seedream_desktop.ui.printing.sheet import SheetWords

RED, BLUE = (200, 30, 40), (30, 60, 200)
GATE = Gate()

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="needs poppler-utils: python3 dev.py setup"
)
pytestmark = [pytest.mark.usefixtures("qapp"), needs_poppler]


def ask(path: Path, within: Size) -> "Future[bytes]":
    future: Future[bytes] = Future()
    try:
        future.set_result(print_copy(path, within, GATE))
    except BadInput as error:
        future.set_exception(error)
    return future


@pytest.fixture
def pictures(tmp_path) -> tuple[SheetPicture, SheetPicture]:
    made = []
    for name, colour in (("before", RED), ("after", BLUE)):
        path = tmp_path / f"{name}.png"
        Image.new("RGB", (1800, 1200), colour).save(path)
        made.append(SheetPicture(path=path, size=Size(1800, 1200), word=name.title()))
    return made[0], made[1]


def entries(pictures, count: int) -> list[Entry]:
    return [
        Entry(
            pictures=pictures,
            name=f"IMG-{number:04} 春季目录.jpg",
            facts="Golden hour · ★★★★",
            prompt="Keep the shadow — 保留阴影",
        )
        for number in range(count)
    ]


def made(wish: SheetWish, given, target: Path, *, asked=ask, stopping=None, told=None):
    """Draw on a thread of its own, as the program does."""
    warm_up()
    sheet, out = ContactSheet(wish, given), []
    words = SheetWords(
        title=wish.title,
        client=wish.client,
        foot="Colours: sRGB",
        page="Page {page} of {pages}",
        missing="cannot be read",
    )

    def work() -> None:
        try:
            out.append(
                make_sheet(
                    *(sheet, words, target, asked),
                    told=told or (lambda _page, _pages: None),
                    stopping=stopping or threading.Event(),
                )
            )
        except StorageFailed as error:
            out.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    return out[0]


def run(*words: object) -> str:
    done = subprocess.run([*map(str, words)], check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


def facts(path: Path) -> dict[str, str]:
    return {
        name.strip(): value.strip()
        for name, value in (line.split(":", 1) for line in run("pdfinfo", path).splitlines())
    }


def test_a_pdf_has_its_pages_letters_and_pictures(tmp_path, pictures):
    target = tmp_path / "Prüf 春.pdf"
    wish = SheetWish(columns=2, title="Spring 春季目录 — proofs", client="Acme", has_prompts=True)
    done = made(wish, entries(pictures, 13), target)
    assert done.files == (target,)
    assert not done.missing
    told = facts(target)
    pages = ContactSheet(wish, entries(pictures, 13)).page_count
    assert (told["Pages"], told["Page size"]) == (str(pages), "595 x 842 pts (A4)")
    assert told["Title"] == wish.title
    words = run("pdftotext", target, "-")
    for wanted in (wish.title, "Acme", "Golden hour · ★★★★", "Colours: sRGB", "Before", "After"):
        assert wanted in words
    assert "Keep the shadow — 保留阴影" in words
    assert re.findall(r"IMG-(\d{4}) 春季目录\.jpg", words) == [f"{n:04}" for n in range(13)]
    assert f"Page {pages} of {pages}" in words


def test_letters_are_embedded_and_pictures_have_300_pixels_to_the_inch(tmp_path, pictures):
    target = tmp_path / "sheet.pdf"
    made(SheetWish(columns=2), entries(pictures, 3), target)
    fonts = [line.split() for line in run("pdffonts", target).splitlines()[2:]]
    assert fonts
    assert all(line[-5] == "yes" and line[-3] == "yes" for line in fonts)  # emb, uni
    images = [line.split() for line in run("pdfimages", "-list", target).splitlines()[2:]]
    assert len(images) == 6
    assert all(299 <= int(line[12]) <= 301 for line in images)
    run("pdfimages", "-png", target, tmp_path / "taken")
    for number, colour in enumerate((RED, BLUE) * 3):
        with Image.open(tmp_path / f"taken-{number:03}.png") as image:
            seen = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
        assert max(abs(a - b) for a, b in zip(seen, colour, strict=True)) <= 2


def test_a_pdf_says_that_its_colours_are_srgb(tmp_path, pictures):
    target = tmp_path / "sheet.pdf"
    made(SheetWish(), entries(pictures, 1), target)
    data = target.read_bytes()
    assert b"/OutputIntent" in data
    assert "sRGB".encode("utf-16-be") in data
    assert b"pdfaid:part" in data


@pytest.mark.parametrize(
    ("paper", "is_landscape", "size"),
    [
        (Paper.A4, True, (841.9, 595.3)),
        (Paper.A3, False, (841.9, 1190.6)),
        (Paper.LETTER, False, (612.0, 792.0)),
        (Paper.LETTER, True, (792.0, 612.0)),
    ],
)
def test_pages_have_the_paper_that_was_asked_for(tmp_path, pictures, paper, is_landscape, size):
    target = tmp_path / "sheet.pdf"
    made(SheetWish(paper=paper, is_landscape=is_landscape), entries(pictures, 1), target)
    told = re.findall(r"[\d.]+", facts(target)["Page size"])
    assert [float(edge) for edge in told[:2]] == pytest.approx(size, abs=1.5)


def test_a_png_is_written_for_each_page_in_srgb_at_300_dpi(tmp_path, pictures):
    wish = SheetWish(columns=1, title="Spring")
    given = entries(pictures, ContactSheet(wish, entries(pictures, 40)).rows + 1)
    done = made(wish, given, tmp_path / "sheet.png")
    assert [path.name for path in done.files] == ["sheet-01.png", "sheet-02.png"]
    page = next(ContactSheet(wish, given).pages())
    box = page.cells[0].pictures[0].box
    with Image.open(done.files[0]) as image:
        assert image.size == (2480, 3508)
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        place = [
            round((edge + half / 2) / 25.4 * 300)
            for edge, half in ((box.x_mm, box.width_mm), (box.y_mm, box.height_mm))
        ]
        assert image.convert("RGB").getpixel(tuple(place)) == RED
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        assert "srgb" in ImageCms.getProfileName(profile).lower()


def test_the_numbered_pages_of_a_png_take_no_other_files_place(tmp_path, pictures):
    wish = SheetWish(columns=1)
    given = entries(pictures, ContactSheet(wish, entries(pictures, 40)).rows + 1)
    (tmp_path / "sheet-02.png").write_bytes(b"a photograph")
    done = made(wish, given, tmp_path / "sheet.png")
    assert (tmp_path / "sheet-02.png").read_bytes() == b"a photograph"
    assert [path.name for path in done.files] == ["sheet-2-01.png", "sheet-2-02.png"]
    assert all(path.stat().st_size for path in done.files)


def test_what_cannot_be_read_leaves_a_gap_that_says_so(tmp_path, pictures):
    gone = SheetPicture(path=tmp_path / "gone.png", size=Size(3, 2))
    target = tmp_path / "sheet.pdf"
    done = made(SheetWish(), [Entry(pictures=(gone,), name="gone")], target)
    assert done.missing == (gone.path,)
    assert "cannot be read" in run("pdftotext", target, "-")


def test_a_sheet_that_is_stopped_leaves_nothing_and_keeps_what_was_there(tmp_path, pictures):
    target = tmp_path / "out" / "sheet.pdf"
    target.parent.mkdir()
    target.write_bytes(b"the last one")
    stopping, seen = threading.Event(), []

    def told(page: int, _pages: int) -> None:
        seen.append(page)
        stopping.set()

    done = made(SheetWish(columns=1), entries(pictures, 20), target, stopping=stopping, told=told)
    assert (done.is_stopped, seen) == (True, [1])
    assert [path.name for path in target.parent.iterdir()] == ["sheet.pdf"]
    assert target.read_bytes() == b"the last one"


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path, pictures):
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"a file")
    error = made(SheetWish(), entries(pictures, 1), blocked / "sheet.pdf")
    assert isinstance(error, StorageFailed)
    assert (error.code, error.params["path"]) == ("sheet_not_saved", str(blocked / "sheet.pdf"))


@pytest.mark.parametrize("suffix", [".pdf", ".png"])
@pytest.mark.parametrize("lacking", [1, 20_000])
def test_a_full_disk_is_told_and_keeps_the_last_sheet(tmp_path, pictures, suffix, lacking):
    target = tmp_path / "out" / f"sheet{suffix}"
    (whole,) = made(SheetWish(), entries(pictures, 2), target).files
    size = whole.stat().st_size
    target.write_bytes(b"the last one")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size - lacking, before[1]))
    try:
        error = made(SheetWish(), entries(pictures, 2), target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (type(error), error.code) == (DiskFull, "sheet_disk_full")
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert target.read_bytes() == b"the last one"


def test_only_a_few_pictures_are_asked_for_before_they_are_drawn(tmp_path, pictures):
    asked: list[Path] = []
    ahead: list[int] = []
    drawn = 0

    def counting(path: Path, within: Size) -> "Future[bytes]":
        asked.append(path)
        return ask(path, within)

    def told(_page: int, _pages: int) -> None:
        nonlocal drawn
        drawn += 2 * rows
        ahead.append(len(asked) - drawn)

    wish = SheetWish(columns=1)
    rows = ContactSheet(wish, entries(pictures, 30)).rows
    made(wish, entries(pictures, 3 * rows), tmp_path / "a.pdf", asked=counting, told=told)
    assert len(asked) == 6 * rows
    assert max(ahead) <= 3


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in other units")
def test_memory_does_not_grow_with_the_number_of_pictures(tmp_path, pictures):
    made(SheetWish(columns=2), entries(pictures, 4), tmp_path / "few.pdf")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made(SheetWish(columns=2), entries(pictures, 50), tmp_path / "many.pdf")
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mb < 25, f"100 pictures held {grown_mb:.0f} MB more than 8 did"
