"""docs/faults.md 20: a damaged GGUF is refused by our own reader, at once and with a sentence."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.llama.gguf import BLOCKS, read_header
from engine.protocol.errors import (
    ModelCutShort,
    ModelDamaged,
    ModelError,
    ModelIncomplete,
    ModelNewer,
    ModelUnsupported,
    SplitModelPart,
)
from tests.support.gguf_codec import ARRAY, Entry, Scalar
from tests.support.tiny_gguf import tiny_gguf
from tests.support.tiny_models import gguf_bytes


def read(folder: Path, data: bytes):
    path = folder / "model.gguf"
    path.write_bytes(data)
    return read_header(path)


def test_the_starter_model_describes_itself(gguf: Path) -> None:
    header = read_header(gguf)
    assert (header.architecture, header.context, header.blocks, header.heads, header.kv_heads) == (
        "llama",
        8192,
        30,
        9,
        3,
    )
    assert header.parameters == 134_515_008
    assert "<|im_start|>" in header.chat_template
    assert header.kv_bytes(1024) == 1024 * 30 * 3 * (64 + 64) * 2


def test_head_counts_that_differ_by_layer_count_as_the_largest(tmp_path: Path) -> None:
    counts = b"".join(struct.pack("<I", n) for n in (2, 8, 4))
    data = gguf_bytes({"x": 1})
    key = b"llama.attention.head_count_kv"
    value = struct.pack("<Q", len(key)) + key + struct.pack("<IIQ", 9, 4, 3) + counts
    header, rest = data[:24], data[24:]
    tensors, keys = struct.unpack("<QQ", header[8:])
    made = header[:8] + struct.pack("<QQ", tensors, keys + 1) + value + rest
    assert read(tmp_path, made + b"\0" * 64).kv_heads == 8


@pytest.mark.parametrize(
    "data",
    [
        b"GGML" + gguf_bytes()[4:],
        random.Random(1).randbytes(5000),
        gguf_bytes()[:8] + struct.pack("<QQ", 2**63, 2) + gguf_bytes()[24:],
        gguf_bytes()[:8] + struct.pack("<QQ", 1, 2**40) + gguf_bytes()[24:],
        gguf_bytes({"general.alignment": 3}),
        gguf_bytes({"general.alignment": 0}),
        gguf_bytes(tensors=[("huge", (2**31, 2**31, 2**31))]),
        gguf_bytes(tensors=[("none", (0, 4))]),
        gguf_bytes(tensors=[]),
        gguf_bytes({"general.architecture": ""}),
    ],
)
def test_a_damaged_file_is_refused_with_a_sentence(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ModelDamaged) as refused:
        read(tmp_path, data)
    assert "model.gguf is damaged" in refused.value.message


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_refused(tmp_path: Path, gguf: Path, share: float) -> None:
    size = int(gguf.stat().st_size * share)
    with gguf.open("rb") as whole, pytest.raises(ModelDamaged):
        read(tmp_path, whole.read(size))


def test_a_file_that_ends_early_says_how_much_of_it_is_there(tmp_path: Path) -> None:
    for data in (b"", b"GGUF", gguf_bytes()[:70]):
        with pytest.raises(ModelIncomplete, match=rf"is not complete: it ends after {len(data)} bytes"):
            read(tmp_path, data)
    with pytest.raises(ModelCutShort, match="600 bytes of 9248 bytes") as cut:
        read(tmp_path, gguf_bytes(tensors=[("a.weight", (32, 71))])[:600])
    assert cut.value.values["expected"] == "9248 bytes"


@pytest.mark.parametrize(("version", "error"), [(99, ModelNewer), (1, ModelUnsupported), (3 << 24, ModelUnsupported)])
def test_a_version_we_do_not_read_is_not_called_damaged(
    tmp_path: Path, version: int, error: type[ModelUnsupported]
) -> None:
    """The last one is version 3 for processors with the other order of bytes."""
    with pytest.raises(ModelUnsupported) as refused:
        read(tmp_path, gguf_bytes(version=version))
    assert type(refused.value) is error


def test_a_part_of_a_split_model_says_which_one_it_is(tmp_path: Path) -> None:
    with pytest.raises(SplitModelPart, match="part 2 of 3 of a split model"):
        read(tmp_path, gguf_bytes({"split.count": 3, "split.no": 1}))


@given(at=st.integers(0, 200), byte=st.integers(0, 255), cut=st.integers(0, 400))
def test_no_change_of_a_small_file_raises_anything_but_our_errors(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int, cut: int
) -> None:
    data = bytearray(gguf_bytes())
    data[min(at, len(data) - 1)] = byte
    try:
        read(tmp_path_factory.mktemp("mutant"), bytes(data[: len(data) - cut]))
    except ModelError as refused:
        assert refused.message


def test_our_table_of_block_sizes_is_ggmls() -> None:
    import ctypes

    from llama_cpp._ggml import libggml

    libggml.ggml_blck_size.restype = ctypes.c_int64
    libggml.ggml_type_size.restype = ctypes.c_size_t
    theirs = {kind: (libggml.ggml_blck_size(kind), libggml.ggml_type_size(kind)) for kind in BLOCKS}
    assert theirs == BLOCKS


def test_a_header_of_many_lists_is_not_read_to_its_end(tmp_path: Path) -> None:
    """The engine itself reads it, item by item: 256 MB of small lists would hold a lane for minutes."""
    file = tiny_gguf()
    items: list[Scalar] = [1] * 4000
    file.entries += [Entry(f"list.{number}".encode(), ARRAY, items, 0) for number in range(1001)]
    with pytest.raises(ModelDamaged) as refused:
        read(tmp_path, file.to_bytes())
    assert refused.value.detail == "more than 4000000 items"
