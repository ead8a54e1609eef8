"""The queue and the plan panel: states, waits, money, time, order."""

import dataclasses

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.events import ProviderPaused, QueueHeld, QueueReordered, RunHeld
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import ImageId, ModelId, ProviderId, RequestId, RunId, StepId
from seedream_desktop.domain.ledger import Balance, Caps
from seedream_desktop.domain.plan import Plan, PlannedRequest
from seedream_desktop.domain.request import InputRef, InputRole, RequestState, Target, Trouble
from seedream_desktop.ports.queue import QueuedRun
from seedream_desktop.ui.bridge import Changes
from seedream_desktop.ui.delegates.request_line import has_second
from seedream_desktop.ui.delegates.row import PLAIN_ROLE, ROW_ROLE
from seedream_desktop.ui.models.listing import ACCESSIBLE, TOOL_TIP
from seedream_desktop.ui.models.plan import cap_checks, caps_left, figures_of
from seedream_desktop.ui.models.planned import PlannedRole, RequestsModel
from seedream_desktop.ui.models.queue import QueueModel
from seedream_desktop.ui.models.queue_rows import QueueRole
from seedream_desktop.ui.models.standing import Held, clock_text, duration_text
from seedream_desktop.ui.models.tally import RunState, tally
from tests.ui.modelling import request, run, sequence, strict

pytestmark = pytest.mark.usefixtures("qapp")

S = RequestState
SERVICE = ProviderId("wavespeed")
TROUBLE = Trouble(code="over_budget", billed=Billed.NO)


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def queue(clock):
    model = QueueModel(clock)
    strict(model)
    return model


def requests(count, state=S.QUEUED, run_id="rn-1", **more):
    return tuple(
        request(f"{run_id}-{n}", run=RunId(run_id), position=n, state=state, **more)
        for n in range(count)
    )


def queued(name="rn-1", items=None, **more):
    return QueuedRun(
        run=run(name),
        title=f"Title {name}",
        requests=requests(3, run_id=name) if items is None else items,
        **more,
    )


def show(model, role, request_row=None, run_row=0):
    index = model.index(run_row, 0)
    if request_row is not None:
        index = model.index(request_row, 0, index)
    return model.data(index, role)


def test_the_tree_has_runs_and_their_requests_and_nothing_below(queue):
    queue.set_runs([queued("rn-1"), queued("rn-2")])
    parent = queue.index(1, 0)
    child = queue.index(2, 0, parent)
    assert (queue.rowCount(), queue.rowCount(parent), queue.rowCount(child)) == (2, 3, 0)
    assert queue.parent(child) == parent
    assert queue.request_at(child).id == "rn-2-2"
    assert queue.request_at(parent) is None
    assert queue.run_at(child).run.id == "rn-2"


def test_news_replaces_a_request_and_an_older_value_does_not_come_back(queue):
    queue.set_runs([queued()])
    newer = request("rn-1-1", position=1, state=S.SENDING, version=4)
    queue.apply(Changes(requests=(newer,)))
    queue.apply(Changes(requests=(request("rn-1-1", position=1, version=2),)))
    assert show(queue, QueueRole.STATE, 1) is S.SENDING
    assert show(queue, QueueRole.STATE) is RunState.RUNNING


def test_a_line_is_kept_between_frames_and_made_anew_with_the_news(queue, clock):
    queue.set_runs([queued(items=requests(2))])
    parent = queue.index(0, 0)
    first, second = queue.index(0, 0, parent), queue.index(1, 0, parent)
    lines = parent.data(ROW_ROLE), first.data(ROW_ROLE), second.data(ROW_ROLE)
    assert (parent.data(ROW_ROLE), first.data(ROW_ROLE)) == lines[:2]
    sent = dataclasses.replace(
        requests(2)[0], state=S.ACCEPTED, version=1, sent_at=clock.at, remote_id="remote-1"
    )
    queue.apply(Changes(requests=(sent,)))
    assert first.data(ROW_ROLE).remote_id == "remote-1"
    assert parent.data(ROW_ROLE) != lines[0]
    assert second.data(ROW_ROLE) is lines[2]
    clock.at += 61
    queue.tick()
    assert first.data(ROW_ROLE).elapsed == "1:01"


def test_a_request_that_is_sent_again_appears_beside_the_one_that_it_repeats(queue):
    queue.set_runs([queued()])
    held = QPersistentModelIndex(queue.index(2, 0, queue.index(0, 0)))
    again = request("again", position=1, resend_of=RequestId("rn-1-1"))
    queue.apply(Changes(requests=(again,)))
    shown = [show(queue, QueueRole.ID, n) for n in range(4)]
    assert shown == ["rn-1-0", "rn-1-1", "again", "rn-1-2"]
    assert held.row() == 3


def test_news_of_an_unknown_run_asks_for_it(qtbot, queue):
    with qtbot.waitSignal(queue.run_missing) as caught:
        queue.apply(Changes(requests=(request("x", run=RunId("rn-9")),)))
    assert caught.args == ["rn-9"]
    queue.add_run(queued("rn-9"))
    queue.add_run(queued("rn-9", requests(4, run_id="rn-9")))
    assert (queue.rowCount(), queue.rowCount(queue.index(0, 0))) == (1, 4)
    queue.remove_run(RunId("rn-9"))
    assert queue.rowCount() == 0


def test_each_waiting_request_names_what_it_waits_for(queue):
    needs = InputRef(role=InputRole.TARGET, image=ImageId("im-0"), after_step=0)
    items = (
        request("slot"),
        request("limit", position=1, not_before=5000.0, targets=(Target(ImageId("im-1")),)),
        request("other", position=2),
        request("cap", position=3, trouble=TROUBLE),
        request("step", step_index=1, inputs=(needs,)),
    )
    queue.set_runs([queued(items=items)])
    said = [show(queue, QueueRole.WAITS_FOR, n) for n in range(5)]
    assert said[0] == "waiting for a free slot"
    assert said[1] == f"waiting until {clock_text(5000.0)}"
    assert said[2] == "waiting for a free slot"
    assert said[3]
    assert said[4] == "waiting for step 1"
    done = [dataclasses.replace(r, state=S.DONE, version=1) for r in items[:1]]
    queue.apply(
        Changes(
            requests=(
                *done,
                dataclasses.replace(items[2], state=S.DONE, version=1),
                dataclasses.replace(items[3], state=S.DONE, version=1),
            )
        )
    )
    assert show(queue, QueueRole.WAITS_FOR, 4) == "waiting for a free slot"


def test_a_paused_provider_and_a_run_that_was_not_resumed_say_so(queue):
    queue.set_runs([queued(is_going=False)])
    assert show(queue, QueueRole.WAITS_FOR, 0) == "waiting for you to resume"
    pause = ProviderPaused(provider=SERVICE, trouble=TROUBLE, until=7000.0)
    queue.apply(Changes(others=(pause,)))
    assert clock_text(7000.0) in show(queue, QueueRole.WAITS_FOR, 0)
    queue.resume()
    assert show(queue, QueueRole.WAITS_FOR, 0) == "waiting for a free slot"


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([S.DONE, S.IN_DOUBT, S.SENDING], RunState.NEEDS_DECISION),
        ([S.DONE, S.ACCEPTED], RunState.RUNNING),
        ([S.DONE, S.QUEUED], RunState.WAITING),
        ([S.DONE, S.FAILED], RunState.PARTIAL),
        ([S.FAILED, S.FAILED], RunState.FAILED),
        ([S.CANCELLED], RunState.CANCELLED),
        ([S.DONE, S.CANCELLED], RunState.PARTIAL),
        ([S.DONE, S.DONE], RunState.DONE),
        ([], RunState.DONE),
    ],
)
def test_a_run_stands_where_its_most_pressing_request_stands(states, expected):
    own = [request(str(n), state=state) for n, state in enumerate(states)]
    assert tally(own, 0.0).state is expected


def test_time_left_is_the_measured_median_and_not_guessed_before(queue, clock):
    took = [
        request(f"d{n}", state=S.DONE, sent_at=100, ended_at=100 + s)
        for n, s in enumerate((10, 20, 600))
    ]
    waiting = [request(f"q{n}") for n in range(4)]
    going = request("a", state=S.ACCEPTED, sent_at=995.0)
    assert tally([*waiting, going], 1000.0).left_s is None
    assert tally([*took, *waiting, going], 1000.0).left_s == 15 + 4 * 20
    assert tally(took, 1000.0).left_s is None
    assert tally([*took, *waiting], 1000.0).left_s is None, "nothing is at the service"
    late = request("l", state=S.ACCEPTED, sent_at=1000.0 - 41)
    assert tally([*took, *waiting, late], 1000.0).left_s is None, "it takes longer than any guess"
    assert tally(took, 1000.0).elapsed_s == 600


def test_the_clock_moves_only_what_is_under_way(queue, clock):
    items = (request("a", state=S.ACCEPTED, sent_at=990.0), request("b", position=1))
    queue.set_runs([queued(items=items), queued("rn-2")])
    changed = []
    queue.dataChanged.connect(lambda a, b: changed.append((a.parent().row(), a.row(), b.row())))
    clock.at = 1031.0
    queue.tick()
    assert changed == [(-1, 0, 0), (0, 0, 0)]
    assert show(queue, QueueRole.ELAPSED_S, 0) == 41.0
    assert show(queue, QueueRole.ELAPSED_S, 1) is None
    assert (duration_text(41.9), duration_text(3723)) == ("0:41", "1:02:03")


def test_a_request_in_doubt_has_its_own_verbs_and_a_done_one_none(queue):
    states = (S.QUEUED, S.ACCEPTED, S.IN_DOUBT, S.FAILED, S.DONE)
    items = tuple(request(str(n), position=n, state=s) for n, s in enumerate(states))
    queue.set_runs([queued(items=items)])
    verbs = [show(queue, QueueRole.ACTIONS, n) for n in range(5)]
    own = ("request.look_up", "request.explain", "request.send_again", "request.abandon")
    assert verbs[2] == own
    assert "request.retry" not in verbs[2]
    assert (verbs[0], verbs[4]) == (("request.cancel",), ())


BROKE_OFF = Trouble(code="reply_broke_off", billed=Billed.UNKNOWN, params={"asked": 8, "got": 5})


def test_a_request_of_which_some_arrived_says_so_and_offers_the_rest_at_its_own_price(queue):
    given_up = dataclasses.replace(BROKE_OFF, code="rest_given_up")
    more = {"cost_micros": 320_000}
    doubt = request("a", state=S.IN_DOUBT, trouble=BROKE_OFF, **more)
    over = request("b", state=S.CANCELLED, trouble=given_up, ended_at=9.0, **more)
    queue.set_runs([queued(items=(doubt, over))])
    row, ended = (show(queue, ROW_ROLE, n) for n in range(2))
    assert row.word == "In doubt: 3 of 8 pictures"
    assert ended.word == "3 of 8 pictures given up"
    verbs = show(queue, QueueRole.ACTIONS, 0)
    assert verbs == ("request.send_again", "request.explain", "request.abandon")
    assert "$0.12" in next(a.words for a in row.actions if a.command == "request.send_again")
    assert "$0.12" in next(a.words for a in ended.actions if a.command == "request.retry")
    assert "5 of 8 pictures arrived and are kept" in row.second, row.second


def test_a_short_result_asks_for_a_word_until_it_is_kept(queue):
    gap = Trouble(code="short_count", billed=Billed.YES, params={"asked": 7, "got": 5})
    short = request("a", state=S.DONE, ended_at=5.0, trouble=gap)
    queue.set_runs([queued(items=(short,))])
    index = queue.index(0, 0, queue.index(0, 0))
    assert not queue.heading().isValid()
    assert show(queue, QueueRole.ACTIONS, 0) == ("request.retry", "request.keep")
    assert (index.data(ROW_ROLE).word, index.data(ROW_ROLE).is_pressing) == (
        "Done, 2 of 7 missing",
        True,
    )
    queue.keep(short.id, short.run)
    index = queue.index_of(short.run, short.id)
    assert index.parent().parent() == queue.heading()
    assert show_at(index) == ("Done, 2 of 7 missing", "", False)
    assert index.data(QueueRole.ACTIONS) == ("request.retry",)


def show_at(index):
    row = index.data(ROW_ROLE)
    return row.word, row.second, row.is_pressing


def test_a_poll_that_is_tried_again_says_when(queue):
    away = Trouble(code="service_unreachable", billed=Billed.YES, params={"host": "h"})
    waits = request("a", state=S.ACCEPTED, sent_at=1.0, trouble=away, not_before=4e9)
    queue.set_runs([queued(items=(waits,))])
    assert show(queue, QueueRole.WAITS_FOR, 0).startswith("waiting for the network; next try at ")


def test_what_the_service_finds_in_a_picture_leads_to_the_picture(queue):
    why = Trouble(code="moderated", billed=Billed.NO, params={"said": "No."})
    queue.set_runs([queued(items=(request("a", state=S.FAILED, trouble=why),))])
    assert show(queue, QueueRole.ACTIONS, 0) == (
        "request.show_picture",
        "request.edit",
        "request.retry",
    )


def test_runs_are_dragged_into_a_new_order_and_their_requests_stay_in_hand(qtbot, queue):
    queue.set_runs([queued("rn-1"), queued("rn-2"), queued("rn-3")])
    held = QPersistentModelIndex(queue.index(1, 0, queue.index(2, 0)))
    data = queue.mimeData([queue.index(2, 0)])
    with qtbot.waitSignal(queue.reordered) as caught:
        assert not queue.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    assert caught.args == [("rn-3", "rn-1", "rn-2")]
    queue.set_order(caught.args[0])
    assert [show(queue, QueueRole.ID, run_row=n) for n in range(3)] == ["rn-3", "rn-1", "rn-2"]
    assert held.parent().row() == 0
    assert queue.request_at(held).id == "rn-3-1"


@pytest.mark.parametrize("trouble", [None, BROKE_OFF])
@pytest.mark.parametrize("not_before", [0.0, 4e9])
@pytest.mark.parametrize("hold", list(Hold))
def test_a_row_that_is_plain_has_no_second_line(queue, trouble, not_before, hold):
    more = {"trouble": trouble, "not_before": not_before, "sent_at": 1.0}
    items = [request(s.value, position=n, state=s, **more) for n, s in enumerate(RequestState)]
    items.append(request("left", position=50, state=S.ACCEPTED, is_unawaited=True, **more))
    items.append(request("again", position=60, state=S.QUEUED, resend_of=items[0].id))
    queue.set_runs([queued(items=items)])
    queue.hold(hold)
    queue.remark(items[1].id, items[1].run, "It was too late.")
    rows = [queue.index_of(item.run, item.id) for item in items]
    plain = [row for row in rows if row.data(PLAIN_ROLE)]
    assert not any(has_second(row.data(ROW_ROLE)) for row in plain)
    assert (len(plain) > 4) is (trouble is None and not not_before)


def test_runs_and_requests_speak(queue):
    done = request("a", state=S.DONE, ended_at=5.0, charged_micros=20_000)
    queue.set_runs([queued(items=(done, request("b", position=1)))])
    spoken = "Title rn-1, waiting, 1 of 2 requests ended, $0.02 of at most $0.07"
    assert show(queue, ACCESSIBLE) == spoken
    assert show(queue, ACCESSIBLE, 0) == "Request 1, step 1, 1 result, done, $0.02."
    assert show(queue, ACCESSIBLE, 1).endswith("$0.035. waiting for a free slot")


def test_every_role_answers_for_every_state(queue):
    items = tuple(request(str(n), position=n, state=s) for n, s in enumerate(S))
    queue.set_runs([queued(items=items)])
    for role in (*QueueRole, *Qt.ItemDataRole):
        show(queue, role)
        for row in range(len(items)):
            show(queue, role, row)
        assert queue.data(QModelIndex(), role) is None


# -- the plan panel


def planned(position=0, cost=35_000):
    anchor = InputRef(role=InputRole.ANCHOR, image=ImageId("im-0"), after_step=0)
    own = InputRef(role=InputRole.TARGET, picture=sequence().images[1].picture)
    return PlannedRequest(
        step=StepId("st-0"),
        step_index=0,
        position=position,
        provider=SERVICE,
        model=ModelId("m"),
        kind=ModelKind.EDIT,
        targets=(Target(ImageId("im-1")),),
        inputs=(anchor, own),
        keys=(None,),
        prompt="exactly this",
        size=None,
        cost_micros=cost,
    )


def test_a_request_to_be_shows_its_text_and_its_references_in_order():
    plan = Plan(sequence=sequence().id, requests=(planned(0), planned(1)))
    model = RequestsModel()
    strict(model)
    model.set_plan(plan, sequence())
    index = model.index(1)
    assert model.data(index, TOOL_TIP) == "exactly this"
    references = model.data(index, PlannedRole.REFERENCES)
    assert [(r.name, r.role.value, r.after_step) for r in references] == [
        ("img0.jpg", "anchor", 0),
        ("img1.jpg", "target", None),
    ]
    for role in PlannedRole:
        model.data(index, role)


def test_a_cap_stops_a_plan_by_name_and_with_its_figure():
    plan = Plan(sequence=sequence().id, requests=(planned(0), planned(1)))
    caps = Caps(run_micros=1_000_000, month_micros=100_000)
    left = caps_left(caps, Balance(), Balance(reserved_micros=50_000))
    assert left == {"over_run_cap": 1_000_000, "over_month_cap": 50_000}
    (check,) = cap_checks(plan, left)
    assert (check.code, check.params) == ("over_month_cap", {"cost": 70_000, "left": 50_000})
    assert not figures_of(plan, sequence(), min(left.values())).is_runnable
    figures = figures_of(plan, sequence())
    assert figures.is_runnable
    assert (figures.requests, figures.outputs, figures.cost_micros) == (2, 2, 70_000)


# -- what is waited for


def waiting(queue, **more):
    queue.set_runs([queued(items=(request("a", **more),))])
    return show(queue, QueueRole.WAITS_FOR, 0)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("rate_limited", "waiting: rate limit until {at}"),
        ("not_connected", "waiting for the network; next try at {at}"),
        ("upload_failed", "waiting for the network; next try at {at}"),
    ],
)
def test_a_wait_that_passes_names_its_cause_and_the_next_try(queue, code, said):
    trouble = Trouble(code=code, billed=Billed.NO, params={"host": "h", "cause": "c"})
    at = clock_text(5000.0)
    assert waiting(queue, trouble=trouble, not_before=5000.0) == said.format(at=at)
    queue.apply(Changes(others=(ProviderPaused(provider=SERVICE, trouble=trouble, until=5000.0),)))
    assert waiting(queue) == said.format(at=at)
    assert waiting(queue, state=S.PREPARING) == said.format(at=at)


def test_a_pause_until_a_time_that_has_passed_says_nothing_and_the_next_reason_shows(queue, clock):
    pause = ProviderPaused(provider=SERVICE, trouble=TROUBLE, until=1100.0)
    queue.apply(Changes(others=(pause,)))
    assert "free slot" not in waiting(queue)
    clock.at = 1200.0
    queue.tick()
    assert waiting(queue) == "waiting for a free slot"


@pytest.mark.parametrize(("cap", "named"), [("run", "this run"), ("day", "today")])
def test_a_cap_is_named_with_its_figure(queue, cap, named):
    params = {"cap": cap, "cap_micros": 50_000_000, "used_micros": 1, "cost_micros": 1}
    trouble = Trouble(code="over_budget", billed=Billed.NO, params=params)
    assert waiting(queue, trouble=trouble) == f"waiting: the cap for {named} ($50.00) is reached"


def test_pauses_and_holds_of_the_user_are_named_and_let_go(queue):
    queue.set_runs([queued()])
    for kind, said in ((Hold.NOW, "on hold"), (Hold.AFTER_CURRENT, "paused")):
        queue.apply(Changes(others=(QueueHeld(kind=kind),)))
        assert said in show(queue, QueueRole.WAITS_FOR, 0)
    queue.apply(Changes(others=(QueueHeld(kind=Hold.NONE),)))
    queue.apply(Changes(others=(RunHeld(run=RunId("rn-1"), is_held=True),)))
    assert show(queue, QueueRole.WAITS_FOR, 0) == "the run is on hold until you continue it"
    assert show(queue, QueueRole.HELD) is Held.BY_USER
    assert "run.go_on" in show(queue, QueueRole.ACTIONS)
    queue.apply(Changes(others=(RunHeld(run=RunId("rn-1"), is_held=False),)))
    assert show(queue, QueueRole.WAITS_FOR, 0) == "waiting for a free slot"
    own = ("run.edit", "run.hold", "run.move_top", "run.start_at", "run.cancel_rest")
    assert show(queue, QueueRole.ACTIONS) == own


def test_the_engine_s_order_is_taken_over(queue):
    queue.set_runs([queued("rn-1"), queued("rn-2")])
    queue.apply(Changes(others=(QueueReordered(first=(RunId("rn-2"),)),)))
    assert [show(queue, QueueRole.ID, run_row=n) for n in range(2)] == ["rn-2", "rn-1"]


def test_what_nobody_waits_for_does_not_keep_its_run_running(queue):
    left = request("left", state=S.ACCEPTED, is_unawaited=True, sent_at=1.0)
    done = request("done", position=1, state=S.DONE, ended_at=5.0)
    assert tally((left, done), 10.0).state is RunState.PARTIAL
    assert tally((left,), 10.0).state is RunState.PARTIAL
    queue.set_runs([queued(items=(left, done))])
    assert show(queue, QueueRole.ACTIONS, 0) == ("request.wait_again",)
    assert "still billed" in show(queue, QueueRole.WAITS_FOR, 0)
