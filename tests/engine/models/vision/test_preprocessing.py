"""Images become the square that a network was trained on."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from engine.models.manifest import ImageInput
from engine.models.vision.preprocessing import preprocess


def test_an_image_is_cropped_or_squashed_as_its_model_was_trained() -> None:
    image = Image.new("RGB", (300, 100), "red")
    image.paste("lime", (100, 0, 200, 100))
    cropped = preprocess(image, ImageInput(32, mean=(0, 0, 0), std=(1, 1, 1)))
    squashed = preprocess(image, ImageInput(33, "squash", mean=(0, 0, 0), std=(1, 1, 1), interpolation="nearest"))
    assert cropped.shape == (3, 32, 32)
    assert cropped.dtype == squashed.dtype == np.float32
    assert cropped[1].min() > 0.9
    assert cropped[0].max() < 0.1
    assert squashed[0, 0, 0] == squashed[1, 0, 16] == squashed[0, 0, 32] == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (3000, 2), (224, 224)])
def test_an_image_of_any_shape_can_be_preprocess(size: tuple[int, int]) -> None:
    for rule in ("center_crop", "squash"):
        pixels = preprocess(Image.new("RGB", size, "navy"), ImageInput(64, rule, crop=0.875))
        assert pixels.shape == (3, 64, 64)
        assert np.isfinite(pixels).all()


def test_a_letterboxed_image_keeps_its_shape() -> None:
    image = Image.new("RGB", (64, 32), "white")
    pixels = preprocess(image, ImageInput(32, "letterbox", mean=(0, 0, 0), std=(1, 1, 1)))
    assert pixels.shape == (3, 32, 32)
    assert pixels[:, :16].min() == 1.0 and pixels[:, 16:].max() == 0.0
