"""Selection in a list of pictures: the current one, those chosen, and the one a range starts from."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, QTimer

NO_PICTURE = -1
TYPING_MS = 900
"""Letters typed within this time are one name."""
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class PictureSelection:
    """Indexes of the current and the chosen pictures; NO_PICTURE when there is none."""

    def __init__(self) -> None:
        self.current = NO_PICTURE
        self.chosen: set[int] = set()
        self._anchor = NO_PICTURE

    def clear(self) -> None:
        self.current = self._anchor = NO_PICTURE
        self.chosen.clear()

    def select(self, index: int, modifiers: Qt.KeyboardModifier) -> None:
        """Make a picture current and choose it; Shift extends the range, Ctrl adds or removes it."""
        if modifiers & SHIFT and self._anchor != NO_PICTURE:
            self.chosen = set(range(min(index, self._anchor), max(index, self._anchor) + 1))
        elif modifiers & CTRL:
            self.chosen ^= {index}
            self._anchor = index
        else:
            self.chosen, self._anchor = {index}, index
        self.current = index

    def move(self, new_indexes: Mapping[int, int]) -> None:
        """Follow pictures to other places; those without a new index are no longer selected."""
        self.chosen = {new_indexes[index] for index in self.chosen if index in new_indexes}
        self.current = self._anchor = new_indexes.get(self.current, NO_PICTURE)


class TypeAhead(QObject):
    """Collects letters typed one after another; a pause begins a new word."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.text = ""
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._pause.timeout.connect(self._clear)

    def type(self, letters: str) -> None:
        self.text += letters.casefold()
        self._pause.start()

    def _clear(self) -> None:
        self.text = ""
