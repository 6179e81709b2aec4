"""llama.cpp in two handles: Weights (file and vocabulary) and Evaluation (KV cache and logits). Knows no chat."""

from __future__ import annotations

import ctypes
import functools
import os
import sys
import warnings
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any  # llama.cpp's handles and structures have no types

import llama_cpp.llama_cpp as native
import llama_cpp.mtmd_cpp as mtmd
import msgspec
import numpy as np

from engine.models.llama.threads import ThreadCount
from engine.models.working_clock import LimitedCalls
from engine.protocol import errors
from engine.text.long_runs import split_long_runs

if TYPE_CHECKING:
    import numpy.typing as npt

ABORTED = 2
LONGEST_RUN = 4_000
"""Characters without a space, or spaces alone, that a BPE tokenizer reads at once. llama.cpp splits a text by patterns first, and
with those of many models (DeepSeek, Falcon, Mistral's Tekken, GPT-4o) 30,000 overflow the stack, which ends the process.
"""
BYTES = 256
TOKENIZE_SECONDS, TOKENIZE_BYTES_PER_SECOND = 10.0, 50_000
"""How long reading a text into tokens may take, which cannot be stopped: a hundred times what it takes."""
INVALID = -1
WARNING_LEVEL, ERROR_LEVEL = 3, 4


class LoadPlan(msgspec.Struct, frozen=True):
    """How a model is loaded on this machine. `gpu_layers` 0 is the CPU alone; `threads` are physical cores, and the most that
    compute (engine.models.llama.threads)."""

    context: int
    threads: int
    gpu_layers: int = 0
    batch: int = 512
    micro_batch: int = 256


class ImageEmbedding(msgspec.Struct, frozen=True):
    """An encoded part of an image: mtmd's handles, its tokens, and the positions these take.

    Valid until its projector encodes the next part.
    """

    projector: Any
    chunk: Any
    embeddings: Any
    tokens: list[int]
    positions: int


class NativeLog:
    """Keeps llama.cpp's last warnings for an error's detail; its other output, hundreds of KB, is dropped."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=6)
        self.callback = native.llama_log_callback(self._on_log)

    def _on_log(self, level: int, text: bytes, _: Any) -> None:
        if level in (WARNING_LEVEL, ERROR_LEVEL):
            self._lines.append(text.decode("utf-8", "replace").strip())

    def take(self) -> str:
        """Return the kept lines, and forget them."""
        text = "\n".join(self._lines)
        self._lines.clear()
        return text


@functools.cache
def native_log() -> NativeLog:
    """Return the log of the process, set up on the first call: llama.cpp has one and calls it as long as the process lives.

    A process that llama.cpp aborts ends at once: otherwise a debugger prints its stack first, for ten seconds or without end.
    """
    os.environ["GGML_NO_BACKTRACE"] = "1"
    log = NativeLog()
    native.llama_log_set(log.callback, ctypes.c_void_p(0))
    native.llama_backend_init()
    return log


class AbortFlag:
    """Stops llama.cpp between two graph nodes, without running Python in its compute threads.

    llama.cpp calls `bool f(void *)` about 1,000 times a token. A Python callback would wait for the interpreter's lock each
    time. The C library's `strlen` is such a function: its low byte is 0 for "" and 1 for "x".
    """

    def __init__(self) -> None:
        self._text = ctypes.create_string_buffer(2)
        library = ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)
        self.function = native.ggml_abort_callback(ctypes.cast(library.strlen, ctypes.c_void_p).value or 0)
        self.address = ctypes.cast(self._text, ctypes.c_void_p)

    def set(self) -> None:
        """Have the computation at hand, and every later one, end as aborted."""
        self._text[0] = b"x"

    def clear(self) -> None:
        """Let llama.cpp compute again."""
        self._text[0] = b"\0"


class Weights:
    """A model's tensors and vocabulary. Raises ValueError with llama.cpp's message for a file that it cannot load."""

    def __init__(self, path: Path, plan: LoadPlan, is_cancelled: Callable[[], bool]) -> None:
        self._log = native_log()
        params = native.llama_model_default_params()
        params.n_gpu_layers = plan.gpu_layers
        params.load_mode = native.LLAMA_LOAD_MODE_MMAP
        params.progress_callback = native.llama_progress_callback(lambda _done, _data: not is_cancelled())
        handle = native.llama_model_load_from_file(str(path).encode(), params)
        if not handle:
            raise ValueError(self._log.take())
        self.handle: Any = handle
        self.vocabulary: Any = native.llama_model_get_vocab(handle)
        self.tokens: int = native.llama_vocab_n_tokens(self.vocabulary)
        self._pieces: dict[int, bytes] = {}
        self.limited_calls = LimitedCalls()
        kind = native.llama_vocab_type(self.vocabulary)
        self._splits_by_pattern = kind == native.LLAMA_VOCAB_TYPE_BPE
        if kind == native.LLAMA_VOCAB_TYPE_RWKV:
            self._refuse_without_bytes()

    def _refuse_without_bytes(self) -> None:
        """Raise ValueError for a vocabulary for which llama.cpp's RWKV tokenizer does not end.

        It goes on by the longest token that the text begins with; where a text only begins a token, it stays where it is.
        """
        if len({piece for piece in map(self.piece, range(self.tokens)) if len(piece) == 1}) < BYTES:
            self.close()
            raise ValueError("the tokenizer does not fit the vocabulary: some bytes are no tokens")

    def tokenize(self, text: str, add_special: bool, parse_special: bool) -> list[int]:
        """Return token ids; `parse_special` reads names such as "<|im_end|>" as the special token."""
        parts = split_long_runs(text, LONGEST_RUN) if self._splits_by_pattern else [text]
        first, *others = (self._tokenize(part, add_special and not at, parse_special) for at, part in enumerate(parts))
        return [*first, *(token for tokens in others for token in tokens)] if others else first

    def _tokenize(self, text: str, add_special: bool, parse_special: bool) -> list[int]:
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        with self.limited_calls.limited(TOKENIZE_SECONDS + len(data) / TOKENIZE_BYTES_PER_SECOND):
            while True:
                tokens = (native.llama_token * room)()
                count = native.llama_tokenize(
                    self.vocabulary, data, len(data), tokens, room, add_special, parse_special
                )
                if count >= 0 or room >= -count:
                    return list(tokens[: max(count, 0)])
                room = -count  # some tokenizers give several tokens for a byte

    def piece(self, token: int) -> bytes:
        """Return a token's text, which may be a part of a character. Special tokens are their name."""
        if token not in self._pieces:
            buffer = ctypes.create_string_buffer(512)
            length = native.llama_token_to_piece(self.vocabulary, token, buffer, 512, 0, True)
            self._pieces[token] = buffer.raw[: max(length, 0)]
        return self._pieces[token]

    @functools.cached_property
    def grammar_tokenizer(self) -> Any:
        """The vocabulary in llguidance's form, made once: it takes up to a second."""
        from llguidance.llamacpp import lltokenizer_from_vocab

        ends = (native.llama_vocab_eos(self.vocabulary), native.llama_vocab_eot(self.vocabulary))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # it calls llama.cpp by names that have newer ones
            return lltokenizer_from_vocab(self.vocabulary, eos_token=sorted({token for token in ends if token >= 0}))

    def ends_answer(self, token: int) -> bool:
        """Return whether the model ends its answer with this token."""
        return bool(native.llama_vocab_is_eog(self.vocabulary, token))

    @functools.cached_property
    def answer_end(self) -> int:
        """The token that ends a message; -1 where the file names none."""
        end_of_turn, end_of_text = native.llama_vocab_eot(self.vocabulary), native.llama_vocab_eos(self.vocabulary)
        return int(end_of_turn if end_of_turn >= 0 else end_of_text)

    def is_control(self, token: int) -> bool:
        """Return whether a token is a special one, such as the end of a message, and no text."""
        return bool(native.llama_vocab_is_control(self.vocabulary, token))

    def is_one_special(self, text: str) -> bool:
        """Return whether the vocabulary has a control token of that name."""
        tokens = self.tokenize(text, False, True)
        return len(tokens) == 1 and self.is_control(tokens[0])

    @property
    def bos(self) -> str:
        """Name of the token that begins a text; empty where the file names none."""
        return self._special(native.llama_vocab_bos(self.vocabulary))

    @property
    def eos(self) -> str:
        """Name of the token that ends a text; empty where the file names none."""
        return self._special(native.llama_vocab_eos(self.vocabulary))

    def _special(self, token: int) -> str:
        return "" if token < 0 else self.piece(token).decode("utf-8", "replace")

    def close(self) -> None:
        """Free the tensors. An evaluation and a projector over them are closed before."""
        if self.handle:
            native.llama_model_free(self.handle)
            self.handle = None


class Evaluation:
    """One sequence in a KV cache. `tokens` are the evaluated ones in order, images as runs of negative numbers
    (engine.models.llama.projector); `evaluated` counts every token ever evaluated. Raises MemoryError without room.
    """

    def __init__(self, weights: Weights, plan: LoadPlan, threads: ThreadCount | None = None) -> None:
        self._weights = weights
        self._threads = threads or ThreadCount(plan.threads)
        self._handle: Any = native.llama_init_from_model(weights.handle, _context_params(plan))
        if not self._handle:
            raise MemoryError(native_log().take())
        self.abort = AbortFlag()
        native.llama_set_abort_callback(self._handle, self.abort.function, self.abort.address)
        self._memory: Any = native.llama_get_memory(self._handle)
        self.longest_batch: int = native.llama_n_batch(self._handle)
        """Tokens that can be evaluated at once; llama.cpp aborts for more. A short context makes it less than was planned."""
        self.unused_positions: dict[int, int] = {}
        """First token of an image part to how many fewer positions than tokens it takes: some models count rows and columns."""
        self.context: int = native.llama_n_ctx(self._handle)
        self.tokens: list[int] = []
        self.evaluated = 0
        self._logits_address, self._logits = 0, np.empty(0, np.float32)
        self._one = (native.llama_token * 1)()
        self._one_batch = native.llama_batch(n_tokens=1, token=self._one)

    @property
    def threads(self) -> int:
        """How many threads the latest computation had."""
        return int(native.llama_n_threads(self._handle))

    def rewind(self, length: int) -> int:
        """Forget all but the first `length` tokens and return how many are kept.

        An image part is forgotten as a whole; a recurrent model can only forget everything.
        """
        while length < len(self.tokens) and continues_image(self.tokens[length]):
            length -= 1
        if not native.llama_memory_seq_rm(self._memory, 0, self._position(length), -1):
            native.llama_memory_clear(self._memory, False)
            length = 0
        del self.tokens[length:]
        return length

    def read(self, tokens: Sequence[int], last: bool) -> bool:
        """Evaluate tokens after the earlier ones, with logits for the `last` part only, and return whether they are kept.

        When aborted, none of a batch is kept. Raises MemoryError without room in the KV cache, InternalError.
        """
        for start in range(0, len(tokens), self.longest_batch):
            part = tokens[start : start + self.longest_batch]
            if not self._read_batch(part, last and start + len(part) == len(tokens)):
                return False
        return True

    def _read_batch(self, tokens: Sequence[int], last: bool) -> bool:
        count = len(tokens)
        ids = (native.llama_token * count)(*tokens)
        batch = native.llama_batch(n_tokens=count, token=ids)
        if not last:
            batch.logits = (ctypes.c_int8 * count)()
        return self._decode(batch, tokens)

    def read_image(self, embedding: ImageEmbedding) -> bool:
        """Evaluate a part of an image. Returns and raises as `read`."""
        tokens, start = len(embedding.tokens), self._position(len(self.tokens))
        if unused := tokens - embedding.positions:
            self.unused_positions[embedding.tokens[0]] = unused
        after = native.llama_pos(0)
        self._set_threads()
        code = mtmd.mtmd_helper_decode_image_chunk(
            embedding.projector, self._handle, embedding.chunk, embedding.embeddings, start, 0, self.longest_batch,
            ctypes.byref(after), mtmd.mtmd_helper_post_decode_callback(), None,
        )  # fmt: skip
        return self._finish(code, embedding.tokens)

    def step(self, token: int) -> bool:
        """Evaluate one token, with the logits after it. Returns and raises as `read`."""
        self._one[0] = token
        return self._decode(self._one_batch, (token,))

    def _position(self, length: int) -> int:
        """Return the position after the first `length` tokens."""
        if not self.unused_positions:
            return length
        return length - sum(self.unused_positions.get(token, 0) for token in self.tokens[:length] if token < 0)

    def _decode(self, batch: Any, tokens: Sequence[int]) -> bool:
        if self.unused_positions:  # llama.cpp would count on from the last token, which is not where an image ends
            start = self._position(len(self.tokens))
            batch.pos = (native.llama_pos * len(tokens))(*range(start, start + len(tokens)))
        elif batch.pos:
            batch.pos = None
        self._set_threads()
        return self._finish(native.llama_decode(self._handle, batch), tokens)

    def _set_threads(self) -> None:
        threads = self._threads.begin()
        native.llama_set_n_threads(self._handle, threads, threads)

    def _finish(self, code: int, tokens: Sequence[int]) -> bool:
        self._threads.end()
        if code == 0:
            self.tokens.extend(tokens)
            self.evaluated += len(tokens)
            return True
        self.rewind(len(self.tokens))
        if code == ABORTED:
            return False
        if code == INVALID:
            raise errors.InternalError(f"llama_decode: {code}\n{native_log().take()}")
        raise MemoryError(f"llama_decode: {code}\n{native_log().take()}")

    def logits(self) -> npt.NDArray[np.float32]:
        """Return the next token's logits [vocabulary] in llama.cpp's own memory: valid, and writable, until the next step."""
        pointer = native.llama_get_logits_ith(self._handle, -1)
        address = ctypes.addressof(pointer.contents)
        if address != self._logits_address:  # making an array of a pointer takes 10 µs
            self._logits_address = address
            self._logits = np.ctypeslib.as_array(pointer, (self._weights.tokens,))
        return self._logits

    def draw(self, sampler: Any) -> int:
        """Return the token that a sampler chain draws from the logits."""
        return int(native.llama_sampler_sample(sampler, self._handle, -1))

    def state_bytes(self) -> int:
        """Return the bytes that `state` takes."""
        return int(native.llama_state_seq_get_size(self._handle, 0))

    def state(self) -> npt.NDArray[np.uint8]:
        """Return a copy of the KV cache [bytes], as `restore` takes it; empty where llama.cpp cannot make one."""
        data = np.empty(self.state_bytes(), np.uint8)
        written = native.llama_state_seq_get_data(self._handle, _bytes_of(data), data.size, 0)
        return data[:written]

    def restore(self, tokens: list[int], data: npt.NDArray[np.uint8]) -> bool:
        """Put a state of these tokens in the KV cache's place, and return whether llama.cpp takes it; else the cache is empty."""
        self.rewind(0)
        if native.llama_state_seq_set_data(self._handle, _bytes_of(data), data.size, 0) != data.size:
            native.llama_memory_clear(self._memory, False)
            return False
        self.tokens = list(tokens)
        return True

    def close(self) -> None:
        """Free the KV cache."""
        if self._handle:
            native.llama_free(self._handle)
            self._handle = None


def _bytes_of(data: npt.NDArray[np.uint8]) -> Any:
    return data.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))


def continues_image(token: int) -> bool:
    """Return whether a token stands for a part of an image and is not the first of that part."""
    return token < 0 and token % 2 == 1


def _context_params(plan: LoadPlan) -> Any:
    params = native.llama_context_default_params()
    params.n_ctx, params.n_batch, params.n_ubatch = plan.context, plan.batch, plan.micro_batch
    params.n_threads = params.n_threads_batch = plan.threads
    params.flash_attn_type = native.LLAMA_FLASH_ATTN_TYPE_ENABLED
    params.no_perf = True
    return params
