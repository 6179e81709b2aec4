"""What encoders with a head do with a text: mark its entities, find an answer, fill a gap, judge whether it goes on.

ONNX networks with the inputs and outputs of transformers' exports: logits [n, tokens, labels] of a token classifier,
start_logits and end_logits [n, tokens] of a question answerer, logits [n, tokens, vocabulary] of a masked language model,
logits [n, 2] (0: it follows) of a next-sentence model (Devlin et al., BERT, 2019).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from engine.models.encoders.onnx_embedder import CPU, Network, open_tokenizer
from engine.models.importing.model_import import stop_if
from engine.models.interfaces import AnswerSpan, EntitySpan, FillMaskCandidate
from engine.models.manifest import ModelManifest
from engine.models.vision.vision_tasks import read_labels, softmax
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import MaskMissing, ModelDamaged, TextTooLong

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

STRIDE = 0.25
"""Share of a window that the next one reads again, so that nothing is cut in two for both."""
MASKS = ("[MASK]", "<mask>")
OUTSIDE = "O"
SAMPLE = "The house of Ana is in Madrid."
LONGEST_ANSWER = 64
"""Tokens."""
BEST_PLACES = 20
"""Starts and ends looked at in each window."""
MASKED_AT_ONCE = 8


def never() -> bool:
    return False


class TextTask:
    """A network over one text at a time, in windows where it is longer than the card's context."""

    def __init__(self, manifest: ModelManifest, folder: Path, threads: int, providers: Sequence[str] = (CPU,)) -> None:
        self._manifest = manifest
        self._tokenizer = open_tokenizer(folder / manifest.file("tokenizer.json"), manifest.name)
        self._network = Network(folder / manifest.file(".onnx"), manifest.name, threads, providers=providers)
        self.labels = read_labels(manifest, folder)

    @property
    def id(self) -> str:
        return self._manifest.id

    @property
    def notice(self) -> str:
        return self._network.notice

    def rehearse(self) -> None:
        """Its work once, on a line of ours. Raises ModelDamaged for a network that does another."""

    def close(self) -> None:
        self._network.close()

    def _windows(self, text: str, pair: str | None = None, cut: Literal["first", "second"] = "second") -> Iterator[Any]:
        """Encodings of at most `context` tokens; of a pair one part is cut into windows, the other stands in each."""
        limit = self._manifest.context
        whole = "" if pair is None else text if cut == "second" else pair
        fixed = len(self._tokenizer.encode(whole, add_special_tokens=False).ids)
        stride = int((limit - fixed) * STRIDE)
        if stride < 1 or fixed > limit // 2:
            raise TextTooLong(count=len(whole), limit=len(whole) * limit // (2 * max(fixed, 1)))
        self._tokenizer.enable_truncation(
            limit, stride=stride, strategy="longest_first" if pair is None else f"only_{cut}"
        )
        encoding = self._tokenizer.encode(text, pair)
        self._tokenizer.no_truncation()
        yield encoding
        yield from encoding.overflowing

    def _computed(self, ids: Array, types: Array, *outputs: str) -> list[Array]:
        """`ids` and `types` int64 [n, tokens], no padding. Raises ModelDamaged for other shapes than promised."""
        if missing := [name for name in outputs if name not in self._network.outputs]:
            raise ModelDamaged(f"no output {missing}", name=self._manifest.name)
        offered = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
        feed = {name: array for name, array in offered.items() if name in self._network.inputs}
        found = self._network.run_all(outputs, feed)
        for output in found:
            if output.shape[:1] != ids.shape[:1] or (output.ndim > 1 and not np.isfinite(output).all()):
                raise ModelDamaged(f"an output of {output.shape}", name=self._manifest.name)
        return found

    def _of_window(self, window: Any, *outputs: str, rank: int) -> list[Array]:
        """Each output of the one window, [0] of its batch, [tokens] or [tokens, …]."""
        ids, types = (np.array([one], np.int64) for one in (window.ids, window.type_ids))
        found = self._computed(ids, types, *outputs)
        for output in found:
            if output.ndim != rank or output.shape[1] != ids.shape[1]:
                raise ModelDamaged(f"an output of {output.shape} for {ids.shape[1]} tokens", name=self._manifest.name)
        return [output[0] for output in found]


class OnnxTokenClassifier(TextTask):
    def rehearse(self) -> None:
        self.mark(SAMPLE)

    def mark(self, text: str, is_cancelled: IsCancelled = never) -> tuple[EntitySpan, ...]:
        """Where two windows read the same token, the one that has it farther from its edge decides."""
        best: dict[tuple[int, int], tuple[int, str, float]] = {}
        for window in self._windows(text):
            stop_if(is_cancelled)
            (logits,) = self._of_window(window, "logits", rank=3)
            shares = softmax(logits)
            for at, span in enumerate(window.offsets):
                if window.special_tokens_mask[at] or span[0] == span[1]:
                    continue
                depth, label = min(at, len(window.ids) - at), int(shares[at].argmax())
                if span not in best or best[span][0] < depth:
                    best[span] = (depth, self._label(label), float(shares[at, label]))
        return tuple(_joined(text, [(span, label, share) for span, (_, label, share) in sorted(best.items())]))

    def _label(self, index: int) -> str:
        return self.labels[index] if index < len(self.labels) else str(index)


def _joined(text: str, tokens: Sequence[tuple[tuple[int, int], str, float]]) -> Iterator[EntitySpan]:
    """Tokens of one entity: B- begins another, I- and a piece of the same word go on; without a prefix, equal neighbours."""
    open_: list[tuple[tuple[int, int], str, float]] = []
    for span, label, share in tokens:
        prefix, _, kind = label.partition("-") if label[1:2] == "-" else ("I", "", label)
        glued = bool(open_) and open_[-1][0][1] == span[0] and text[span[0]].isalnum() and text[span[0] - 1].isalnum()
        goes_on = bool(open_) and ((prefix in "IEL" and open_[-1][1] == kind) or glued)
        if open_ and not goes_on:
            yield _entity(text, open_)
            open_ = []
        if goes_on and glued:
            open_.append((span, open_[-1][1], share))
        elif label != OUTSIDE:
            open_.append((span, kind, share))
    if open_:
        yield _entity(text, open_)


def _entity(text: str, tokens: Sequence[tuple[tuple[int, int], str, float]]) -> EntitySpan:
    start, end = tokens[0][0][0], tokens[-1][0][1]
    while start < end and text[start].isspace():  # some tokenizers count the space before a word as its own
        start += 1
    return EntitySpan(tokens[0][1], start, end, float(np.mean([share for _, _, share in tokens])))


class OnnxQuestionAnswerer(TextTask):
    def rehearse(self) -> None:
        self.answer(SAMPLE, SAMPLE)

    def answer(
        self, question: str, text: str, most: int = 3, is_cancelled: IsCancelled = never
    ) -> tuple[AnswerSpan, ...]:
        """Answers that do not overlap, surest first, against the null answer of all windows (Devlin et al., 2019, SQuAD 2)."""
        found: list[tuple[float, int, int]] = []
        nothing = np.inf
        for window in self._windows(question, text):
            stop_if(is_cancelled)
            start, end = self._of_window(window, "start_logits", "end_logits", rank=2)
            nothing = min(nothing, float(start[0] + end[0]))
            inside = np.array([kind == 1 for kind in window.sequence_ids])
            found += _spans(start, end, inside, window.offsets)
        ranked = _without_overlaps(sorted(found, key=lambda one: -one[0]), most)
        scores = np.array([nothing, *(score for score, _, _ in ranked)])
        shares = softmax(scores)
        return tuple(
            AnswerSpan(begin, end, float(share)) for (_, begin, end), share in zip(ranked, shares[1:], strict=True)
        )


def _spans(start: Array, end: Array, inside: Array, offsets: Sequence[tuple[int, int]]) -> list[tuple[float, int, int]]:
    starts, ends = (np.where(inside, one, -np.inf).argsort()[::-1][:BEST_PLACES] for one in (start, end))
    return [
        (float(start[a] + end[b]), offsets[a][0], offsets[b][1])
        for a in starts
        for b in ends
        if inside[a] and inside[b] and a <= b < a + LONGEST_ANSWER and offsets[b][1] > offsets[a][0]
    ]


def _without_overlaps(ranked: Sequence[tuple[float, int, int]], most: int) -> list[tuple[float, int, int]]:
    kept: list[tuple[float, int, int]] = []
    for one in ranked:
        if all(one[2] <= other[1] or other[2] <= one[1] for other in kept):
            kept.append(one)
        if len(kept) == most:
            break
    return kept


class OnnxMaskedModel(TextTask):
    def rehearse(self) -> None:
        self.fill(f"{SAMPLE} {self._mask}")

    def fill(self, text: str, most: int = 5) -> tuple[tuple[FillMaskCandidate, ...], ...]:
        """For each gap its likeliest words. Either spelling of the mask serves. Raises MaskMissing, TextTooLong."""
        name = self._mask
        for other in MASKS:
            text = text.replace(other, name)
        window = self._one_window(text)
        places = [at for at, id in enumerate(window.ids) if id == self._tokenizer.token_to_id(name)]
        if not places:
            raise MaskMissing
        (logits,) = self._of_window(window, "logits", rank=3)
        return tuple(self._likeliest(softmax(logits[at]), most) for at in places)

    def plausibility(self, text: str) -> tuple[tuple[int, int, float], ...]:
        """Each token's, hidden while the rest is read (Salazar et al., Masked Language Model Scoring, 2020)."""
        window = self._one_window(text)
        places = [at for at, special in enumerate(window.special_tokens_mask) if not special]
        mask = self._tokenizer.token_to_id(self._mask)
        found = []
        for begin in range(0, len(places), MASKED_AT_ONCE):
            some = places[begin : begin + MASKED_AT_ONCE]
            ids = np.tile(np.array(window.ids, np.int64), (len(some), 1))
            ids[np.arange(len(some)), some] = mask
            types = np.tile(np.array(window.type_ids, np.int64), (len(some), 1))
            (logits,) = self._computed(ids, types, "logits")
            for row, at in enumerate(some):
                share = float(softmax(logits[row, at])[window.ids[at]])
                found.append((*window.offsets[at], float(np.log(max(share, 1e-30)))))
        return tuple(found)

    @property
    def _mask(self) -> str:
        """Raises ModelDamaged for a tokenizer without one."""
        for name in MASKS:
            if self._tokenizer.token_to_id(name) is not None:
                return name
        raise ModelDamaged("the tokenizer has no mask", name=self._manifest.name)

    def _one_window(self, text: str) -> Any:
        encoding = self._tokenizer.encode(text)
        if len(encoding.ids) > self._manifest.context:
            raise TextTooLong(count=len(text), limit=len(text) * self._manifest.context // len(encoding.ids))
        return encoding

    def _likeliest(self, shares: Array, most: int) -> tuple[FillMaskCandidate, ...]:
        best = np.argsort(-shares)[:most]
        return tuple(FillMaskCandidate(self._tokenizer.decode([int(id)]).strip(), float(shares[id])) for id in best)


class OnnxNextSentence(TextTask):
    def rehearse(self) -> None:
        self.follows(SAMPLE, SAMPLE)

    def follows(self, first: str, second: str) -> float:
        """Share 0–1 that `second` comes right after `first`. Raises TextTooLong."""
        encoding = self._tokenizer.encode(first, second)
        if len(encoding.ids) > self._manifest.context:
            count = len(first) + len(second)
            raise TextTooLong(count=count, limit=count * self._manifest.context // len(encoding.ids))
        ids, types = (np.array([one], np.int64) for one in (encoding.ids, encoding.type_ids))
        (logits,) = self._computed(ids, types, "logits")
        if logits.shape != (1, 2):
            raise ModelDamaged(f"an output of {logits.shape}", name=self._manifest.name)
        return float(softmax(logits[0])[0])


KINDS = {
    "token-classifier": OnnxTokenClassifier,
    "question-answerer": OnnxQuestionAnswerer,
    "masked-language-model": OnnxMaskedModel,
    "next-sentence": OnnxNextSentence,
}
