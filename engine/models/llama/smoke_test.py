"""The smoke test of a text model: evaluate a word, an image of the largest size if it has a projector, and where a turn ends."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.models.interfaces import LARGEST_IMAGE_SIDE, DecodedImage, PromptImage
from engine.models.llama.gguf import read_header
from engine.models.llama.native import Evaluation, LoadPlan, Weights
from engine.models.llama.projector import Projector
from engine.models.llama.template_families import PLAIN, TemplateFamily, family_of
from engine.models.llama.text_model import plan_for_projector
from engine.models.load_spec import LoadSpec
from engine.protocol.cancellation import never_cancelled

EXCHANGES = (
    ("What is the capital of France?", "The capital of France is Paris."),
    ("¿Cuál es la capital de Italia?", "La capital de Italia es Roma."),
)
"""Questions with complete answers: a chat model ends its turn after them, a base model writes on.

Measured: SmolLM2 135M Instruct 0.66 and 0.46, Qwen2.5 Coder 1.5B Instruct 0.996 and 0.998; after an answer that breaks off
10⁻¹¹, and in a format that a model was not trained on 10⁻³ at most.
"""
CLEARLY_ENDS = 0.1


def smoke_test(spec: LoadSpec) -> float | None:
    """Load a text model, have it do its smallest job, and close it.

    Returns how probable the end of the turn is after a complete answer; None where the model's chat format is not known.
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
    template = read_header(folder / spec.file).chat_template
    end_of_turn = _end_of_turn(weights, evaluation, family_of(template, weights.is_one_special))
    evaluation.close()
    if projector is not None:
        projector.close()
    weights.close()
    return end_of_turn


def _end_of_turn(weights: Weights, evaluation: Evaluation, family: TemplateFamily) -> float | None:
    """Return the largest probability of the end of the turn over the exchanges, in the format of the model's family."""
    if family is PLAIN or not weights.is_control(weights.tokenize(family.user[0], False, True)[0]):
        return None
    end = weights.tokenize(family.assistant[1], False, True)[0]
    most = 0.0
    for question, answer in EXCHANGES:
        before, after = family.user
        text = f"{family.beginning}{before}{question}{after}{family.assistant[0]}{answer}"
        evaluation.rewind(0)
        evaluation.read(weights.tokenize(text, True, True), last=True)
        logits = evaluation.logits().astype(np.float64)
        most = max(most, float(1 / np.exp(logits - logits[end]).sum()))
        if most >= CLEARLY_ENDS:
            break
    return round(most, 6)


def _read_largest_image(projector: Projector, evaluation: Evaluation) -> None:
    black = bytes(3 * LARGEST_IMAGE_SIDE**2)
    image = PromptImage("smoke test", lambda: DecodedImage(LARGEST_IMAGE_SIDE, LARGEST_IMAGE_SIDE, black))
    for token in projector.tokens(image):
        is_first_of_part = token < 0 and token % 2 == 0
        if is_first_of_part and (embedding := projector.encode(token, never_cancelled)) is not None:
            evaluation.read_image(embedding)
            evaluation.rewind(0)
