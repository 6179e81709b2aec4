"""A language model of 150 KB that llama.cpp loads and that writes nonsense: two layers of random weights, tokens of one byte."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.support.gguf_codec import (
    ALIGNMENT,
    ARRAY,
    F32,
    FLOAT32,
    INT32,
    STRING,
    UINT32,
    Entry,
    GgufFile,
    Scalar,
    Tensor,
)

WIDTH, HEADS, KV_HEADS, HIDDEN, LAYERS, CONTEXT = 32, 4, 2, 64, 2, 1024
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
NORMAL, CONTROL = 1, 3


def tiny_gguf() -> GgufFile:
    """Return the model, whose parts may be changed."""
    tensors, data = _tensors()
    return GgufFile(_entries(), tensors, data)


def write_tiny_gguf(path: Path, **changes: Scalar) -> Path:
    """Write the model; `changes` are values of its keys below "llama." with "__" for a dot."""
    file = tiny_gguf()
    for name, value in changes.items():
        entry = file.entry(f"llama.{name.replace('__', '.')}")
        assert entry is not None
        entry.value = value
    path.write_bytes(file.to_bytes())
    return path


def byte_tokens() -> list[str]:
    """Return GPT-2's characters for the 256 bytes, in the order of the bytes."""
    shown = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return [chr(byte) if byte in shown else chr(256 + hidden.index(byte)) for byte in range(256)]


def _entries() -> list[Entry]:
    words = [*byte_tokens(), *SPECIAL]
    whole = {
        "context_length": CONTEXT, "embedding_length": WIDTH, "block_count": LAYERS, "feed_forward_length": HIDDEN,
        "attention.head_count": HEADS, "attention.head_count_kv": KV_HEADS, "rope.dimension_count": WIDTH // HEADS,
        "vocab_size": len(words),
    }  # fmt: skip
    fractions = {"attention.layer_norm_rms_epsilon": 1e-5, "rope.freq_base": 10_000.0}
    types: list[Scalar] = [*[NORMAL] * 256, *[CONTROL] * len(SPECIAL)]
    return [
        Entry(b"general.architecture", STRING, b"llama"),
        Entry(b"general.name", STRING, b"Tiny Chat"),
        Entry(b"general.file_type", UINT32, 0),
        *(Entry(f"llama.{key}".encode(), UINT32, value) for key, value in whole.items()),
        *(Entry(f"llama.{key}".encode(), FLOAT32, value) for key, value in fractions.items()),
        Entry(b"tokenizer.ggml.model", STRING, b"gpt2"),
        Entry(b"tokenizer.ggml.pre", STRING, b"gpt-2"),
        Entry(b"tokenizer.ggml.tokens", ARRAY, [word.encode() for word in words], STRING),
        Entry(b"tokenizer.ggml.token_type", ARRAY, types, INT32),
        Entry(b"tokenizer.ggml.merges", ARRAY, [b"t h", b"h e", b"i n"], STRING),
        Entry(b"tokenizer.ggml.bos_token_id", UINT32, 256),
        Entry(b"tokenizer.ggml.eos_token_id", UINT32, 258),
        Entry(b"tokenizer.chat_template", STRING, CHATML.encode()),
    ]


def _tensors() -> tuple[list[Tensor], bytes]:
    """Return the tensors and their data; shapes are in GGUF's order, the row's length first."""
    head = WIDTH // HEADS
    words = 256 + len(SPECIAL)
    shapes: dict[str, list[int]] = {
        "token_embd.weight": [WIDTH, words],
        "output_norm.weight": [WIDTH],
        "output.weight": [WIDTH, words],
    }
    for layer in range(LAYERS):
        shapes |= {
            f"blk.{layer}.attn_norm.weight": [WIDTH],
            f"blk.{layer}.attn_q.weight": [WIDTH, WIDTH],
            f"blk.{layer}.attn_k.weight": [WIDTH, head * KV_HEADS],
            f"blk.{layer}.attn_v.weight": [WIDTH, head * KV_HEADS],
            f"blk.{layer}.attn_output.weight": [WIDTH, WIDTH],
            f"blk.{layer}.ffn_norm.weight": [WIDTH],
            f"blk.{layer}.ffn_gate.weight": [WIDTH, HIDDEN],
            f"blk.{layer}.ffn_up.weight": [WIDTH, HIDDEN],
            f"blk.{layer}.ffn_down.weight": [HIDDEN, WIDTH],
        }
    random, tensors, data = np.random.default_rng(5), [], b""
    for name, shape in shapes.items():
        values = np.ones(shape) if len(shape) == 1 else random.normal(0, 0.3, shape)
        tensors.append(Tensor(name.encode(), shape, F32, len(data)))
        data += values.astype("<f4").tobytes()
        data += b"\0" * (-len(data) % ALIGNMENT)
    return tensors, data
