"""A run that summarises a document: each section by itself, then the sections together. What is finished is kept."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing, nullcontext
from pathlib import PurePath
from typing import Literal

from engine.capabilities.documents.api.summaries import (
    DocumentSummary,
    SectionSummary,
    SummariseDocument,
    SummaryEvent,
    SummarySentence,
)
from engine.capabilities.documents.summaries.central_sentences import central_sentences, sentence_spans
from engine.capabilities.documents.summaries.summary_cache import KeptSentence, SummaryCache, section_digest
from engine.capabilities.documents.summaries.summary_parts import locate, locate_in, summary_parts
from engine.capabilities.documents.whole.model_strength import is_weak_in
from engine.capabilities.documents.whole.prompt_texts import prompt_text
from engine.capabilities.documents.whole.sections import Section
from engine.capabilities.documents.whole.whole_document import OpenDocument, WholeDocument
from engine.models.interfaces import ChatMessage, ModelPool, TextDelta, TextModel
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled, raise_if_cancelled
from engine.protocol.errors import Cancelled, ModelMissing
from engine.protocol.progress import Progress
from engine.text import sentences as sentence_splitter
from engine.text.citations import cite
from engine.text.language import Language, detect_language
from engine.text.tokens import content_stems

SENTENCES_A_SECTION = 2
READ_SHARE = 0.45
"""Of the context window, for the text that is summarised at once."""
TOKENS_A_SENTENCE = 60
MOST_SENTENCES = 12
MOST_RANKED = 300
"""Sentences ranked together for the whole summary: the time grows with their square."""
LANGUAGE_SAMPLE = 4000
EXTRACT: Literal["extract"] = "extract"


class SummaryRun:
    """Handler of SUMMARISE_DOCUMENT."""

    def __init__(self, cache: SummaryCache, open: OpenDocument, pool: ModelPool) -> None:
        self._cache, self._open, self._pool = cache, open, pool

    def summarise(
        self, request: SummariseDocument, is_cancelled: IsCancelled
    ) -> Generator[SummaryEvent, None, DocumentSummary]:
        """Return the summary. Raises as SummariseDocument says; once a section is finished a cancel returns what there is."""
        yield Progress(0, 0, "section", PurePath(request.path).name)
        document = yield from self._open(request.document, request.path, is_cancelled)
        language = detect_language("\n".join(page.text for page in document.pages[:6])[:LANGUAGE_SAMPLE])
        writes, is_weak = self._method(request, language)
        parts = summary_parts(document)
        finished: list[SectionSummary] = []
        summary: tuple[SummarySentence, ...] = ()
        name, reused = "", 0
        lent = self._pool.text_model(request.model, is_cancelled) if writes else nullcontext()
        count = max(1, min(request.sentences, MOST_SENTENCES))
        try:
            with lent as model:
                name = model.name if model is not None else ""
                writer = _SectionWriter(model, name, language, is_cancelled)
                for index, part in enumerate(parts):
                    yield Progress(index, len(parts), "section", part.title)
                    raise_if_cancelled(is_cancelled)
                    section, was_kept = self._section(document, part, index, writer)
                    reused += was_kept
                    finished.append(section)
                    yield section
                yield Progress(len(parts), len(parts), "section")
                summary = self._whole(document, parts, count, writer) or self._reduce(finished, count, writer)
        except Cancelled:
            if not finished:
                raise
        method: Literal["write", "extract"] = "write" if writes else "extract"
        whole = (document.id, document.path, document.title, method, name, summary, tuple(finished))
        return DocumentSummary(*whole, is_weak and not writes, reused, is_cancelled())

    def _method(self, request: SummariseDocument, language: Language) -> tuple[bool, bool]:
        """Return whether the model writes, and whether it is weak. Raises ModelMissing where it is asked for."""
        try:
            is_weak = is_weak_in(self._pool, request.model, language)
        except ModelMissing:
            if request.method == "write":
                raise
            return False, True
        return request.method == "write" or (request.method == "auto" and not is_weak), is_weak

    def _section(
        self, document: WholeDocument, part: Section, index: int, writer: _SectionWriter
    ) -> tuple[SectionSummary, bool]:
        text = part.text(document)
        digest = section_digest(writer.identity, text)
        kept = self._cache.find(digest) if document.id else ()
        made = kept or writer.summarise(text, SENTENCES_A_SECTION)
        if document.id and made and not kept:
            self._cache.put(digest, document.path, made)
        found = tuple(locate(document, part, index, sentence.text, sentence.quote) for sentence in made)
        return SectionSummary(index, part.title, part.page, found), bool(kept)

    def _whole(
        self, document: WholeDocument, parts: Sequence[Section], count: int, writer: _SectionWriter
    ) -> tuple[SummarySentence, ...]:
        """Return the summary of a document that can be read at once; none of a longer one.

        Of the document's own sentences it is taken where its sections give too few.
        """
        text = "\n\n".join(part.text(document) for part in parts)
        if not (writer.fits(text) if writer.can_write else len(parts) * SENTENCES_A_SECTION < count):
            return ()
        made = writer.summarise(text, count)
        return tuple(locate_in(document, parts, sentence.text, sentence.quote) for sentence in made)

    def _reduce(
        self, sections: Sequence[SectionSummary], count: int, writer: _SectionWriter
    ) -> tuple[SummarySentence, ...]:
        """Return the summary of all: sentences of the sections, or the model's with the section that each comes from."""
        candidates = [sentence for section in sections for sentence in section.sentences]
        if len(candidates) > MOST_RANKED:  # of many sections the first sentence of each
            candidates = [section.sentences[0] for section in sections if section.sentences]
        if len(candidates) <= count or not writer.can_write:
            chosen = central_sentences([sentence.text for sentence in candidates], count)
            return tuple(candidates[at] for at in chosen)
        notes = [f"{section.title}: {' '.join(s.text for s in section.sentences)}" for section in sections]
        written = writer.join(notes, count)
        return tuple(_cited(text, candidates) for text in written)


class _SectionWriter:
    """Makes sentences of a text: by the model, or by picking the text's own."""

    def __init__(self, model: TextModel | None, name: str, language: Language, is_cancelled: IsCancelled) -> None:
        self._model, self._language, self._is_cancelled = model, language, is_cancelled
        self.identity = f"write {name} {prompt_text(language, 'summarise')}" if model is not None else EXTRACT
        """All that a summary depends on beside the text."""

    @property
    def can_write(self) -> bool:
        return self._model is not None

    def fits(self, text: str) -> bool:
        """Tell whether the model can read a text at once."""
        return self._model is not None and self._model.count(text) <= self._model.context * READ_SHARE

    def summarise(self, text: str, count: int) -> tuple[KeptSentence, ...]:
        spans = sentence_spans(text)
        own = [text[slice(*span)] for span in spans]
        if self._model is None or len(own) <= 1:
            return tuple(KeptSentence(own[at], own[at]) for at in central_sentences(own, count))
        written = self._write(self._model, text, count)
        supports = {support.answer: support.span for support in cite(written, [text])}
        sentences = [(span, written[slice(*span)]) for span in sentence_splitter.spans(written)][:count]
        return tuple(
            KeptSentence(
                " ".join(said.split()), text[slice(*supports[span])] if span in supports else _nearest(said, own)
            )
            for span, said in sentences
        )

    def join(self, notes: Sequence[str], count: int) -> list[str]:
        """Return the sentences that the model makes of the notes; in rounds where they do not fit at once."""
        assert self._model is not None
        room = int(self._model.context * READ_SHARE)
        texts = list(notes)
        while sum(map(self._model.count, texts)) > room and len(texts) > 1:
            texts = [self._write(self._model, "\n".join(group), count) for group in _groups(self._model, texts, room)]
        written = self._write(self._model, "\n".join(texts), count)
        return [" ".join(written[slice(*span)].split()) for span in sentence_splitter.spans(written)][:count]

    def _write(self, model: TextModel, text: str, count: int) -> str:
        room = int(model.context * READ_SHARE)
        tokens = model.count(text)
        shown = text if tokens <= room else text[: len(text) * room // tokens]
        prompt = prompt_text(self._language, "summarise").replace("{sentences}", str(count)).replace("{text}", shown)
        sampling = Sampling(temperature=0.0, repeat_penalty=1.0, max_tokens=TOKENS_A_SENTENCE * count)
        written: list[str] = []
        with closing(
            model.generate(model.prompt([ChatMessage("user", prompt)]), sampling, self._is_cancelled)
        ) as events:
            written += [event.text for event in events if isinstance(event, TextDelta)]
        raise_if_cancelled(self._is_cancelled)
        return "".join(written).strip()


def _groups(model: TextModel, texts: Sequence[str], tokens: int) -> list[list[str]]:
    """Return the texts in groups of at most so many tokens, at least two in each, so that every round shortens them."""
    groups: list[list[str]] = [[]]
    used = 0
    for text in texts:
        needed = model.count(text)
        if len(groups[-1]) > 1 and used + needed > tokens:
            groups.append([])
            used = 0
        groups[-1].append(text)
        used += needed
    return groups


def _cited(text: str, candidates: Sequence[SummarySentence]) -> SummarySentence:
    """Return a sentence of the model with the place of the section's sentence that says most of it."""
    supports = cite(text, [candidate.text for candidate in candidates])
    best = candidates[supports[0].passage] if supports else max(candidates, key=lambda c: _shared(text, c.text))
    return SummarySentence(text, best.section, best.page, best.start, best.end, best.quote, best.heading)


def _nearest(text: str, own: Sequence[str]) -> str:
    return max(own, key=lambda sentence: _shared(text, sentence), default="")


def _shared(a: str, b: str) -> int:
    return len(frozenset(content_stems(a)) & frozenset(content_stems(b)))
