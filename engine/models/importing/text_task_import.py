"""An encoder with a task head that is about to be added: its config.json and its outputs say which task it does.

The layout is that of transformers' ONNX export: model.onnx, tokenizer.json, config.json with `architectures` and `id2label`.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.models.encoders.onnx_file import OnnxFacts
from engine.protocol import errors
from engine.protocol.model_kinds import ModelKind

ARCHITECTURES: dict[str, ModelKind] = {
    "ForTokenClassification": "token-classifier",
    "ForQuestionAnswering": "question-answerer",
    "ForMaskedLM": "masked-language-model",
    "ForNextSentencePrediction": "next-sentence",
    "ForSequenceClassification": "text-classifier",
}
"""The end of the architecture's name to the kind of model."""
OUTPUT_RANKS: dict[ModelKind, dict[str, int]] = {
    "token-classifier": {"logits": 3},
    "question-answerer": {"start_logits": 2, "end_logits": 2},
    "masked-language-model": {"logits": 3},
    "next-sentence": {"logits": 2},
    "text-classifier": {"logits": 2},
}
"""Kind to its outputs and the number of dimensions of each."""


def task_kind(config: Mapping[str, object], facts: OnnxFacts, title: str) -> ModelKind | None:
    """Return the kind of an encoder with a task head; None without such a head.

    Raises ModelUnsupported when the outputs are not those that the config promises.
    """
    architectures = config.get("architectures")
    architecture = str(architectures[0]) if isinstance(architectures, list) and architectures else ""
    kind = next((kind for ending, kind in ARCHITECTURES.items() if architecture.endswith(ending)), None)
    ranks = {output.name: len(output.dimensions) for output in facts.outputs}
    if kind is None and "start_logits" in ranks:
        kind = "question-answerer"
    if kind is None:
        return None
    if "input_ids" not in facts.inputs or any(ranks.get(name) != rank for name, rank in OUTPUT_RANKS[kind].items()):
        raise errors.ModelUnsupported(f"{architecture} with outputs {ranks}", name=title)
    if kind == "text-classifier" and config.get("problem_type") == "regression":
        raise errors.ModelUnsupported(f"{architecture} returns a number, not labels", name=title)
    return kind
