"""Compares two documents and makes the list of their differences, those with other numbers, dates and amounts first."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import PurePath

from engine.capabilities.documents.api.comparison import (
    ComparedFile,
    CompareDocuments,
    ComparedPassage,
    Difference,
    DocumentComparison,
)
from engine.capabilities.documents.comparison.alignment import Alignment, align
from engine.capabilities.documents.comparison.passages import ComparablePassage, passages_of
from engine.capabilities.documents.comparison.word_changes import changed_values, changed_words
from engine.capabilities.documents.whole.whole_document import OpenDocument, WholeDocument
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled, raise_if_cancelled
from engine.protocol.errors import ModelCrashed, ModelMissing
from engine.protocol.progress import Progress

MOST_DIFFERENCES = 5_000
MOST_EMBEDDED = 160
"""Passages without a partner that are compared by meaning; where there are more, the documents have little in common."""
SAME_MEANING = 0.91
"""Cosine of two passages that say the same in other words."""
SHORTEST_EMBEDDED = 5
"""Words; the meaning of a shorter passage tells little."""


class DocumentComparer:
    """Handler of COMPARE."""

    def __init__(self, open: OpenDocument, pool: ModelPool) -> None:
        self._open, self._pool = open, pool

    def compare(
        self, request: CompareDocuments, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, DocumentComparison]:
        """Return the differences. Raises as CompareDocuments says."""
        yield Progress(0, 2, "file", PurePath(request.first_path).name)
        first = yield from self._open(request.first, request.first_path, is_cancelled)
        yield Progress(1, 2, "file", PurePath(request.second_path).name)
        second = yield from self._open(request.second, request.second_path, is_cancelled)
        old, new = passages_of(first), passages_of(second)
        alignment = Alignment()
        for step in align(old, new, is_cancelled):
            if isinstance(step, Alignment):
                alignment = step
            else:
                yield Progress(*step, "part")
        self._pair_by_meaning(old, new, alignment, is_cancelled)
        differences: list[Difference] = []
        total = len(alignment.changed) + len(alignment.moved_changed) + len(alignment.dropped) + len(alignment.added)
        for number, difference in enumerate(_differences(first, second, old, new, alignment)):
            raise_if_cancelled(is_cancelled)
            if number % 200 == 0:
                yield Progress(number, total, "part")
            differences.append(difference)
        ordered = sorted(differences, key=lambda difference: not difference.values)
        return DocumentComparison(
            _file(first),
            _file(second),
            tuple(ordered[:MOST_DIFFERENCES]),
            len(alignment.same),
            max(0, len(ordered) - MOST_DIFFERENCES),
        )

    def _pair_by_meaning(
        self,
        old: Sequence[ComparablePassage],
        new: Sequence[ComparablePassage],
        alignment: Alignment,
        is_cancelled: IsCancelled,
    ) -> None:
        """Make one changed passage of a dropped and an added one that say the same in other words."""
        dropped = [i for i in alignment.dropped if old[i].size >= SHORTEST_EMBEDDED]
        added = [j for j in alignment.added if new[j].size >= SHORTEST_EMBEDDED]
        if not dropped or not added or len(dropped) + len(added) > MOST_EMBEDDED:
            return
        try:
            with self._pool.embedder() as embedder:
                left = embedder.embed_passages([old[i].text for i in dropped])
                raise_if_cancelled(is_cancelled)
                right = embedder.embed_passages([new[j].text for j in added])
        except (ModelMissing, ModelCrashed):
            return
        cosines = left @ right.T
        for a, i in enumerate(dropped):
            b = int(cosines[a].argmax())
            is_mutual = int(cosines[:, b].argmax()) == a
            if is_mutual and cosines[a, b] >= SAME_MEANING:
                place = abs(i / max(len(old), 1) - added[b] / max(len(new), 1))
                alignment.pair(i, added[b], is_moved=place > 0.1)


def _differences(
    first: WholeDocument,
    second: WholeDocument,
    old: Sequence[ComparablePassage],
    new: Sequence[ComparablePassage],
    alignment: Alignment,
) -> list[Difference]:
    """Return the differences in the order of the second document; a dropped passage stands where it was."""
    place = dict(sorted((*alignment.same, *alignment.changed)))
    found: list[tuple[float, Difference]] = []
    for pairs, is_moved in ((alignment.changed, False), (alignment.moved_changed, True)):
        for i, j in pairs:
            found.append((j, _changed(first, second, old[i], new[j], is_moved)))
    for i, j in alignment.moved:
        found.append((j, Difference("moved", _passage(first, old[i]), _passage(second, new[j]), is_moved=True)))
    for j in alignment.added:
        text = _passage(second, new[j])
        found.append((j, Difference("added", None, text, changed_values("", new[j].text))))
    last, known = -1, sorted(place)
    at = 0
    for i in sorted(alignment.dropped):
        while at < len(known) and known[at] < i:
            last = place[known[at]]
            at += 1
        found.append(
            (last + 0.5, Difference("dropped", _passage(first, old[i]), None, changed_values(old[i].text, "")))
        )
    return [difference for _, difference in sorted(found, key=lambda item: item[0])]


def _changed(
    first: WholeDocument, second: WholeDocument, old: ComparablePassage, new: ComparablePassage, is_moved: bool
) -> Difference:
    left, right = changed_words(old.text, new.text)
    values = changed_values(old.text, new.text)
    return Difference("changed", _passage(first, old, left), _passage(second, new, right), values, is_moved)


def _passage(
    document: WholeDocument, passage: ComparablePassage, words: tuple[tuple[int, int], ...] = ()
) -> ComparedPassage:
    label = document.place(passage.page, passage.start)
    return ComparedPassage(passage.page, passage.start, passage.end, passage.text, label, words)


def _file(document: WholeDocument) -> ComparedFile:
    return ComparedFile(document.path, document.title, document.id)
