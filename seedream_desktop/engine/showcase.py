"""Hands on what outputs are shown by, so that nothing there ever reaches an order."""

import logging

from seedream_desktop.domain.ids import Digest
from seedream_desktop.ports.pictures import KeepPreviews, Verified

_log = logging.getLogger(__name__)


class Showcase:
    """Stands between the money path and a cache: what fails behind it is a line in the log."""

    def __init__(self, keep: KeepPreviews | None) -> None:
        """Take what keeps previews; None where nobody looks."""
        self._keep = keep

    def show(self, digest: Digest, verified: Verified) -> None:
        """Have the previews of a stored output kept, if there are any; never waits or fails."""
        if self._keep is None or verified.previews is None:
            return
        try:
            self._keep(digest, verified.previews)
        except Exception:  # noqa: BLE001 - a barrier, as said
            _log.warning("the previews of an output are not kept", exc_info=True)
