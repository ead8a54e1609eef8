"""What Ark's replies must hold; anything else in them is ignored (sheet, 1.6 to 1.9).

Only what names a picture is strict: a paid result must not be lost to a surprise beside it. A
picture in base64 stays a view of the reply until it is decoded.
"""

from typing import Any

import msgspec
from msgspec import Raw


class Picture(msgspec.Struct):
    """One member of a group, or the only one: a picture, or why there is none.

    Its size is not read, of which the service writes "2048x2048" as well as "2048×2048": the
    decoded file says what it is.
    """

    url: Any = None
    b64_json: Raw = Raw(b"")
    error: Any = None
    image_index: Any = None


class Images(msgspec.Struct):
    """A whole answer. error stands in the place of pictures when there are none."""

    data: list[Picture] | None = None
    error: Any = None
    usage: Any = None


class Happening(msgspec.Struct):
    """What an event of the stream says besides its picture; a failure of all has no type."""

    type: str = ""
    error: Any = None
    usage: Any = None


class Models(msgspec.Struct):
    """The list of models, of which only matters that it is one."""

    data: list[Any]
