"""The conversations of the list, read page by page: the newest ones, those of unfolded folders, the archive, or a search."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.features.chat.chat_requests import ChatRequests
from engine.capabilities.chat.api import Conversation, Conversations, ListConversations

PAGE, SEARCH_PAGE = 1000, 200
"""Conversations that are read at once; those that a search finds carry a sentence."""
NEWEST, ARCHIVE = 0, -1
"""Sections; any other number is the folder of that id."""


class _Section(msgspec.Struct):
    """`conversations` of `total` are read. `arriving` are those of a reading that has begun anew."""

    number: int
    query: str = ""
    conversations: list[Conversation] = msgspec.field(default_factory=list)
    total: int = 0
    arriving: list[Conversation] | None = None

    def request(self, offset: int) -> ListConversations:
        """Return the request for the page that begins there."""
        if self.query:
            return ListConversations(self.query, SEARCH_PAGE, offset)
        folder = self.number if self.number > 0 else None
        return ListConversations("", PAGE, offset, folder=folder, is_archived=self.number == ARCHIVE)


class ListPages(QObject):
    """Reads sections again from their beginning when something changed, as far as they were read; `read_on` reads a page more.

    `changed` comes when there is something new to show, and carries whether it answers a `refresh`.
    """

    changed = Signal(bool)

    def __init__(self, requests: ChatRequests, parent: QObject) -> None:
        super().__init__(parent)
        self._requests = requests
        self._sections: dict[int, _Section] = {}
        self._query = ""
        self._round = 0
        """Number of the newest refresh: what older ones asked for is dropped."""
        self._unanswered = 0
        """Sections whose first page has not come in this round."""
        self._reading_on: set[int] = set()
        """Sections of which another page is wanted; one that is being read anew gets it afterwards."""

    @property
    def conversations(self) -> Sequence[Conversation]:
        """All that are read, each once."""
        listed = list(itertools.chain.from_iterable(section.conversations for section in self._sections.values()))
        has_folders = any(
            number > 0 for number in self._sections
        )  # what is in one is among the newest too, or in the archive
        return list({c.id: c for c in listed}.values()) if has_folders else listed

    @property
    def archived(self) -> int:
        """How many are in the archive, read or not."""
        return self._sections[ARCHIVE].total if ARCHIVE in self._sections else 0

    def refresh(self, query: str, folders: Collection[int]) -> None:
        """Read everything again; `folders` are the unfolded ones. Another query begins with its first page."""
        numbers = [NEWEST] if query else [NEWEST, *folders, ARCHIVE]
        if query != self._query:
            self._sections.clear()
        self._query = query
        self._sections = {n: self._sections.get(n) or _Section(n, query) for n in numbers}
        self._round += 1
        self._unanswered = len(numbers)
        self._reading_on.intersection_update(numbers)
        for section in self._sections.values():
            section.arriving = []
            self._read(section, 0)

    def read_on(self, number: int) -> None:
        """Read the next page of a section, where there is one and it is not being read already."""
        section = self._sections.get(number)
        if section is None or number in self._reading_on:
            return
        if 0 < len(section.conversations) < section.total:
            self._reading_on.add(number)
            if section.arriving is None:
                self._read(section, len(section.conversations))

    def _read(self, section: _Section, offset: int) -> None:
        number = self._round

        def on_result(page: Conversations) -> None:
            if number == self._round:
                self._on_page(section, offset, page)

        self._requests.list_conversations(section.request(offset), on_result)

    def _on_page(self, section: _Section, offset: int, page: Conversations) -> None:
        section.total = page.total
        if section.arriving is None:
            self._reading_on.discard(section.number)
            section.conversations += _others(page.conversations, section.conversations)
            if not page.conversations:
                section.total = len(section.conversations)
            self.changed.emit(False)
            return
        known = {c.id: c for c in section.conversations}
        section.arriving += [known[c.id] if known.get(c.id) == c else c for c in page.conversations]
        arrived = len(section.arriving)
        is_whole = not page.conversations or arrived >= min(len(section.conversations), page.total)
        if is_whole:
            section.conversations, section.arriving = section.arriving, None
            if section.number in self._reading_on:
                self._reading_on.discard(section.number)
                self.read_on(section.number)
        else:
            self._read(section, arrived)
        if offset == 0:
            if not is_whole:  # the rest as it was, until it has come
                section.conversations = [*page.conversations, *_others(section.conversations, page.conversations)]
            self._unanswered -= 1
        if not self._unanswered and (is_whole or offset == 0):
            self.changed.emit(True)


def _others(conversations: Sequence[Conversation], known: Sequence[Conversation]) -> Iterator[Conversation]:
    """Yield those that are not among the known ones."""
    ids = {conversation.id for conversation in known}
    return (conversation for conversation in conversations if conversation.id not in ids)
