"""Files of translations are read when one of their contexts is asked for."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import ParseError

import pytest

from engine.protocol.i18n import Translations

MESSAGE = "<message><source>{source}</source><translation>{translation}</translation></message>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "es").mkdir()
    return tmp_path


def write(folder: Path, name: str, *contexts: tuple[str, str, str], end: str = "</TS>") -> None:
    body = "".join(
        f"<context><name>{context}</name>{MESSAGE.format(source=source, translation=translation)}</context>"
        for context, source, translation in contexts
    )
    (folder / "es" / name).write_text(f"<TS>{body}{end}", "utf-8")


def test_a_file_is_read_when_one_of_its_contexts_is_asked_for(folder: Path) -> None:
    write(folder, "good.ts", ("shell", "Open", "Abrir"))
    write(folder, "cut_off.ts", ("models", "Model", "Modelo"), end="")
    translations = Translations("es", folder)
    assert translations.tr("shell", "Open") == "Abrir"
    assert translations.tr("nowhere", "Open") == "Open"
    with pytest.raises(ParseError):
        translations.tr("models", "Model")


def test_a_context_may_stand_in_several_files(folder: Path) -> None:
    write(folder, "a.ts", ("shell", "Open", "Abrir"), ("errors", "Broken", "Roto"))
    write(folder, "b.ts", ("shell", "Close", "Cerrar"))
    translations = Translations("es", folder)
    assert [translations.tr("shell", text) for text in ("Open", "Close")] == ["Abrir", "Cerrar"]
    assert translations.tr("errors", "Broken") == "Roto"
