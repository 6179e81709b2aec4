"""Questions to the documents: the text to search for, and the citations that tie an answer to the passages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

import msgspec

from engine.capabilities.chat.api import UnsupportedSentence
from engine.capabilities.chat.turns import ReplyContext
from engine.protocol.answering.collection_answer import AnswerCollection
from engine.protocol.answering.passage import Citation, Passage
from engine.text.citations import Similarity, Support, check
from engine.text.language import detect_language

Retrieve = Callable[[str, Sequence[str], int, Sequence[str]], tuple[Passage, ...]]
"""(query, collections, k, attached files): the k best passages. Exported by the documents capability."""
ReadBeginning = Callable[[Sequence[str], int], tuple[Passage, ...]]
"""(attached files, k): the first k passages of the files. Exported by the documents capability."""


class UnreadFiles(Protocol):
    """Files that are still being read, or wait for it: `done` of `total`, which is 0 before they are counted."""

    @property
    def done(self) -> int:
        """Files that are read."""

    @property
    def total(self) -> int:
        """Files to be read."""


FindUnread = Callable[[Sequence[str], Sequence[str]], UnreadFiles | None]
"""(collections, attached files): what is still unread of them. Exported by the documents capability."""


if TYPE_CHECKING:
    from engine.models.interfaces.text import Embeddings

SentenceVectors = Callable[[str, Sequence[Passage]], "Mapping[str, Embeddings]"]
"""(embedder, passages): those vectors [dimensions] of their sentences that are stored. Exported by the documents capability."""
RetrieveMessages = Callable[[str, Sequence[int], int, int], tuple[Passage, ...]]
"""(query, folders of conversations, k, conversation to leave out): the k best passages of messages."""


class DocumentAccess(msgspec.Struct, frozen=True):
    """The functions of the documents capability that an answer needs; without `retrieve` there are no documents.

    `retrieve_messages` searches folders of conversations. `answer_collection` answers questions about all documents.
    `find_nearest` finds what is nearest where nothing answers. `sentence_vectors` has vectors that need not be made again.
    """

    retrieve: Retrieve | None = None
    read_beginning: ReadBeginning | None = None
    find_unread: FindUnread | None = None
    retrieve_messages: RetrieveMessages | None = None
    answer_collection: AnswerCollection | None = None
    find_nearest: Retrieve | None = None
    sentence_vectors: SentenceVectors | None = None

    def find(self, query: str, context: ReplyContext, more: int = 0) -> tuple[Passage, ...]:
        """Return the best passages of all that a question asks: documents and conversations are ranked together.

        They are as many as the settings say, and so many `more`.
        """
        k, found = context.settings.passages + more, list[Passage]()
        if self.retrieve is not None and (context.collections or context.files):
            found += self.retrieve(query, context.collections, k, context.files)
        if self.retrieve_messages is not None and context.source_folders:
            found += self.retrieve_messages(query, context.source_folders, k, context.conversation)
        return tuple(sorted(found, key=lambda passage: -passage.score)[:k])

    def nearest(self, query: str, context: ReplyContext) -> tuple[Passage, ...]:
        """Return the passages that are nearest to a question which none answers."""
        if self.find_nearest is None or not (context.collections or context.files):
            return ()
        return self.find_nearest(query, context.collections, context.settings.passages, context.files)


def check_answer(
    answer: str, begin: int, passages: Sequence[Passage], question: str = "", similarity: Similarity | None = None
) -> tuple[tuple[Citation, ...], tuple[UnsupportedSentence, ...]]:
    """Return which sentence of the answer from `begin` on rests on which span of which passage, and those that rest on none.

    Computed from the words; `similarity` compares the meaning of sentences in other words. Passages in another language share no
    words with the answer: then only sentences with names or numbers that the passages lack are named.
    """
    words, texts = answer[begin:], [passage.text for passage in passages]
    titles = [f"{passage.title} {PurePath(passage.path).stem}" for passage in passages]
    supports, unsupported = check(words, texts, titles, question=question, similarity=similarity)
    if not any(detect_language(text) == detect_language(words) for text in texts):
        unsupported = tuple(item for item in unsupported if item.missing)
    return (
        tuple(_citation(support, passages[support.passage], begin) for support in supports),
        tuple(
            UnsupportedSentence(begin + item.answer[0], begin + item.answer[1], item.missing) for item in unsupported
        ),
    )


def join_citations(quoted: Sequence[Citation], written: Sequence[Citation]) -> tuple[Citation, ...]:
    """Return the citations of quotations and then those of the model's words, each source under one number.

    A source is a document's page, or a message; the written ones that are not quoted are numbered on.
    """
    numbers: dict[tuple[int, int, int], int] = {}
    for citation in quoted:
        numbers.setdefault(_source(citation), citation.number)
    following = max((citation.number for citation in quoted), default=0)
    joined = list(quoted)
    for citation in written:
        source = _source(citation) if quoted else (citation.number, 0, 0)
        if source not in numbers:
            following += 1
            numbers[source] = following
        joined.append(msgspec.structs.replace(citation, number=numbers[source]))
    return tuple(joined)


def _source(citation: Citation) -> tuple[int, int, int]:
    return citation.document, citation.page, citation.message


def _citation(support: Support, passage: Passage, begin: int) -> Citation:
    return Citation(
        number=support.number,
        document=passage.document,
        path=passage.path,
        title=passage.title,
        page=passage.page,
        start=passage.start + support.span[0],
        end=passage.start + support.span[1],
        text=passage.text[slice(*support.span)],
        answer_start=begin + support.answer[0],
        answer_end=begin + support.answer[1],
        label=passage.label,
        conversation=passage.conversation,
        message=passage.message,
    )
