"""Related passages: from other documents only, nearest first, and without embedding a page that has its vectors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api.related import FIND_RELATED, FindRelated
from engine.protocol.answering.passage import Passage
from engine.protocol.errors import FileVanished, TextEmpty
from tests.support.harness import DocumentsHarness

TEXTS = {
    "caldera.txt": "La caldera de gas se revisa cada dos años por un técnico autorizado, que mide la combustión y los humos.",
    "gas.txt": "El técnico autorizado revisa la instalación de gas y la combustión de la caldera cada dos años.",
    "tarta.txt": "Para la tarta de manzana se pelan tres manzanas, se cortan en láminas y se hornean con azúcar y canela.",
    "heating.txt": "A certified engineer checks the gas boiler every two years and measures the combustion and its fumes.",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[tuple[DocumentsHarness, Path]]:
    root = tmp_path_factory.mktemp("related")
    folder = root / "files"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "copia.txt").write_text(TEXTS["caldera.txt"], "utf-8")
    engine = DocumentsHarness(root / "home", models)
    engine.index(folder)
    yield engine, folder
    engine.close()


def ids(engine: DocumentsHarness) -> dict[str, int]:
    listed = engine.call(documents.LIST, documents.ListDocuments()).documents
    return {Path(document.path).name: document.id for document in listed}


def names(passages: tuple[Passage, ...]) -> list[str]:
    return [Path(passage.path).name for passage in passages]


def test_other_documents_on_the_same_subject_are_related_and_copies_are_not(
    library: tuple[DocumentsHarness, Path],
) -> None:
    engine, _ = library
    found = engine.call(FIND_RELATED, FindRelated(ids(engine)["caldera.txt"], 1))
    assert names(found.passages)[0] == "gas.txt"
    assert not {"caldera.txt", "copia.txt", "tarta.txt"} & set(names(found.passages))
    assert found.passages[0].text == TEXTS["gas.txt"]


def test_a_page_with_vectors_is_not_embedded(library: tuple[DocumentsHarness, Path]) -> None:
    engine, _ = library
    lent = engine.pool.embedder

    def refuse(model: str | None = None) -> object:
        raise AssertionError("nothing has to be embedded")

    engine.pool.embedder = refuse  # type: ignore[assignment, method-assign]  # to see that it is not asked for
    try:
        assert engine.call(FIND_RELATED, FindRelated(ids(engine)["gas.txt"], 1)).passages
    finally:
        engine.pool.embedder = lent  # type: ignore[method-assign]  # as it was


def test_a_pasted_text_and_a_file_outside_the_library_have_related_passages(
    library: tuple[DocumentsHarness, Path], tmp_path: Path
) -> None:
    engine, folder = library
    text = "¿Quién mira la combustión de una caldera de gas y cada cuánto?"
    assert names(engine.call(FIND_RELATED, FindRelated(text=text)).passages)[0] in (
        "gas.txt",
        "caldera.txt",
        "copia.txt",
    )
    other = tmp_path / "nota.txt"
    other.write_text("La caldera de gas la revisa un técnico autorizado cada dos años y mide la combustión.", "utf-8")
    found = names(engine.call(FIND_RELATED, FindRelated(path=str(other))).passages)
    assert "gas.txt" in found and "tarta.txt" not in found
    same = names(engine.call(FIND_RELATED, FindRelated(path=str(folder / "caldera.txt"))).passages)
    assert not {"caldera.txt", "copia.txt"} & set(same)
    engine.interactive_indexer.close()  # the child that read the file


def test_what_cannot_be_looked_for_is_told(library: tuple[DocumentsHarness, Path], tmp_path: Path) -> None:
    engine, _ = library
    with pytest.raises(TextEmpty):
        engine.call(FIND_RELATED, FindRelated(text=" \n"))
    with pytest.raises(FileVanished):
        engine.call(FIND_RELATED, FindRelated(path=str(tmp_path / "none.txt")))
    engine.interactive_indexer.close()
    assert engine.call(FIND_RELATED, FindRelated(99, 1)).passages == ()


def test_a_library_without_vectors_has_no_related_passages(home: Path, tmp_path: Path) -> None:
    engine = DocumentsHarness(home, tmp_path / "no-models")
    (tmp_path / "a.txt").write_text(TEXTS["gas.txt"], "utf-8")
    engine.index(tmp_path / "a.txt")
    assert engine.call(FIND_RELATED, FindRelated(1, 1)).passages == ()
    engine.close()
