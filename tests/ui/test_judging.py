"""Judging by keys and calls: shown at once, written at once, undone in one order with edits."""

import pytest

from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.domain.judgement import Aspect, Flag, Judgement, Label, marks
from seedream_desktop.ui.commands import COMMANDS
from seedream_desktop.ui.desk.focus import Shot
from tests.ui.test_frames_desk import A, B, C, opened
from tests.unit.storage import samples


@pytest.fixture
def judged(running):
    running.made = opened(running)
    return running


def do(running, command):
    running.desk.actions.do(command)


def shot(image, version=None):
    return Shot(image, samples.STEP, version)


def mark(running, subject):
    return running.desk.frames.mark(SubjectId(subject))


def written(running):
    """Return what the library holds once all that was said before is in it."""
    running.ask(running.desk.program.library.judgements.save([]))
    return running.ask(running.desk.program.library.judgements.of(samples.SEQUENCE))


def chosen(running):
    table = running.desk.frames.table
    return {frame.image: frame.chosen and frame.chosen.id for frame in table.frames()}


def settle(running):
    running.wait(lambda: not running.desk.judging.is_busy)
    running.ask(running.desk.program.library.check())
    running.wait(lambda: running.desk.frames.is_read)


def test_keys_judge_the_chosen_result_that_is_looked_at(judged):
    judged.desk.focus.show(shot(A))
    for command in ("rate.pick", "rate.stars_4", "rate.more", "rate.label_7"):
        do(judged, command)
    held = mark(judged, judged.made[A])
    assert (held.flag, held.stars, held.label) == (Flag.PICK, 5, Label.YELLOW)
    do(judged, "rate.more")
    do(judged, "rate.unmark")
    do(judged, "rate.label_7")
    held = mark(judged, judged.made[A])
    assert (held.flag, held.stars, held.label) == (Flag.NONE, 5, Label.NONE)
    assert marks(written(judged))[judged.made[A]] == held


def test_keys_judge_all_that_is_selected_each_once_originals_too(judged):
    focus = judged.desk.focus
    focus.show(shot(A), [shot(A), shot(B), shot(A, judged.made[A]), Shot(C)])
    do(judged, "rate.reject")
    assert mark(judged, judged.made[A]).flag is Flag.REJECT
    assert mark(judged, judged.made[B]).flag is Flag.REJECT
    assert mark(judged, C).flag is Flag.REJECT
    assert mark(judged, judged.made[C]).flag is Flag.NONE
    assert len(written(judged)) == 3


def test_keys_that_judge_are_there_only_while_there_is_something_to_judge(judged):
    action = judged.desk.actions.action("rate.pick")
    assert not action.isEnabled()
    judged.desk.focus.show(shot(A))
    assert action.isEnabled()
    judged.desk.documents.close_current()
    assert judged.desk.focus.current is None
    assert not action.isEnabled()


def test_a_key_that_goes_on_judges_and_then_moves_on(judged):
    moved = []
    judged.desk.actions.handle("image.next", lambda: moved.append("next"))
    judged.desk.focus.show(shot(A))
    do(judged, "rate.stars_3_and_next")
    assert mark(judged, judged.made[A]).stars == 3
    assert moved == ["next"]


def test_every_command_that_rates_has_a_handler(judged):
    for command in COMMANDS:
        if command.id.startswith("rate."):
            assert judged.desk.actions.is_handled(command.id)


def test_undo_takes_judgements_and_edits_back_in_one_order(judged):
    desk, document = judged.desk, judged.desk.documents.current
    desk.focus.show(shot(A))
    do(judged, "rate.pick")
    document.rename("Boots")
    do(judged, "rate.stars_2")
    undo = desk.documents.undo
    assert undo.undo_text == "rating"
    undo.undo()
    assert (mark(judged, judged.made[A]).stars, document.sequence.title) == (0, "Boots")
    undo.undo()
    assert (document.sequence.title, mark(judged, judged.made[A]).flag) == ("Watches", "pick")
    undo.undo()
    assert mark(judged, judged.made[A]).flag is Flag.NONE
    for _ in range(3):
        undo.redo()
    held = mark(judged, judged.made[A])
    assert (held.flag, held.stars, document.sequence.title) == (Flag.PICK, 2, "Boots")
    assert marks(written(judged))[judged.made[A]] == held


def test_a_judgement_that_changes_nothing_is_none(judged):
    judged.desk.judging.rate([SubjectId(A)], 0)
    judged.desk.judging.note(SubjectId(A), "")
    assert written(judged) == ()
    assert judged.desk.documents.undo.undo_text is None


def test_the_users_word_holds_against_a_client_whose_clock_is_ahead(judged):
    subject = SubjectId(judged.made[A])
    ahead = Judgement(subject=subject, aspect=Aspect.STARS, value="1", who="Mei", at=9e9)
    judged.ask(judged.desk.program.library.judgements.save([ahead]))
    judged.desk.frames.refresh()
    judged.wait(lambda: mark(judged, subject).stars == 1)
    judged.desk.judging.rate([subject], 5)
    assert mark(judged, subject).stars == 5
    assert marks(written(judged))[subject].stars == 5
    judged.desk.documents.undo.undo()
    assert marks(written(judged))[subject].stars == 1


def test_what_is_said_before_and_while_the_library_is_read_stays_on_the_screen(judged):
    one, other = SubjectId(A), SubjectId(B)
    for stars in range(1, 6):
        judged.desk.judging.rate([one], stars)
        judged.desk.frames.refresh()
        judged.desk.judging.rate([other], stars)
        judged.wait(lambda: judged.desk.frames.is_read)
        assert (mark(judged, one).stars, mark(judged, other).stars) == (stars, stars)
        assert marks(written(judged)) == judged.desk.frames.marks


def test_notes_of_others_stay_beside_the_users_own(judged):
    subject = SubjectId(A)
    theirs = Judgement(subject=subject, aspect=Aspect.NOTE, value="太暗", who="Mei", at=1.0)
    judged.ask(judged.desk.program.library.judgements.save([theirs]))
    judged.desk.frames.refresh()
    judged.wait(lambda: mark(judged, subject).notes != {})
    judged.desk.judging.note(subject, "brighter")
    assert mark(judged, subject).notes == {"Mei": "太暗", "": "brighter"}
    judged.desk.documents.undo.undo()
    assert mark(judged, subject).notes == {"Mei": "太暗"}


def test_a_note_that_is_too_long_is_said_and_not_shown(judged):
    judged.desk.judging.note(SubjectId(A), "x" * 5000)
    judged.wait(lambda: bool(judged.desk.messages.banners))
    judged.wait(lambda: mark(judged, A).notes == {})


def test_choosing_and_trading_places_are_undone_and_redone_in_their_order(judged):
    desk, undo = judged.desk, judged.desk.documents.undo
    judged.ask(desk.program.library.adopt([samples.version("newer", image=A)]))
    desk.frames.read_again([(A, samples.STEP)])
    judged.wait(lambda: chosen(judged)[A] == "newer")
    begin = chosen(judged)
    desk.judging.choose(judged.made[A])
    desk.judging.re_pair({judged.made[A]: B, judged.made[B]: A})
    settle(judged)
    end = {A: judged.made[B], B: judged.made[A], C: judged.made[C]}
    judged.wait(lambda: chosen(judged) == end)
    assert undo.undo_text == "putting results in order"
    for _ in range(2):
        undo.undo()
    judged.wait(lambda: chosen(judged) == begin)
    for _ in range(2):
        undo.redo()
    judged.wait(lambda: chosen(judged) == end)
    settle(judged)


def test_a_version_that_has_become_another_images_is_not_judged_where_it_was(judged):
    judged.desk.focus.show(shot(A, judged.made[A]))
    judged.desk.judging.re_pair({judged.made[A]: B, judged.made[B]: A})
    judged.wait(lambda: chosen(judged)[A] == judged.made[B])
    do(judged, "rate.stars_5")
    assert [mark(judged, judged.made[image]).stars for image in (A, B)] == [0, 5]


def test_a_move_that_the_library_refuses_is_said_and_leaves_nothing_to_undo(judged):
    judged.desk.judging.re_pair({judged.made[A]: "img-none"})
    settle(judged)
    judged.wait(lambda: bool(judged.desk.messages.banners))
    assert judged.desk.documents.undo.undo_text is None
    assert not judged.desk.frames.table.frame(A, samples.STEP).chosen.is_paired


def test_confirmed_pairs_are_sure_until_that_is_undone(judged):
    table = judged.desk.frames.table
    judged.desk.judging.confirm([judged.made[A]])
    judged.wait(lambda: not table.frame(A, samples.STEP).is_unsure)
    assert table.frame(B, samples.STEP).is_unsure
    judged.desk.documents.undo.undo()
    judged.wait(lambda: table.frame(A, samples.STEP).is_unsure)


def test_comparing_goes_to_where_pairs_are_shown(judged):
    heard = []
    judged.desk.focus.paired.connect(lambda: heard.append(judged.desk.focus.pair))
    judged.desk.focus.compare(Shot(A), shot(A))
    assert heard == [(Shot(A), shot(A))]
    judged.desk.documents.close_current()
    assert judged.desk.focus.pair is None
