"""OCR on ONNX Runtime: one network detects lines of text, another recognises them. Lines are returned in reading order.

Detector: differentiable binarisation (Liao et al., 2020) returns how much each pixel is text, for lines that training shrank
and that are expanded again. Recogniser: connectionist temporal classification (Graves et al., 2006), with the alphabet in its
metadata. Lines are cut out upright: a tilted line is read while it fits a flat rectangle. No network tells the direction of the
text: the one in which it is recognised with higher scores is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any  # arrays have several number types

import msgspec
import numpy as np

from engine.models.encoders.onnx_network import CPU, OnnxNetwork
from engine.models.encoders.tokenizer import even_batches
from engine.models.interfaces import TextLine, UprightText
from engine.models.manifest import ModelManifest
from engine.models.vision.connected_components import Rectangle, connected_components, sort_in_reading_order
from engine.protocol.errors import ModelDamaged

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL.Image import Image, Transpose

    Array = npt.NDArray[Any]  # of the number type that the network has

DETECTOR, RECOGNISER, ALPHABET = "detector.onnx", "recogniser.onnx", "character"
SIDE, SIDE_STEP = 960, 32
"""Pixels of the longer side of the detector's input, and the number that its sides are multiples of."""
MIN_PIXEL_SCORE, MIN_LINE_SCORE, MIN_TEXT_SCORE = 0.3, 0.5, 0.6
"""Least score of a pixel, of a whole line, and of the recognised text."""
UNCLIP_RATIO = 1.6
"""How far a line is expanded, times area ÷ outline: what training shrank (Liao et al., 2020)."""
LINE_HEIGHT, LONGEST_LINE, BATCH_WIDTH = 48, 2400, 4800
"""Pixels of a line for the recogniser, and of the lines of one batch side by side."""
MOST_LINES = 400
TALL = 2.0
"""Times its width that a line is high when its text lies on its side."""
SURE_SCORE, TURN_MARGIN = 0.9, 0.05
"""Mean score of text that stands upright without a doubt, and by how much text on its head reads better when it is turned."""
MOST_SAMPLED = 10
"""The longest lines, by which the direction of the text is judged."""
THINNEST_LINE = 3

ScoredText = tuple[str, float]


class OnnxOcrModel:
    """Implements engine.models.interfaces.OcrModel over a model folder. Raises ModelDamaged."""

    def __init__(
        self,
        manifest: ModelManifest,
        folder: Path,
        threads: int,
        providers: Sequence[str] = (CPU,),
    ) -> None:
        self._manifest = manifest
        options = (manifest.name, threads, providers)
        self._detector = OnnxNetwork(folder / manifest.file(DETECTOR), *options)
        self._recogniser = OnnxNetwork(folder / manifest.file(RECOGNISER), *options)
        self._alphabet = _alphabet(self._recogniser, manifest)

    @property
    def id(self) -> str:
        return self._manifest.id

    @property
    def side(self) -> int:
        return SIDE

    @property
    def notice(self) -> str:
        """Why a GPU is not used any more; empty when all is well."""
        return self._detector.notice or self._recogniser.notice

    def read(self, image: Image) -> tuple[TextLine, ...]:
        detected = self._detect(image)
        return _text_lines(detected, self._recognise_lines(detected))

    def read_upright(self, image: Image) -> UprightText:
        detected = self._detect(image)
        texts = self._recognise_lines(detected)
        turn = self._turn_upright(detected, texts)
        if turn is not None:
            detected = self._detect(image.transpose(turn))
            texts = self._recognise_lines(detected)
        return UprightText(detected.image, _text_lines(detected, texts))

    def smoke_test(self) -> None:
        """Read an empty image. Raises ModelDamaged."""
        from PIL import Image

        self.read(Image.new("RGB", (320, 240), "white"))

    def close(self) -> None:
        self._detector.close()
        self._recogniser.close()

    def _detect(self, image: Image) -> _DetectedLines:
        """Return the rectangle of each line, row by row."""
        small = _detector_image(image)
        pixels = np.asarray(small)
        scores = self._detector.run(self._detector.outputs[0], {self._detector.inputs[0]: _normalised(pixels)[None]})
        if scores.shape != (1, 1, *pixels.shape[:2]) or np.isnan(scores).any():
            raise ModelDamaged(f"an output of {scores.shape}", name=self._manifest.name)
        lines = []
        for rectangle in connected_components(scores[0, 0] > MIN_PIXEL_SCORE):
            left, top, right, bottom = rectangle
            is_thick = min(right - left, bottom - top) >= THINNEST_LINE
            if is_thick and _mean_score(scores[0, 0], rectangle) >= MIN_LINE_SCORE:
                lines.append(_unclip(rectangle, pixels.shape[1], pixels.shape[0]))
        return _DetectedLines(image, small.size, sort_in_reading_order(lines)[:MOST_LINES])

    def _turn_upright(self, detected: _DetectedLines, texts: Sequence[ScoredText]) -> Transpose | None:
        """Return how to turn the image so that most of its text stands upright; None where it does.

        Text that lies on its side makes tall lines; text on its head is recognised with low scores.
        """
        from PIL.Image import Transpose

        tall = detected.longest(is_tall=True)
        wide = detected.longest(is_tall=False)
        if sum(map(detected.length, tall)) > sum(map(detected.length, wide)):
            left, right = (
                self._score_turned(detected, tall, turn) for turn in (Transpose.ROTATE_90, Transpose.ROTATE_270)
            )
            if max(left, right) < MIN_TEXT_SCORE:
                return None
            return Transpose.ROTATE_90 if left >= right else Transpose.ROTATE_270
        upright = _mean_text_score(detected, wide, [texts[at] for at in wide])
        if not wide or upright >= SURE_SCORE:
            return None
        turned = self._score_turned(detected, wide, Transpose.ROTATE_180)
        return Transpose.ROTATE_180 if turned > upright + TURN_MARGIN else None

    def _score_turned(self, detected: _DetectedLines, lines: Sequence[int], turn: Transpose) -> float:
        turned = self._recognise([detected.crop(at).transpose(turn) for at in lines])
        return _mean_text_score(detected, lines, turned)

    def _recognise_lines(self, detected: _DetectedLines) -> list[ScoredText]:
        """Return the text and score of each line; a tall line is turned to the side on which it reads better."""
        from PIL.Image import Transpose

        crops = [detected.crop(at) for at in range(len(detected.lines))]
        tall = [at for at in range(len(crops)) if detected.is_tall(at)]
        if not tall:
            return self._recognise(crops)
        upright = {at: crops[at].transpose(Transpose.ROTATE_90) for at in tall}
        texts = self._recognise([upright.get(at, crop) for at, crop in enumerate(crops)])
        unsure = [at for at in tall if texts[at][1] < SURE_SCORE][:MOST_SAMPLED]
        other = self._recognise([crops[at].transpose(Transpose.ROTATE_270) for at in unsure])
        for at, text in zip(unsure, other, strict=True):
            texts[at] = max(texts[at], text, key=lambda scored: scored[1])
        return texts

    def _recognise(self, lines: Sequence[Image]) -> list[ScoredText]:
        """Return the text and score of each line, cut out upright."""
        pixels = [_line_pixels(line) for line in lines]
        texts = [("", 0.0)] * len(pixels)
        for batch in even_batches([line.shape[1] for line in pixels], BATCH_WIDTH):
            widest = max(pixels[i].shape[1] for i in batch)
            values = np.zeros((len(batch), 3, LINE_HEIGHT, widest), np.float32)
            for row, index in enumerate(batch):
                values[row, :, :, : pixels[index].shape[1]] = _normalised(pixels[index])
            scores = self._recogniser.run(self._recogniser.outputs[0], {self._recogniser.inputs[0]: values})
            if scores.ndim != 3 or scores.shape[2] != len(self._alphabet) or np.isnan(scores).any():
                raise ModelDamaged(f"an output of {scores.shape}", name=self._manifest.name)
            for row, index in enumerate(batch):
                texts[index] = decode_greedily(scores[row], self._alphabet)
        return texts


class _DetectedLines(msgspec.Struct, frozen=True):
    """The rectangles of lines in a smaller copy, of that size, of an image."""

    image: Image
    size: tuple[int, int]
    lines: list[Rectangle]

    def crop(self, at: int) -> Image:
        scale = (self.image.width / self.size[0], self.image.height / self.size[1])
        return self.image.crop(_scale(self.lines[at], scale, self.image.size))

    def length(self, at: int) -> int:
        left, top, right, bottom = self.lines[at]
        return max(right - left, bottom - top)

    def is_tall(self, at: int) -> bool:
        left, top, right, bottom = self.lines[at]
        return bottom - top > TALL * (right - left)

    def longest(self, is_tall: bool) -> list[int]:
        """Return the numbers of the longest tall, or other, lines."""
        lines = [at for at in range(len(self.lines)) if self.is_tall(at) == is_tall]
        return sorted(lines, key=self.length, reverse=True)[:MOST_SAMPLED]


def _text_lines(detected: _DetectedLines, texts: Sequence[ScoredText]) -> tuple[TextLine, ...]:
    width, height = detected.size
    return tuple(
        TextLine(text, score, left / width, top / height, right / width, bottom / height)
        for (left, top, right, bottom), (text, score) in zip(detected.lines, texts, strict=True)
        if score >= MIN_TEXT_SCORE and text.strip()
    )


def _mean_text_score(detected: _DetectedLines, lines: Sequence[int], texts: Sequence[ScoredText]) -> float:
    """Return the mean score of the texts of these lines, the longer ones weighing more."""
    whole = sum(map(detected.length, lines))
    return sum(detected.length(at) * score for at, (_, score) in zip(lines, texts, strict=True)) / max(whole, 1)


def decode_greedily(scores: Array, alphabet: Sequence[str]) -> ScoredText:
    """Return the text of the likeliest symbol at each step, and the mean score of its steps.

    Repeated symbols count once and blanks (number 0) are left out. `scores` [steps, symbols].
    """
    best, best_scores = scores.argmax(axis=1), scores.max(axis=1)
    kept = (best != 0) & np.append(True, best[1:] != best[:-1])
    return "".join(alphabet[i] for i in best[kept]), float(best_scores[kept].mean()) if kept.any() else 0.0


def _mean_score(scores: Array, rectangle: Rectangle) -> float:
    """Return the mean score of those pixels in a rectangle that count as text."""
    left, top, right, bottom = rectangle
    inside = scores[top:bottom, left:right]
    return float(inside[inside > MIN_PIXEL_SCORE].mean())


def _unclip(rectangle: Rectangle, width: int, height: int) -> Rectangle:
    """Return the rectangle expanded by what training shrank, within an image of that size."""
    left, top, right, bottom = rectangle
    line_width, line_height = right - left, bottom - top
    margin = round(line_width * line_height * UNCLIP_RATIO / (2 * (line_width + line_height)))
    return max(left - margin, 0), max(top - margin, 0), min(right + margin, width), min(bottom + margin, height)


def _scale(rectangle: Rectangle, scale: tuple[float, float], size: tuple[int, int]) -> Rectangle:
    left, right = (round(value * scale[0]) for value in rectangle[::2])
    top, bottom = (round(value * scale[1]) for value in rectangle[1::2])
    return left, top, min(max(right, left + 1), size[0]), min(max(bottom, top + 1), size[1])


def _detector_image(image: Image) -> Image:
    """Return the image no larger than SIDE; its sides are multiples that the detector can halve five times."""
    scale = min(1.0, SIDE / max(image.size))
    width, height = (max(round(side * scale / SIDE_STEP), 1) * SIDE_STEP for side in image.size)
    return image.resize((width, height))


def _line_pixels(line: Image) -> Array:
    """Return a line as uint8 [48, width, 3]."""
    width = min(max(round(line.width * LINE_HEIGHT / line.height), LINE_HEIGHT), LONGEST_LINE)
    return np.asarray(line.resize((width, LINE_HEIGHT)))


def _normalised(pixels: Array) -> Array:
    """Return float32 [3, height, width] from −1 to 1, blue first, as both networks were trained."""
    values: Array = pixels[:, :, ::-1].transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
    return values


def _alphabet(recogniser: OnnxNetwork, manifest: ModelManifest) -> list[str]:
    """Return the recogniser's symbols: the blank first, the space last. Raises ModelDamaged."""
    symbols = recogniser.metadata.get(ALPHABET)
    if not symbols:
        raise ModelDamaged("no alphabet", name=manifest.name)
    return ["", *symbols.splitlines(), " "]
