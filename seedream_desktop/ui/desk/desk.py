"""What all screens of the open window share."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.attendance import Attendance
from seedream_desktop.ui.bridge import Caller, EngineBridge
from seedream_desktop.ui.desk.accounts import Accounts
from seedream_desktop.ui.desk.again import AgainDesk
from seedream_desktop.ui.desk.contact_sheets import ContactSheets
from seedream_desktop.ui.desk.documents import Documents
from seedream_desktop.ui.desk.drifts import Drifts
from seedream_desktop.ui.desk.endings import Endings
from seedream_desktop.ui.desk.export_presets import ExportPresets
from seedream_desktop.ui.desk.exports import Exports
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.desk.focus import Focus
from seedream_desktop.ui.desk.frames import FramesDesk
from seedream_desktop.ui.desk.handing import Handing
from seedream_desktop.ui.desk.imports import Imports
from seedream_desktop.ui.desk.judging import Judging
from seedream_desktop.ui.desk.means import Means
from seedream_desktop.ui.desk.messages import Messages
from seedream_desktop.ui.desk.network import Network
from seedream_desktop.ui.desk.notifications import Notifications
from seedream_desktop.ui.desk.outlook import Outlook
from seedream_desktop.ui.desk.preferences import Preferences
from seedream_desktop.ui.desk.presets import Presets
from seedream_desktop.ui.desk.program import Program
from seedream_desktop.ui.desk.proposals import Proposals
from seedream_desktop.ui.desk.purse import Purse
from seedream_desktop.ui.desk.queue import QueueDesk
from seedream_desktop.ui.desk.queue_files import QueueFiles
from seedream_desktop.ui.desk.rating import Rating
from seedream_desktop.ui.desk.reruns import Reruns
from seedream_desktop.ui.desk.reviews import Reviews
from seedream_desktop.ui.desk.runs import Runs
from seedream_desktop.ui.desk.timing import Timing
from seedream_desktop.ui.desk.watching import Watching
from seedream_desktop.ui.desk.when_done import WhenDone
from seedream_desktop.ui.images import ThumbnailLoader


class Desk(QObject):
    """Made when the library is open; handed to every screen by its constructor.

    It holds values and news of the GUI thread only. Screens never keep copies of what it
    holds: they follow its signals.
    """

    closing = Signal()
    """The program ends: screens hand over what is unsaved and end their threads."""
    guide_asked = Signal(str)
    """Carries the page of the guide that is to be opened, "page" or "page#anchor"."""

    def __init__(
        self,
        program: Program,
        bridge: EngineBridge,
        caller: Caller,
        loop: asyncio.AbstractEventLoop,
        actions: ActionRegistry,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        """Put the parts together."""
        super().__init__(parent)
        self.program = program
        self.caller = caller
        self.bridge = bridge
        self.actions = actions
        self.messages = messages
        self.flows = Flows(loop, bridge, messages, self)
        self.preferences = Preferences(
            program.settings, bridge, messages, self, apply=program.apply_settings
        )
        self.presets = Presets(self.preferences, self)
        self.documents = Documents(program, bridge, messages, self)
        self.purse = Purse(program, bridge, self)
        self.proposals = Proposals(program, bridge, self.purse, self)
        self.network = Network(program, bridge, self)
        self.outlook = Outlook(program, bridge, self.documents, self.purse, self.preferences, self)
        self.accounts = Accounts(program, bridge, self)
        self.accounts.key_changed.connect(self.outlook.tariffs.refresh)
        self.accounts.answered.connect(self.network.hear)
        self.accounts.unanswered.connect(self.network.hear_nothing)
        self.outlook.tariffs.unanswered.connect(self.network.hear_nothing)
        self.network.came_back.connect(self.outlook.tariffs.ask_again)
        self._caller = caller
        self.loader = ThumbnailLoader(caller, program.thumbnail, self)
        self.attendance = Attendance(self)
        self.attendance.attended.connect(program.attend)
        self._take_up_work()

    def _take_up_work(self) -> None:
        """Make what does things: imports, runs, the queue, and what comes of them."""
        program, bridge, flows, messages = self.program, self.bridge, self.flows, self.messages
        documents, preferences, actions = self.documents, self.preferences, self.actions
        self.imports = Imports(program, bridge, flows, documents, messages, self)
        self.runs = Runs(
            *(program, flows, messages, preferences, documents, self.outlook, actions), self
        )
        self.queue = QueueDesk(
            *(program, bridge, flows, messages, preferences, documents, actions), self
        )
        self._take_up_judging()
        self.endings = Endings(program, bridge, documents, messages, actions, self)
        self.notifications = Notifications(self.queue, self.endings, preferences, parent=self)
        means = Means(program, flows, documents, messages, actions)
        self.timing = Timing(means, self.queue, self.runs, self)
        self.drifts = Drifts(means, self.frames, self)
        self.again = AgainDesk(
            *(means, self.focus, self.drifts, self.runs, self.outlook, preferences), self
        )
        self.reruns = Reruns(means, self.queue, self.runs, self)
        self.when_done = WhenDone(
            *(self.queue, documents, self.notifications, messages, actions), self
        )
        self.queue_files = QueueFiles(means, self.queue, self)
        export_presets = ExportPresets(preferences, self)
        self.handing = Handing(means, self.focus, self.judging, self)
        self.exports = Exports(means, export_presets, self.handing.selected, self)
        self.sheets = ContactSheets(means, export_presets, self._caller, self)
        self.reviews = Reviews(means, self.frames, bridge, self)
        self.watching = Watching(means, self.imports, self)

    def _take_up_judging(self) -> None:
        """Make what results are looked at and judged by, once the queue is there."""
        program, bridge, documents = self.program, self.bridge, self.documents
        self.frames = FramesDesk(program, bridge, documents, self.queue, self.messages, self)
        self.focus = Focus(documents, self.actions, self)
        self.judging = Judging(program, bridge, documents, self.frames, self.messages, self)
        self.rating = Rating(self.judging, self.frames, self.focus, self.actions, self)

    def open_files(self, paths: Iterable[Path]) -> tuple[Path, ...]:
        """Open those that are files of queues or reviews, by name; return the others."""
        return self.reviews.take(self.queue_files.take(paths))

    def close(self) -> None:
        """Hand over what is unsaved and end what runs for screens; the engine goes on."""
        self.closing.emit()
        self.watching.close()
        self.sheets.close()
        self.when_done.stay()
        self.notifications.end()
        self.documents.flush()
        self.preferences.flush()
        self.flows.close()
        self.loader.close()
