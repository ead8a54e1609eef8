"""Providers and keys in all their states."""

import time
from concurrent.futures import Future
from dataclasses import replace
from types import SimpleNamespace

from PySide6.QtWidgets import QWidget

from seedream_desktop.app.speech import titled
from seedream_desktop.domain.errors import AccountRefused, KeyMissing
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.providers.cards import bundled_card
from seedream_desktop.settings.keys import KeySource, KeyState, KeyStatus
from seedream_desktop.settings.model import CapSettings, Settings
from seedream_desktop.settings.vault import KeyVault
from seedream_desktop.ui.bridge import EngineBridge
from seedream_desktop.ui.desk.accounts import Accounts, Busy
from seedream_desktop.ui.desk.messages import Messages
from seedream_desktop.ui.desk.preferences import Preferences
from seedream_desktop.ui.dialogs.providers.dialog import ProvidersDialog
from seedream_desktop.ui.dialogs.providers.wording import words

LOCAL, WAVESPEED, OTHER = (ProviderId(name) for name in ("local", "wavespeed", "byteplus"))
STORE = "Secret Service"


def never(work) -> Future:
    """Stand for an engine that does not answer: what is shown stays."""
    work.close()
    return Future()


def dialog(store: str | None, caps: CapSettings | None = None, **standing) -> ProvidersDialog:
    """Return the dialog as it stands after the store was asked."""
    wavespeed = bundled_card(WAVESPEED)
    other = titled(bundled_card(OTHER))  # with regions and no list of jobs
    cards = {LOCAL: titled(bundled_card(LOCAL)), WAVESPEED: wavespeed, OTHER: other}
    bridge = EngineBridge(never)
    program = SimpleNamespace(vault=KeyVault({}), providers={}, cards=cards, clock=None)
    settings = SimpleNamespace(current=Settings(caps=caps or CapSettings()))
    accounts = Accounts(program, bridge)
    preferences = Preferences(settings, bridge, Messages(bridge), bridge)
    made = ProvidersDialog(accounts, preferences, cards)
    bridge.setParent(made)
    accounts.setParent(made)
    accounts._reading = None
    accounts.store = store
    state = KeyState.LOCKED if store and standing.get("locked") else KeyState.MISSING
    standing.pop("locked", None)
    missing = KeyStatus(provider=OTHER, state=state, store=store or "")
    accounts._change(OTHER, key=missing, busy=None)
    given = {"key": replace(missing, provider=WAVESPEED), "busy": None, **standing}
    accounts._change(WAVESPEED, **given)
    made._show_all()
    return made


def models() -> QWidget:
    made = dialog(STORE, key=kept(), is_good=True, checked_at=time.time(), balance_micros=0)
    for provider in (WAVESPEED, OTHER):
        made.rows[provider].offer.more.click()
    return made


def kept(**more) -> KeyStatus:
    facts = {"source": KeySource.STORE, "tail": "4f2a", "store": STORE, **more}
    return KeyStatus(provider=WAVESPEED, state=KeyState.PRESENT, **facts)


def empty() -> QWidget:
    return dialog(STORE)


def works() -> QWidget:
    caps = CapSettings(run_micros=10_000_000, day_micros=25_000_000, month_micros=50_000_000)
    good = {"is_good": True, "checked_at": time.time(), "balance_micros": 18_200_000}
    return dialog(STORE, caps, key=kept(), **good)


def locked() -> QWidget:
    return dialog(STORE, locked=True)


def no_store() -> QWidget:
    made = dialog("", key=kept(source=KeySource.SESSION, store=""))
    made.rows[OTHER]._on_put()
    return made


def testing() -> QWidget:
    return dialog(STORE, key=kept(), busy=Busy.TESTING)


def refused() -> QWidget:
    no = AccountRefused("key_refused", service="WaveSpeedAI", said="no")
    made = dialog(STORE, key=kept(), trouble=no, checked_at=time.time() - 200_000)
    made.rows[WAVESPEED].question.begin(words("remove_question", key="●●●● 4f2a", store=STORE))
    return made


def stopped() -> QWidget:
    """Show a service in another region whose key is good and whose quota is used up."""
    made = dialog(STORE)
    said = "You have exhausted the free quota of this model"
    no = AccountRefused("quota_used_up", service="BytePlus Ark", said=said)
    made._accounts._change(
        OTHER, key=replace(kept(), provider=OTHER), trouble=no, checked_at=time.time()
    )
    made.rows[OTHER].choose_region("cn")
    made._show_all()
    return made


def environment() -> QWidget:
    key = kept(source=KeySource.ENVIRONMENT, store="WAVESPEED_API_KEY")
    caps = CapSettings(run_micros=30_000_000, day_micros=25_000_000)
    good = {"is_good": True, "checked_at": time.time(), "balance_micros": 0}
    return dialog(STORE, caps, key=key, **good)


def adding() -> QWidget:
    trouble = KeyMissing("keyring_waits", provider=WAVESPEED, store=STORE)
    made = dialog(STORE, CapSettings(), trouble=trouble)
    made.rows[WAVESPEED].entry.begin(STORE)
    made.rows[WAVESPEED].entry.line.setText("two words")
    made.caps.amount("day_micros").setText("fifty")
    made.caps.fields["day_micros"].show_wrong(words("cap_wrong"))
    return made


PAGES = {
    "keys-empty": empty,
    "keys-works": works,
    "keys-locked": locked,
    "keys-no-store": no_store,
    "keys-testing": testing,
    "keys-refused": refused,
    "keys-stopped": stopped,
    "keys-environment": environment,
    "keys-adding": adding,
    "keys-models": models,
}
