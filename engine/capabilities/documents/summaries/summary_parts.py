"""The parts of a document that are summarised one by one: its sections, short neighbours together, long ones divided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.capabilities.documents.api.summaries import SummarySentence
from engine.capabilities.documents.whole.sections import Section, sections_of
from engine.capabilities.documents.whole.whole_document import WholeDocument

SHORTEST_PART = 500
"""Characters; a shorter section goes together with the next one."""
MOST_PARTS = 400


def summary_parts(document: WholeDocument) -> list[Section]:
    """Return the parts in their order. A part of several sections has the title of the first that has one."""
    parts: list[Section] = []
    for section in sections_of(document):
        for part in section.parts(document):
            last = parts[-1] if parts else None
            if last is not None and _length(last) < SHORTEST_PART:
                parts[-1] = Section(last.title or part.title, (*last.spans, *part.spans))
            else:
                parts.append(part)
    return _grouped(parts) if len(parts) > MOST_PARTS else parts


def locate(document: WholeDocument, part: Section, index: int, text: str, quote: str) -> SummarySentence:
    """Return a sentence with the place of its quotation, else that of the beginning of its part."""
    for span in part.spans:
        page = document.page_text(span.page)
        at = page.find(quote, span.start, span.end) if quote else -1
        if at >= 0:
            return SummarySentence(text, index, span.page, at, at + len(quote), quote, span.title)
    first = part.spans[0]
    beginning = document.page_text(first.page)[first.start : first.end]
    start = first.start + len(beginning) - len(beginning.lstrip())
    end = min(first.end, start + 200)
    return SummarySentence(text, index, first.page, start, end, heading=first.title)


def locate_in(document: WholeDocument, parts: Sequence[Section], text: str, quote: str) -> SummarySentence:
    """Return a sentence with the place of its quotation, in whichever part that is."""
    found = (locate(document, part, index, text, quote) for index, part in enumerate(parts))
    first = next(found)
    return first if first.quote else next((sentence for sentence in found if sentence.quote), first)


def _length(part: Section) -> int:
    return sum(span.end - span.start for span in part.spans)


def _grouped(parts: list[Section]) -> list[Section]:
    """Return at most MOST_PARTS parts of neighbours: nobody reads the summaries of thousands of sections."""
    size = -(-len(parts) // MOST_PARTS)
    return list(_joined(parts, size))


def _joined(parts: list[Section], size: int) -> Iterator[Section]:
    for at in range(0, len(parts), size):
        group = parts[at : at + size]
        title = next((part.title for part in group if part.title), "")
        yield Section(title, tuple(span for part in group for span in part.spans))
