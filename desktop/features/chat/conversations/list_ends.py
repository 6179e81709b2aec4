"""Where the parts of the list of conversations end, and whether the view comes near one, so that more can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, QPoint, QTimer, Signal

from desktop.features.chat.conversations.list_pages import ARCHIVE, NEWEST
from desktop.features.chat.conversations.rows import SIMILAR, ArchiveRow, ConversationRow, FolderRow, ListEntry
from desktop.features.chat.conversations.rows_view import ConversationRows

NEAR = 100
"""Rows from an end at which more is wanted."""


class ListEnds(QObject):
    """`neared` carries the number of a section whose end is near the view, as often as the view moves there."""

    neared = Signal(int)

    def __init__(self, view: ConversationRows) -> None:
        super().__init__(view)
        self._view = view
        self._ends: Sequence[tuple[int, int]] = ()
        self._look_soon = QTimer(self, singleShot=True, interval=0)
        self._look_soon.timeout.connect(self._look)
        view.verticalScrollBar().valueChanged.connect(lambda _: self._look_soon.start())

    def show_entries(self, entries: Sequence[ListEntry]) -> None:
        """Take over the rows as they are shown now."""
        self._ends = list(section_ends(entries))
        self._look_soon.start()

    def _look(self) -> None:
        room = self._view.viewport().rect()
        first, last = (self._view.indexAt(QPoint(room.center().x(), y)).row() for y in (room.top(), room.bottom()))
        last = last if last >= 0 else self._view.model().rowCount()
        for row, section in self._ends:
            if first - NEAR <= row <= last + NEAR:
                self.neared.emit(section)


def section_ends(entries: Sequence[ListEntry]) -> Iterator[tuple[int, int]]:
    """Yield the row after the last one of each section, and the section."""
    section, archive = NEWEST, None
    for row, entry in enumerate(entries):
        is_conversation = isinstance(entry, ConversationRow)
        if section != NEWEST and not (isinstance(entry, ConversationRow) and entry.is_indented):
            yield row, section
            section = NEWEST
        if is_conversation:
            continue  # nearly all are
        if isinstance(entry, FolderRow) and entry.is_open:
            section = entry.folder.id
        elif isinstance(entry, ArchiveRow):
            archive, section = row, ARCHIVE if entry.is_open else NEWEST
        elif entry == SIMILAR:
            archive = row
    if section != NEWEST:
        yield len(entries), section
    yield len(entries) if archive is None else archive, NEWEST
