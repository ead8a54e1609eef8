"""What screens share: the open document, settings, flows, messages, over the real program."""

import asyncio

import pytest

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import StepId
from seedream_desktop.settings.model import CapSettings
from tests.ui.modelling import picture, step


def test_a_new_sequence_is_saved_and_open_and_its_edits_reach_the_library(running):
    documents = running.desk.documents
    document = documents.create("Shoes", [picture(1)], [step(1)])
    document.write_prompt(StepId("st-1"), "clean")
    running.wait(lambda: document.is_saved)
    kept = running.ask(running.desk.program.library.sequence(document.sequence.id))
    assert kept == document.sequence
    assert documents.undo.undo_text


def test_going_to_another_sequence_saves_the_first_and_undo_follows(running):
    documents = running.desk.documents
    first = documents.create("One").sequence.id
    documents.current.rename("Uno")
    second = documents.create("Two").sequence.id
    assert not documents.undo.undo_text
    documents.open(first)
    running.wait(lambda: documents.current.sequence.id == first)
    assert documents.current.sequence.title == "Uno"
    assert second != first


def test_a_sequence_that_is_gone_is_said_and_the_open_one_stays(running):
    documents = running.desk.documents
    here = documents.create("Here")
    documents.open("sq-nowhere")
    running.wait(lambda: bool(running.desk.messages.banners))
    assert documents.current is here


def test_settings_change_on_the_screen_at_once_and_then_in_the_file(running):
    preferences = running.desk.preferences
    preferences.change(caps=CapSettings(month_micros=50_000_000))
    assert preferences.current.caps.month_micros == 50_000_000
    store = running.desk.program.settings
    running.wait(lambda: store.current.caps.month_micros == 50_000_000)


def test_a_setting_out_of_its_range_is_refused_and_nothing_changes(running):
    preferences = running.desk.preferences
    with pytest.raises(ValueError, match="64"):
        preferences.change(concurrency={"wavespeed": 1000})
    assert preferences.current.concurrency == {}


def test_after_the_end_no_flow_begins(running):
    begun = []

    async def flow():
        begun.append(True)

    running.desk.flows.close()
    running.desk.flows.start(flow())
    running.ask(asyncio.sleep(0))
    assert begun == []


def test_a_flow_asks_the_engine_twice_and_what_it_raises_is_said(running):
    flows, seen = running.desk.flows, []

    async def answer(value):
        await asyncio.sleep(0)
        return value

    async def refuse():
        raise UserFixable("plan_changed")

    async def flow():
        seen.append(await flows.ask(answer(1)))
        seen.append(await flows.ask(answer(2)))
        await flows.ask(refuse())

    flows.start(flow())
    running.wait(lambda: bool(running.desk.messages.banners))
    assert seen == [1, 2]
    assert "error plan_changed" in running.desk.messages.banners
