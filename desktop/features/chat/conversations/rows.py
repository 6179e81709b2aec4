"""Rows of the list of conversations: pinned ones, folders that fold, the others by day, the archive at the end."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal

import msgspec

from desktop.i18n import tr, tr_noop
from desktop.widgets.lists.name_list_model import NameRow, RowKind
from engine.capabilities.chat.api import Conversation, ConversationFolder

Activity = Literal["", "answering", "waiting"]
MILLISECONDS = 1000
PINNED = tr_noop("chat", "Pinned")
SIMILAR = tr_noop("chat", "Similar in meaning")
_HEADINGS = (
    (0, tr_noop("chat", "Today")),
    (1, tr_noop("chat", "Yesterday")),
    (7, tr_noop("chat", "Last week")),
    (31, tr_noop("chat", "Last month")),
)
_OLDER = tr_noop("chat", "Older")


class ConversationRow(msgspec.Struct, frozen=True):
    """A conversation of the list; `waiting` is how many questions wait in it. In a folder it is indented."""

    conversation: Conversation
    activity: Activity = ""
    waiting: int = 0
    is_indented: bool = False


class FolderRow(msgspec.Struct, frozen=True):
    """A folder, which shows its conversations below it when it is open."""

    folder: ConversationFolder
    is_open: bool


class ArchiveRow(msgspec.Struct, frozen=True):
    """The archive at the end of the list, which folds as a folder does."""

    count: int
    is_open: bool


ListEntry = ConversationRow | FolderRow | ArchiveRow | str
"""A row, or the heading (in English) of those that follow."""


class Folding(msgspec.Struct, frozen=True):
    """The parts of the list that are unfolded: folders by their ids, and the archive."""

    folders: Collection[int] = ()
    archive: bool = False


def by_day(rows: Sequence[ConversationRow], today: date) -> Iterator[ListEntry]:
    """Yield the conversations in the order given, with a heading before the first of each group.

    A day in the future (the clock was set back) counts as today.
    """
    begins = [*((_begin(today - timedelta(most)), text) for most, text in _HEADINGS), (-math.inf, _OLDER)]
    begin, end = math.inf, math.inf
    for row in rows:
        if not begin <= row.conversation.changed_at < end:
            at = next(at for at, (begin, _) in enumerate(begins) if row.conversation.changed_at >= begin)
            begin, end = begins[at][0], begins[at - 1][0] if at else math.inf
            yield begins[at][1]
        yield row


def _begin(day: date) -> float:
    """Return when a day begins, in milliseconds since 1970."""
    return datetime.combine(day, time.min).timestamp() * MILLISECONDS


def grouped(
    rows: Sequence[ConversationRow],
    folders: Sequence[ConversationFolder],
    folding: Folding,
    today: date,
    archived_count: int = 0,
) -> Iterator[ListEntry]:
    """Yield the whole list. A pinned conversation stands at the top only, an archived one at the end only.

    `archived_count` are in the archive, whether they are among the rows or not.
    """
    pinned, archived, others = list[ConversationRow](), list[ConversationRow](), list[ConversationRow]()
    inside: dict[int, list[ConversationRow]] = {folder.id: [] for folder in folders}
    for row in rows:  # once: there may be twenty thousand
        conversation = row.conversation
        if conversation.is_pinned:
            pinned.append(row)
        if conversation.is_archived:
            archived.append(row)
        elif not conversation.is_pinned:
            inside.get(conversation.folder or 0, others).append(row)
    if pinned:
        yield PINNED
        yield from pinned
    for folder in folders:
        is_open = folder.id in folding.folders
        yield FolderRow(folder, is_open)
        if is_open:
            yield from _indented(inside[folder.id])
    yield from by_day(others, today)
    if archived or archived_count:
        yield ArchiveRow(max(len(archived), archived_count), folding.archive)
        if folding.archive:
            yield from _indented(archived)


def found(rows: Sequence[ConversationRow], today: date) -> Iterator[ListEntry]:
    """Yield what a search found: by words, each group by day, and below those whose meaning is similar."""

    def is_similar(row: ConversationRow) -> bool:
        return row.conversation.match is not None and row.conversation.match.is_similar

    yield from by_day([row for row in rows if not is_similar(row)], today)
    if similar := [row for row in rows if is_similar(row)]:
        yield SIMILAR
        yield from similar


def describe(row: ListEntry) -> NameRow:
    """Return a row in the user's language."""
    if isinstance(row, str):
        return NameRow(tr("chat", row), kind=RowKind.HEADING)
    if isinstance(row, FolderRow):
        return _describe_folder(row)
    if isinstance(row, ArchiveRow):
        state = tr("chat", "Unfolded") if row.is_open else tr("chat", "Folded")
        return NameRow(tr("chat", "Archived conversations"), kind=RowKind.FIXED, icon="archive", description=state)
    title = row.conversation.title or tr("chat", "New conversation")
    signs = ", ".join(filter(None, (_going_on(row), *_states(row.conversation))))
    kind = RowKind.NAME if row.conversation.id else RowKind.FIXED
    return NameRow(title, tooltip=f"{title}\n{signs}" if signs else title, description=signs, kind=kind)


def _describe_folder(row: FolderRow) -> NameRow:
    count = tr("chat", "%n conversation(s)", row.folder.count)
    state = tr("chat", "Unfolded") if row.is_open else tr("chat", "Folded")
    return NameRow(
        row.folder.name,
        tooltip=f"{row.folder.name}\n{count}",
        icon="folder-open" if row.is_open else "folder",
        description=f"{tr('chat', 'Folder')}, {count}, {state}",
    )


def _going_on(row: ConversationRow) -> str:
    if row.activity == "answering":
        return tr("chat", "Being answered")
    return tr("chat", "%n question(s) waiting", row.waiting) if row.activity == "waiting" else ""


def _states(conversation: Conversation) -> Sequence[str]:
    states = (
        (conversation.is_private, tr("chat", "Private")),
        (conversation.is_archived, tr("chat", "Archived")),
        (conversation.match is not None and conversation.match.is_similar, tr("chat", "Similar in meaning")),
    )
    return [text for is_so, text in states if is_so]


def _indented(rows: Iterator[ConversationRow] | Sequence[ConversationRow]) -> Iterator[ConversationRow]:
    return (ConversationRow(row.conversation, row.activity, row.waiting, True) for row in rows)
