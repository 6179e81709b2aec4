"""The interface of the pool that lends models to the capabilities."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from engine.models.interfaces.tasks import (
    ClassifierInfo,
    MaskedModel,
    NextSentence,
    QuestionAnswerer,
    TextClassifier,
    TokenClassifier,
)
from engine.models.interfaces.text import Embedder, TextModel
from engine.models.interfaces.vision import (
    ClipTextEncoder,
    ImageClassifier,
    ImageEncoder,
    ImageSegmenter,
    ObjectDetector,
    OcrModel,
)
from engine.protocol.cancellation import IsCancelled
from engine.protocol.model_kinds import ThinkingSupport, VisionTask


class ModelPool(Protocol):
    """The models in memory. Each is loaded on first use, unloaded when idle, and lent to one job at a time.

    A method that takes `model` means the model of that id; None is the one in use for its kind (engine.models.selection).
    Methods that lend are context managers; they raise ModelMissing, ModelDamaged, ModelChanged, ModelTooLarge or ModelCrashed
    when the model cannot be loaded.
    """

    def text_model(
        self,
        model: str | None = None,
        is_cancelled: IsCancelled = ...,
        *,
        conversation: str = "",
        context: int = 0,
    ) -> AbstractContextManager[TextModel]:
        """Lend the chat model for one job. `is_cancelled` also stops its loading, which then raises Cancelled.

        `conversation` is any name of the conversation that the job belongs to: what is computed of it is kept on disk until
        `forget_conversation`, and need not be computed again. "" keeps nothing. `context` is the fewest tokens that the model
        must read, 0 for as many as it is loaded with; then ContextTooLong and ContextTooLarge may be raised too.
        """

    def forget_conversation(self, conversation: str) -> None:
        """Delete what is kept of a conversation on disk, for good: it holds the conversation's words."""

    def embedder(self, model: str | None = None) -> AbstractContextManager[Embedder]:
        """Lend the embedder. Vectors of two embedders cannot be compared, so pass the id that the stored vectors are from."""

    def embedder_id(self) -> str | None:
        """Return the id of the embedder in use without loading it; None when there is none."""

    def image_encoder(self) -> AbstractContextManager[ImageEncoder]:
        """Lend the image half of the dual encoder in use; `clip_text_encoder` lends the other half."""

    def clip_text_encoder(self, model: str | None = None) -> AbstractContextManager[ClipTextEncoder]:
        """Lend the text encoder that belongs to the image encoder of that id."""

    def image_encoder_id(self) -> str | None:
        """Return the id of the image encoder in use without loading it; None when there is none."""

    def vision_tasks(self) -> frozenset[VisionTask]:
        """Return the tasks on one image that installed models can do, without loading any."""

    def image_classifier(self, model: str | None = None) -> AbstractContextManager[ImageClassifier]:
        """Lend an image classifier; the starter's image encoder names classes too, when there is no other."""

    def object_detector(self, model: str | None = None) -> AbstractContextManager[ObjectDetector]:
        """Lend a model that finds objects and their boxes."""

    def image_segmenter(self, model: str | None = None) -> AbstractContextManager[ImageSegmenter]:
        """Lend a model that assigns a class to each place of an image."""

    def ocr_model(self) -> AbstractContextManager[OcrModel]:
        """Lend the OCR model in use. The indexer child opens one of its own."""

    def ocr_model_id(self) -> str | None:
        """Return the id of the OCR model in use without loading it; None when there is none."""

    def token_classifier(self, model: str | None = None) -> AbstractContextManager[TokenClassifier]:
        """Lend a model that marks names and other entities."""

    def question_answerer(self, model: str | None = None) -> AbstractContextManager[QuestionAnswerer]:
        """Lend a model that answers a question with a part of a text."""

    def masked_model(self, model: str | None = None) -> AbstractContextManager[MaskedModel]:
        """Lend a masked language model, which fills gaps and scores texts."""

    def next_sentence(self, model: str | None = None) -> AbstractContextManager[NextSentence]:
        """Lend a model that judges whether one sentence follows another."""

    def text_classifier(self, model: str | None = None) -> AbstractContextManager[TextClassifier]:
        """Lend a classifier with labels of its own, such as sentiment or spam."""

    def text_classifiers(self) -> tuple[ClassifierInfo, ...]:
        """Return the installed text classifiers that are ready, the one in use first, without loading any."""

    def probe(self, model: str, is_cancelled: IsCancelled = ...) -> None:
        """Load a model once in a child process that may die of it; one that fails is quarantined.

        Raises ModelError, Cancelled.
        """

    def languages(self, model: str | None = None) -> tuple[str, ...]:
        """Return the languages the text model writes, by its manifest; empty when it does not say. Raises ModelMissing."""

    def thinking(self, model: str | None = None) -> ThinkingSupport:
        """Return whether the text model thinks before it answers, by its chat template, without loading it."""

    def size(self, model: str | None = None) -> int:
        """Return the bytes of the text model's files. Raises ModelMissing."""

    def name(self, model: str | None = None) -> str:
        """Return the display name of the text model, without loading it. Raises ModelMissing."""

    def multimodal_id(self, model: str | None = None) -> str | None:
        """Return the id of the text model that images are shown to, without loading it.

        That is the named one, else the one in use if it is multimodal, else the first that is. None when there is none.
        """

    def loaded_text_model_id(self) -> str | None:
        """Return the id of the text model in memory now; None when none is."""

    def close(self) -> None:
        """Unload all models, each after the job at hand."""
