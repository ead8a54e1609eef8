"""Making results anew from the timeline: the price is on the button, the result in its frame."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.drift import Drift, Feature
from seedream_desktop.ui.desk.again_wishes import AGAIN, COLUMN, ONWARD, OUTLIERS
from tests.ui.test_again import Finished


@pytest.fixture
def finished(qtbot, service, running, tmp_path):
    service.control.configure(service_time_s=0.0)
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    made = Finished(running, service, tmp_path / "in")
    running.window.go("go.timeline")
    made.page = running.window._at.page
    made.buttons = running.window._at.deeds.again.buttons
    return made


def price(finished, command):
    finished.running.wait(lambda: finished.desk.again.offers.get(command) is not None)
    return finished.buttons[command].accessibleName()


def test_each_way_to_make_results_anew_has_its_price_on_its_button(finished):
    finished.page.table.go_to(0, 1)
    assert price(finished, AGAIN) == "Run again, $0.027"
    assert price(finished, COLUMN) == "Whole step, $0.081"
    assert price(finished, ONWARD) == "From here on, $0.054"
    assert not finished.buttons[OUTLIERS].isVisible()


def test_a_press_buys_one_more_version_which_stands_in_its_frame(finished):
    finished.page.table.go_to(1, 1)
    price(finished, AGAIN)
    finished.buttons[AGAIN].click()
    finished.until_bought(7)
    finished.running.wait(lambda: len(finished.page.strip.list.model().rows) == 2)
    assert finished.bought() == 1
    assert finished.versions() == [[1, 1], [2, 1], [1, 1]]


def test_what_stands_out_is_counted_named_in_its_row_and_offered(finished, monkeypatch):
    finished.page.table.go_to(0, 1)
    finished.running.wait(lambda: finished.desk.focus.current == finished.shot(0, 0))
    finished.running.wait(lambda: not finished.desk.drifts._going)  # it was on arrival
    shot = finished.shot(2, 0)
    drift = Drift(sigma=9.1, feature=Feature.PALETTE)

    async def scores(_sequence, _step):
        return {(shot.image, shot.step): drift}

    monkeypatch.setattr(type(finished.desk.program), "drift", lambda _self, *of: scores(*of))
    finished.desk.drifts._fresh.clear()
    finished.desk.drifts.look_at(shot.step)
    finished.running.wait(finished.buttons[OUTLIERS].isVisible)
    assert price(finished, OUTLIERS) == "What stands out (1), $0.027"
    assert finished.page.model.headerData(2, finished.page.table.rows.orientation()).endswith(
        "step 1 +9.1σ palette"
    )


def test_the_menu_of_a_column_says_what_it_costs_to_make_it_anew(finished):
    finished.page.table.go_to(0, 2)
    finished.running.window._at.deeds.menus.open_column(1, QPoint(10, 10))
    menu = QApplication.activePopupWidget()
    finished.running.wait(lambda: any("$0.081" in each.text() for each in menu.actions()))
    assert finished.page.table.currentIndex().column() == 1
    menu.close()
