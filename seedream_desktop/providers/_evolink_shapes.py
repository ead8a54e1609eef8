"""What EvoLink's replies must hold; anything else in them is ignored (sheet, 3.3 to 3.7)."""

from typing import Any

import msgspec


class Task(msgspec.Struct):
    """One task.

    Only the status is needed: a paid result must not be lost to a surprise beside it. results
    and result_data both hold outputs, usage what was billed.
    """

    status: str
    results: Any = None
    result_data: Any = None
    error: Any = None
    usage: Any = None


class Cost(msgspec.Struct):
    """What a task cost, in either measure."""

    credits: Any = None
    usd: Any = None


class Usage(msgspec.Struct):
    """What a task says of money; credits_reserved, told before its end, is no bill."""

    credits_used: Any = None
    cost: Any = None


class Listed(msgspec.Struct):
    """One row of the task list: no inputs, no results. created is in seconds since 1970."""

    id: str
    created: float
    model: str = ""


class Page(msgspec.Struct):
    """A page of the task list."""

    data: list[Listed]
    total: int | None = None


class Uploaded(msgspec.Struct):
    """An uploaded file: its address, and when it came and goes, as far as that is told."""

    file_url: str = ""
    download_url: str = ""
    upload_time: str = ""
    expires_at: str = ""


class Stored(msgspec.Struct):
    """The answer to an upload."""

    data: Uploaded


class Kept(msgspec.Struct):
    """One row of the list of uploads; it tells no address."""

    file_id: str
    file_name: str


class Shelf(msgspec.Struct):
    """A page of the list of uploads."""

    files: list[Kept]
    total: int | None = None


class Shelves(msgspec.Struct):
    """The answer to the list of uploads."""

    data: Shelf


class Holder(msgspec.Struct):
    """Whom credits belong to."""

    remaining_credits: float | str


class Holders(msgspec.Struct):
    """The key's own allowance is left out: it says nothing where it has no bound."""

    user: Holder


class Credits(msgspec.Struct):
    """What an account has left."""

    data: Holders
