"""Orders: what is sent, and what says so a second time."""

import re
from dataclasses import replace

from seedream_desktop.domain.ids import RequestId, fresh_id
from seedream_desktop.domain.request import InputRole
from seedream_desktop.engine.order import order_of, same_order
from tests.fixtures.requests import a_recipe, a_request

SENT = replace(a_request(2), recipe=a_recipe(2), attempts=1)


def test_an_order_said_again_from_the_ledger_is_the_same_in_every_word():
    order = same_order(SENT)
    assert order == order_of(SENT, SENT.recipe, order.references)
    assert [reference.url for reference in order.references] == [
        bound.url for bound in SENT.recipe.inputs
    ]
    assert [order.references[position].is_target for position in order.targets] == [True, True]
    assert order == same_order(replace(SENT, version=9, sent_at=5.0))


def test_pictures_that_are_only_shown_are_no_targets_when_an_order_is_said_again():
    anchor, target = SENT.recipe.inputs
    recipe = replace(SENT.recipe, inputs=(replace(anchor, role=InputRole.ANCHOR), target))
    assert same_order(replace(SENT, recipe=recipe)).targets == (1,)


def test_each_attempt_has_a_key_of_its_own_that_a_service_takes():
    request = replace(SENT, id=RequestId(fresh_id("rq")))
    keys = [same_order(replace(request, attempts=n)).idempotency_key for n in range(1, 200)]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[A-Za-z0-9._-]{16,96}", key) for key in keys)
