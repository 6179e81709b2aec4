"""Interfaces of all models. Capabilities know these protocols, never llama.cpp or ONNX Runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.models.interfaces.loaded import Closable, LoadedModel
from engine.models.interfaces.pool import ModelPool
from engine.models.interfaces.tasks import (
    AnswerSpan,
    ClassifierInfo,
    EntitySpan,
    FillMaskCandidate,
    MaskedModel,
    NextSentence,
    QuestionAnswerer,
    TextClassifier,
    TokenClassifier,
)
from engine.models.interfaces.text import (
    LARGEST_IMAGE_SIDE,
    CallFormat,
    ChatMessage,
    DecodedImage,
    Embedder,
    Finish,
    Generated,
    NextToken,
    PromptImage,
    PromptRead,
    TextDelta,
    TextModel,
    ThoughtDelta,
)
from engine.models.interfaces.vision import (
    BoundingBox,
    ClassScore,
    ClipTextEncoder,
    ImageClassifier,
    ImageEncoder,
    ImageSegmenter,
    ObjectDetector,
    OcrModel,
    TextLine,
    UprightText,
)

if TYPE_CHECKING:
    from engine.models.interfaces.text import Embeddings
    from engine.models.interfaces.vision import Pixels, SegmentationMap

__all__ = [
    "LARGEST_IMAGE_SIDE",
    "AnswerSpan",
    "BoundingBox",
    "CallFormat",
    "ChatMessage",
    "ClassScore",
    "ClassifierInfo",
    "ClipTextEncoder",
    "Closable",
    "DecodedImage",
    "Embedder",
    "Embeddings",
    "EntitySpan",
    "FillMaskCandidate",
    "Finish",
    "Generated",
    "ImageClassifier",
    "ImageEncoder",
    "ImageSegmenter",
    "LoadedModel",
    "MaskedModel",
    "ModelPool",
    "NextSentence",
    "NextToken",
    "ObjectDetector",
    "OcrModel",
    "Pixels",
    "PromptImage",
    "PromptRead",
    "QuestionAnswerer",
    "SegmentationMap",
    "TextClassifier",
    "TextDelta",
    "TextLine",
    "TextModel",
    "ThoughtDelta",
    "TokenClassifier",
    "UprightText",
]
