"""The projector of a multimodal model: llama.cpp's mtmd turns an image into embeddings that stand in the place of tokens.

In a prompt, an image is a run of negative numbers, one for each place it takes in the KV cache: the first is even, the others
odd, both derived from its content, so that equal prompts are equal lists. Knows no chat and no file but the projector's.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any  # mtmd's handles have no types

import llama_cpp.llama_cpp as native
import llama_cpp.mtmd_cpp as mtmd
import msgspec

from engine.models.interfaces import PromptImage
from engine.models.llama.native import ImageEmbedding, LoadPlan, NativeLog, Weights, native_log
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled, never_cancelled

MOST_TOKENS, FEWEST_TOKENS = 1024, 320
"""Of one image, where the projector leaves it to us: a quarter of the context, between these."""
CANCEL_CHECK_SECONDS = (0.05, 0.2)
"""Least and most time between two checks for cancel while an image is encoded, where the graph's nodes allow."""
FIRST_NODES, MOST_NODES = 16, 64
"""Graph nodes between two checks, at first and at most; at each check the processor's threads wait for each other."""
MOST_TOKENIZED = 4
"""Images kept tokenized; others are tokenized again when they are needed."""
MARKER: bytes = mtmd.mtmd_default_marker()


@functools.cache
def mtmd_log() -> NativeLog:
    """Return llama.cpp's log, with mtmd's two logs in it, which would go to the standard error."""
    log = native_log()
    for name in ("mtmd_log_set", "mtmd_helper_log_set"):
        set_log = getattr(mtmd._libmtmd, name)  # noqa: SLF001  the library is open already, and has no public name
        set_log.argtypes, set_log.restype = [native.llama_log_callback, ctypes.c_void_p], None
        set_log(log.callback, None)
    return log


class ImagePart(msgspec.Struct, frozen=True):
    """A part of an image that is encoded at once; large images have several. `chunk`: its index among mtmd's chunks."""

    image: PromptImage
    chunk: int
    tokens: int
    positions: int


class Projector:
    """Encodes images for one text model. Raises ValueError for a file that is no projector of it, MemoryError without room."""

    def __init__(self, path: Path, weights: Weights, plan: LoadPlan) -> None:
        log = mtmd_log()
        self._is_cancelled: IsCancelled = never_cancelled
        self._nodes, self.nodes_between_checks, self._checked_at = 0, FIRST_NODES, 0.0
        self._callback = native.ggml_backend_sched_eval_callback(self._on_node)
        self._handle: Any = mtmd.mtmd_init_from_file(str(path).encode(), weights.handle, self._params(plan))
        if not self._handle:
            raise ValueError(log.take() or "mtmd refuses the projector")
        if not mtmd.mtmd_support_vision(self._handle):
            self.close()
            raise ValueError("the projector takes no images")
        self._token_lists: dict[str, list[int]] = {}
        self._parts: dict[int, ImagePart] = {}
        self._tokenized: OrderedDict[str, Any] = OrderedDict()
        self.encoded = 0

    @property
    def needs_one_batch(self) -> bool:
        """Whether an image's tokens attend to each other, which needs all of them in one batch."""
        return bool(mtmd.mtmd_decode_use_non_causal(self._handle, None))

    def tokens(self, image: PromptImage) -> list[int]:
        """Return the tokens of an image in a prompt, with those that the model expects around it. Raises InternalError."""
        if image.digest not in self._token_lists:
            self._token_lists[image.digest] = self._token_list(image, self._chunks(image))
        return self._token_lists[image.digest]

    def encode(self, id: int, is_cancelled: IsCancelled) -> ImageEmbedding | None:
        """Encode the part whose run begins with `id`; evaluate it before the next is encoded. None when cancelled.

        Raises InternalError, and what the image's `decode` raises.
        """
        part = self._parts[id]
        chunk = mtmd.mtmd_input_chunks_get(self._chunks(part.image), part.chunk)
        self._is_cancelled, self._nodes, self._checked_at = is_cancelled, 0, time.perf_counter()
        try:
            code = mtmd.mtmd_encode_chunk(self._handle, chunk)
        finally:
            self._is_cancelled = never_cancelled
        if is_cancelled():
            return None
        if code:
            raise errors.InternalError(f"mtmd_encode_chunk: {code}\n{mtmd_log().take()}")
        self.encoded += 1
        embeddings = mtmd.mtmd_get_output_embd(self._handle)
        return ImageEmbedding(self._handle, chunk, embeddings, _token_run(id, part.tokens), part.positions)

    def close(self) -> None:
        """Free the projector and its tokenized images; an `ImageEmbedding` is not valid afterwards."""
        for chunks in getattr(self, "_tokenized", {}).values():
            mtmd.mtmd_input_chunks_free(chunks)
        if self._handle:
            mtmd.mtmd_free(self._handle)
            self._handle = None

    def _params(self, plan: LoadPlan) -> Any:
        params = mtmd.mtmd_context_params_default()
        params.use_gpu, params.n_threads, params.print_timings = plan.gpu_layers > 0, plan.threads, False
        params.warmup = False
        params.image_max_tokens = min(MOST_TOKENS, max(FEWEST_TOKENS, plan.context // 4))
        params.cb_eval = self._callback
        return params

    def _on_node(self, _tensor: int, is_question: bool, _data: int) -> bool:
        """Say which graph nodes are watched, and stop the graph at a watched one; mtmd has no other way to abort."""
        if is_question:
            self._nodes += 1
            return self._nodes >= self.nodes_between_checks
        seconds, self._nodes = time.perf_counter() - self._checked_at, 0
        if seconds > CANCEL_CHECK_SECONDS[1]:
            self.nodes_between_checks = max(self.nodes_between_checks // 2, 1)
        elif seconds < CANCEL_CHECK_SECONDS[0]:
            self.nodes_between_checks = min(self.nodes_between_checks * 2, MOST_NODES)
        self._checked_at = time.perf_counter()
        return not self._is_cancelled()

    def _chunks(self, image: PromptImage) -> Any:
        if image.digest not in self._tokenized:
            self._tokenized[image.digest] = self._tokenize(image)
            if len(self._tokenized) > MOST_TOKENIZED:
                mtmd.mtmd_input_chunks_free(self._tokenized.popitem(last=False)[1])
        self._tokenized.move_to_end(image.digest)
        return self._tokenized[image.digest]

    def _tokenize(self, image: PromptImage) -> Any:
        decoded = image.decode()
        data = (ctypes.c_uint8 * len(decoded.rgb)).from_buffer_copy(decoded.rgb)
        bitmap = mtmd.mtmd_bitmap_init(decoded.width, decoded.height, data)
        chunks = mtmd.mtmd_input_chunks_init()
        text = mtmd.mtmd_input_text(MARKER, len(MARKER), False, True)
        bitmaps = (mtmd.mtmd_bitmap_p_ctypes * 1)(bitmap)
        code = mtmd.mtmd_tokenize(self._handle, chunks, ctypes.byref(text), bitmaps, 1)
        mtmd.mtmd_bitmap_free(bitmap)
        if code:
            mtmd.mtmd_input_chunks_free(chunks)
            raise errors.InternalError(f"mtmd_tokenize: {code}\n{mtmd_log().take()}")
        return chunks

    def _token_list(self, image: PromptImage, chunks: Any) -> list[int]:
        tokens: list[int] = []
        for number in range(mtmd.mtmd_input_chunks_size(chunks)):
            chunk = mtmd.mtmd_input_chunks_get(chunks, number)
            count = mtmd.mtmd_input_chunk_get_n_tokens(chunk)
            if mtmd.mtmd_input_chunk_get_type(chunk) == mtmd.MTMD_INPUT_CHUNK_TYPE_TEXT:
                text_tokens = ctypes.c_size_t(0)
                ids = mtmd.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(text_tokens))
                tokens += ids[: text_tokens.value] if ids else []
            else:
                id = _first_token(image.digest, number)
                self._parts[id] = ImagePart(image, number, count, mtmd.mtmd_input_chunk_get_n_pos(chunk))
                tokens += _token_run(id, count)
        return tokens


def _first_token(digest: str, part: int) -> int:
    """Return a negative even number derived from an image and the index of its part."""
    data = hashlib.sha256(f"{digest} {part}".encode()).digest()
    return -2 * (1 + int.from_bytes(data[:7], "little"))


def _token_run(id: int, tokens: int) -> list[int]:
    return [id, *[id + 1] * (tokens - 1)]
