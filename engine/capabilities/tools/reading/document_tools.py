"""Tools that read documents: search, one page of a file, and what files there are."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Annotated

import msgspec

from engine.capabilities.tools.tool import Tool, ToolError, say
from engine.protocol.answering.passage import Passage
from engine.protocol.answering.tools import CallResult, ToolScope
from engine.protocol.cancellation import IsCancelled
from engine.protocol.i18n import figure
from engine.protocol.library_files import FileEntry, FileListing, FileOrder, FileQuery
from engine.protocol.pages import PageText

Retrieve = Callable[[str, Sequence[str], int, Sequence[str]], tuple[Passage, ...]]
ListFiles = Callable[[FileQuery], FileListing]
ReadPageText = Callable[[int, int], PageText]

SOURCE = "documents"
PASSAGES = 4
LONGEST_PASSAGE = 600
"""Characters of one passage."""
LISTED = 20
"""Files in one part of a list."""
NOTHING_FOUND = "Nothing about “{query}” was found in the documents."
NO_FILE = "There is no file “{name}”. There are: {names}"
NO_FILES = "There are no files here."
NO_PAGE = "“{name}” has {count} pages, no page {page}."
PAGE_OF = "{name}, page {page} of {count}:"
PART_OF = "(part {part} of {parts})"
PART_CHARACTERS = 1200
"""Of a page, which are read at once."""
COUNTED = "{total} files, {size}. Kinds: {kinds}. Last changed between {oldest} and {newest}."
SHOWN = "Files {first} to {last}:"

Query = Annotated[str, msgspec.Meta(min_length=1, max_length=300, description="the words to look for")]
FileName = Annotated[str, msgspec.Meta(max_length=200)]


class SearchDocumentsArguments(msgspec.Struct, frozen=True):
    """Arguments of the search."""

    query: Query


class ReadFileArguments(msgspec.Struct, frozen=True):
    """Arguments of reading; pages and their parts count from 1."""

    name: Annotated[FileName, msgspec.Meta(min_length=1, description="the file's name or a part of it")]
    page: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1
    part: Annotated[int, msgspec.Meta(ge=1, le=1000, description="of a long page")] = 1


class ListFilesArguments(msgspec.Struct, frozen=True):
    """Arguments of listing and counting."""

    kind: Annotated[str, msgspec.Meta(max_length=12, description="a suffix such as pdf; empty for all")] = ""
    name: Annotated[FileName, msgspec.Meta(description="a part of the name; empty for all")] = ""
    order: FileOrder = "name"
    part: Annotated[int, msgspec.Meta(ge=1, le=5000)] = 1


class DocumentReader(msgspec.Struct, frozen=True):
    """The functions of the documents capability that the tools need."""

    retrieve: Retrieve
    list_files: ListFiles
    page_text: ReadPageText

    def tools(self) -> tuple[Tool, ...]:
        """Return the tools."""
        search = "Search the person's documents by words and meaning."
        read = "Read one page of an attached or indexed file."
        count = "List and count files: how many, of which kinds, sizes, dates."
        return (
            Tool("search_documents", "Search documents", search, SearchDocumentsArguments, self.search, SOURCE),
            Tool("read_file", "Read a file", read, ReadFileArguments, self.read, SOURCE),
            Tool("list_files", "List and count files", count, ListFilesArguments, self.list, SOURCE),
        )

    def search(self, arguments: SearchDocumentsArguments, scope: ToolScope, _: IsCancelled) -> CallResult:
        """Return the best passages with numbers, for citations. Raises NotFound for a collection."""
        passages = self.retrieve(arguments.query, scope.collections, PASSAGES, scope.files)
        if not passages:
            return CallResult(say(scope, NOTHING_FOUND, query=arguments.query))
        lines = (
            f"[{number}] {passage.title}, {passage.label or passage.page}: {_shortened(passage.text)}"
            for number, passage in enumerate(passages, 1)
        )
        return CallResult("\n".join(lines), passages)

    def read(self, arguments: ReadFileArguments, scope: ToolScope, _: IsCancelled) -> CallResult:
        """Return a part of the text of a page."""
        entry = self._find(arguments.name, scope)
        name = PurePath(entry.path).name
        if arguments.page > entry.pages:
            raise ToolError(NO_PAGE, name=name, count=entry.pages, page=arguments.page)
        page = self.page_text(entry.document, arguments.page)
        parts = max(1, -(-len(page.text) // PART_CHARACTERS))
        start = (min(arguments.part, parts) - 1) * PART_CHARACTERS
        text = page.text[start : start + PART_CHARACTERS]
        place = (arguments.page, start, start + len(text))
        passage = Passage(entry.document, 0, entry.path, page.title, *place, text, 1.0, page.label)
        heading = say(scope, PAGE_OF, name=name, page=arguments.page, count=entry.pages)
        if parts > 1:
            heading += " " + say(scope, PART_OF, part=min(arguments.part, parts), parts=parts)
        return CallResult(f"{heading}\n{text}", (passage,))

    def list(self, arguments: ListFilesArguments, scope: ToolScope, _: IsCancelled) -> CallResult:
        """Return figures of all files that pass, and a part of their names."""
        first = (arguments.part - 1) * LISTED
        query = FileQuery(
            scope.collections, scope.files, arguments.kind, arguments.name, arguments.order, limit=LISTED, offset=first
        )
        listing = self.list_files(query)
        if not listing.total:
            return CallResult(say(scope, NO_FILES))
        kinds = ", ".join(f"{kind or '–'} {count}" for kind, count in listing.kinds[:12])
        counted = say(
            scope,
            COUNTED,
            total=listing.total,
            size=_size(listing.bytes, scope.language),
            kinds=kinds,
            oldest=_day(listing.oldest_at),
            newest=_day(listing.newest_at),
        )
        shown = say(scope, SHOWN, first=first + 1, last=first + len(listing.entries))
        names = (
            f"{PurePath(e.path).name} ({_size(e.bytes, scope.language)}, {_day(e.modified_at)})"
            for e in listing.entries
        )
        return CallResult("\n".join((counted, shown, *names)) if listing.entries else counted)

    def _find(self, name: str, scope: ToolScope) -> FileEntry:
        """Return the file of that name, or the first whose name holds it. Raises ToolError."""
        listing = self.list_files(FileQuery(scope.collections, scope.files, name=name, limit=50))
        exact = [entry for entry in listing.entries if PurePath(entry.path).name.lower() == name.lower()]
        if exact or listing.entries:
            return (exact or list(listing.entries))[0]
        some = self.list_files(FileQuery(scope.collections, scope.files, limit=LISTED))
        if not some.entries:
            raise ToolError(NO_FILES)
        raise ToolError(NO_FILE, name=name, names=", ".join(PurePath(entry.path).name for entry in some.entries))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_PASSAGE else f"{line[:LONGEST_PASSAGE].rsplit(' ', 1)[0]} …"


def _day(milliseconds: int) -> str:
    try:
        return datetime.datetime.fromtimestamp(milliseconds / 1000).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return "–"


def _size(count: int, language: str) -> str:
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= factor:
            return f"{figure(language, f'{count / factor:.1f}')} {unit}"
    return f"{count} B"
