"""Encoders with a task head on ONNX Runtime: they mark entities, find answers, fill masks and judge next sentences.

The networks have the inputs and outputs of transformers' exports: logits [n, tokens, labels] of a token classifier,
start_logits and end_logits [n, tokens] of a question answerer, logits [n, tokens, vocabulary] of a masked language model,
logits [n, 2] (0: it follows) of a next-sentence model (Devlin et al., BERT, 2019).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any  # encodings have no types, and arrays several number types

import numpy as np

from engine.models.encoders.activations import softmax
from engine.models.interfaces import AnswerSpan, EntitySpan, FillMaskCandidate
from engine.models.tasks.text_task import SAMPLE, OnnxTextTask
from engine.protocol.cancellation import IsCancelled, never_cancelled, raise_if_cancelled
from engine.protocol.errors import MaskMissing, ModelDamaged, TextTooLong

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]  # of the number type that the network has

MASKS = ("[MASK]", "<mask>")
OUTSIDE = "O"
"""The label of a token that is in no entity."""
LONGEST_ANSWER = 64
"""Tokens."""
BEST_POSITIONS = 20
"""Starts and ends tried in each window."""
MASKED_BATCH = 8

LabelledToken = tuple[tuple[int, int], str, float]
"""Character span, label, probability."""
ScoredSpan = tuple[float, int, int]
"""Score, first and last character."""


class OnnxTokenClassifier(OnnxTextTask):
    """Implements engine.models.interfaces.TokenClassifier."""

    def smoke_test(self) -> None:
        """Mark a sample text. Raises ModelDamaged."""
        self.find_entities(SAMPLE)

    def find_entities(self, text: str, is_cancelled: IsCancelled = never_cancelled) -> tuple[EntitySpan, ...]:
        """A token that two windows read is labelled by the one that has it farther from its edge."""
        best: dict[tuple[int, int], tuple[int, str, float]] = {}
        for window in self._windows(text):
            raise_if_cancelled(is_cancelled)
            (logits,) = self._run_window(window, "logits", rank=3)
            probabilities = softmax(logits)
            for at, span in enumerate(window.offsets):
                if window.special_tokens_mask[at] or span[0] == span[1]:
                    continue
                depth, label = min(at, len(window.ids) - at), int(probabilities[at].argmax())
                if span not in best or best[span][0] < depth:
                    best[span] = (depth, self._label(label), float(probabilities[at, label]))
        return tuple(_merge_tokens(text, [(span, label, score) for span, (_, label, score) in sorted(best.items())]))

    def _label(self, index: int) -> str:
        return self.labels[index] if index < len(self.labels) else str(index)


def _merge_tokens(text: str, tokens: Sequence[LabelledToken]) -> Iterator[EntitySpan]:
    """Yield entities of neighbouring tokens.

    "B-" begins another entity, "I-" and a piece of the same word continue it; without a prefix, equal neighbours do.
    """
    current: list[LabelledToken] = []
    for span, label, score in tokens:
        prefix, _, kind = label.partition("-") if label[1:2] == "-" else ("I", "", label)
        is_same_word = (
            bool(current) and current[-1][0][1] == span[0] and text[span[0]].isalnum() and text[span[0] - 1].isalnum()
        )
        continues = bool(current) and ((prefix in "IEL" and current[-1][1] == kind) or is_same_word)
        if current and not continues:
            yield _entity(text, current)
            current = []
        if continues and is_same_word:
            current.append((span, current[-1][1], score))
        elif label != OUTSIDE:
            current.append((span, kind, score))
    if current:
        yield _entity(text, current)


def _entity(text: str, tokens: Sequence[LabelledToken]) -> EntitySpan:
    start, end = tokens[0][0][0], tokens[-1][0][1]
    while start < end and text[start].isspace():  # some tokenizers count the space before a word as part of it
        start += 1
    return EntitySpan(tokens[0][1], start, end, float(np.mean([score for _, _, score in tokens])))


class OnnxQuestionAnswerer(OnnxTextTask):
    """Implements engine.models.interfaces.QuestionAnswerer."""

    def smoke_test(self) -> None:
        """Answer a sample question. Raises ModelDamaged."""
        self.answer(SAMPLE, SAMPLE)

    def answer(
        self, question: str, text: str, limit: int = 3, is_cancelled: IsCancelled = never_cancelled
    ) -> tuple[AnswerSpan, ...]:
        """Score answers against the null answer of all windows (Devlin et al., 2019, SQuAD 2)."""
        spans: list[ScoredSpan] = []
        null_score = np.inf
        for window in self._windows(question, text):
            raise_if_cancelled(is_cancelled)
            start, end = self._run_window(window, "start_logits", "end_logits", rank=2)
            null_score = min(null_score, float(start[0] + end[0]))
            is_in_text = np.array([sequence == 1 for sequence in window.sequence_ids])
            spans += _best_spans(start, end, is_in_text, window.offsets)
        ranked = _drop_overlapping(sorted(spans, key=lambda span: -span[0]), limit)
        scores = np.array([null_score, *(score for score, _, _ in ranked)])
        probabilities = softmax(scores)
        return tuple(
            AnswerSpan(first, last, float(probability))
            for (_, first, last), probability in zip(ranked, probabilities[1:], strict=True)
        )


def _best_spans(start: Array, end: Array, is_in_text: Array, offsets: Sequence[tuple[int, int]]) -> list[ScoredSpan]:
    starts, ends = (np.where(is_in_text, logits, -np.inf).argsort()[::-1][:BEST_POSITIONS] for logits in (start, end))
    return [
        (float(start[a] + end[b]), offsets[a][0], offsets[b][1])
        for a in starts
        for b in ends
        if is_in_text[a] and is_in_text[b] and a <= b < a + LONGEST_ANSWER and offsets[b][1] > offsets[a][0]
    ]


def _drop_overlapping(ranked: Sequence[ScoredSpan], limit: int) -> list[ScoredSpan]:
    kept: list[ScoredSpan] = []
    for span in ranked:
        if all(span[2] <= other[1] or other[2] <= span[1] for other in kept):
            kept.append(span)
        if len(kept) == limit:
            break
    return kept


class OnnxMaskedModel(OnnxTextTask):
    """Implements engine.models.interfaces.MaskedModel."""

    def smoke_test(self) -> None:
        """Fill a mask in a sample text. Raises ModelDamaged."""
        self.fill(f"{SAMPLE} {self._mask}")

    def fill(self, text: str, limit: int = 5) -> tuple[tuple[FillMaskCandidate, ...], ...]:
        """Either spelling of the mask serves, whichever the tokenizer has."""
        mask = self._mask
        for spelling in MASKS:
            text = text.replace(spelling, mask)
        window = self._one_window(text)
        positions = [at for at, id in enumerate(window.ids) if id == self._tokenizer.token_to_id(mask)]
        if not positions:
            raise MaskMissing
        (logits,) = self._run_window(window, "logits", rank=3)
        return tuple(self._candidates(softmax(logits[at]), limit) for at in positions)

    def pseudo_log_likelihood(self, text: str) -> tuple[tuple[int, int, float], ...]:
        """Mask each token in turn while the rest is read (Salazar et al., Masked Language Model Scoring, 2020)."""
        window = self._one_window(text)
        positions = [at for at, special in enumerate(window.special_tokens_mask) if not special]
        mask = self._tokenizer.token_to_id(self._mask)
        scored = []
        for start in range(0, len(positions), MASKED_BATCH):
            batch = positions[start : start + MASKED_BATCH]
            ids = np.tile(np.array(window.ids, np.int64), (len(batch), 1))
            ids[np.arange(len(batch)), batch] = mask
            types = np.tile(np.array(window.type_ids, np.int64), (len(batch), 1))
            (logits,) = self._run(ids, types, "logits")
            for row, at in enumerate(batch):
                probability = float(softmax(logits[row, at])[window.ids[at]])
                scored.append((*window.offsets[at], float(np.log(max(probability, 1e-30)))))
        return tuple(scored)

    @property
    def _mask(self) -> str:
        """The tokenizer's mask token. Raises ModelDamaged for a tokenizer without one."""
        for spelling in MASKS:
            if self._tokenizer.token_to_id(spelling) is not None:
                return spelling
        raise ModelDamaged("the tokenizer has no mask", name=self._manifest.name)

    def _one_window(self, text: str) -> Any:  # a tokenizers.Encoding
        encoding = self._tokenizer.encode(text)
        if len(encoding.ids) > self._manifest.context:
            raise TextTooLong(count=len(text), limit=len(text) * self._manifest.context // len(encoding.ids))
        return encoding

    def _candidates(self, probabilities: Array, limit: int) -> tuple[FillMaskCandidate, ...]:
        best = np.argsort(-probabilities)[:limit]
        return tuple(
            FillMaskCandidate(self._tokenizer.decode([int(id)]).strip(), float(probabilities[id])) for id in best
        )


class OnnxNextSentence(OnnxTextTask):
    """Implements engine.models.interfaces.NextSentence."""

    def smoke_test(self) -> None:
        """Judge two sample sentences. Raises ModelDamaged."""
        self.next_sentence_probability(SAMPLE, SAMPLE)

    def next_sentence_probability(self, first: str, second: str) -> float:
        encoding = self._tokenizer.encode(first, second)
        if len(encoding.ids) > self._manifest.context:
            count = len(first) + len(second)
            raise TextTooLong(count=count, limit=count * self._manifest.context // len(encoding.ids))
        ids, types = (np.array([row], np.int64) for row in (encoding.ids, encoding.type_ids))
        (logits,) = self._run(ids, types, "logits")
        if logits.shape != (1, 2):
            raise ModelDamaged(f"an output of {logits.shape}", name=self._manifest.name)
        return float(softmax(logits[0])[0])
