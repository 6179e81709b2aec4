"""Reads mailboxes of many letters in one file (.mbox): each letter is a document of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from engine.files.opening import open_ordinary_file
from engine.indexer.documents.containers.inner_files import InnerFiles
from engine.indexer.documents.containers.message import parse_message
from engine.indexer.documents.contents import DocumentContents, cut_pages
from engine.indexer.documents.deadline import Deadline
from engine.protocol.errors import FileError, FileUnreadable

LARGEST_LETTER = 50 * 1024 * 1024
LONGEST_LIST = 200_000
"""Characters of the list of letters, which is the text of the mailbox itself."""
_FROM = re.compile(rb"From (?:\S+ +)?.{3,40}\d\d:\d\d")
"""The line before a letter: who sent it, and when. A sentence of a letter may begin with "From" too."""
_QUOTED = re.compile(rb">+From ")
"""Such a line within a letter."""


def read_mailbox(path: Path, deadline: Deadline, inner: InnerFiles) -> DocumentContents:
    """Read the letters; the mailbox itself is the list of them. Raises FileUnreadable for a file that is none."""
    lines: list[str] = []
    with open_ordinary_file(path) as file:
        for number, data in enumerate(_letters(file), 1):
            below = inner.below()
            try:
                letter = parse_message(data, path.name, deadline, below)
            except FileError:
                lines.append(f"{number}. ?")
                continue
            name = letter.title or f"message {number}"
            lines.append(f"{number}. {_first_lines(letter)}")
            inner.add_contents(name, below.attach(letter._replace(title=name)))
            if inner.is_full:
                break
    if not lines:
        raise FileUnreadable("no letters", name=path.name)
    return DocumentContents("", cut_pages("\n\n".join(lines)[:LONGEST_LIST]))


def _letters(file: BinaryIO) -> Iterator[bytes]:
    """Yield the letters, which begin with a line "From …" after an empty one. Of a very long one the beginning is read."""
    letter: list[bytes] = []
    size, is_letter, after_empty = 0, False, True
    for line in iter(lambda: file.readline(LARGEST_LETTER), b""):
        if after_empty and _FROM.match(line):
            if is_letter:
                yield b"".join(letter)
            letter, size, is_letter = [], 0, True
        elif is_letter and size < LARGEST_LETTER:
            letter.append(line[1:] if _QUOTED.match(line) else line)
            size += len(line)
        after_empty = not line.strip()
    if is_letter:
        yield b"".join(letter)


def _first_lines(letter: DocumentContents) -> str:
    """Return the headers of a letter in one line."""
    headers = letter.pages[0].text.split("\n\n", 1)[0] if letter.pages else ""
    return " · ".join(headers.split("\n"))
