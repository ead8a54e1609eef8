"""The command `keys`: keys in the system's store."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from typing import Any

from seedream_desktop.app.cli.offers import card_of
from seedream_desktop.app.cli.questions import secret
from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import AccountRefused, UserFixable
from seedream_desktop.domain.money import usd_text
from seedream_desktop.engine.services import refused_here
from seedream_desktop.ports.world import Secret
from seedream_desktop.settings.keys import KeySource, variable_of
from seedream_desktop.ui import text


async def keys(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream keys`. A key is read from standard input, never from an argument."""
    if asked.action == "list":
        return await _list_keys(app, say)
    if not asked.provider:
        raise UserFixable("provider_missing")
    card = card_of(app, asked.provider)
    if card.is_offline:
        say.result(text.line("key_not_needed", provider=card.title), {"provider": card.provider})
        return 0
    action = {"set": _set_key, "test": _test_key, "delete": _delete_key}[asked.action]
    return await action(app, card, say)


async def _list_keys(app: App, say: Reporter) -> int:
    rows = []
    for card in app.cards.values():
        if card.is_offline:
            continue
        status = await app.vault.status(card.provider)
        rows.append(
            {
                "provider": card.provider,
                "state": status.state.value,
                "tail": status.tail,
                "source": status.source.value if status.source is not None else "",
            }
        )
    say.result("\n".join(map(_key_line, rows)), {"keys": rows})
    return 0


def _key_line(row: Mapping[str, str]) -> str:
    source = text.line(f"from_{row['source']}") if row["source"] else ""
    said = {**row, "state": text.line(f"key_{row['state']}"), "source": source}
    return text.line("key_row", **said).rstrip()


async def _set_key(app: App, card: Card, say: Reporter) -> int:
    if sys.stdin.isatty():
        value = secret(text.line("ask_key", provider=card.title))
    else:
        value = await asyncio.to_thread(sys.stdin.readline)
    status = await app.vault.set_key(card.provider, Secret(value))
    store = await app.vault.store_name()
    facts = {"provider": card.provider, "store": store, "tail": status.tail}
    if status.source is not KeySource.STORE:
        variable = variable_of(card.provider)
        facts["kept"] = ""
        say.result(text.line("key_for_session", variable=variable), facts)
        return 1
    say.result(text.line("key_kept", provider=card.title, store=store), facts)
    return 0


async def _test_key(app: App, card: Card, say: Reporter) -> int:
    try:
        balance = await app.providers[card.provider].check_account()
    except AccountRefused as error:
        raise refused_here(error, card) from error
    facts: dict[str, Any] = {"provider": card.provider, "works": True}
    if balance is None:
        say.result(text.line("key_works", provider=card.title), facts)
    else:
        facts["balance_usd"] = usd_text(balance)
        said = text.line("key_works_balance", provider=card.title, balance=usd_text(balance))
        say.result(said, facts)
    return 0


async def _delete_key(app: App, card: Card, say: Reporter) -> int:
    was_there = await app.vault.delete_key(card.provider)
    store = await app.vault.store_name()
    facts = {"provider": card.provider, "store": store, "deleted": was_there}
    code = "key_deleted" if was_there else "key_none"
    say.result(text.line(code, provider=card.title, store=store), facts)
    return 0
