"""Why a picture cannot be decoded: cut short, damaged, too large, or out of reach."""

import errno
import re
from typing import IO, Final

from PIL import Image

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.picture import PictureFormat, SkipReason
from seedream_desktop.imaging.chunks import png_chunks
from seedream_desktop.imaging.directories import first_directory
from seedream_desktop.imaging.formats import megapixels, unusable

_PIXELS = re.compile(r"\((\d+) pixels\)")
_TAIL_BYTES: Final = 1024
_BLOCK_BYTES: Final = 65_536
_END_OF_JPEG: Final = b"\xff\xd9"
_BOX_HEADER: Final = 8


def blamed(exc: Exception, file: IO[bytes], format_: PictureFormat, byte_count: int) -> BadInput:
    """Return the picture_unusable error that a decoder's exception amounts to."""
    text = str(exc)
    if isinstance(exc, BadInput):
        return exc
    if isinstance(exc, Image.DecompressionBombError | Image.DecompressionBombWarning):
        claimed = _PIXELS.search(text)
        detail = megapixels(int(claimed[1])) if claimed else ""
        return unusable(SkipReason.TOO_MANY_PIXELS, detail)
    if isinstance(exc, MemoryError):
        return unusable(SkipReason.UNREADABLE, errno.errorcode[errno.ENOMEM])
    if isinstance(exc, OSError) and exc.errno is not None:
        return unreachable(exc)
    says_so = isinstance(exc, EOFError) or "truncated" in text.lower()
    if says_so or is_cut_short(file, format_, byte_count):
        return unusable(SkipReason.TRUNCATED)
    return unusable(SkipReason.DAMAGED)


def unreachable(exc: OSError) -> BadInput:
    """Return the picture_unusable error of a file that the system does not hand out."""
    if isinstance(exc, FileNotFoundError | NotADirectoryError):
        return unusable(SkipReason.MISSING)
    if isinstance(exc, PermissionError):
        return unusable(SkipReason.NO_PERMISSION)
    return unusable(SkipReason.UNREADABLE, errno.errorcode.get(exc.errno or 0, ""))


def is_cut_short(file: IO[bytes], format_: PictureFormat, byte_count: int) -> bool:
    """Say whether the file's own structure reaches beyond its end.

    JPEG and BMP have no such structure; their decoders say themselves where data ends.
    """
    if format_ is PictureFormat.WEBP:
        file.seek(4)
        return _BOX_HEADER + int.from_bytes(file.read(4), "little") > byte_count
    if format_ in {PictureFormat.HEIF, PictureFormat.AVIF}:
        return _boxes_end(file) > byte_count
    if format_ is PictureFormat.PNG:
        return not any(name == b"IEND" for name, _, _ in png_chunks(file))
    if format_ is PictureFormat.TIFF:
        directory = first_directory(file)
        return not directory.is_whole or directory.end > byte_count
    return False


def has_lost_tail(file: IO[bytes], byte_count: int) -> bool:
    """Say whether a JPEG ends in zeros where its data should be.

    An interrupted copy often has its full length and nothing in it; the decoder paints grey
    over that without a word. Padding after the end marker is harmless.
    """
    end = byte_count
    while end > 0:
        start = max(0, end - (_TAIL_BYTES if end == byte_count else _BLOCK_BYTES))
        file.seek(start)
        content = file.read(end - start).rstrip(b"\0")
        if content:
            is_padded = start + len(content) < byte_count - _TAIL_BYTES
            file.seek(max(0, start + len(content) - 2))
            return is_padded and file.read(2) != _END_OF_JPEG
        end = start
    return True


def _boxes_end(file: IO[bytes]) -> int:
    """Return where the boxes of an ISO base media file end (ISO/IEC 14496-12, 4.2)."""
    offset = 0
    while True:
        file.seek(offset)
        head = file.read(2 * _BOX_HEADER)
        if not head:
            return offset
        size = int.from_bytes(head[:4], "big")
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        if size == 0 or len(head) < _BOX_HEADER:
            return offset + max(len(head), _BOX_HEADER)
        offset += max(size, _BOX_HEADER)
