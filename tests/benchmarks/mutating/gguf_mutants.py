"""Changes to GGUF files: to every part of the header by its type, to the data, and to random bytes."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable

from tests.support.gguf_codec import ARRAY, FLOAT32, FORMS, STRING, UINT32, Entry, GgufFile

INTEGERS = (0, 1, 2, 3, 7, 64, 255, 4096, 1 << 16, 1 << 20, (1 << 31) - 1, 1 << 31, (1 << 32) - 1)
FRACTIONS = (float("nan"), float("inf"), float("-inf"), 0.0, -1.0, -1e-5, 1e-30, 1e30, 1.0, 2.0)
COUNTS = (0, 1, 2, 1 << 16, 1 << 31, 1 << 32, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)
ARCHITECTURES = (
    b"qwen2", b"gpt2", b"mamba", b"bert", b"clip", b"gemma2", b"phi3", b"t5", b"rwkv6", b"falcon", b"deepseek2", b"llama4",
    b"", b"xyz", b"LLAMA", b"llama\0", b"../llama",
)  # fmt: skip
TOKENIZERS = (b"llama", b"bert", b"t5", b"rwkv", b"plamo2", b"none", b"no_vocab", b"gpt2", b"", b"xyz")
SPLITTERS = (b"default", b"llama3", b"qwen2", b"deepseek-llm", b"gpt-2", b"falcon", b"", b"xyz")
TEMPLATES = (
    b"", b"{{", b"{% for %}", b"{{ messages }}", b"{{ 1 / 0 }}", b"{% for i in range(10**9) %}x{% endfor %}",
    b"{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", b"{{ 'a' * 2000000000 }}",
    b"{{ lipsum.__globals__ }}", b"{{ ''.__class__.__mro__ }}", b"{{ messages[99].content }}", b"\xff\xfe\x00", b"x" * 200_000,
    b"{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", b"{{ raise_exception('no') }}", b"{% include 'x' %}", b"[INST] {{ x }}",
    b"{% set ns = namespace(a='x') %}{% for i in range(40) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}{{ ns.a }}",
)  # fmt: skip
ADDED = (
    ("rope.scaling.type", STRING, b"yarn"), ("rope.scaling.type", STRING, b"xyz"), ("rope.scaling.factor", FLOAT32, 0.0),
    ("rope.scaling.factor", FLOAT32, float("nan")), ("rope.scaling.factor", FLOAT32, -4.0), ("expert_count", UINT32, 8),
    ("expert_used_count", UINT32, 99), ("attention.sliding_window", UINT32, 0), ("attention.sliding_window", UINT32, 1),
    ("attention.key_length", UINT32, 0), ("attention.key_length", UINT32, 7), ("attention.key_length", UINT32, 1 << 30),
    ("attention.value_length", UINT32, 3), ("pooling_type", UINT32, 99), ("logit_scale", FLOAT32, float("nan")),
    ("attention.scale", FLOAT32, float("nan")), ("attention.clamp_kqv", FLOAT32, float("nan")),
    ("leading_dense_block_count", UINT32, 99),
    ("nextn_predict_layers", UINT32, 9), ("attention.causal", 7, False), ("tensor_data_layout", STRING, b"xyz"),
    ("attention.max_alibi_bias", FLOAT32, float("inf")), ("vocab_size", UINT32, 1 << 31), ("use_parallel_residual", 7, True),
)  # fmt: skip
Change = Callable[[GgufFile, random.Random], str]


def mutant(sound: GgufFile, seed: int) -> tuple[str, bytes]:
    """Return what was changed, and the file."""
    draw = random.Random(seed)
    file = copy.deepcopy(sound)
    change = draw.choice(CHANGES)
    told = f"{change.__name__.removeprefix('_')}: {change(file, draw)}"
    data = file.to_bytes()
    if draw.random() < 0.04:
        data = data[: draw.randrange(len(data))]
        told += f"; cut after {len(data)} bytes"
    return told[:150], data


def _magic(file: GgufFile, draw: random.Random) -> str:
    file.magic = draw.choice([b"GGML", b"FUGG", b"gguf", b"\0\0\0\0", draw.randbytes(4)])
    return repr(file.magic)


def _version(file: GgufFile, draw: random.Random) -> str:
    file.version = draw.choice([0, 1, 2, 4, 99, 3 << 24, (1 << 32) - 1])
    return str(file.version)


def _counts(file: GgufFile, draw: random.Random) -> str:
    tensors, entries = len(file.tensors), len(file.entries)
    number = draw.choice([*COUNTS, tensors - 1, tensors + 1, entries - 1, entries + 1])
    file.counts = (number, entries) if draw.random() < 0.5 else (tensors, number)
    return str(file.counts)


def _hyperparameter(file: GgufFile, draw: random.Random) -> str:
    entry = draw.choice([e for e in file.entries if e.type in FORMS and not e.key.startswith(b"general.")])
    assert isinstance(entry.value, (int, float))
    if entry.type in (FLOAT32, 12):
        entry.value = draw.choice(FRACTIONS)
    else:
        entry.value = draw.choice([*INTEGERS, int(entry.value) + 1, int(entry.value) - 1, int(entry.value) * 2])
    return f"{entry.key.decode()} = {entry.value}"


def _type_of_value(file: GgufFile, draw: random.Random) -> str:
    """Call a value by another type; its bytes stay, or are packed as the new type where it is a number."""
    entry = draw.choice(file.entries)
    new = draw.choice([*FORMS, STRING, ARRAY, 13, 99, (1 << 32) - 1])
    if entry.type in FORMS and new in FORMS and draw.random() < 0.7:
        assert isinstance(entry.value, (int, float))
        number = entry.value if abs(entry.value) < 1e30 else 0
        entry.value = float(number) if new in (FLOAT32, 12) else bool(number) if new == 7 else int(number)
        entry.type = new
    elif entry.type == ARRAY:
        entry.item_type = draw.choice([0, 4, 5, 6, ARRAY, 99]) if entry.item_type != STRING else STRING
        entry.value = [0] * draw.randrange(9) if entry.item_type != STRING else []
    else:
        entry.key, entry.value, entry.type = entry.key, draw.randbytes(draw.randrange(40)), STRING
    return f"{entry.key.decode('utf-8', 'replace')} as type {new}"


def _key(file: GgufFile, draw: random.Random) -> str:
    entry = draw.choice(file.entries)
    old = entry.key
    way = draw.randrange(5)
    if way == 0:
        file.entries.remove(entry)
        return f"{old.decode()} is missing"
    if way == 1:
        file.entries.append(copy.deepcopy(entry))
        return f"{old.decode()} occurs twice"
    entry.key = (b"", old + b"\0", b"k" * 70_000)[way - 2]
    return f"{old.decode()} becomes {len(entry.key)} bytes"


def _added_key(file: GgufFile, draw: random.Random) -> str:
    key, type, value = draw.choice(ADDED)
    file.entries.append(Entry(f"llama.{key}".encode(), type, value))
    return f"llama.{key} = {value!r}"


def _text(file: GgufFile, draw: random.Random) -> str:
    entry = draw.choice([e for e in file.entries if e.type == STRING])
    assert isinstance(entry.value, bytes)
    entry.value = draw.choice(
        [b"", b"\0", b"\xff\xfe", b"%s%n", entry.value * 3, b"x" * 1_000_001, b"y" * 70_000, b"\xf0\x9f\x98\x80"]
    )
    return f"{entry.key.decode()} of {len(entry.value)} bytes"


def _architecture(file: GgufFile, draw: random.Random) -> str:
    entry = file.entry("general.architecture")
    assert entry is not None
    entry.value = name = draw.choice(ARCHITECTURES)
    if draw.random() < 0.6:
        for other in file.entries:
            other.key = other.key.replace(b"llama.", name + b".", 1) if other.key.startswith(b"llama.") else other.key
    return repr(name)


def _tokenizer(file: GgufFile, draw: random.Random) -> str:
    key, names = draw.choice([("tokenizer.ggml.model", TOKENIZERS), ("tokenizer.ggml.pre", SPLITTERS)])
    entry = file.entry(key)
    assert entry is not None
    entry.value = draw.choice(names)
    return f"{key} = {entry.value!r}"


def _template(file: GgufFile, draw: random.Random) -> str:
    entry = file.entry("tokenizer.chat_template")
    assert entry is not None
    entry.value = draw.choice(TEMPLATES)
    return repr(entry.value[:60])


def _special_token(file: GgufFile, draw: random.Random) -> str:
    names = ("bos", "eos", "unknown", "padding", "eot", "eom", "separator", "fim_pre")
    key = f"tokenizer.ggml.{draw.choice(names)}_token_id"
    number = draw.choice(INTEGERS)
    entry = file.entry(key)
    if entry is None:
        file.entries.append(Entry(key.encode(), UINT32, number))
    else:
        entry.value = number
    return f"{key} = {number}"


def _list(file: GgufFile, draw: random.Random) -> str:
    entry = draw.choice([e for e in file.entries if e.type == ARRAY])
    assert isinstance(entry.value, list)
    items = entry.value
    other: list[bytes | int] = [b"", b"\xff", b"a b c", items[0] if isinstance(items[0], bytes) else b"", b"z" * 5000]
    if entry.item_type != STRING:
        other = [0, 99, -1, 1 << 30]
    way = draw.randrange(5)
    if way == 0:
        del items[draw.randrange(len(items)) :]
    elif way == 1:
        items *= 2
    elif way == 2:
        items[:] = [draw.choice(other)] * len(items)
    elif way == 3:
        for _ in range(draw.choice([1, 5, 50])):
            items[draw.randrange(len(items))] = draw.choice(other)
    else:
        items.clear()
    return f"{entry.key.decode()}: {('cut', 'doubled', 'all alike', 'some others', 'empty')[way]}, {len(items)} items"


def _tensor_place(file: GgufFile, draw: random.Random) -> str:
    tensor = draw.choice(file.tensors)
    size = len(file.data)
    tensor.offset = draw.choice(
        [0, 1, 32, tensor.offset + 32, tensor.offset - 32, tensor.offset + 4, size, size - 32, 1 << 40, 1 << 63]
    )
    return f"{tensor.name.decode()} at {tensor.offset}"


def _tensor_shape(file: GgufFile, draw: random.Random) -> str:
    tensor = draw.choice(file.tensors)
    at = draw.randrange(len(tensor.shape))
    way = draw.randrange(6)
    if way == 0:
        tensor.shape[at] = draw.choice([0, 1, 31, 1 << 20, 1 << 32, 1 << 62, (1 << 64) - 1])
    elif way == 1:
        tensor.shape.reverse()
    elif way == 2:
        tensor.shape.append(draw.choice([1, 2, 1 << 33]))
    elif way == 3:
        tensor.shape = tensor.shape * 3
    elif way == 4:
        tensor.shape.pop()
    else:
        tensor.shape[at] += draw.choice([1, -1, 32, -32])
    tensor.shape = [number % (1 << 64) for number in tensor.shape]
    return f"{tensor.name.decode()} of {tensor.shape}"[:120]


def _tensor_type(file: GgufFile, draw: random.Random) -> str:
    tensor = draw.choice(file.tensors)
    tensor.type = draw.choice([*range(42), 255, 256, (1 << 32) - 1])
    return f"{tensor.name.decode()} of type {tensor.type}"


def _tensor_name(file: GgufFile, draw: random.Random) -> str:
    tensor = draw.choice(file.tensors)
    old, way = tensor.name, draw.randrange(4)
    if way == 0:
        file.tensors.remove(tensor)
    elif way == 1:
        tensor.name = draw.choice(file.tensors).name
    else:
        tensor.name = (b"", b"n" * 300)[way - 2]
    return f"{old.decode()}: {('missing', 'named as another', 'nameless', 'a long name')[way]}"


def _weights(file: GgufFile, draw: random.Random) -> str:
    """Fill one tensor's place with bytes that are no weights."""
    tensor = draw.choice(file.tensors)
    filling = draw.choice([b"\xff", b"\0", b"\x7f", b"\x7c", bytes([draw.randrange(256)])])
    length = min(4096 * draw.choice([1, 16]), len(file.data) - tensor.offset)
    file.data = file.data[: tensor.offset] + filling * length + file.data[tensor.offset + length :]
    return f"{tensor.name.decode()} full of {filling.hex()}"


def _bytes(file: GgufFile, draw: random.Random) -> str:
    """Change a few bytes of the finished header, which then stands as it is."""
    header = bytearray(file.header())
    places = [
        draw.randrange(min(len(header), draw.choice([200, 2000, 1 << 30]))) for _ in range(draw.choice([1, 2, 4]))
    ]
    for place in places:
        header[place] = draw.randrange(256)
    padding = b"\0" * (-len(header) % file.alignment)
    file.raw = bytes(header) + padding
    return f"bytes {places}"


CHANGES: tuple[Change, ...] = (
    _magic, _version, _counts, *[_hyperparameter] * 4, _type_of_value, _type_of_value, _key, _added_key, _added_key, _text,
    _architecture, _tokenizer, _template, _special_token, _list, _list, _tensor_place, _tensor_shape, _tensor_type,
    _tensor_name, _weights, *[_bytes] * 3,
)  # fmt: skip
