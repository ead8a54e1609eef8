"""What the dialog says of a standing: state, facts, and how the last action ended."""

import re
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from seedream_desktop.domain.card import Card, ModelCard
from seedream_desktop.domain.errors import AccountRefused, Param, SeedreamError
from seedream_desktop.providers.cards import provenance_of
from seedream_desktop.settings.keys import KeySource, KeyState, KeyStatus
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.accounts import Busy, Standing
from seedream_desktop.ui.desk.patience import is_away
from seedream_desktop.ui.theme.tokens import Tone

_SECTION: Final = "providers"
_ADDRESS: Final = re.compile(r"https?://([^/\s]+)")
_LIVE: Final = "live:"

_KEY_IS_GOOD: Final = frozenset(
    {"balance_too_low", "model_not_activated", "quota_used_up", "own_limit_reached"}
)
"""What a service says of an account whose key it accepts: the user can end it there."""


def words(code: str, **params: Param) -> str:
    """Return a text of the dialog."""
    return text.text(code, params, section=_SECTION)


def state_of(standing: Standing) -> tuple[Tone, str]:
    """Return the state of a provider's key in a word or two."""
    if not standing.needs_key:
        return Tone.DONE, words("state_unneeded")
    if standing.busy not in (None, Busy.READING):
        return Tone.RUNNING, words(f"state_{standing.busy}")
    if standing.key is None:
        is_asked = standing.busy is Busy.READING
        return Tone.RUNNING if is_asked else Tone.QUIET, words(
            "state_reading" if is_asked else "state_unknown"
        )
    if standing.key.state is not KeyState.PRESENT:
        tone = Tone.WAITING if standing.key.state is KeyState.LOCKED else Tone.QUIET
        return tone, words(f"state_{standing.key.state.value}")
    return _state_of_present(standing, standing.key)


def _state_of_present(standing: Standing, key: KeyStatus) -> tuple[Tone, str]:
    if isinstance(standing.trouble, AccountRefused):
        code = f"state_{standing.trouble.code}"
        known = code if text.has(code, _SECTION) else "state_account_refused"
        is_good = standing.trouble.code in _KEY_IS_GOOD
        return Tone.WAITING if is_good else Tone.FAILED, words(known)
    if standing.is_good and standing.balance_micros is not None and standing.balance_micros <= 0:
        return Tone.WAITING, words("state_empty")
    if standing.is_good:
        return Tone.DONE, words("state_works")
    if key.source is KeySource.SESSION:
        return Tone.WAITING, words("state_session")
    return Tone.QUIET, words("state_kept" if key.source is KeySource.STORE else "state_environment")


def key_of(key: KeyStatus) -> str:
    """Return a key as it is shown: dots, and its last four characters where it has enough."""
    return words("key_tail", tail=key.tail) if key.tail else words("key_hidden")


def facts_of(standing: Standing, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return captions and values of what is known of a key that is there."""
    key = standing.key
    if key is None or key.state is not KeyState.PRESENT:
        return ()
    balance = standing.balance_micros
    return (
        (words("fact_key"), key_of(key)),
        (words("fact_place"), key.store or words("place_session")),
        (words("fact_checked"), _checked(standing.checked_at, now)),
        (words("fact_balance"), words("no_balance") if balance is None else _to_the_cent(balance)),
    )


def _to_the_cent(balance_micros: int) -> str:
    return text.usd(round(balance_micros, -4))


def _checked(at: float | None, now: datetime) -> str:
    if at is None:
        return words("never_checked")
    then = datetime.fromtimestamp(at, now.tzinfo)
    time = f"{then:%H:%M}"
    if then.date() == now.date():
        return words("checked_today", time=time)
    return words("checked_on", date=_date(then), time=time)


def _date(day: datetime) -> str:
    return f"{day:%Y-%m-%d}"


def offer_of(card: Card) -> str:
    """Return in one line what a provider takes, gives and charges."""
    if card.is_local:
        return words("offer_local")
    cheapest = min(card.models, key=_least)
    parts = [
        words(
            "offer_counts",
            references=max(model.references_max for model in card.models),
            outputs=max(model.outputs_max for model in card.models),
            total=max(model.total_max for model in card.models),
        ),
        words("offer_price", price=_least(cheapest)),
        words("offer_source", date=_as_of(card, cheapest), source=_source(card, cheapest)),
    ]
    if card.enhancer is not None:
        parts.append(words("offer_enhancer", price=card.enhancer.price_micros))
    return " · ".join(parts)


def _least(model: ModelCard) -> int:
    tiers = [micros for _, micros in model.price.tiers]
    return min(tiers) if tiers else model.price.per_output_micros


def _as_of(card: Card, model: ModelCard) -> str:
    found = provenance_of(card, model, "price_per_output_usd")
    return (found.as_of if found is not None else card.as_of).isoformat()


def _source(card: Card, model: ModelCard) -> str:
    """Return where a price was read: the site, or the service itself."""
    found = provenance_of(card, model, "price_per_output_usd")
    address = _ADDRESS.search(found.source) if found is not None else None
    if found is None or found.source.startswith(_LIVE) or address is None:
        return card.title
    return address[1].removeprefix("www.")


def host_of(url: str) -> str:
    """Return the host of an address, for a person to see where a link goes."""
    return urlsplit(url).hostname or url


def ending_of(standing: Standing, title: str) -> tuple[Tone, str] | None:
    """Return how the last action ended, None while there is nothing to say of it."""
    if standing.busy not in (None, Busy.READING):
        return None
    if standing.trouble is not None:
        return _tone_of(standing.trouble), said_of(standing.trouble, title)
    if not standing.is_good:
        return None
    balance = standing.balance_micros
    if balance is None:
        return Tone.DONE, words("said_good", provider=title)
    if balance <= 0:
        return Tone.WAITING, words("said_good_empty", provider=title, balance=_to_the_cent(balance))
    return None


def _tone_of(error: SeedreamError) -> Tone:
    is_passing = is_away(error)
    is_locked = error.code in ("keyring_locked", "keyring_waits")
    is_good = error.code in _KEY_IS_GOOD
    return Tone.WAITING if is_passing or is_good or is_locked else Tone.FAILED


def said_of(error: SeedreamError, title: str) -> str:
    """Return what an action's failure means here, and what to do in this dialog."""
    params = {**error.params, "provider": title}
    if is_away(error):
        return words("said_unreached", provider=title)
    code = f"said_{error.code}"
    if text.has(code, _SECTION):
        return text.text(code, params, section=_SECTION)
    return text.of_error(error)
