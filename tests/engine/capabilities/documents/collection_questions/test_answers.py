"""Questions about a whole collection, answered from files of every office kind with known figures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from engine.capabilities.documents import api
from engine.protocol.answering.collection_answer import CollectionAnswer
from engine.protocol.errors import Cancelled
from tests.support.harness import DocumentsHarness
from tests.support.office_collection import (
    CONTRACTS,
    CSV_INVOICES,
    DOCX_INVOICES,
    FILES,
    LISTED_INVOICES,
    MAIL_INVOICES,
    MOVEMENTS,
    PDF_INVOICES,
    spanish,
    write_office,
)

INVOICES = len(PDF_INVOICES) + len(DOCX_INVOICES) + len(MAIL_INVOICES) + len(LISTED_INVOICES) - 1 + len(CSV_INVOICES)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The profile with the office's files read, and their folder."""
    folder = tmp_path_factory.mktemp("office")
    files = write_office(folder / "files")
    engine = DocumentsHarness(folder / "home", folder / "no-models")
    engine.index(files)
    engine.close()
    return folder / "home", files


@pytest.fixture
def office(indexed: tuple[Path, Path], tmp_path: Path) -> Iterator[DocumentsHarness]:
    shutil.copytree(indexed[0], tmp_path / "home")
    engine = DocumentsHarness(tmp_path / "home", tmp_path / "no-models")
    yield engine
    engine.close()


def ask(engine: DocumentsHarness, question: str, language: str = "es", *collections: str) -> CollectionAnswer | None:
    answer: CollectionAnswer | None = engine.exports["answer_collection"](
        question, collections or ("default",), (), language, lambda: False
    )
    return answer


def answered(engine: DocumentsHarness, question: str, language: str = "es") -> CollectionAnswer:
    answer = ask(engine, question, language)
    assert answer is not None, question
    return answer


def euros() -> Decimal:
    rows = [*PDF_INVOICES, *MAIL_INVOICES, *LISTED_INVOICES[:-1]]
    return sum((Decimal(row[3]) for row in rows), Decimal(0)) + sum(
        Decimal(r[3]) for r in DOCX_INVOICES if r[4] == "EUR"
    )


def test_invoices_are_counted_in_every_kind_of_file_and_a_repeated_one_once(office: DocumentsHarness) -> None:
    answer = answered(office, "¿Cuántas facturas hay?")
    assert answer.text.startswith(f"Facturas: **{INVOICES}**.")
    assert len(answer.rows) == INVOICES
    assert "contado una sola vez: facturas_emitidas.xlsx" in answer.text


def test_the_coverage_line_names_what_could_not_be_read(office: DocumentsHarness) -> None:
    answer = answered(office, "How many invoices are there?", "en")
    assert (answer.coverage.files, answer.coverage.read, answer.coverage.unread) == (FILES, FILES - 1, ("rota.pdf",))
    assert f"I read {FILES - 1} of {FILES} files. Could not be read: rota.pdf." in answer.text


def test_each_currency_has_its_own_total(office: DocumentsHarness) -> None:
    answer = answered(office, "total de las facturas")
    dollars = sum(Decimal(row[3]) for row in DOCX_INVOICES if row[4] == "USD")
    assert f"**{spanish(euros())} €**" in answer.text
    assert f"**{spanish(Decimal(dollars))} USD**" in answer.text
    assert "no se suman" in answer.text
    unnamed = sum(Decimal(row[3]) for row in CSV_INVOICES)
    assert f"**{spanish(Decimal(unnamed))}** (sin moneda)" in answer.text


def test_every_row_has_a_citation_that_stands_in_its_page(office: DocumentsHarness) -> None:
    answer = answered(office, "total de las facturas")
    assert {citation.number for citation in answer.citations} == {row.number for row in answer.rows}
    for citation in answer.citations:
        ((page,),) = office.rows(
            "SELECT text FROM pages WHERE document = ? AND number = ?", citation.document, citation.page
        )
        assert page[citation.start : citation.end] == citation.text != ""
        assert 0 < citation.answer_start < citation.answer_end <= len(answer.text)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("¿Cuánto suman las facturas de Endesa?", spanish(Decimal("1332.70"))),
        ("total de las facturas de Globex", spanish(Decimal("1760.05"))),
        ("¿Cuánto he pagado a Canal Agua en total?", spanish(-sum(Decimal(m[2]) for m in MOVEMENTS if "Agua" in m[1]))),
        ("total de las facturas de marzo de 2025", spanish(Decimal("3724.49"))),
        ("media de las facturas de Endesa", spanish(Decimal("666.35"))),
        ("suma del IVA de las facturas de Endesa", spanish(Decimal("231.29"))),
        ("importe mínimo de las facturas de Gestoría Pons", spanish(Decimal("181.50"))),
    ],
)
def test_amounts_are_added_up(office: DocumentsHarness, question: str, expected: str) -> None:
    assert f"**{expected}" in answered(office, question).text


def test_the_largest_invoice_stands_first(office: DocumentsHarness) -> None:
    answer = answered(office, "What is the largest invoice?", "en")
    assert answer.rows[0].value == "12345.67"
    assert "**12,345.67 €**" in answer.text


def test_totals_by_month_and_by_supplier_are_a_table(office: DocumentsHarness) -> None:
    by_month = answered(office, "total de las facturas por mes").text
    assert "| Mes | Cuántos | Importe |" in by_month
    assert "| 03/2025 | 5 | 3.724,49 € |" in by_month
    by_supplier = answered(office, "invoices grouped by supplier", "en").text
    assert "| Acme Ibérica S.L. | 4 | 2,194.50 € |" in by_supplier
    assert "| Gestoría Pons | 3 | 553.00 € |" in by_supplier


def test_mentions_are_looked_for_in_every_file(office: DocumentsHarness) -> None:
    deposits = answered(office, "how many contracts mention a deposit", "en")
    assert f"**1** of {len(CONTRACTS)}" in deposits.text
    both = answered(office, "¿Cuántos contratos mencionan fianza o deposit?")
    assert f"**3** de {len(CONTRACTS)}" in both.text
    without = answered(office, "¿Qué contratos no mencionan la fianza?")
    assert {Path(row.path).name for row in without.rows} == {
        "contrato_obra.pdf", "lease_agreement.docx", "service_contract.pdf",
    }  # fmt: skip
    (first,) = answered(office, "¿Qué archivos mencionan radiadores?").rows
    assert first.text == "radiadores"


def test_words_that_no_file_has_are_told_with_what_is_nearest(office: DocumentsHarness) -> None:
    answer = answered(office, "¿Qué contratos mencionan «garantía hipotecaria del contratista»?")
    assert answer.text.startswith("Contratos que mencionan «garantía hipotecaria del contratista»: **0** de 5.")
    assert "justo esas palabras" in answer.text
    assert answer.rows == ()
    assert "Lo más cercano por su significado" in answer.text
    assert Path(answer.citations[0].path).name == "contrato_obra.pdf"


def test_a_named_file_is_added_up_alone(office: DocumentsHarness) -> None:
    total = spanish(sum((Decimal(row[3]) for row in CSV_INVOICES), Decimal(0)))
    assert f"**{total}**" in answered(office, "¿Cuánto suman los importes de viajes.csv?").text
    english = answered(office, "How much do the amounts in viajes.csv add up to?", "en")
    assert {Path(row.path).name for row in english.rows} == {"viajes.csv"}


def test_files_are_listed_by_year_type_and_language(office: DocumentsHarness) -> None:
    names = {Path(row.path).name for row in answered(office, "lista todos los archivos de 2024").rows}
    assert names == {"INV-106.docx", "factura_2024-090.pdf", "informe_2024.txt", "viajes.csv"}
    assert len(answered(office, "¿Cuántos correos hay?").rows) == len(MAIL_INVOICES)
    assert len(answered(office, "Lista todas las hojas de cálculo").rows) == 3
    assert len(answered(office, "How many files are there?", "en").rows) == FILES - 1


def test_a_letter_that_only_speaks_of_an_invoice_is_none(office: DocumentsHarness) -> None:
    rows = answered(office, "¿Cuántas facturas hay de Acme?").rows
    assert {Path(row.path).name for row in rows} == {f"factura_{n}.pdf" for n, s, _, _ in PDF_INVOICES if "Acme" in s}


def test_ordinary_questions_and_amounts_that_are_not_there_are_left_to_the_ordinary_way(
    office: DocumentsHarness,
) -> None:
    assert ask(office, "¿Cuánto es la fianza del contrato?") is None
    assert answered(office, "suma de los kilómetros").text == ""
    assert ask(office, "How many articles are there?", "en") is None
    assert ask(office, "¿Cuántas facturas hay?", "es", "empty") is None


def test_without_any_invoice_the_answer_is_none_of_them(office: DocumentsHarness) -> None:
    answer = answered(office, "¿Cuántas nóminas hay?")
    assert answer.text.startswith("Nóminas: **0**.")
    assert answer.rows == ()


def test_cells_follow_a_file_that_changed(office: DocumentsHarness, tmp_path: Path) -> None:
    table = tmp_path / "gastos.csv"
    table.write_text("Concepto;Gasto\nLuz;10,50\nAgua;4,50\n", "utf-8")
    office.index(table, collection="casa")
    first = ask(office, "suma de los gastos", "es", "casa")
    table.write_text("Concepto;Gasto\nLuz;10,50\nAgua;4,50\nGas;100,00\n", "utf-8")
    office.index(table, collection="casa")
    second = ask(office, "suma de los gastos", "es", "casa")
    assert first is not None
    assert second is not None
    assert "**15,00**" in first.text
    assert "**115,00**" in second.text


def test_a_damaged_cell_costs_its_number_alone(office: DocumentsHarness) -> None:
    answered(office, "total de las facturas")
    with office.store.write() as connection:
        connection.execute("UPDATE table_cells SET number = 'x' WHERE number <> '' AND text LIKE '%12.345,67%'")
    assert "factura_2025-006.pdf" in answered(office, "total de las facturas").text.split("sin sumar")[1]


def test_a_cancelled_question_ends(office: DocumentsHarness) -> None:
    with pytest.raises(Cancelled):
        office.exports["answer_collection"]("¿Cuántas facturas hay?", ("default",), (), "es", lambda: True)


def test_cells_are_read_with_the_files_and_go_with_them(office: DocumentsHarness, tmp_path: Path) -> None:
    """The first question finds them read: nothing is read again where the text is the same."""
    unread = "SELECT count(*) FROM documents d WHERE NOT EXISTS(SELECT 1 FROM cell_readings r WHERE r.document = d.id)"
    assert office.rows(f"{unread} AND d.state <> 'failed'") == [(0,)]
    (before,) = office.rows("SELECT count(*) FROM table_cells")
    assert before[0] > 50
    (tmp_path / "precios").mkdir()
    file = tmp_path / "precios" / "precios.csv"
    file.write_text("Artículo;Precio\nMesa;100,00 €\nSilla;50,00 €\n", "utf-8")
    office.index(file, collection="precios")
    of_file = "(SELECT id FROM documents WHERE path LIKE '%precios.csv')"
    named = f"SELECT number FROM table_cells WHERE number <> '' AND document IN {of_file}"
    assert office.rows(named) == [("100.00",), ("50.00",)]
    file.write_text("Artículo;Precio\nMesa;700,00 €\nSilla;60,00 €\n", "utf-8")
    office.index(file, collection="precios")
    assert office.rows(named) == [("700.00",), ("60.00",)]
    file.unlink()
    office.index(file.parent, collection="precios")
    assert ask(office, "suma de los precios", "es", "precios") is None  # no file is left to ask
    office.call(api.PURGE, api.PurgeDocuments())
    assert office.rows("SELECT count(*) FROM table_cells") == [before]
