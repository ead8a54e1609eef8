"""What a test may ask this service beside what all are asked."""

from tests.emulator import control as shared


class Control(shared.Control):
    """The control of one emulated Ark account."""

    def ledger(self) -> list[dict]:
        """Return a row for each order that was taken: what it asked, and what it was billed."""
        self._world.look()
        return [
            {
                "request_sha256": job.facts["request_sha256"],
                "client_request_id": job.facts["client_request_id"],
                "images_billed": job.facts["made"] if self._is_billed(job.id) else 0,
                "ts": job.created_at,
            }
            for job in self._world.book.all()
        ]

    def _is_billed(self, job: str) -> bool:
        return self._world.till.is_charged(job)
