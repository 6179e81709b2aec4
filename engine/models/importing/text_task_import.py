"""An encoder with a head on its way to the shelf: what it is for is said by its config.json and shown by its outputs.

The layout is transformers' ONNX export: model.onnx, tokenizer.json, config.json with `architectures` and `id2label`.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.models.encoders.onnx_file import OnnxFacts
from engine.models.manifest import Kind
from engine.protocol import errors

ARCHITECTURES: dict[str, Kind] = {
    "ForTokenClassification": "token-classifier",
    "ForQuestionAnswering": "question-answerer",
    "ForMaskedLM": "masked-language-model",
    "ForNextSentencePrediction": "next-sentence",
    "ForSequenceClassification": "text-classifier",
}
OUTPUTS: dict[Kind, dict[str, int]] = {
    "token-classifier": {"logits": 3},
    "question-answerer": {"start_logits": 2, "end_logits": 2},
    "masked-language-model": {"logits": 3},
    "next-sentence": {"logits": 2},
    "text-classifier": {"logits": 2},
}
"""Kind to its outputs and how many dimensions each has."""


def kind_of(config: Mapping[str, object], facts: OnnxFacts, shown: str) -> Kind | None:
    """None for a model without such a head. Raises ModelUnsupported for one whose outputs are not what its config says."""
    named = config.get("architectures")
    architecture = str(named[0]) if isinstance(named, list) and named else ""
    kind = next((kind for ending, kind in ARCHITECTURES.items() if architecture.endswith(ending)), None)
    ranks = {output.name: len(output.dimensions) for output in facts.outputs}
    if kind is None and "start_logits" in ranks:
        kind = "question-answerer"
    if kind is None:
        return None
    if "input_ids" not in facts.inputs or any(ranks.get(name) != rank for name, rank in OUTPUTS[kind].items()):
        raise errors.ModelUnsupported(f"{architecture} with outputs {ranks}", name=shown)
    if kind == "text-classifier" and config.get("problem_type") == "regression":
        raise errors.ModelUnsupported(f"{architecture} gives a number, no labels", name=shown)
    return kind
