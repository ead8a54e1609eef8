"""Holds a service's own balance against the ledger: what went since the last look, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.ledger import EntryKind
from seedream_desktop.ui import text
from seedream_desktop.ui.models.ledger_lines import Line, LineState, local_time
from seedream_desktop.ui.theme.tokens import Tone

_NEAR_MICROS = 10_000
"""Balances come in whole cents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A balance at a moment."""

    at: float
    micros: int

    def __str__(self) -> str:
        """Return the text that parse() reads back."""
        return f"{self.at!r} {self.micros}"

    @classmethod
    def parse(cls, kept: str) -> "Reading | None":
        """Read what was kept; None where it is nothing of the kind."""
        try:
            at, micros = kept.split()
            return cls(at=float(at), micros=int(micros))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a comparison came to."""

    tone: Tone
    words: str


def compare(
    provider: ProviderId, title: str, before: Reading | None, now: Reading, lines: Iterable[Line]
) -> Verdict:
    """Say whether what went from a balance is what the ledger says.

    The ledger's figure is a range: what was sent and billed since, up to that and everything
    that was billed since or may yet be, as a service may charge when it takes an order or later.
    """
    params: dict[str, str | int] = {"service": title, "now": now.micros, "at": _when(now.at)}
    if before is None:
        return Verdict(tone=Tone.DONE, words=_say("balance_first", params))
    least, most = _expected(provider, before.at, lines)
    went = before.micros - now.micros
    params |= {
        "before": before.micros,
        "then": _when(before.at),
        "went": went,
        "ledger": least,
        "more": went - most,
        "less": least - went,
    }
    if least - _NEAR_MICROS < went < most + _NEAR_MICROS:
        code, tone = ("balance_agrees" if least == most else "balance_within"), Tone.DONE
    elif went >= most + _NEAR_MICROS:
        code, tone = "balance_more", Tone.WAITING
    elif went < 0:
        code, tone = "balance_topped_up", Tone.DONE
    else:
        code, tone = "balance_less", Tone.WAITING
    return Verdict(tone=tone, words=_say(code, params))


def _expected(provider: ProviderId, since: float, lines: Iterable[Line]) -> tuple[int, int]:
    least = most = 0
    for line in lines:
        if line.provider != provider:
            continue
        if line.state in (LineState.IN_DOUBT, LineState.RESERVED):
            most += line.amount_micros
        for entry in line.entries:
            if entry.kind is EntryKind.SPENT and entry.at > since:
                most += entry.amount_micros
                least += entry.amount_micros if entry.counted_at > since else 0
    return least, most


def _when(at: float) -> str:
    return local_time(at).strftime("%Y-%m-%d %H:%M")


def _say(code: str, params: dict[str, str | int]) -> str:
    return text.text(code, params, section="ledger")
