"""Open installed models without a pool, as the indexer child does."""

from __future__ import annotations

from pathlib import Path

from engine.models.hardware import physical_cores
from engine.models.interfaces import ImageEncoder, OcrModel
from engine.models.registry import ModelRegistry
from engine.protocol.errors import ModelMissing


def open_image_encoder(models: Path, id: str) -> ImageEncoder:
    """Open an installed image encoder. Raises ModelError."""
    from engine.models.vision.dual_encoder import OnnxImageEncoder

    installed = ModelRegistry([models]).get(id)
    if installed.manifest.kind != "image-encoder":
        raise ModelMissing(f"{id} is no image encoder")
    return OnnxImageEncoder(installed.manifest, installed.folder, physical_cores())


def open_ocr_model(models: Path, id: str) -> OcrModel:
    """Open an installed OCR model, its files checked. Raises ModelError."""
    from engine.models.vision.ocr import OnnxOcrModel

    installed = ModelRegistry([models]).check(id)
    if installed.manifest.kind != "ocr":
        raise ModelMissing(f"{id} is no OCR model")
    return OnnxOcrModel(installed.manifest, installed.folder, physical_cores())
