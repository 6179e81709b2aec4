"""Aligns the passages of two documents: first the same ones in order, then changed ones between them, then moved ones.

Passages that stand once in each document and in the same order are anchors (patience diff, Bram Cohen); what lies between two
anchors is compared by itself, so that the time grows with the length of the documents and not with its square.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

import msgspec

from engine.capabilities.documents.comparison.passages import ComparablePassage, similarity
from engine.protocol.cancellation import IsCancelled, raise_if_cancelled

CHANGED, CHANGED_ELSEWHERE = 0.5, 0.6
"""Share of common words of a passage that was changed in its place, and of one that was changed and moved."""
MOST_PAIRS = 60_000
"""Pairs that are compared word by word between two anchors; in a larger gap only the near ones in the same order."""
RARE_WORDS = 6
"""Words by which candidates for a moved passage are found."""
MOST_CANDIDATES = 40

Passages = Sequence[ComparablePassage]


class Alignment(msgspec.Struct):
    """Indices of passages: `same` and `changed` pairs in order, `moved` pairs elsewhere, and those without a partner."""

    same: list[tuple[int, int]] = msgspec.field(default_factory=list)
    changed: list[tuple[int, int]] = msgspec.field(default_factory=list)
    moved: list[tuple[int, int]] = msgspec.field(default_factory=list)
    moved_changed: list[tuple[int, int]] = msgspec.field(default_factory=list)
    dropped: list[int] = msgspec.field(default_factory=list)
    added: list[int] = msgspec.field(default_factory=list)

    def pair(self, old: int, new: int, *, is_moved: bool) -> None:
        """Make one changed passage of a dropped and an added one."""
        self.dropped.remove(old)
        self.added.remove(new)
        (self.moved_changed if is_moved else self.changed).append((old, new))


def align(first: Passages, second: Passages, is_cancelled: IsCancelled) -> Iterator[tuple[int, int] | Alignment]:
    """Yield (done, total) while the gaps are compared, and the alignment last. Raises Cancelled."""
    alignment = Alignment()
    anchors = _anchors([p.key for p in first], [p.key for p in second])
    ends = [(-1, -1), *anchors, (len(first), len(second))]
    for number, ((a, b), (c, d)) in enumerate(pairwise(ends)):
        raise_if_cancelled(is_cancelled)
        if number % 64 == 0:
            yield number, len(ends)
        _align_gap(first, second, range(a + 1, c), range(b + 1, d), alignment)
        if c < len(first):
            alignment.same.append((c, d))
    _find_moved(first, second, alignment, is_cancelled)
    yield alignment


def _anchors(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest run, in both orders, of keys that each document has once."""
    counts_a, counts_b = Counter(first), Counter(second)
    places = {key: at for at, key in enumerate(second) if counts_b[key] == 1}
    pairs = [(at, places[key]) for at, key in enumerate(first) if counts_a[key] == 1 and key in places]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(place)
            ends.append(index)
        else:
            tails[at], ends[at] = place, index
    run: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


def _align_gap(first: Passages, second: Passages, old: range, new: range, alignment: Alignment) -> None:
    if not old or not new:
        alignment.dropped += old
        alignment.added += new
        return
    matcher = SequenceMatcher(None, [first[i].key for i in old], [second[j].key for j in new], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            alignment.same += zip(old[a:b], new[c:d], strict=True)
        else:
            _align_changed(first, second, old[a:b], new[c:d], alignment)


def _align_changed(first: Passages, second: Passages, old: range, new: range, alignment: Alignment) -> None:
    """Pair the passages that were changed, in the same order, so that they have most words in common together."""
    pairs = (
        _best_pairs(first, second, old, new)
        if len(old) * len(new) <= MOST_PAIRS
        else _near_pairs(first, second, old, new)
    )
    alignment.changed += pairs
    kept_old, kept_new = {i for i, _ in pairs}, {j for _, j in pairs}
    alignment.dropped += [i for i in old if i not in kept_old]
    alignment.added += [j for j in new if j not in kept_new]


def _best_pairs(first: Passages, second: Passages, old: range, new: range) -> list[tuple[int, int]]:
    """Needleman and Wunsch's alignment, a pair counting its similarity where that is enough."""
    scores = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    gains = [[0.0] * len(new) for _ in old]
    for a, i in enumerate(old):
        for b, j in enumerate(new):
            alike = similarity(first[i], second[j])
            gains[a][b] = alike if alike >= CHANGED else 0.0
            scores[a + 1][b + 1] = max(scores[a][b + 1], scores[a + 1][b], scores[a][b] + gains[a][b])
    pairs: list[tuple[int, int]] = []
    a, b = len(old), len(new)
    while a and b:
        gain = gains[a - 1][b - 1]
        if gain and scores[a][b] == scores[a - 1][b - 1] + gain:
            pairs.append((old[a - 1], new[b - 1]))
            a, b = a - 1, b - 1
        elif scores[a][b] == scores[a - 1][b]:
            a -= 1
        else:
            b -= 1
    return pairs[::-1]


def _near_pairs(first: Passages, second: Passages, old: range, new: range) -> list[tuple[int, int]]:
    """Pair each passage with the first similar one among the next few of a large gap."""
    window = max(2, MOST_PAIRS // max(len(old), 1))
    pairs: list[tuple[int, int]] = []
    at = 0
    for i in old:
        for b in range(at, min(at + window, len(new))):
            if similarity(first[i], second[new[b]]) >= CHANGED_ELSEWHERE:
                pairs.append((i, new[b]))
                at = b + 1
                break
    return pairs


def _find_moved(first: Passages, second: Passages, alignment: Alignment, is_cancelled: IsCancelled) -> None:
    """Find among the passages without a partner those that stand elsewhere, the same or changed."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for j in alignment.added:
        by_key[second[j].key].append(j)
    for i in list(alignment.dropped):
        if places := by_key.get(first[i].key):
            alignment.moved.append((i, places.pop(0)))
    _forget(alignment, alignment.moved)
    index, frequency = _word_index(second, alignment.added)
    taken: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for i in alignment.dropped:
        raise_if_cancelled(is_cancelled)
        rare = sorted((word for word in first[i].counts if word in index), key=lambda word: frequency[word])[
            :RARE_WORDS
        ]
        candidates = Counter(j for word in rare for j in index[word][:MOST_CANDIDATES] if j not in taken)
        scored = [(similarity(first[i], second[j]), j) for j, _ in candidates.most_common(MOST_CANDIDATES)]
        best = max(scored, default=(0.0, -1))
        if best[0] >= CHANGED_ELSEWHERE and first[i].size > 2:
            taken.add(best[1])
            pairs.append((i, best[1]))
    alignment.moved_changed += pairs
    _forget(alignment, pairs)


def _forget(alignment: Alignment, pairs: Sequence[tuple[int, int]]) -> None:
    old, new = {i for i, _ in pairs}, {j for _, j in pairs}
    alignment.dropped = [i for i in alignment.dropped if i not in old]
    alignment.added = [j for j in alignment.added if j not in new]


def _word_index(passages: Passages, which: Sequence[int]) -> tuple[dict[str, list[int]], Counter[str]]:
    index: dict[str, list[int]] = defaultdict(list)
    for j in which:
        for word in passages[j].counts:
            index[word].append(j)
    return index, Counter({word: len(places) for word, places in index.items()})
