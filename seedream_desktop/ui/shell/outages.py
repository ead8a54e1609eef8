"""Says by a banner that a service takes nothing, why, and what helps; until it answers again."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.rehearsal import is_play
from seedream_desktop.domain.request import Trouble
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.messages import Remark
from seedream_desktop.ui.desk.network import Reach, Reached
from seedream_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

_KEYS: Final = frozenset({"key_refused", "key_refused_here", "key_missing", "keyring_locked"})
_OF_ACCOUNT: Final = {
    **dict.fromkeys(_KEYS, "key"),
    "key_refused_here": "key_here",
    "balance_too_low": "balance",
    "model_not_activated": "inactive",
    "quota_used_up": "quota",
    "own_limit_reached": "limit",
}
"""What has words of its own; any other is a refusal of the account."""
_PASSING: Final = frozenset({"rate_limited"})
"""Pauses that end by themselves in a little while: the queue's rows say until when."""


_NETWORK: Final = "network"


class Outages(QObject):
    """Follows the network; a banner for each service in trouble, one where several are away."""

    def __init__(self, desk: "Desk", parent: QObject | None = None) -> None:
        """Show what is known."""
        super().__init__(parent)
        self._desk = desk
        desk.network.changed.connect(self._on_network)
        self._on_network(desk.network.current)

    def _on_network(self, reached: Reached) -> None:
        away = [name for name in reached.troubles if reached.services[name] is Reach.OFFLINE]
        together = frozenset(away) if len(away) > 1 else frozenset()
        for service, reach in reached.services.items():
            trouble = reached.troubles.get(service)
            is_passing = trouble is not None and trouble.code in _PASSING
            is_told = reach in (Reach.OFFLINE, Reach.PAUSED) and service not in together
            if trouble is not None and not is_passing and is_told:
                self._desk.messages.put_up(_cause(service), self._remark(service, reach, trouble))
            else:
                self._desk.messages.take_down(_cause(service))
        if together:
            self._desk.messages.put_up(_NETWORK, self._remark_of_network(away))
        else:
            self._desk.messages.take_down(_NETWORK)

    def _remark_of_network(self, away: list[ProviderId]) -> Remark:
        """Return one banner for several services: it is the network then."""
        titles = text.listed(self._desk.program.cards[service].title for service in away)
        return Remark(
            words=text.text("outage_network", {"services": titles}, section="shell"),
            tone=Tone.WAITING,
            action=text.text("queue.resume", section="commands"),
            act=partial(self._desk.actions.do, "queue.resume"),
            is_closable=True,
        )

    def _remark(self, service: ProviderId, reach: Reach, trouble: Trouble) -> Remark:
        of_account = _OF_ACCOUNT.get(trouble.code, "account")
        what = "offline" if reach is Reach.OFFLINE else of_account
        params = {
            "service": self._desk.program.cards[service].title,
            "said": str(trouble.params.get("said", "")),
            "region": str(trouble.params.get("region", "")),
        }
        what = "account_bare" if what == "account" and not params["said"] else what
        # A rehearsal's key is in order once it goes on: there is none to replace.
        has_key = trouble.code in _KEYS and not is_play(service)
        command = "settings.keys" if has_key else "queue.resume"
        return Remark(
            words=text.text(f"outage_{what}", params, section="shell"),
            tone=Tone.WAITING if reach is Reach.OFFLINE else Tone.FAILED,
            action=text.text(command, section="commands"),
            act=partial(self._desk.actions.do, command),
            is_closable=True,
        )


def _cause(service: ProviderId) -> str:
    return f"service {service}"
