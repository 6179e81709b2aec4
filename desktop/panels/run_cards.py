"""Cards of the runs in progress above a page's content."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme.tokens import Space
from desktop.widgets.cards.run_card import RunCard


class RunCards(QWidget):
    """A column of run cards, the newest last. `changed` is emitted when a card is added or removed."""

    changed = Signal()
    problems_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[RunCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._column.setSpacing(Space.S)
        self.hide()

    @property
    def cards(self) -> tuple[RunCard, ...]:
        return tuple(self._cards)

    @property
    def are_running(self) -> bool:
        return bool(self._cards)

    def add(self, card: RunCard) -> None:
        card.problems_clicked.connect(self.problems_clicked)
        self._cards.append(card)
        self._column.addWidget(card)
        self.show()
        self.changed.emit()

    def remove(self, card: RunCard) -> None:
        self._cards.remove(card)
        card.hide()
        card.deleteLater()
        self.setVisible(self.are_running)
        self.changed.emit()

    def stop_newest(self) -> None:
        self._cards[-1].stop()
