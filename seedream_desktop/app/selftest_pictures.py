"""The self-test's look at picture formats: every one that is read, every one that is written."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.export_wish import FileFormat, Preset
from seedream_desktop.domain.picture import Picture, PictureFormat
from seedream_desktop.ports.renditions import Order, Renditions

if TYPE_CHECKING:
    from seedream_desktop.imaging.pictures import ImagingPictures

_WRITTEN: Final = tuple(form for form in FileFormat if form is not FileFormat.KEEP)


async def formats(folder: Path) -> str:
    """Read and write pictures of every format in the imaging process; folder takes the latter."""
    from seedream_desktop.imaging.annex import Annex
    from seedream_desktop.imaging.pictures import ImagingPictures

    annex = Annex(threads=1)
    pictures = ImagingPictures(annex)
    try:
        read = await decoded(pictures)
        written = await encoded(pictures, pictures, folder)
        await shown(pictures)
        if annex.process_id is None:
            raise AssertionError("the imaging process did not start")
    finally:
        annex.close()
    return f"{read} read, {written} written, in a process of their own"


async def decoded(pictures: "ImagingPictures") -> int:
    """Read the picture of every format that comes along, and make a thumbnail of each."""
    for form in PictureFormat:
        await _decoded(pictures, bundled("selftest", f"picture.{form.value}"), form)
    return len(PictureFormat)


async def shown(pictures: "ImagingPictures") -> None:
    """Decode a JPEG as the canvas does, which has a decoder of its own for it."""
    from seedream_desktop.imaging import jpeg_pixels

    path = bundled("selftest", f"picture.{PictureFormat.JPEG.value}")
    size = (await _decoded(pictures, path, PictureFormat.JPEG)).size
    jpeg_pixels.load()
    pixels = memoryview(bytearray(4 * size.width_px * size.height_px))
    if not jpeg_pixels.fill_bgra(path.read_bytes(), size, pixels):
        raise AssertionError("the canvas cannot decode a JPEG")


async def encoded(renditions: Renditions, pictures: "ImagingPictures", folder: Path) -> int:
    """Write a picture in every format that exports offer, and read back what was written."""
    source = bundled("selftest", f"picture.{PictureFormat.PNG.value}")
    for form in _WRITTEN:
        target = folder / f"written.{form.value}"
        order = Order(source=source, target=target, preset=Preset(format=form))
        made = await renditions.render(order)
        read = await _decoded(pictures, target, PictureFormat(form.value))
        if read.size != made.size:
            raise AssertionError(f"{target.name} has {read.size}, not {made.size}")
    return len(_WRITTEN)


async def _decoded(pictures: "ImagingPictures", path: Path, form: PictureFormat) -> Picture:
    read = await pictures.read(path)
    if not isinstance(read, Picture) or read.header.format is not form:
        raise AssertionError(f"{path.name} was read as {read}")
    await pictures.thumbnail(path)
    return read
