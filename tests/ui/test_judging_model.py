"""Whatever is judged, chosen, moved, undone and redone: no result and no word is ever lost."""

import itertools
from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from seedream_desktop.domain.events import FrameDone
from seedream_desktop.domain.ids import ImageId, RunId, SequenceId, SubjectId
from seedream_desktop.domain.judgement import NO_MARK, Aspect, Flag, Judgement, Label, marks
from tests.unit.storage import samples

NUMBERS = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("rate"), NUMBERS, NUMBERS),
    st.tuples(st.just("flag"), NUMBERS, st.sampled_from(Flag)),
    st.tuples(st.just("label"), NUMBERS, st.sampled_from(Label)),
    st.tuples(st.just("note"), NUMBERS, st.sampled_from(["", "warmer", "太暗"])),
    st.tuples(st.just("choose"), NUMBERS),
    st.tuples(st.just("move"), st.permutations([0, 1, 2])),
    st.tuples(st.just("move"), st.lists(st.integers(0, 2), min_size=3, max_size=3)),
    st.tuples(st.just("confirm"), NUMBERS),
    st.tuples(st.just("rename"), NUMBERS),
    st.tuples(st.just("arrive"), st.integers(0, 2)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def test_no_order_of_judging_choosing_moving_and_undoing_loses_anything(running):
    tags = itertools.count()

    class Machine(Judged):
        program = running
        tag = property(lambda self: self.__dict__.setdefault("_tag", f"t{next(tags)}"))

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


class Judged(RuleBasedStateMachine):
    """One sequence on the screen; what is on the screen is held against what is on the disk."""

    program = None
    tag = ""

    def __init__(self):
        super().__init__()
        self.words = set()
        self.facts = {}
        self.is_alone = True
        self.is_open = False

    @property
    def desk(self):
        return self.program.desk

    @property
    def library(self):
        return self.desk.program.library

    @initialize()
    def open(self):
        self.sequence = SequenceId(f"seq {self.tag}")
        self.images = [ImageId(f"{self.tag} {n}") for n in range(3)]
        work = samples.sequence(self.sequence, images=3)
        rows = zip(work.images, self.images, strict=True)
        work = replace(work, images=tuple(replace(row, id=name) for row, name in rows))
        self.ask(self.library.save_sequence(work, 0.0))
        run = samples.run(f"run {self.tag}", of=self.sequence)
        request = samples.request(f"req {self.tag}", run=run.id, sequence=self.sequence)
        self.ask(self.library.start_run(run, [request], ()))
        made = samples.settled(self.library, request.id, tuple(self.images), sequence=self.sequence)
        self.made = list(self.ask(made).values())
        self.versions = list(self.made)
        self.desk.documents.open(self.sequence)
        self.program.wait(self.is_shown)
        self.is_open = True

    def is_shown(self):
        table = self.desk.frames.table
        return self.desk.frames.is_read and table.sequence.id == self.sequence

    def ask(self, work):
        return self.program.ask(work)

    @rule(steps=st.lists(STEPS, min_size=1, max_size=5))
    def work(self, steps):
        """Do several things, none of which waits for the one before it to be written."""
        for name, *given in steps:
            getattr(self, f"do_{name}")(*given)

    @rule(number=NUMBERS, stars=NUMBERS, at=st.sampled_from([1.0, 9e9]))
    def hear_a_client(self, number, stars, at):
        word = Judgement(
            subject=self.subject(number), aspect=Aspect.STARS, value=str(stars), who="Mei", at=at
        )
        self.ask(self.library.judgements.save([word]))
        self.desk.frames.refresh()
        self.is_alone = False

    @rule()
    def undo_all_and_redo_all(self):
        before = self.settled()
        undo, steps = self.desk.documents.undo, 0
        while undo.undo_text is not None:
            undo.undo()
            steps += 1
        for _ in range(steps):
            undo.redo()
        after = self.settled()
        assert before[0] == after[0]
        if self.is_alone:
            assert before[1] == after[1]

    @invariant()
    def nothing_is_lost_and_the_screen_shows_what_is_written(self):
        if self.is_open:
            self.settled()

    # -- what somebody does

    def subject(self, number):
        return SubjectId([*self.images, *self.versions][number % (3 + len(self.versions))])

    def do_rate(self, number, stars):
        self.desk.judging.rate([self.subject(number), SubjectId(self.images[0])], stars)

    def do_flag(self, number, flag):
        self.desk.judging.flag([self.subject(number)], flag)

    def do_label(self, number, label):
        self.desk.judging.label([self.subject(number)], label)

    def do_note(self, number, words):
        self.desk.judging.note(self.subject(number), words)

    def do_choose(self, number):
        self.desk.judging.choose(self.versions[number % len(self.versions)])

    def do_move(self, order):
        moves = zip(self.made, order, strict=True)
        self.desk.judging.re_pair({name: self.images[place] for name, place in moves})

    def do_confirm(self, number):
        self.desk.judging.confirm([self.versions[number % len(self.versions)]])

    def do_rename(self, number):
        self.desk.documents.current.rename(f"Title {number}")

    def do_arrive(self, place):
        name = f"late {self.tag} {len(self.versions)}"
        version = samples.version(name, image=self.images[place], sequence=self.sequence)
        self.ask(self.library.adopt([version]))
        self.versions.append(version.id)
        done = FrameDone(run=RunId("run"), version=version, provider=samples.PROVIDER)
        self.desk.bridge.publish(done)

    def do_undo(self):
        self.desk.documents.undo.undo()

    def do_redo(self):
        self.desk.documents.undo.redo()

    # -- what holds

    def settled(self):
        """Wait until all is written and shown; return what is held and what is thought."""
        self.program.wait(lambda: not self.desk.judging.is_busy and self.desk.frames.is_read)
        self.ask(self.library.judgements.save([]))
        versions = self.ask(self.library.versions(self.sequence))
        words = self.ask(self.library.judgements.of(self.sequence))
        self.check_results(versions)
        assert self.words <= set(words)
        self.words = set(words)
        held = marks(words)
        self.program.wait(lambda: self.shown_versions() == {v.id: v for v in versions})
        self.program.wait(lambda: self.desk.frames.marks == held)
        return versions, {one: mark for one, mark in held.items() if mark != NO_MARK}

    def shown_versions(self):
        return {v.id: v for frame in self.desk.frames.table.frames() for v in frame.versions}

    def check_results(self, versions):
        facts = {v.id: (v.digest, v.cost_micros, v.request, v.made_at) for v in versions}
        assert self.facts.items() <= facts.items()
        self.facts = facts
        assert set(self.versions) == set(facts)
        frames = {v.image for v in versions}
        assert sorted(frames) == sorted(v.image for v in versions if v.is_chosen)
        for version in versions:
            if version.id in self.made:
                assert version.key == samples.key(f"of {version.image}")
