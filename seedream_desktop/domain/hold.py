"""How the user holds the whole queue back."""

from enum import StrEnum


class Hold(StrEnum):
    """What the queue keeps back; what is at a service is fetched under each of them.

    AFTER_CURRENT begins nothing more, and what has begun goes on to its end. NOW sends nothing
    more either: what is being prepared goes back to the queue, and only a POST that is already
    on its way ends by itself.
    """

    NONE = "none"
    AFTER_CURRENT = "after_current"
    NOW = "now"
