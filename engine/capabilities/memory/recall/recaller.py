"""Recall: which of the kept memories a question needs, by meaning and by words."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence

import msgspec

from engine.capabilities.memory.api import MemoryMatch, MemoryMatches, RecallReason
from engine.capabilities.memory.detection.candidates import candidates
from engine.capabilities.memory.detection.lasting import FILE as EXAMPLES
from engine.capabilities.memory.memory_rows import MemoryRow
from engine.capabilities.memory.memory_store import MemoryStore
from engine.capabilities.memory.memory_vectors import Compared, MemoryVectors
from engine.capabilities.memory.recall.features import Question, Text, common_words, features
from engine.capabilities.memory.recall.need import need
from engine.capabilities.memory.recall.weights import ASKING_CUTOFF, CUTOFF, PERSONAL_CUTOFF, WEIGHTS, WORDS_CUTOFF
from engine.protocol.answering.memories import RecalledMemory

MOST_RECALLED, MOST_CHARACTERS = 20, 1200
"""Memories in one prompt, and their length: about 300 tokens. A longer one stands alone."""
MARGIN = 6.0
"""Log-odds below the best, or below even odds where the best has less, at which a memory is left out. Of 2,729 questions about
facts that were not learnt on, .91 have their memory in the prompt so, among 12 of 52; with 5, and 12 memories at most, .88 have
it, among 7 (tests/benchmarks/recalling).
"""
CANDIDATES = 24
"""Memories nearest to a question that are judged."""
LONGEST_QUESTION = 2000
"""Characters of a question that are compared."""
ANSWER_SLOPE, ANSWER_BIAS = 29.6, -15.8
"""Log-odds, by its cosine under the learnt metric, that a memory answers a question that needs one."""
BEST_WEIGHT, USUAL_BEST = 10.0, 0.52
"""How much the cosine of the best memory counts, under the learnt metric, beside what the question itself tells; that of memories
that are needed is .53 in the middle, and .42 where none is."""
NEEDED = 0.0
"""Log-odds from which a question needs a fact about the person: of 2,729 questions .93 reach it when neither they nor their facts
were learnt on, and .04 of 1,192 others; .91 by the question alone."""
NEAR = 0.82
"""Cosine from which two meanings are called near."""


class _Judged(msgspec.Struct, frozen=True):
    """A memory with the probability that a question needs it; `cosine` None where no embedder answers."""

    memory: MemoryRow
    score: float
    cosine: float | None
    cutoff: float = WORDS_CUTOFF
    is_about_another: bool = False

    @property
    def is_needed(self) -> bool:
        return self.score >= self.cutoff and not self.is_about_another


class Recaller:
    """Compares questions with memories. Where there are no memories, nothing is loaded."""

    def __init__(self, memories: MemoryStore, vectors: MemoryVectors) -> None:
        self._memories, self._vectors = memories, vectors

    def recall(self, question: str, folder: int | None = None, message: int = 0) -> tuple[RecalledMemory, ...]:
        """Return the memories that a question in a conversation of `folder` needs, the surest first.

        Those that the question `message` itself made are left out, since it says the same, and those of whose subject it tells
        something new: "I moved to Málaga" needs no old address.
        """
        memories = self._memories.recallable(folder, message)
        told = {candidate.slot for candidate in candidates(question) if candidate.slot} if memories else set()
        memories = [memory for memory in memories if memory.slot not in told]
        needed = _needed(self._judge(question, memories))
        return tuple(RecalledMemory(each.memory.id, each.memory.text, round(each.score, 3)) for each in needed)

    def read(self, ids: Sequence[int], folder: int | None = None) -> tuple[RecalledMemory, ...]:
        """Return those of these memories that may still be recalled, for an answer that is continued."""
        allowed = {memory.id: memory.text for memory in self._memories.recallable(folder)}
        return tuple(RecalledMemory(id, allowed[id]) for id in ids if id in allowed)

    def search(self, query: str, k: int, folder: int | None = None) -> MemoryMatches:
        """Return the k memories nearest to a query that may be recalled, whether needed or not."""
        judged = self._judge(query, self._memories.recallable(folder))
        needed = _needed(judged)
        return MemoryMatches(tuple(MemoryMatch(j.memory.memory, round(j.score, 3), j in needed) for j in judged[:k]))

    def why(self, memory: int, question: str) -> RecallReason:
        """Explain what a memory has to do with a question. Raises NotFound."""
        row = self._memories.read_row(memory)
        found = common_words(question, row.text)
        judged = next(iter(self._judge(question, [row] if row.memory.state == "kept" else [])), None)
        if judged is None:
            return RecallReason(row.memory, found, None, 0.0)
        is_near = None if judged.cosine is None else judged.cosine >= NEAR
        return RecallReason(row.memory, found, is_near, round(judged.score, 3))

    def _judge(self, question: str, memories: Sequence[MemoryRow]) -> list[_Judged]:
        """Return the memories nearest to a question, the one it most probably needs first."""
        text = question[:LONGEST_QUESTION]
        if not memories or not text.strip():
            return []
        asked = Question.of(text)
        compared = self._vectors.compare(text, memories, _background())
        if compared is None:
            judged = [
                _Judged(memory, _word_score(asked, memory), None, is_about_another=asked.is_about_another(memory.text))
                for memory in memories
            ]
        else:
            judged = _by_answers(asked, memories, compared) or _by_features(asked, memories, compared)
        return sorted(judged, key=lambda judged: (-judged.score, judged.memory.id))


def _needed(judged: Sequence[_Judged]) -> list[_Judged]:
    """Return of memories, the surest first, those that go into the prompt."""
    needed = [each for each in judged if each.is_needed]
    chosen, characters = list[_Judged](), 0
    for each in needed[:MOST_RECALLED]:
        characters += len(each.memory.text)
        if each.score < _least_beside(needed[0].score) or (chosen and characters > MOST_CHARACTERS):
            break
        chosen.append(each)
    return chosen


def _by_answers(question: Question, memories: Sequence[MemoryRow], compared: Compared) -> list[_Judged]:
    """Return the memories as answers of a question that needs a fact about the person; none for another question."""
    log_odds = need(question, compared.vector, compared.model)
    judged = [
        _Judged(
            memory,
            1 / (1 + math.exp(-ANSWER_SLOPE * compared.answers[memory.id] - ANSWER_BIAS)),
            compared.cosines[memory.id],
            0.0,
            question.is_about_another(memory.text),
        )
        for memory in memories
        if memory.id in compared.answers
    ]
    best = max((compared.answers[each.memory.id] for each in judged if not each.is_about_another), default=None)
    if log_odds is None or best is None or log_odds + BEST_WEIGHT * (best - USUAL_BEST) < NEEDED:
        return []
    return judged


def _by_features(question: Question, memories: Sequence[MemoryRow], compared: Compared) -> list[_Judged]:
    """Return the memories nearest to a question, judged by their features, which were learnt for any embedder."""
    nearest = sorted(memories, key=lambda memory: -_order(question, memory, compared.cosines))[:CANDIDATES]
    cutoff = CUTOFF if compared.answers else _cutoff(question)
    return [
        _Judged(
            memory,
            _score(question, memory, cosine, compared.background),
            cosine,
            cutoff,
            question.is_about_another(memory.text),
        )
        for memory in nearest
        if (cosine := compared.cosines.get(memory.id)) is not None
    ]


def _cutoff(question: Question) -> float:
    if question.asks:
        return ASKING_CUTOFF
    return PERSONAL_CUTOFF if question.is_personal else CUTOFF


def _least_beside(best: float) -> float:
    """Return the least score beside the best: the surer that one is, the fewer others stand beside it."""
    odds = max(best / (1 - best) if best < 1 else math.inf, 1.0) / math.exp(MARGIN)
    return odds / (1 + odds) if odds < math.inf else 1.0


def _order(question: Question, memory: MemoryRow, cosines: dict[int, float]) -> float:
    """Order by meaning, with those first that are about the same things as the question."""
    return cosines.get(memory.id, 0.0) + 0.05 * len(question.words.concepts & Text.of(memory.text).concepts)


def _score(question: Question, memory: MemoryRow, cosine: float, background: Sequence[float]) -> float:
    terms = zip(WEIGHTS, features(question, memory, cosine, background), strict=True)
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in terms)))


def _word_score(question: Question, memory: MemoryRow) -> float:
    """Return how much of what a question is about a memory is about too; nothing for a question that is not personal."""
    asked, told = question.words, Text.of(memory.text)
    if not asked.stems or not question.is_personal:
        return 0.0
    common = len(asked.stems & told.stems) + len(asked.concepts & told.concepts)
    return min(1.0, common / (len(asked.stems) + 1) + (0.2 if question.kinds.get(memory.kind) else 0.0))


def _background() -> Sequence[str]:
    """Facts of nobody: a question that is as near to them as to a memory does not need the memory."""
    facts: list[str] = tomllib.loads(EXAMPLES.read_text("utf-8"))["background"]
    return facts
