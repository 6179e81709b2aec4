"""docs/faults.md 68: a damaged cell costs what it says, and nothing else."""

from __future__ import annotations

import msgspec
import pytest

from engine.store.json_cells import decode_cell, decode_list, decode_texts


class Colour(msgspec.Struct):
    name: str


@pytest.mark.parametrize("cell", [None, 3, 2.5, "", b"", "{", "[1", b"\xff\xfe", "\ud800", "null", "[" * 100_000])
def test_what_is_no_json_is_nothing(cell: object) -> None:
    assert decode_cell(cell, Colour) is None
    assert decode_list(cell, str) == ()
    assert decode_texts(cell) == {}


def test_items_of_another_type_are_left_out_of_a_list() -> None:
    assert decode_list(b'["a", 3, null, {"b": 1}, "c"]', str) == ("a", "c")
    assert decode_list('[{"name": "red"}, {"name": 3}, "blue"]', Colour) == (Colour("red"),)


def test_text_and_bytes_are_read_alike() -> None:
    assert decode_cell('{"name": "añil"}', Colour) == decode_cell('{"name": "añil"}'.encode(), Colour) == Colour("añil")
    assert decode_texts('{"a": "b"}') == {"a": "b"} and decode_texts('{"a": 1}') == {}
