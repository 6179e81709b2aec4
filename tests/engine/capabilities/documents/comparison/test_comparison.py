"""Two documents compared: changed, added, dropped and moved passages with both places, changed values first."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from engine.capabilities.documents.api import comparison as api
from engine.capabilities.documents.api.whole_document import DocumentWithoutText
from engine.capabilities.documents.comparison.alignment import Alignment, align
from engine.capabilities.documents.comparison.passages import ComparablePassage
from engine.capabilities.documents.comparison.word_changes import changed_values, changed_words
from engine.protocol.errors import Cancelled, FileEmpty, FileVanished
from engine.protocol.pages import READ_PAGE, ReadPage
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import DocumentsHarness, never

OLD = (
    "CONTRATO DE ARRENDAMIENTO",
    "El arrendador cede al arrendatario la vivienda de la calle Mayor 7, piso 3, en Madrid.",
    "La renta es de 900 € al mes y se paga antes del 5 de marzo de 2026 en la cuenta indicada.",
    "El arrendatario entrega una fianza de una mensualidad al firmar el contrato.",
    "Los gastos de comunidad corren a cargo del arrendador.",
    "El arrendatario no puede tener animales en la vivienda sin permiso escrito.",
    "Las reparaciones pequeñas por el uso ordinario son del arrendatario.",
)
NEW = (
    "CONTRATO DE ARRENDAMIENTO",
    "Las reparaciones pequeñas por el uso ordinario son del arrendatario.",
    "El arrendador cede al arrendatario la vivienda de la calle Mayor 7, piso 3, en Madrid.",
    "La renta es de 950 € al mes y se paga antes del 10 de marzo de 2026 en la cuenta indicada.",
    "El arrendatario entrega una fianza de dos mensualidades al firmar el contrato.",
    "Los gastos de comunidad corren a cargo del arrendador.",
    "El seguro de la vivienda lo paga el arrendador durante todo el plazo.",
)


def write(path: Path, paragraphs: tuple[str, ...]) -> Path:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    return path


@pytest.fixture
def model() -> FakeTextModel:
    return FakeTextModel("La renta sube de 900 a 950 €. La fianza pasa a dos mensualidades.")


@pytest.fixture
def engine(home: Path, tmp_path: Path, model: FakeTextModel) -> Iterator[DocumentsHarness]:
    engine = DocumentsHarness(home, tmp_path / "no-models", pool=FakeModelPool(model))
    yield engine
    engine.close()


def compare(engine: DocumentsHarness, first: Path, second: Path) -> api.DocumentComparison:
    return engine.call(api.COMPARE, api.CompareDocuments(first_path=str(first), second_path=str(second)))


@pytest.fixture
def compared(engine: DocumentsHarness, tmp_path: Path) -> api.DocumentComparison:
    return compare(engine, write(tmp_path / "a.docx", OLD), write(tmp_path / "b.docx", NEW))


def found(comparison: api.DocumentComparison, kind: str) -> list[tuple[str, str]]:
    return [
        (difference.first.text if difference.first else "", difference.second.text if difference.second else "")
        for difference in comparison.differences
        if difference.kind == kind
    ]


def test_changed_added_dropped_and_moved_passages_are_told_apart(compared: api.DocumentComparison) -> None:
    assert found(compared, "changed") == [(OLD[2], NEW[3]), (OLD[3], NEW[4])]
    assert found(compared, "added") == [("", NEW[6])]
    assert found(compared, "dropped") == [(OLD[5], "")]
    assert found(compared, "moved") == [(OLD[6], NEW[1])]
    assert compared.unchanged == 3


def test_changed_values_come_first_with_both_values(compared: api.DocumentComparison) -> None:
    first = compared.differences[0]
    assert first.values == (
        api.ValueChange("amount", "900 €", "950 €"),
        api.ValueChange("date", "5 de marzo de 2026", "10 de marzo de 2026"),
    )
    assert first.first is not None and first.second is not None
    assert [first.first.text[a:b] for a, b in first.first.words] == ["900", "5"]
    assert [first.second.text[a:b] for a, b in first.second.words] == ["950", "10"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Dura un año.", "Dura tres años.", [("un año", "tres años")]),
        ("Avisa con 30 días.", "Avisa con 45 días.", [("30 días", "45 días")]),
        ("It lasts twelve months.", "It lasts 12 months.", []),
    ],
)
def test_a_period_is_compared_with_its_unit_and_in_words_too(
    old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    assert [(change.first, change.second) for change in changed_values(old, new)] == expected


def test_the_place_of_a_difference_is_the_nearest_heading(engine: DocumentsHarness, tmp_path: Path) -> None:
    files = []
    for name, rent in (("a.docx", "750"), ("b.docx", "795")):
        document = docx.Document()
        for title, text in (
            ("Segunda. Duración", "El contrato dura un año desde la firma."),
            ("Tercera. Renta", f"La renta mensual es de {rent} euros."),
            ("Cuarta. Gastos", "Los gastos de comunidad son de la arrendadora."),
        ):
            document.add_heading(title, 1)
            document.add_paragraph(text)
        document.save(str(tmp_path / name))
        files.append(tmp_path / name)
    (difference,) = compare(engine, *files).differences
    assert difference.first is not None and difference.first.label == "Tercera. Renta"


def test_each_passage_stands_in_its_page(engine: DocumentsHarness, tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.docx", OLD), write(tmp_path / "b.docx", NEW)
    engine.index(first, second)
    comparison = compare(engine, first, second)
    assert comparison.first.document and comparison.second.document
    for difference in comparison.differences:
        for file, passage in ((comparison.first, difference.first), (comparison.second, difference.second)):
            if passage is not None:
                page = engine.call(READ_PAGE, ReadPage(file.document, passage.page))
                assert page.text[passage.start : passage.end] == passage.text


def test_a_document_has_no_differences_with_itself(engine: DocumentsHarness, tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx", OLD)
    comparison = compare(engine, path, path)
    assert (comparison.differences, comparison.unchanged) == ((), len(OLD))


def test_the_model_reads_the_differences_and_sums_them_up(
    engine: DocumentsHarness, model: FakeTextModel, compared: api.DocumentComparison
) -> None:
    result = engine.call(api.SUMMARISE_DIFFERENCES, api.SummariseDifferences(compared, "es"))
    assert result.text == model.answer
    assert "- La renta es de 900 €" in model.received[0][-1].text
    assert OLD[1] not in model.received[0][-1].text


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_is_exported_with_both_places(
    engine: DocumentsHarness, compared: api.DocumentComparison, tmp_path: Path, language: str
) -> None:
    for format, name in (("md", "c.md"), ("html", "c.html"), ("docx", "c.docx"), ("csv", "c.csv")):
        request = api.ExportComparedDocuments(compared, str(tmp_path / name), format, language, "Sube la renta.")  # type: ignore[arg-type]  # as listed
        engine.call(api.EXPORT_COMPARED, request)
    table = docx.Document(str(tmp_path / "c.docx")).tables[0]
    kind = "Cambiado" if language == "es" else "Changed"
    assert table.rows[1].cells[0].text == f"{kind}: 900 € → 950 €; 5 de marzo de 2026 → 10 de marzo de 2026"
    assert [run.text for run in table.rows[1].cells[2].paragraphs[0].runs if run.font.highlight_color] == ["950", "10"]
    assert "Sube la renta." in (tmp_path / "c.md").read_text("utf-8")
    assert "La renta es de **950** €" in (tmp_path / "c.md").read_text("utf-8")
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 1 + len(compared.differences)


def test_files_without_text_and_files_that_are_gone_are_told(engine: DocumentsHarness, tmp_path: Path) -> None:
    first = write(tmp_path / "a.docx", OLD)
    with pytest.raises(FileVanished):
        compare(engine, first, tmp_path / "none.docx")
    blank = write(tmp_path / "blank.docx", (" ",))
    with pytest.raises((DocumentWithoutText, FileEmpty)):
        compare(engine, first, blank)


def test_cancel_ends_it(engine: DocumentsHarness, tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.docx", OLD), write(tmp_path / "b.docx", NEW)
    engine.index(first, second)
    request = api.CompareDocuments(first_path=str(first), second_path=str(second))
    with pytest.raises(Cancelled):
        engine.call(api.COMPARE, request, is_cancelled=lambda: True)


def test_rewording_is_found_by_meaning(home: Path, models: Path, tmp_path: Path) -> None:
    engine = DocumentsHarness(home, models)
    old = (
        "The tenant must give thirty days' notice before leaving the flat.",
        "Rent is due on the first of the month.",
    )
    new = (
        "Anyone renting has to announce a month ahead that they will move out.",
        "Rent is due on the first of the month.",
    )
    comparison = compare(engine, write(tmp_path / "a.docx", old), write(tmp_path / "b.docx", new))
    engine.close()
    assert {difference.kind for difference in comparison.differences} <= {"changed", "added", "dropped"}


def passages(*texts: str) -> list[ComparablePassage]:
    return [ComparablePassage(1, 0, len(text), text) for text in texts]


def test_a_long_document_is_aligned_in_steps_that_grow_with_its_length() -> None:
    """20,000 passages of which every fiftieth changed: each gap is compared by itself."""
    old = [f"El párrafo número {n} trata del asunto {n * 7 % 1001} y de la caldera {n}." for n in range(20_000)]
    new = [text.replace("caldera", "estufa nueva") if n % 50 == 0 else text for n, text in enumerate(old)]
    *_, alignment = align(passages(*old), passages(*new), never)
    assert isinstance(alignment, Alignment)
    assert (len(alignment.same), len(alignment.changed)) == (19_600, 400)
    assert alignment.dropped == alignment.added == []


def test_text_that_repeats_over_and_over_is_aligned_too() -> None:
    old = ["Sin novedad."] * 300 + ["Se rompió la caldera."]
    new = ["Sin novedad."] * 290 + ["Se rompió la caldera."]
    *_, alignment = align(passages(*old), passages(*new), never)
    assert isinstance(alignment, Alignment)
    assert (len(alignment.same), len(alignment.dropped), alignment.added) == (291, 10, [])


@pytest.mark.parametrize(
    ("first", "second", "values"),
    [
        ("Cuesta 1.000 €.", "Cuesta 1000,00 €.", []),
        ("Un 21 % de IVA", "Un 10 % de IVA", [("percent", "21 %", "10 %")]),
        ("due on 5 March 2026", "due on 2026-04-05", [("date", "5 March 2026", "2026-04-05")]),
        ("three of 12 rooms", "three of 15 rooms", [("number", "12", "15")]),
        ("", "Pays $ 1,250.50 now", [("amount", "", "$ 1,250.50")]),
        ("Cláusula 3.1", "Cláusula 3.2", [("number", "3.1", "3.2")]),
        ("nada", "nada de nada", []),
    ],
)
def test_values_that_changed(first: str, second: str, values: list[tuple[str, str, str]]) -> None:
    assert [(v.kind, v.first, v.second) for v in changed_values(first, second)] == values


def test_words_that_changed_are_marked_on_both_sides() -> None:
    assert changed_words("a b c", "a x c") == (((2, 3),), ((2, 3),))
    assert changed_words("Hola", "¡Hola!") == ((), ((0, 1), (5, 6)))
    assert changed_words("", "") == ((), ())
