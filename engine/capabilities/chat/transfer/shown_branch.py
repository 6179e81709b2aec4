"""Parts common to the readable formats: the branch that is shown, its words, and citations as footnotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Protocol

import msgspec

from engine.protocol.answering.passage import Citation
from engine.protocol.children.conversation_file import ConversationRecord, RecordedMessage
from engine.protocol.i18n import Translations
from engine.protocol.i18n.passage_place import place_text

MILLISECONDS = 1000
RIGHT_TO_LEFT = ("R", "AL")
"""Unicode's classes of letters that run from right to left."""
LONGEST_QUOTE = 400
"""Characters of a passage in a footnote."""
_AFTER_MARKUP = re.compile(r"[*_~`)»”\"']*")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML cannot hold, and half characters."""


class ExportedConversation(msgspec.Struct, frozen=True):
    """A conversation to be written: the whole of it, and the messages of the branch that is shown."""

    record: ConversationRecord
    messages: Sequence[RecordedMessage]
    missing_pictures: int


class ExportFile(Protocol):
    """A file that is being written. `begin` is called first and `end` last."""

    def begin(self) -> None:
        """Write what stands before the first conversation."""

    def add(self, conversation: ExportedConversation) -> None:
        """Write one conversation."""

    def end(self) -> None:
        """Write what stands behind the last one."""


class Wording:
    """The words around the messages, in the person's language."""

    def __init__(self, translations: Translations) -> None:
        self._translations = translations
        self.language = translations.language

    def tr(self, source: str, **values: object) -> str:
        """Return a text of an export in the language."""
        return self._translations.tr("export", source, **values)

    def title(self, record: ConversationRecord) -> str:
        """Return the title, which may be missing."""
        return plain(record.title).strip() or self.tr("Conversation")

    def speaker(self, message: RecordedMessage) -> str:
        """Return who speaks: "You", or "Assistant" with the name of the model."""
        if message.role == "user":
            return self.tr("You")
        return f"{self.tr('Assistant')} ({plain(message.model)})" if message.model else self.tr("Assistant")

    def time(self, milliseconds: int) -> str:
        """Return a time as the language writes it; empty where it is not known."""
        if not milliseconds:
            return ""
        try:
            moment = datetime.fromtimestamp(milliseconds / MILLISECONDS)
        except (ValueError, OverflowError, OSError):
            return ""
        return f"{moment:%d/%m/%Y %H:%M}" if self.language == "es" else f"{moment:%Y-%m-%d %H:%M}"

    def ending(self, message: RecordedMessage) -> str:
        """Return what to say of an answer that is not whole; empty for one that is."""
        match message.state:
            case "stopped":
                return self.tr("This answer was stopped.")
            case "interrupted":
                return self.tr("This answer was interrupted.")
            case "failed":
                return self.tr("This answer failed.")
        return ""

    def source(self, citation: Citation) -> str:
        """Return where a citation is from: “quotation” (title, page 3)."""
        quote = " ".join(plain(citation.text).split())
        quote = quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1] + "…"
        place = place_text(self._translations, citation.page, plain(citation.label), citation.path)
        name = plain(citation.title or PurePath(citation.path).name)
        return self.tr("“{quote}” ({name}, {place})", quote=quote, name=name, place=place)


def shown_branch(record: ConversationRecord) -> tuple[RecordedMessage, ...]:
    """Return the messages from the first to the leaf; the newest branch where no leaf is chosen."""
    messages = {message.id: message for message in record.messages}
    leaf = record.leaf if record.leaf in messages else max(messages, default=None)
    branch: list[RecordedMessage] = []
    while leaf is not None:
        branch.append(messages[leaf])
        leaf = messages[leaf].parent
    return tuple(reversed(branch))


def plain(text: str) -> str:
    """Return the text without characters that no file of text should hold."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter of a text is one of a script that runs from right to left."""
    first = next(
        (unicodedata.bidirectional(c) for c in text if unicodedata.bidirectional(c) in ("L", *RIGHT_TO_LEFT)), "L"
    )
    return first in RIGHT_TO_LEFT


def sources_of(message: RecordedMessage) -> Sequence[Citation]:
    """Return the citations of an answer by their numbers, each once."""
    by_number = {citation.number: citation for citation in reversed(message.citations)}
    return [by_number[number] for number in sorted(by_number)]


def with_marks(message: RecordedMessage, mark: str) -> str:
    """Return the text with `mark`, filled with the number, behind each sentence that has a citation."""
    text = message.text
    places = {(_place(text, c.answer_end), c.number) for c in message.citations if 0 < c.answer_end <= len(text)}
    for at, number in sorted(places, reverse=True):
        text = text[:at] + mark.format(number=number) + text[at:]
    return plain(text)


def _place(text: str, at: int) -> int:
    """Return the place behind the signs of emphasis and quotation that follow a sentence."""
    end = len(text[:at].rstrip())
    return _AFTER_MARKUP.match(text, end).end()  # type: ignore[union-attr]  # the pattern also matches an empty string
