"""Money at an emulated service: what was taken, settled and given back, in micro-dollars."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum


class SaleState(StrEnum):
    """How far a sale is: taken at creation, earned at success, given back at failure."""

    PRE = "pre"
    DONE = "done"
    REFUNDED = "refunded"


@dataclass
class Sale:
    """What one job cost. refund_due is when the money goes back (seconds since 1970)."""

    job: str
    price_micros: int
    taken_at: float
    state: SaleState = SaleState.PRE
    refund_due: float | None = None
    refunded_at: float | None = None
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    refund_id: str = field(default_factory=lambda: uuid.uuid4().hex)


class Till:
    """A prepaid account."""

    def __init__(self, balance_micros: int) -> None:
        self.balance_micros = balance_micros
        self._sales: dict[str, Sale] = {}
        self._owed: list[Sale] = []

    @property
    def sales(self) -> list[Sale]:
        """Every sale, oldest first."""
        return list(self._sales.values())

    @property
    def frozen_micros(self) -> int:
        """What is taken for jobs that have not ended."""
        return sum(s.price_micros for s in self._sales.values() if s.state == SaleState.PRE)

    def can_pay(self, price_micros: int) -> bool:
        """Say whether the balance covers a price."""
        return price_micros <= self.balance_micros

    def take(self, job: str, price_micros: int, now: float) -> None:
        """Deduct a job's price."""
        self.balance_micros -= price_micros
        self._sales[job] = Sale(job, price_micros, now)

    def earn(self, job: str, price_micros: int | None = None) -> None:
        """Make a sale final, at another price than was taken if one is given."""
        sale = self._sales[job]
        sale.state = SaleState.DONE
        if price_micros is not None:
            self.balance_micros += sale.price_micros - price_micros
            sale.price_micros = price_micros

    def owe(self, job: str, due: float) -> None:
        """Promise a sale's money back at a moment."""
        sale = self._sales[job]
        sale.refund_due = due
        self._owed.append(sale)

    def settle(self, now: float) -> None:
        """Pay back what is due."""
        for sale in [sale for sale in self._owed if sale.refund_due <= now]:
            self._owed.remove(sale)
            sale.state = SaleState.REFUNDED
            sale.refunded_at = sale.refund_due
            self.balance_micros += sale.price_micros

    def billed_micros(self) -> int:
        """Return what the customer has paid and not got back."""
        return sum(s.price_micros for s in self._sales.values() if s.state != SaleState.REFUNDED)

    def is_charged(self, job: str) -> bool:
        """Say whether a job's money is with the service."""
        sale = self._sales.get(job)
        return sale is not None and sale.state != SaleState.REFUNDED
