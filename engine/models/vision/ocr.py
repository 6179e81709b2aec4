"""OCR on ONNX Runtime: one network detects lines of text, another recognises them. Lines are returned in reading order.

Detector: differentiable binarisation (Liao et al., 2020) returns how much each pixel is text, for lines that training shrank
and that are expanded again. Recogniser: connectionist temporal classification (Graves et al., 2006), with the alphabet in its
metadata. Lines are cut out upright: a tilted line is read while it fits a flat rectangle.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any  # arrays have several number types

import numpy as np

from engine.models.encoders.onnx_network import CPU, OnnxNetwork
from engine.models.encoders.tokenizer import even_batches
from engine.models.interfaces import TextLine
from engine.models.manifest import ModelManifest
from engine.models.vision.connected_components import Rectangle, connected_components, sort_in_reading_order
from engine.protocol.errors import ModelDamaged

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL.Image import Image

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
THINNEST_LINE = 3


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
        small = _detector_image(image)
        lines = self._detect_lines(np.asarray(small))
        width, height = small.size
        scale = (image.width / width, image.height / height)
        cut = [image.crop(_scale(line, scale, image.size)) for line in lines]
        return tuple(
            TextLine(text, score, left / width, top / height, right / width, bottom / height)
            for (left, top, right, bottom), (text, score) in zip(lines, self._recognise(cut), strict=True)
            if score >= MIN_TEXT_SCORE and text.strip()
        )

    def smoke_test(self) -> None:
        """Read an empty image. Raises ModelDamaged."""
        from PIL import Image

        self.read(Image.new("RGB", (320, 240), "white"))

    def close(self) -> None:
        self._detector.close()
        self._recogniser.close()

    def _detect_lines(self, pixels: Array) -> list[Rectangle]:
        """Return the rectangle of each line, in reading order."""
        scores = self._detector.run(self._detector.outputs[0], {self._detector.inputs[0]: _normalised(pixels)[None]})
        if scores.shape != (1, 1, *pixels.shape[:2]) or np.isnan(scores).any():
            raise ModelDamaged(f"an output of {scores.shape}", name=self._manifest.name)
        lines = []
        for rectangle in connected_components(scores[0, 0] > MIN_PIXEL_SCORE):
            left, top, right, bottom = rectangle
            is_thick = min(right - left, bottom - top) >= THINNEST_LINE
            if is_thick and _mean_score(scores[0, 0], rectangle) >= MIN_LINE_SCORE:
                lines.append(_unclip(rectangle, pixels.shape[1], pixels.shape[0]))
        return sort_in_reading_order(lines)[:MOST_LINES]

    def _recognise(self, lines: Sequence[Image]) -> list[tuple[str, float]]:
        """Return the text and score of each line."""
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


def decode_greedily(scores: Array, alphabet: Sequence[str]) -> tuple[str, float]:
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
    """Return a line as uint8 [48, width, 3]; a vertical line is turned to its left."""
    if line.height > 2 * line.width:
        line = line.rotate(90, expand=True)
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
