"""A file's text for the box that texts are written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.capabilities.text_tools import api as text_tools
from engine.protocol.errors import FileError
from tests.engine.capabilities.classification.desk import Desk


def test_a_files_text_is_read_in_whatever_encoding(desk: Desk, tmp_path: Path) -> None:
    note = tmp_path / "nota.txt"
    note.write_bytes("La caldera está averiada".encode("cp1252"))
    assert desk.call(text_tools.READ_TEXT, text_tools.ReadText(str(note))) == text_tools.TextRead(
        "nota.txt", "La caldera está averiada"
    )


@pytest.mark.parametrize(
    ("name", "data"), [("vacío.txt", b""), ("roto.pdf", b"%PDF-1.7 cut short"), ("foto.jpg", b"\xff")]
)
def test_a_file_without_text_says_why(desk: Desk, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FileError) as refused:
        desk.call(text_tools.READ_TEXT, text_tools.ReadText(str(tmp_path / name)))
    assert name in str(refused.value)


def test_a_file_that_is_gone_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(FileError):
        desk.call(text_tools.READ_TEXT, text_tools.ReadText(str(tmp_path / "gone.txt")))
