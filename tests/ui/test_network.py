"""What the window knows and says of services, from the engine's news alone."""

from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.events import ProviderPaused, RequestChanged, RunStarted
from seedream_desktop.domain.ids import ProviderId, RunId, SequenceId
from seedream_desktop.domain.request import RequestState, Trouble
from seedream_desktop.ui.desk.network import Reach
from tests.ui.modelling import request

WAVESPEED = ProviderId("wavespeed")
CAUSE = "service wavespeed"
OFFLINE = Trouble(code="not_connected", billed=Billed.NO, params={"host": "h", "cause": "c"})


def tell(running, *events):
    for event in events:
        running.gui.bridge.publish(event)
    running.gui.bridge.flush()


def reach(running):
    return running.desk.network.current.services[WAVESPEED]


def paused(code, **params):
    trouble = Trouble(code=code, billed=Billed.NO, params=params)
    return ProviderPaused(provider=WAVESPEED, trouble=trouble)


def test_a_service_that_cannot_be_reached_is_told_until_it_answers(running):
    assert reach(running) is Reach.UNKNOWN
    tell(running, RequestChanged(request=request(state=RequestState.QUEUED, trouble=OFFLINE)))
    assert reach(running) is Reach.OFFLINE
    assert "cannot be reached" in running.window.status.network.words
    assert running.gui.messages.banners[CAUSE].action == "Resume"
    tell(running, RequestChanged(request=request(state=RequestState.ACCEPTED, version=9)))
    assert reach(running) is Reach.ONLINE
    assert CAUSE not in running.gui.messages.banners
    assert "answers" in running.window.status.network.words


@pytest.mark.parametrize(
    ("code", "action"),
    [
        ("key_refused", "Providers and keys…"),
        ("key_missing", "Providers and keys…"),
        ("balance_too_low", "Resume"),
        ("account_refused", "Resume"),
    ],
)
def test_what_an_account_lacks_leads_to_where_it_is_mended(running, code, action):
    tell(running, paused(code, said="Not now."))
    remark = running.gui.messages.banners[CAUSE]
    assert remark.action == action
    assert "Nothing was billed" in remark.words
    assert remark.is_closable


def test_another_run_takes_the_banner_down_and_the_same_trouble_puts_it_up_again(running):
    started = RunStarted(
        run=RunId("rn-1"), sequence=SequenceId("sq-1"), requests=1, outputs=1, cost_micros=1
    )
    tell(running, paused("balance_too_low"))
    tell(running, started)
    assert reach(running) is Reach.TRYING
    assert CAUSE not in running.gui.messages.banners
    tell(running, paused("balance_too_low"))
    assert CAUSE in running.gui.messages.banners


def test_the_local_engine_is_no_service(running):
    assert ProviderId("local") not in running.desk.network.current.services


def test_several_services_that_are_away_are_one_banner(running):
    other = ProviderId("evolink")
    away = [
        request(f"rq-{name}", provider=name, state=RequestState.QUEUED, trouble=OFFLINE)
        for name in (WAVESPEED, other)
    ]
    tell(running, *(RequestChanged(request=one) for one in away))
    (banner,) = running.gui.messages.banners.values()
    assert "WaveSpeedAI, EvoLink" in banner.words
    assert banner.action == "Resume"
    back = [replace(one, trouble=None, state=RequestState.ACCEPTED, version=9) for one in away]
    tell(running, RequestChanged(request=back[1]))
    assert list(running.gui.messages.banners) == [CAUSE]
    tell(running, RequestChanged(request=back[0]))
    assert not running.gui.messages.banners


def test_a_service_that_comes_back_is_told_once(running):
    told = []
    running.desk.network.came_back.connect(lambda: told.append(True))
    tell(running, RequestChanged(request=request(state=RequestState.QUEUED, trouble=OFFLINE)))
    assert not told
    for version in (8, 9):
        tell(running, RequestChanged(request=request(state=RequestState.ACCEPTED, version=version)))
    assert told == [True]
