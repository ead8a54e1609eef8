"""One provider: its key, its account, what it offers, and what can be done about it."""

from datetime import UTC, date, datetime
from functools import partial

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.settings.keys import KeySource, KeyState, needs_key, variable_of
from seedream_desktop.ui.desk.accounts import Busy, Standing
from seedream_desktop.ui.dialogs.providers import wording
from seedream_desktop.ui.dialogs.providers.facts import Facts
from seedream_desktop.ui.dialogs.providers.key_entry import KeyEntry
from seedream_desktop.ui.dialogs.providers.offer import OfferPart
from seedream_desktop.ui.dialogs.providers.question import RemovalQuestion
from seedream_desktop.ui.dialogs.providers.wording import words
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.chip import StateChip
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.focus_ring import NONE_PROPERTY
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.remark import RemarkLine


class ProviderRow(QWidget):
    """Shows a standing; what the user wants is told by signals that carry the provider's id."""

    given = Signal(object, object)
    """Carries the provider and the Secret that is to be kept."""
    removed = Signal(object)
    tested = Signal(object)
    region_picked = Signal(object, str)
    grown = Signal(object)
    """Carries the part that was unfolded and should be seen."""

    def __init__(self, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = card
        self._store = ""
        self._standing = Standing(provider=card.provider, needs_key=needs_key(card.provider))
        title = card.title
        self.chip = StateChip(Tone.QUIET, words("state_reading"))
        self.test = _button(words("test"), words("test_for", provider=title))
        self.put = _button(words("add"), words("add_for", provider=title))
        self.remove = _button(words("remove"), words("remove_for", provider=title), Kind.DANGER)
        self._back: QWidget = self.put
        self.setProperty(NONE_PROPERTY, True)
        self.get = _button(words("get"), "", Kind.LINK)
        self._show_key_url()
        self.facts = Facts()
        self.entry = KeyEntry(card.provider, title)
        self.question = RemovalQuestion()
        self.remark = RemarkLine()
        self.note = RemarkLine(ink="muted")
        self.region_note = RemarkLine(ink="muted")
        self.offer = OfferPart(card, _today())
        self._lay_out(title)
        self._connect()

    @property
    def provider(self) -> ProviderId:
        """Whose row it is."""
        return self.card.provider

    def show_standing(self, standing: Standing, store: str, now: datetime) -> None:
        """Show what is known now; store is the name of the secure store, empty for none."""
        before, self._standing, self._store = self._standing, standing, store
        tone, word = wording.state_of(standing)
        self.chip.show_state(tone, word)
        self.setAccessibleName(f"{self.card.title}, {word}")
        self.facts.show_facts(wording.facts_of(standing, now))
        self._show_actions(standing)
        self._show_remark(standing, is_news=before != standing)

    def choose_region(self, region: str) -> None:
        """Show which of the provider's regions is used, and what it offers there."""
        if self._region is None:
            return
        place = max(self._region.findData(region), 0)
        self._region.setCurrentIndex(place)
        chosen = self.card.regions[place]
        if chosen in self.card.elsewhere:
            self.card = self.card.in_region(chosen)
            self.offer.show_card(self.card, _today())
            self._show_key_url()

    def _show_key_url(self) -> None:
        host = wording.host_of(self.card.key_url)
        self.get.setAccessibleName(words("get_for", provider=self.card.title, host=host))
        self.get.setToolTip(self.card.key_url)

    def _show_actions(self, standing: Standing) -> None:
        key = standing.key
        is_idle = standing.busy in (None, Busy.READING)
        is_here = key is not None and key.source in (KeySource.STORE, KeySource.SESSION)
        is_locked = key is not None and key.state is KeyState.LOCKED
        from_outside = key is not None and key.source is KeySource.ENVIRONMENT
        verb = "replace" if standing.has_key else "add"
        self.put.setText(words(verb))
        self.put.setAccessibleName(words(f"{verb}_for", provider=self.card.title))
        self.put.setVisible(standing.needs_key and not from_outside)
        self.put.setEnabled(is_idle and key is not None and not is_locked)
        self.test.setVisible(standing.has_key)
        self.test.setEnabled(is_idle)
        self.remove.setVisible(is_here)
        self.remove.setEnabled(is_idle)
        is_wanting = key is not None and not standing.has_key
        self.get.setVisible(is_wanting and bool(self.card.key_url))
        if not is_here:
            self.question.hide()
        if not self.put.isVisibleTo(self) or is_locked:
            self.entry.hide()
        if is_idle and self.window().focusWidget() is self:  # also while it is not yet shown
            back = self._back if self._back.isVisibleTo(self) else self.test
            back.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Take the focus to the key's own button, as soon as that can be pressed."""
        if self.put.isEnabled():
            self.put.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._rest(self.put)

    def _show_remark(self, standing: Standing, *, is_news: bool) -> None:
        ending = wording.ending_of(standing, self.card.title)
        self.remark.show_remark(ending, is_news=is_news)
        from_outside = standing.key is not None and standing.key.source is KeySource.ENVIRONMENT
        variable = variable_of(self.provider)
        note = Tone.QUIET, words("environment_stays", variable=variable)
        self.note.show_remark(note if from_outside else None, is_news=False)

    def _on_put(self) -> None:
        self.question.hide()
        self.entry.begin(self._store)
        self.grown.emit(self.entry)

    def _on_given(self, secret: object) -> None:
        self._rest(self.put)
        self.entry.hide()
        self.given.emit(self.provider, secret)

    def _on_remove(self) -> None:
        key = self._standing.key
        assert key is not None, "there is something to remove"
        self.entry.hide()
        code = "remove_question" if key.store else "remove_question_session"
        self.question.begin(words(code, key=wording.key_of(key), store=key.store))
        self.grown.emit(self.question)

    def _on_agreed(self) -> None:
        self._rest(self.put)
        self.question.hide()
        self.removed.emit(self.provider)

    def _on_test(self) -> None:
        if self.test.hasFocus():
            self._rest(self.test)
        self.tested.emit(self.provider)

    def _rest(self, back: QWidget) -> None:
        """Hold the focus while all buttons rest, to give it back when they wake."""
        self._back = back
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self, widget: QWidget, back: QWidget) -> None:
        widget.hide()
        back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self.test.clicked.connect(self._on_test)
        self.put.clicked.connect(self._on_put)
        self.remove.clicked.connect(self._on_remove)
        self.get.clicked.connect(self._on_get)
        self.entry.given.connect(self._on_given)
        self.entry.left.connect(partial(self._leave, self.entry, self.put))
        self.question.agreed.connect(self._on_agreed)
        self.offer.unfolded.connect(self.grown)
        self.question.left.connect(partial(self._leave, self.question, self.remove))

    def _on_get(self) -> None:
        QDesktopServices.openUrl(QUrl(self.card.key_url))

    def _lay_out(self, title: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(Label(title, Type.BODY_STRONG))
        head.addWidget(self.chip)
        head.addStretch(1)
        self._region = self._made_region(title)
        if self._region is not None:
            head.addWidget(self._region)
        for button in (self.get, self.test, self.put, self.remove):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_4, 0, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addLayout(head)
        for part in (
            self.facts,
            self.note,
            self.remark,
            self.entry,
            self.question,
        ):
            part.hide()
            column.addWidget(part)
        column.addWidget(self.region_note)
        note = (Tone.QUIET, words("key_region"))
        self.region_note.show_remark(note if self._region is not None else None, is_news=False)
        column.addWidget(self.offer)

    def _made_region(self, title: str) -> Select | None:
        if len(self.card.regions) < 2:  # noqa: PLR2004 (nothing to choose)
            return None
        titles = self.card.region_titles
        entries = [(titles.get(name, name), name) for name in self.card.regions]
        select = Select(f"{title}, {words('region')}", entries)
        select.picked.connect(lambda name: self.region_picked.emit(self.provider, str(name)))
        return select


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _button(shown: str, name: str, kind: Kind = Kind.SECONDARY) -> Button:
    """Return a button whose spoken name says whose it is."""
    button = Button(shown, kind)
    button.setAccessibleName(name)
    button.setAutoDefault(False)
    return button
