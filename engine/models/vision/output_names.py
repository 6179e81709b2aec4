"""The names that exports give to the outputs and the metadata of image networks."""

from __future__ import annotations

IMAGE_EMBEDS, TEXT_EMBEDS, POOLED = "image_embeds", "text_embeds", "pooler_output"
"""Names of the outputs with the vectors: after a projection, or the pooled state where that is the vector (SigLIP)."""
CLASS_QUERIES, MASK_QUERIES = "class_queries_logits", "masks_queries_logits"
METADATA_NAMES, METADATA_SIDES = "names", "imgsz"
"""Keys in the metadata of a one-stage detector: its class names and its input size."""


def embedding_output(names: list[str] | tuple[str, ...], preferred: str) -> str:
    """Return the name of the output that holds the vectors."""
    return next((name for name in (preferred, POOLED) if name in names), names[0])
