"""The smoke test of a text model: what the engine does with it, once and briefly, and where a turn of it ends."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

from engine.models.interfaces import LARGEST_IMAGE_SIDE, ChatMessage, DecodedImage, PromptImage, PromptRead
from engine.models.llama.generating.constraint import AnswerConstraint
from engine.models.llama.gguf import read_header
from engine.models.llama.native import Evaluation, Weights
from engine.models.llama.projector import Projector
from engine.models.llama.template_families import PLAIN, TemplateFamily, family_of
from engine.models.llama.text_model import LlamaTextModel, open_text_model
from engine.models.llama.trial.tokenizer_check import check_tokenizer, refuse_unknown
from engine.models.load_spec import LoadSpec
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import never_cancelled
from engine.protocol.errors import AnswerFormatInvalid

EXCHANGES = (
    ("What is the capital of France?", "The capital of France is Paris."),
    ("¿Cuál es la capital de Italia?", "La capital de Italia es Roma."),
)
"""Questions with complete answers: a chat model ends its turn after them, a base model writes on.

Measured: SmolLM2 135M Instruct 0.66 and 0.46, Qwen2.5 Coder 1.5B Instruct 0.996 and 0.998; after an answer that breaks off
10⁻¹¹, and in a format that a model was not trained on 10⁻³ at most.
"""
CLEARLY_ENDS = 0.1


SYSTEM = "You are a helpful assistant. You answer in one sentence."
SCHEMA = '{"type": "object", "properties": {"answer": {"type": "string"}}}'
FEW_TOKENS = Sampling(max_tokens=4, seed=1)


def smoke_test(name: str, spec: LoadSpec, on_stage: Callable[[], None]) -> float | None:
    """Load a text model as the engine does, have it read texts, begin an answer, and close it; call `on_stage` between these.

    Returns how probable the end of the turn is after a complete answer; None where the model's chat format is not known.
    Raises ModelDamaged for a file that llama.cpp refuses, ValueError for a tokenizer of another vocabulary and for logits that
    are no numbers, MemoryError without room, PromptTooLong.
    """
    model = open_text_model(name, spec)
    on_stage()
    check_tokenizer(model.weights)
    on_stage()
    _prepare_grammar(model.weights)
    if model.projector is not None:
        _read_largest_image(model.projector, model.evaluation)
    _begin_answer(model)
    template = read_header(Path(spec.folder) / spec.file).chat_template
    end_of_turn = _end_of_turn(model.weights, model.evaluation, family_of(template, model.weights.is_one_special))
    model.close()
    return end_of_turn


def _prepare_grammar(weights: Weights) -> None:
    """Have an answer in a JSON schema begin. A vocabulary for which that cannot be is no reason to refuse the model."""
    with suppress(AnswerFormatInvalid):
        AnswerConstraint(weights, Sampling(schema=SCHEMA)).allowed()


def _begin_answer(model: LlamaTextModel) -> None:
    """Write a few tokens in the model's own chat format. Raises ValueError for logits that are no numbers."""
    question = " ".join(question for question, _ in EXCHANGES)
    prompt = model.prompt([ChatMessage("system", SYSTEM), ChatMessage("user", question)])
    refuse_unknown(model.weights, prompt)
    for event in model.generate(prompt, FEW_TOKENS, never_cancelled):
        is_reading = isinstance(event, PromptRead) and event.done < event.total
        if not is_reading and np.isnan(model.evaluation.logits()).any():
            raise ValueError("the model computes nothing")


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
