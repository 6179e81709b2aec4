"""The kinds of model that can be installed, what each does in a person's words, and the tasks on one image."""

from __future__ import annotations

from typing import Literal, get_args

ModelKind = Literal[
    "text", "embedding", "reranking", "image-encoder", "image-classifier", "object-detector", "image-segmenter", "ocr",
    "token-classifier", "question-answerer", "masked-language-model", "next-sentence", "text-classifier",
]  # fmt: skip
"""The `kind` of a model's model.toml. engine.models.kinds says how each is loaded and tried."""
MODEL_KINDS: tuple[ModelKind, ...] = get_args(ModelKind)
KIND_DESCRIPTIONS: dict[ModelKind, str] = {
    "text": "Writes answers",
    "embedding": "Finds passages by meaning",
    "reranking": "Sorts the passages found",
    "image-encoder": "Finds pictures by words",
    "image-classifier": "Says what a picture shows",
    "object-detector": "Finds things in a picture",
    "image-segmenter": "Outlines things in a picture",
    "token-classifier": "Finds names in a text",
    "question-answerer": "Finds the answer in a text",
    "masked-language-model": "Fills the gaps in a text",
    "next-sentence": "Says whether one sentence follows another",
    "text-classifier": "Classifies texts by its own labels",
    "ocr": "Reads text in pictures",
}
"""Kind to what such a model does: English sources, translated in the context "models"."""

ModelState = Literal["ready", "damaged", "changed", "quarantined"]
"""Of an installed model: usable; files missing or unreadable; a file whose SHA-256 differs; a load that failed."""
VisionTask = Literal["classification", "detection", "segmentation"]
"""Tasks on one image: its classes, the objects in it, the regions that make it up."""
VISION_TASKS: tuple[VisionTask, ...] = get_args(VisionTask)
ThinkingSupport = Literal["none", "always", "optional"]
"""Whether a text model writes down its thinking before it answers; "optional": its chat template takes a switch for it."""
