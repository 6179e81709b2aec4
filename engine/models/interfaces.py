"""What a model can be to the rest of the engine. Capabilities know these Protocols, never llama.cpp or ONNX Runtime."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from engine.protocol.cancellation import IsCancelled

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL.Image import Image

    from engine.protocol.sampling import Sampling

    Embeddings = npt.NDArray[np.float32]
    Pixels = npt.NDArray[np.float32]
    Outlines = npt.NDArray[np.uint16]

Finish = Literal["stop", "length", "cancelled"]
LARGEST_SEEN = 1024
"""Pixels of the longer side of a picture shown to a text model; projectors reduce it further."""


class DecodedImage(msgspec.Struct, frozen=True):
    """A decoded picture: upright RGB, three bytes a pixel, row by row."""

    width: int
    height: int
    rgb: bytes


class PromptImage(msgspec.Struct, frozen=True):
    """`digest` names its content; `decode` is called only when the model has not seen it lately."""

    digest: str
    decode: Callable[[], DecodedImage]


class ChatMessage(msgspec.Struct, frozen=True):
    """`pictures` are seen before the text is read."""

    role: Literal["system", "user", "assistant"]
    text: str
    pictures: tuple[PromptImage, ...] = ()


class TextDelta(msgspec.Struct, frozen=True):
    """Text as it is generated (whole characters only). `alternatives`: (text, log-probability) of the likeliest tokens."""

    text: str
    tokens: int = 1
    log_probability: float | None = None
    alternatives: tuple[tuple[str, float], ...] = ()


class PromptRead(msgspec.Struct, frozen=True):
    """How much of the prompt is evaluated; `kept` tokens were in the KV cache already."""

    done: int
    total: int
    kept: int


class Generated(msgspec.Struct, frozen=True):
    """`seconds` of generation only, so that tokens / seconds is the speed a person sees."""

    tokens: int
    seconds: float
    prompt_tokens: int
    prompt_seconds: float
    kept_tokens: int
    finish: Finish


class TextModel(Protocol):
    """A causal language model with its own chat template."""

    @property
    def name(self) -> str: ...
    @property
    def sees(self) -> bool:
        """Whether turns may carry pictures."""

    @property
    def context(self) -> int:
        """Tokens of prompt and answer together."""

    def count(self, text: str) -> int:
        """Tokens of a text, without special ones."""

    def prompt(self, turns: Sequence[ChatMessage]) -> list[int]:
        """Token ids of the rendered chat template, ending where the assistant's answer begins; negative ones are a picture's.

        Raises ModelBlind for pictures where it sees none, and what `PromptImage.decode` raises.
        """

    def generate(
        self, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled
    ) -> Generator[PromptRead | TextDelta, None, Generated]:
        """A prefix already evaluated is never evaluated again. Cancel is seen within 300 ms, also while reading the prompt.

        Raises PromptTooLong. On cancel it returns with finish "cancelled".
        """

    def choose(
        self, turns: Sequence[ChatMessage], answers: Sequence[str], is_cancelled: IsCancelled
    ) -> tuple[float, ...]:
        """The probability of each answer, were the model held to reply to the turns (no pictures) with one of them.

        They add up to 1. What comes before the last turn's text is evaluated once as long as it stays the same; what was
        asked before changes no digit. Raises PromptTooLong, Cancelled.
        """

    def close(self) -> None: ...


class Embedder(Protocol):
    """Text to L2-normalised float32 vectors [texts, dimensions]."""

    @property
    def id(self) -> str:
        """Names the vectors: two embedders with one id give the same space."""

    @property
    def dimensions(self) -> int: ...
    @property
    def max_tokens(self) -> int: ...
    def count(self, text: str) -> int: ...
    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Character offsets of each token, without special ones."""

    def embed_queries(self, texts: Sequence[str]) -> Embeddings: ...
    def embed_passages(self, texts: Sequence[str]) -> Embeddings: ...
    def close(self) -> None: ...


class ImageEncoder(Protocol):
    """The picture tower of a two-tower model: it runs in the indexer child, and in the engine for one picture asked about."""

    @property
    def id(self) -> str:
        """Names the vectors: two encoders with one id give the same space."""

    @property
    def dimensions(self) -> int: ...
    @property
    def side(self) -> int:
        """Pixels of the square the model looks at: a reader may decode at a reduced size no smaller than this."""

    def prepare(self, picture: Image) -> Pixels:
        """Upright RGB to this model's input, float32 [3, side, side]."""

    def embed(self, prepared: Sequence[Pixels]) -> Embeddings:
        """L2-normalised float32 [pictures, dimensions]."""

    def close(self) -> None: ...


class ClipTextEncoder(Protocol):
    """The word tower of the same model."""

    @property
    def id(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    @property
    def logit_scale(self) -> float:
        """What a cosine is multiplied by before a softmax over labels."""

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """Descriptions ("a red bicycle") in the pictures' space, L2-normalised float32 [texts, dimensions]."""

    def close(self) -> None: ...


VisionTask = Literal["classes", "things", "regions"]
"""What a classifier, a detector, a segmenter sees."""


class ClassScore(msgspec.Struct, frozen=True):
    """One class of a picture; `share` 0–1."""

    label: str
    share: float


class Box(msgspec.Struct, frozen=True):
    """One thing in a picture, its edges as shares of the picture's width and height."""

    label: str
    share: float
    left: float
    top: float
    right: float
    bottom: float


class PictureClassifier(Protocol):
    @property
    def id(self) -> str: ...
    def classify(self, picture: Image, most: int = 5, language: str = "en") -> tuple[ClassScore, ...]:
        """Of an upright RGB picture, likeliest first; names in that language where the model brings them."""

    def close(self) -> None: ...


class PictureDetector(Protocol):
    @property
    def id(self) -> str: ...
    def detect(self, picture: Image, least: float = 0.5, language: str = "en") -> tuple[Box, ...]:
        """Things of at least that share in an upright RGB picture, surest first."""

    def close(self) -> None: ...


class PictureSegmenter(Protocol):
    @property
    def id(self) -> str: ...
    def names(self, language: str) -> tuple[str, ...]: ...
    def segment(self, picture: Image) -> Outlines:
        """The class of each place of an upright RGB picture, uint16 [height, width] of any size; its name is in `names`."""

    def close(self) -> None: ...


class TextLine(msgspec.Struct, frozen=True):
    """A line of text in a picture, its edges as shares of the picture's width and height."""

    text: str
    share: float
    left: float
    top: float
    right: float
    bottom: float


class OcrModel(Protocol):
    """Text in pictures (OCR): it runs in the indexer child."""

    @property
    def id(self) -> str: ...
    @property
    def side(self) -> int:
        """Pixels of the longer side it looks at; a picture decoded smaller is read worse."""

    def read(self, picture: Image) -> tuple[TextLine, ...]:
        """The lines of an upright RGB picture, in reading order; those too uncertain are left out."""

    def close(self) -> None: ...


class EntitySpan(msgspec.Struct, frozen=True):
    """Characters `start` to `end` of a text are a `label` ("PER", "LOC" …); `share` 0–1."""

    label: str
    start: int
    end: int
    share: float


class TokenClassifier(Protocol):
    """Marks names and other things in a text of any length."""

    @property
    def id(self) -> str: ...
    def mark(self, text: str, is_cancelled: IsCancelled = ...) -> tuple[EntitySpan, ...]:
        """In the order of the text. Raises Cancelled between two windows."""

    def close(self) -> None: ...


class AnswerSpan(msgspec.Struct, frozen=True):
    """Characters `start` to `end` of the text asked about; what the shares lack to 1 is that there is no answer."""

    start: int
    end: int
    share: float


class QuestionAnswerer(Protocol):
    @property
    def id(self) -> str: ...
    def answer(
        self, question: str, text: str, most: int = 3, is_cancelled: IsCancelled = ...
    ) -> tuple[AnswerSpan, ...]:
        """Surest first, none on another. Raises TextTooLong for a question that leaves no room for the text; Cancelled."""

    def close(self) -> None: ...


class FillMaskCandidate(msgspec.Struct, frozen=True):
    text: str
    share: float


class MaskedModel(Protocol):
    @property
    def id(self) -> str: ...
    def fill(self, text: str, most: int = 5) -> tuple[tuple[FillMaskCandidate, ...], ...]:
        """The likeliest words for each [MASK]. Raises MaskMissing, TextTooLong."""

    def plausibility(self, text: str) -> tuple[tuple[int, int, float], ...]:
        """(start, end, log-probability given the rest) of each token. Raises TextTooLong."""

    def close(self) -> None: ...


class NextSentence(Protocol):
    @property
    def id(self) -> str: ...
    def follows(self, first: str, second: str) -> float:
        """Share 0–1. Raises TextTooLong."""

    def close(self) -> None: ...


class ClassifierInfo(msgspec.Struct, frozen=True):
    """A text classifier on the shelf. `entails`: its labels say whether a sentence follows from a text; `independent`:
    several of them, or none, can be a text's.
    """

    id: str
    name: str
    labels: tuple[str, ...]
    entails: bool
    independent: bool = False


class TextClassifier(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def independent(self) -> bool:
        """Whether several labels, or none, can be a text's: then its shares do not add up to 1."""

    def classify(self, text: str, is_cancelled: IsCancelled = ...) -> tuple[float, ...]:
        """A share a label, of a text of any length. Raises Cancelled between two windows."""

    def entailment(self, text: str, hypothesis: str, is_cancelled: IsCancelled = ...) -> float:
        """The logit of the hypothesis following from the text. Raises ModelUnfit, TextTooLong, Cancelled."""

    def close(self) -> None: ...


class ModelPool(Protocol):
    """Which models are in memory. Loads on first use, unloads when idle, one job at a time for each model."""

    def text(self, model: str | None = None, is_cancelled: IsCancelled = ...) -> AbstractContextManager[TextModel]:
        """Hold the chat model (the chosen one when None) for one job; `cancelled` also stops its loading.

        Raises ModelMissing, ModelDamaged, ModelTooLarge, Cancelled…
        """

    def embedder(self, model: str | None = None) -> AbstractContextManager[Embedder]:
        """Hold an embedder (the chosen one when None). Raises ModelMissing, ModelDamaged, ModelCrashed…"""

    def embedder_id(self) -> str | None:
        """Without loading it; None when no embedder is on the shelf."""

    def picture_encoder(self) -> AbstractContextManager[ImageEncoder]: ...
    def picture_words(self, model: str | None = None) -> AbstractContextManager[ClipTextEncoder]:
        """The towers of a picture model (the chosen one when None). Raise ModelMissing, ModelDamaged, ModelChanged."""

    def picture_model(self) -> str | None:
        """Its id without loading it; None when none is on the shelf."""

    def sights(self) -> frozenset[VisionTask]:
        """What models on the shelf can see in a picture, without loading any."""

    def picture_classifier(self, model: str | None = None) -> AbstractContextManager[PictureClassifier]:
        """The chosen classifier; the starter's picture model names classes too, when no other does."""

    def picture_detector(self, model: str | None = None) -> AbstractContextManager[PictureDetector]: ...
    def picture_segmenter(self, model: str | None = None) -> AbstractContextManager[PictureSegmenter]: ...
    def text_reader(self) -> AbstractContextManager[OcrModel]: ...
    def token_classifier(self, model: str | None = None) -> AbstractContextManager[TokenClassifier]: ...
    def question_answerer(self, model: str | None = None) -> AbstractContextManager[QuestionAnswerer]: ...
    def masked_model(self, model: str | None = None) -> AbstractContextManager[MaskedModel]: ...
    def next_sentence(self, model: str | None = None) -> AbstractContextManager[NextSentence]: ...
    def text_classifier(self, model: str | None = None) -> AbstractContextManager[TextClassifier]: ...
    def text_classifiers(self) -> tuple[ClassifierInfo, ...]:
        """Those on the shelf that work, the chosen one first, without loading any."""

    def reader_model(self) -> str | None:
        """The id of the model that reads text in pictures, without loading it; None when none is on the shelf."""

    def try_out(self, model: str, is_cancelled: IsCancelled = ...) -> None:
        """Load a model once in a child that may die of it; one that fails is set aside. Raises ModelError, Cancelled."""

    def languages(self, model: str | None = None) -> tuple[str, ...]:
        """What the text model's card says it writes, without loading it; empty when it does not say."""

    def size(self, model: str | None = None) -> int:
        """Bytes of the text model's files."""

    def name(self, model: str | None = None) -> str:
        """What the text model is called, without loading it. Raises ModelMissing, ModelCrashed."""

    def seeing(self, model: str | None = None) -> str | None:
        """The text model that pictures are shown to, without loading it: the one named, else the chosen one if it sees, else
        the first that does. None when there is none.
        """

    def loaded(self) -> str | None:
        """The id of the text model in memory now, without loading one."""

    def close(self) -> None: ...
