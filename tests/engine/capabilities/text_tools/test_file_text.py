"""Reading the text of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.capabilities.text_tools import api as text_tools
from engine.protocol.errors import FileError
from tests.support.harness import EngineHarness


def test_a_files_text_is_read_in_whatever_encoding(engine: EngineHarness, tmp_path: Path) -> None:
    note = tmp_path / "nota.txt"
    note.write_bytes("La caldera está averiada".encode("cp1252"))
    assert engine.call(text_tools.READ_TEXT, text_tools.ReadText(str(note))) == text_tools.FileText(
        "nota.txt", "La caldera está averiada"
    )


@pytest.mark.parametrize(
    ("name", "data"), [("vacío.txt", b""), ("roto.pdf", b"%PDF-1.7 cut short"), ("foto.jpg", b"\xff")]
)
def test_a_file_without_text_says_why(engine: EngineHarness, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FileError) as refused:
        engine.call(text_tools.READ_TEXT, text_tools.ReadText(str(tmp_path / name)))
    assert name in str(refused.value)


def test_a_missing_file_is_refused(engine: EngineHarness, tmp_path: Path) -> None:
    with pytest.raises(FileError):
        engine.call(text_tools.READ_TEXT, text_tools.ReadText(str(tmp_path / "gone.txt")))
