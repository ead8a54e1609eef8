"""Every service and every fault that services share, through the whole program.

python -m tests.matrix prints it as a table.
"""

from dataclasses import replace

import pytest

from tests.contract.subjects import stages, subjects
from tests.emulator import scenarios
from tests.fixtures.matrix import ELSEWHERE, ROWS
from tests.fixtures.played import played
from tests.matrix.cells import cell

CASES = [
    pytest.param(stage, name, id=f"{stage.id}-{name}")
    for stage in stages().values()
    for name, row in ROWS.items()
    if row.ending(name, stage) is not None
]


@pytest.mark.parametrize(("stage", "name"), CASES)
async def test_a_fault_ends_as_it_must_and_nothing_is_paid_twice(stage, name, tmp_path):
    row = ROWS[name]
    seen = await played(stage, row, tmp_path)
    assert seen.ending == row.ending(name, stage)
    assert seen.wrongs == ()


def test_the_table_says_what_became_of_a_fault():
    assert cell(("wavespeed", "reset while sending")) == "in doubt, 1 held 0 sold, 1×, 0"
    assert cell(("wavespeed", "stream cut at once")) == "–"


def test_the_table_says_what_is_not_as_it_must_be(monkeypatch):
    monkeypatch.setitem(ROWS, "refused", replace(ROWS["refused"], ends=ROWS["429"].ends))
    assert cell(("wavespeed", "refused")) == "failed, free, 1×, 0 ≠ done, 1 paid, 2×, 1"


def test_every_scenario_that_services_share_is_played():
    shared = {**scenarios.TO_ALL, **scenarios.JOBS, **scenarios.STREAMS}
    played_ones = {scenario for row in ROWS.values() for scenario, _ in row.plays}
    assert set(shared) - played_ones == set(ELSEWHERE)


def test_every_service_under_contract_is_in_the_matrix():
    assert list(stages()) == list(subjects())


@pytest.mark.parametrize("stage", stages().values(), ids=lambda stage: stage.id)
def test_what_a_service_says_of_a_row_is_about_one_and_has_a_reason(stage):
    assert {*stage.never, *stage.ends} <= set(ROWS)
    assert all(reason.strip() for reason in stage.never.values())
