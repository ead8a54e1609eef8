"""The system's clocks behind the engine's port."""

import asyncio
import time
from datetime import datetime

from seedream_desktop.domain.ledger import Moment


class SystemClock:
    """Real time; days and months begin where the user is."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds on a clock that is never set."""
        return time.monotonic()

    def moment(self) -> Moment:
        """Now, and the starts of this day and month by the local calendar."""
        now = self.now()
        day = datetime.fromtimestamp(now).astimezone().replace(hour=0, minute=0, second=0)
        day = day.replace(microsecond=0)
        return Moment(
            now=now, day_start=day.timestamp(), month_start=day.replace(day=1).timestamp()
        )

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
