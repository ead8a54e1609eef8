"""The verdict on a reply, from resemblances alone."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.pairing import Doubt, Pairing
from seedream_desktop.domain.pairing_rules import SURE, Evidence, confidence, verdict
from seedream_desktop.imaging.assignment import best_assignment

levels = st.floats(0, 1)


def evidence_of(
    targets: Sequence[Sequence[float]],
    anchors: Sequence[Sequence[float]] | None = None,
    *,
    twins: Sequence[int] | None = None,
    count: int | None = None,
    collages: frozenset[int] = frozenset(),
    suspects: frozenset[int] = frozenset(),
) -> Evidence:
    width = count if count is not None else len(targets[0]) if targets else 0
    return Evidence(
        targets=tuple(tuple(row) for row in targets),
        anchors=tuple(tuple(row) for row in (anchors or [()] * len(targets))),
        twins=tuple(twins if twins is not None else range(width)),
        collages=collages,
        suspects=suspects,
    )


def judged(*args: object, **kwargs: object) -> Pairing:
    return verdict(evidence_of(*args, **kwargs), best_assignment)


def diagonal(count: int, own: float = 0.95, other: float = 0.3) -> list[list[float]]:
    return [[own if o == t else other for t in range(count)] for o in range(count)]


@st.composite
def replies(draw: st.DrawFn) -> Evidence:
    targets, anchors, outputs = (draw(st.integers(0, 6)) for _ in range(3))
    table = [[draw(levels) for _ in range(targets)] for _ in range(outputs)]
    beside = [[draw(levels) for _ in range(anchors)] for _ in range(outputs)]
    twins = []
    for target in range(targets):
        roots = [t for t in range(target) if twins[t] == t]
        twins.append(draw(st.sampled_from([target, *roots])))
    kinds = draw(st.lists(st.integers(0, 5), min_size=outputs, max_size=outputs))
    return evidence_of(
        table,
        beside,
        twins=twins,
        collages=frozenset(o for o, kind in enumerate(kinds) if kind == 0),
        suspects=frozenset(o for o, kind in enumerate(kinds) if kind == 1),
    )


@given(replies())
def test_every_output_and_every_target_is_accounted_for_exactly_once(evidence):
    pairing = verdict(evidence, best_assignment)
    outputs = [
        *(pair.output for pair in pairing.pairs),
        *pairing.stray_outputs,
        *pairing.collages,
        *pairing.returned_anchors,
    ]
    targets = [*(pair.target for pair in pairing.pairs), *pairing.missing_targets]
    assert sorted(outputs) == list(range(len(evidence.targets)))
    assert sorted(targets) == list(range(len(evidence.twins)))


@given(replies())
def test_no_target_is_missing_while_an_output_is_a_stray(evidence):
    pairing = verdict(evidence, best_assignment)
    assert not (pairing.missing_targets and pairing.stray_outputs)


@given(replies())
def test_confidence_is_a_probability_and_agrees_with_sureness_and_doubt(evidence):
    for pair in verdict(evidence, best_assignment).pairs:
        assert 0 <= pair.confidence <= 1
        assert pair.is_sure == (pair.confidence >= SURE) == (pair.doubt is None)


@given(replies())
def test_a_verdict_is_the_same_every_time(evidence):
    assert verdict(evidence, best_assignment) == verdict(evidence, best_assignment)


@given(st.data())
def test_without_the_order_prior_a_shuffled_reply_gives_the_same_pairs(data):
    count = data.draw(st.integers(1, 6))
    cells = st.integers(46, 100)
    flat = data.draw(st.lists(cells, min_size=count**2, max_size=count**2))
    # Sums of distinct powers make the best choice unique, as it is among real pictures.
    table = [
        [flat[o * count + t] / 100 + 2.0 ** -(10 + o * count + t) for t in range(count)]
        for o in range(count)
    ]
    order = data.draw(st.permutations(range(count)))

    def pairs(rows: list[list[float]], names: Sequence[int]) -> set[tuple[object, ...]]:
        made = verdict(evidence_of(rows), best_assignment, order_prior=0).pairs
        return {(names[p.output], p.target, p.confidence, p.is_sure, p.doubt) for p in made}

    straight = pairs(table, range(count))
    assert pairs([table[o] for o in order], order) == straight


@given(levels, levels, st.floats(-1, 1), st.floats(-1, 1), st.booleans())
def test_confidence_never_falls_when_resemblance_or_lead_rises(low, high, lead, further, company):
    low, high = sorted((low, high))
    lead, further = sorted((lead, further))
    assert confidence(low, lead, has_company=company) <= confidence(
        high, further, has_company=company
    )


def test_nothing_in_gives_nothing_out():
    assert judged([]) == Pairing(pairs=())


def test_no_output_leaves_every_target_missing():
    assert judged([], count=3).missing_targets == (0, 1, 2)


def test_outputs_of_a_request_without_targets_are_strays():
    assert judged([[], []]).stray_outputs == (0, 1)


def test_clear_pairs_are_sure_whatever_their_order():
    table = diagonal(4)
    shuffled = [table[o] for o in (2, 0, 3, 1)]
    pairs = judged(shuffled).pairs
    assert [pair.target for pair in pairs] == [2, 0, 3, 1]
    assert all(pair.is_sure and pair.confidence > 0.95 for pair in pairs)


def test_look_alikes_go_by_order_and_are_flagged():
    table = [[0.95, 0.955, 0.95], [0.955, 0.95, 0.95], [0.95, 0.955, 0.951]]
    pairs = judged(table).pairs
    assert [pair.target for pair in pairs] == [0, 1, 2]
    assert {pair.doubt for pair in pairs} == {Doubt.LOOK_ALIKE}


def test_outputs_that_show_nothing_go_by_order_and_are_weak():
    table = [[0.2, 0.4, 0.1], [0.44, 0.1, 0.3], [0.3, 0.44, 0.0]]
    pairs = judged(table).pairs
    assert [pair.target for pair in pairs] == [0, 1, 2]
    assert {pair.doubt for pair in pairs} == {Doubt.WEAK}
    assert all(pair.confidence < 0.1 for pair in pairs)


def test_a_short_reply_names_what_is_missing():
    table = [diagonal(4)[o] for o in (0, 2, 3)]
    pairing = judged(table)
    assert [(pair.output, pair.target) for pair in pairing.pairs] == [(0, 0), (1, 2), (2, 3)]
    assert pairing.missing_targets == (1,)


def test_what_is_too_much_is_stray_and_does_not_move_the_others():
    look_alike = [[0.95, 0.95], [0.95, 0.95]]
    pairing = judged([[0.1, 0.1], *look_alike])
    assert pairing.stray_outputs == (0,)
    assert [(pair.output, pair.target) for pair in pairing.pairs] == [(1, 0), (2, 1)]


def test_an_output_that_clearly_shows_an_anchor_is_no_pair():
    pairing = judged([[0.95, 0.3], [0.3, 0.35]], [[0.3], [0.9]])
    assert pairing.returned_anchors == (1,)
    assert pairing.missing_targets == (1,)
    assert [pair.is_sure for pair in pairing.pairs] == [True]


def test_an_output_as_near_to_an_anchor_as_to_its_target_is_doubted():
    (first, _) = judged([[0.9, 0.3], [0.3, 0.95]], [[0.92], [0.2]]).pairs
    assert (first.is_sure, first.doubt) == (False, Doubt.ANCHOR_RETURNED)


def test_a_single_output_of_a_single_target_is_sure_even_when_little_is_left_of_it():
    (pair,) = judged([[0.25]]).pairs
    assert pair.is_sure


def test_a_single_output_that_shows_the_anchor_is_returned():
    assert judged([[0.3]], [[0.9]]).returned_anchors == (0,)


def test_takes_of_one_picture_are_no_rivals():
    pairs = judged([[0.9, 0.9, 0.9]] * 3, twins=[0, 0, 0]).pairs
    assert [(pair.target, pair.is_sure) for pair in pairs] == [(0, True), (1, True), (2, True)]


def test_twins_among_others_are_sure_and_in_order():
    table = [[0.9, 0.3, 0.9], [0.3, 0.9, 0.3], [0.9, 0.3, 0.9]]
    pairs = judged(table, twins=[0, 1, 0]).pairs
    assert [(pair.target, pair.is_sure) for pair in pairs] == [(0, True), (1, True), (2, True)]


def test_a_collage_is_no_pair_and_a_suspected_one_is_flagged():
    table = diagonal(3)
    pairing = judged(table, collages=frozenset({0}), suspects=frozenset({1}))
    assert pairing.collages == (0,)
    assert pairing.missing_targets == (0,)
    assert [pair.doubt for pair in pairing.pairs] == [Doubt.COLLAGE, None]


def test_a_weak_pair_is_believed_in_good_company_only():
    faint = [0.7, 0.35, 0.35, 0.35]
    others = diagonal(4)[1:]
    assert judged([faint, *others]).pairs[0].is_sure
    alone = [faint, [0.3, 0.4, 0.2, 0.1], [0.1, 0.1, 0.4, 0.1], [0.1, 0.1, 0.1, 0.4]]
    assert not judged(alone).pairs[0].is_sure


def test_a_second_picture_of_one_target_is_not_passed_off_as_another():
    pairs = judged([[0.95, 0.3], [0.94, 0.3]]).pairs
    assert {pair.target: pair.is_sure for pair in pairs} == {0: True, 1: False}
