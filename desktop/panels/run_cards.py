"""Cards of the runs in progress, floating over the lower right corner of a page so that nothing on it moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.cards.run_card import RunCard


class RunCards(QWidget):
    """A column of run cards, the newest last. `changed` is emitted when a card is added or removed.

    It belongs to no layout: it keeps to the corner of `page` and is as high as its cards. A card that the person hides comes
    not back; its run goes on and is in the jobs tray.
    """

    changed = Signal()
    problems_clicked = Signal()

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self._theme, self._page = theme, page
        self._cards: list[RunCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._column.setSpacing(Space.S)
        page.installEventFilter(self)
        theme.changed.connect(self._place)
        self.hide()

    @property
    def cards(self) -> tuple[RunCard, ...]:
        return tuple(self._cards)

    @property
    def are_running(self) -> bool:
        return bool(self._cards)

    def add(self, card: RunCard) -> None:
        card.problems_clicked.connect(self.problems_clicked)
        card.hide_clicked.connect(lambda: self._hide(card))
        self._cards.append(card)
        self._column.addWidget(card)
        card.show()
        self.show()
        self._place()
        self.changed.emit()

    def remove(self, card: RunCard) -> None:
        """Take a card away; one that was never added is only deleted."""
        self._hide(card)
        card.deleteLater()
        if card in self._cards:
            self._cards.remove(card)
            self.changed.emit()

    def stop_newest(self) -> None:
        self._cards[-1].stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def _hide(self, card: RunCard) -> None:
        card.hide()
        self._column.removeWidget(card)
        self.setVisible(self._column.count() > 0)
        self._place()

    def _place(self) -> None:
        if self.isHidden():
            return
        right, bottom = Space.XL + Space.M, Space.L + Space.M  # within the frame of what fills the page
        room = self._page.rect().adjusted(Space.XL, Space.L, -right, -bottom)
        width = min(room.width(), self._theme.px(Size.RUN_CARD))
        column = self._column
        wanted = column.totalHeightForWidth(width) if column.hasHeightForWidth() else column.totalSizeHint().height()
        height = min(room.height(), wanted)
        self.setGeometry(room.right() + 1 - width, room.bottom() + 1 - height, width, height)
        self.raise_()
