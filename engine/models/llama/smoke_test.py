"""The smoke test of a text model: evaluate a word, and an image of the largest size if it has a projector."""

from __future__ import annotations

from pathlib import Path

from engine.models.interfaces import LARGEST_IMAGE_SIDE, DecodedImage, PromptImage
from engine.models.llama.native import Evaluation, LoadPlan, Weights
from engine.models.llama.projector import Projector
from engine.models.llama.text_model import plan_for_projector
from engine.models.load_spec import LoadSpec
from engine.protocol.cancellation import never_cancelled


def smoke_test(spec: LoadSpec) -> None:
    """Load a text model, have it do its smallest job, and close it.

    Raises ValueError for a file that llama.cpp refuses or whose logits are no numbers, MemoryError without room.
    """
    plan = LoadPlan(spec.context, spec.threads, spec.gpu_layers)
    folder = Path(spec.folder)
    weights = Weights(folder / spec.file, plan, never_cancelled)
    projector = Projector(folder / spec.projector, weights, plan) if spec.projector else None
    evaluation = Evaluation(weights, plan_for_projector(plan, projector))
    if projector is not None:
        _read_largest_image(projector, evaluation)
    evaluation.read(weights.tokenize("Hello", True, False) or [0], last=True)
    if evaluation.logits().max() != evaluation.logits().max():  # NaN: the tensors are no weights
        raise ValueError("the model computes nothing")
    evaluation.close()
    if projector is not None:
        projector.close()
    weights.close()


def _read_largest_image(projector: Projector, evaluation: Evaluation) -> None:
    black = bytes(3 * LARGEST_IMAGE_SIDE**2)
    image = PromptImage("smoke test", lambda: DecodedImage(LARGEST_IMAGE_SIDE, LARGEST_IMAGE_SIDE, black))
    for token in projector.tokens(image):
        is_first_of_part = token < 0 and token % 2 == 0
        if is_first_of_part and (embedding := projector.encode(token, never_cancelled)) is not None:
            evaluation.read_image(embedding)
            evaluation.rewind(0)
