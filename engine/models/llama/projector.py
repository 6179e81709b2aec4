"""Eyes of a chat model: llama.cpp's mtmd turns a picture into what the model reads in the place of words.

A picture stands in a prompt as a run of negative numbers, one for each place it takes in the KV cache: the first is even, the
others odd, both made of its content, so that equal prompts are equal lists. Knows no chat and no file but the projector's.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any

import llama_cpp.llama_cpp as native
import llama_cpp.mtmd_cpp as mtmd
import msgspec

from engine.models.interfaces import PromptImage
from engine.models.llama.native import ImageEmbedding, LoadPlan, NativeLog, Weights, native_log
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled

MOST_TOKENS, FEWEST_TOKENS = 1024, 320
"""Of one picture, where the projector leaves it to us: a quarter of the context, between these."""
LOOKS = (0.05, 0.2)
"""Seconds: looks for cancel while a picture is encoded come at least and at most so far apart, where the graph's nodes allow."""
NODES, MOST_NODES = 16, 64
"""Computed between two looks, to begin with and at most; each look lets the processor's threads wait for each other."""
OPEN = 4
"""Pictures kept ready to be encoded; more are made ready again when they are needed."""
MARKER: bytes = mtmd.mtmd_default_marker()


@functools.cache
def mtmd_log() -> NativeLog:
    """mtmd has two logs of its own, which would go to the standard error; they join llama.cpp's."""
    log = native_log()
    for name in ("mtmd_log_set", "mtmd_helper_log_set"):
        use = getattr(mtmd._libmtmd, name)
        use.argtypes, use.restype = [native.llama_log_callback, ctypes.c_void_p], None
        use(log.callback, None)
    return log


def never() -> bool:
    return False


class Part(msgspec.Struct, frozen=True):
    """One encoder's input of a picture, which large ones have several of. `chunk`: its place among mtmd's."""

    picture: PromptImage
    chunk: int
    tokens: int
    positions: int


class Projector:
    """Raises ValueError for a file that is none, or not of these weights; MemoryError without room."""

    def __init__(self, path: Path, weights: Weights, plan: LoadPlan) -> None:
        log = mtmd_log()
        self._cancelled: IsCancelled = never
        self._nodes, self._every, self._looked = 0, NODES, 0.0
        self._watch = native.ggml_backend_sched_eval_callback(self._goes_on)
        self._handle: Any = mtmd.mtmd_init_from_file(str(path).encode(), weights.handle, self._params(plan))
        if not self._handle:
            raise ValueError(log.take() or "mtmd refuses the projector")
        if not mtmd.mtmd_support_vision(self._handle):
            self.close()
            raise ValueError("the projector sees no pictures")
        self._runs: dict[str, list[int]] = {}
        self._parts: dict[int, Part] = {}
        self._open: OrderedDict[str, Any] = OrderedDict()
        self.encoded = 0

    @property
    def reads_whole(self) -> bool:
        """Whether a picture's tokens see each other, which needs all of them in one batch."""
        return bool(mtmd.mtmd_decode_use_non_causal(self._handle, None))

    def tokens(self, picture: PromptImage) -> list[int]:
        """The picture in a prompt, with the tokens its model wants around it."""
        if picture.digest not in self._runs:
            self._runs[picture.digest] = self._run(picture, self._chunks(picture))
        return self._runs[picture.digest]

    def encode(self, id: int, is_cancelled: IsCancelled) -> ImageEmbedding | None:
        """The part whose run begins with `id`, to be evaluated before the next is encoded. None when cancelled."""
        part = self._parts[id]
        chunk = mtmd.mtmd_input_chunks_get(self._chunks(part.picture), part.chunk)
        self._cancelled, self._nodes, self._looked = is_cancelled, 0, time.perf_counter()
        try:
            code = mtmd.mtmd_encode_chunk(self._handle, chunk)
        finally:
            self._cancelled = never
        if is_cancelled():
            return None
        if code:
            raise errors.InternalError(f"mtmd_encode_chunk: {code}\n{mtmd_log().take()}")
        self.encoded += 1
        embeddings = mtmd.mtmd_get_output_embd(self._handle)
        return ImageEmbedding(self._handle, chunk, embeddings, _run_of(id, part.tokens), part.positions)

    def close(self) -> None:
        for chunks in getattr(self, "_open", {}).values():
            mtmd.mtmd_input_chunks_free(chunks)
        if self._handle:
            mtmd.mtmd_free(self._handle)
            self._handle = None

    def _params(self, plan: LoadPlan) -> Any:
        params = mtmd.mtmd_context_params_default()
        params.use_gpu, params.n_threads, params.print_timings = plan.gpu_layers > 0, plan.threads, False
        params.warmup = False
        params.image_max_tokens = min(MOST_TOKENS, max(FEWEST_TOKENS, plan.context // 4))
        params.cb_eval = self._watch
        return params

    def _goes_on(self, _tensor: int, asked: bool, _data: int) -> bool:
        """mtmd cannot be aborted, but its graph stops where a watched node's look says so; what it made is thrown away."""
        if asked:
            self._nodes += 1
            return self._nodes >= self._every
        took, self._nodes = time.perf_counter() - self._looked, 0
        if took > LOOKS[1]:
            self._every = max(self._every // 2, 1)
        elif took < LOOKS[0]:
            self._every = min(self._every * 2, MOST_NODES)
        self._looked = time.perf_counter()
        return not self._cancelled()

    def _chunks(self, picture: PromptImage) -> Any:
        if picture.digest not in self._open:
            self._open[picture.digest] = self._cut(picture)
            if len(self._open) > OPEN:
                mtmd.mtmd_input_chunks_free(self._open.popitem(last=False)[1])
        self._open.move_to_end(picture.digest)
        return self._open[picture.digest]

    def _cut(self, picture: PromptImage) -> Any:
        seen = picture.decode()
        data = (ctypes.c_uint8 * len(seen.rgb)).from_buffer_copy(seen.rgb)
        bitmap = mtmd.mtmd_bitmap_init(seen.width, seen.height, data)
        chunks = mtmd.mtmd_input_chunks_init()
        text = mtmd.mtmd_input_text(MARKER, len(MARKER), False, True)
        bitmaps = (mtmd.mtmd_bitmap_p_ctypes * 1)(bitmap)
        code = mtmd.mtmd_tokenize(self._handle, chunks, ctypes.byref(text), bitmaps, 1)
        mtmd.mtmd_bitmap_free(bitmap)
        if code:
            mtmd.mtmd_input_chunks_free(chunks)
            raise errors.InternalError(f"mtmd_tokenize: {code}\n{mtmd_log().take()}")
        return chunks

    def _run(self, picture: PromptImage, chunks: Any) -> list[int]:
        tokens: list[int] = []
        for number in range(mtmd.mtmd_input_chunks_size(chunks)):
            chunk = mtmd.mtmd_input_chunks_get(chunks, number)
            count = mtmd.mtmd_input_chunk_get_n_tokens(chunk)
            if mtmd.mtmd_input_chunk_get_type(chunk) == mtmd.MTMD_INPUT_CHUNK_TYPE_TEXT:
                found = ctypes.c_size_t(0)
                ids = mtmd.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(found))
                tokens += ids[: found.value] if ids else []
            else:
                id = _id(picture.digest, number)
                self._parts[id] = Part(picture, number, count, mtmd.mtmd_input_chunk_get_n_pos(chunk))
                tokens += _run_of(id, count)
        return tokens


def _id(digest: str, part: int) -> int:
    """Negative and even."""
    data = hashlib.sha256(f"{digest} {part}".encode()).digest()
    return -2 * (1 + int.from_bytes(data[:7], "little"))


def _run_of(id: int, tokens: int) -> list[int]:
    return [id, *[id + 1] * (tokens - 1)]
