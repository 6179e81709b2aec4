"""`ateneo documents count|list|total` over an office's files with known figures, and over what has none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api import tabulating as api
from engine.capabilities.documents.tabulating.conditions import parse_condition
from engine.protocol.errors import CollectionMissing
from tests.engine.capabilities.documents.test_commands import Ateneo
from tests.support.harness import DocumentsHarness
from tests.support.office_collection import CONTRACTS, DOCX_INVOICES, FILES, MOVEMENTS, PDF_INVOICES, write_office


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The profile with the office's files read."""
    folder = tmp_path_factory.mktemp("office")
    engine = DocumentsHarness(folder / "home", folder / "no-models")
    engine.index(write_office(folder / "files"))
    engine.close()
    return folder / "home"


@pytest.fixture
def office(indexed: Path, tmp_path: Path) -> Iterator[DocumentsHarness]:
    shutil.copytree(indexed, tmp_path / "home")
    engine = DocumentsHarness(tmp_path / "home", tmp_path / "no-models")
    yield engine
    engine.close()


def tabulate(engine: DocumentsHarness, **request: Any) -> api.Tabulation:
    found: api.Tabulation = engine.call(api.TABULATE, api.Tabulate(**request))
    return found


def totals(found: api.Tabulation | api.TabulateGroup) -> dict[str, Decimal]:
    return {total.unit: Decimal(total.value) for total in found.totals}


def test_documents_are_counted_with_how_much_was_read(office: DocumentsHarness) -> None:
    found = tabulate(office, kind="contratos", language="es")
    assert found.count == len(CONTRACTS) == len(found.rows)
    assert found.coverage_text == f"He leído {FILES - 1} de {FILES} archivos. No se han podido leer: rota.pdf."
    assert tabulate(office, kind="contracts", mentions=("fianza",)).count == 2
    assert tabulate(office).count == FILES - 1


def test_currencies_are_kept_apart_and_decimal_commas_read(office: DocumentsHarness) -> None:
    found = tabulate(office, operation="sum", kind="invoices", language="es")
    dollars = sum((Decimal(row[3]) for row in DOCX_INVOICES if row[4] == "USD"), Decimal(0))
    assert totals(found)["USD"] == dollars
    assert totals(found)["EUR"] > 20_000
    assert {total.text for total in found.totals} >= {"3.450,50 USD", "1.239,80 (sin moneda)"}
    assert found.repeated == ("facturas_emitidas.xlsx",)
    large = tabulate(office, operation="count", kind="invoices", where=("importe>1.000,00",))
    assert all(Decimal(row.value) > 1000 for row in large.rows)
    assert {row.value for row in large.rows} >= {"1234.50", "12345.67"}
    assert tabulate(office, kind="invoices", where=("amount=12345,67 €",)).count == 1


def test_groups_are_suppliers_months_and_columns(office: DocumentsHarness) -> None:
    by_supplier = tabulate(office, operation="sum", kind="invoices", by="proveedor")
    acme = next(group for group in by_supplier.groups if group.name == "Acme Ibérica S.L.")
    expected = sum((Decimal(row[3]) for row in PDF_INVOICES if "Acme" in row[1]), Decimal(0))
    assert (acme.count, totals(acme)) == (4, {"EUR": expected})
    by_month = tabulate(office, kind="invoices", by="month", where=("date>=2025", "date<=2025-03"))
    assert [group.name for group in by_month.groups] == ["2025-01", "2025-02", "2025-03"]
    water = tabulate(office, operation="sum", column="Importe", by="Concepto", where=("Concepto~agua",))
    paid = sum((Decimal(row[2]) for row in MOVEMENTS if "Agua" in row[1]), Decimal(0))
    assert [(group.name, totals(group)) for group in water.groups] == [("Recibo Canal Agua", {"": paid})]
    rows = tabulate(office, where=("Concepto=Nómina",))
    assert [row.date for row in rows.rows] == ["2025-05-01"]


@pytest.mark.parametrize(
    ("operation", "expected"), [("maximum", "12345.67"), ("minimum", "77.00"), ("average", "1685.757")]
)
def test_other_results(office: DocumentsHarness, operation: api.TabulateOperation, expected: str) -> None:
    found = tabulate(office, operation=operation, kind="invoices", where=("name~factura_",))
    assert Decimal(found.totals[0].value) == Decimal(expected)


@pytest.mark.parametrize(
    ("condition", "wrong"),
    [("supplier", True), ("=", True), ("a=", True), (">5", True), ("", True), ("a~b", False), ("a = b = c", False)],
)
def test_a_condition_that_is_none_is_refused(condition: str, wrong: bool) -> None:
    if wrong:
        with pytest.raises(api.ConditionUnusable):
            parse_condition(condition)
    else:
        assert parse_condition(condition).name == "a"


def test_names_that_nothing_has_are_refused_with_those_there_are(office: DocumentsHarness) -> None:
    with pytest.raises(api.NoSuchColumn, match="Importe"):
        tabulate(office, where=("Color=rojo",))
    with pytest.raises(api.NoSuchColumn, match="Peso"):
        tabulate(office, operation="sum", column="Peso")
    with pytest.raises(api.NoSuchColumn, match="Talla"):
        tabulate(office, kind="invoices", by="Talla")
    with pytest.raises(api.DocumentKindUnknown, match="contrato"):
        tabulate(office, kind="things")
    with pytest.raises(CollectionMissing, match="default"):
        tabulate(office, collections=("nowhere",))


def test_an_empty_collection_and_files_without_numbers(home: Path, tmp_path: Path) -> None:
    engine = DocumentsHarness(home, tmp_path / "no-models")
    found = tabulate(engine, operation="sum", language="es")
    assert (found.count, found.totals, found.coverage.files) == (0, (), 0)
    (tmp_path / "nota.txt").write_text("Nada que contar aquí.", "utf-8")
    (tmp_path / "otra.txt").write_text("Tampoco.", "utf-8")
    engine.index(tmp_path / "nota.txt", tmp_path / "otra.txt")
    assert tabulate(engine, operation="sum").totals == ()
    assert tabulate(engine, kind="text files").count == 2
    ((id,),) = engine.rows("SELECT id FROM documents WHERE path LIKE '%otra.txt'")
    engine.call(documents.REMOVE, documents.RemoveDocuments((id,)))
    assert [Path(row.path).name for row in tabulate(engine, operation="list").rows] == ["nota.txt"]
    engine.close()


def test_the_commands_print_the_result_the_coverage_and_json(home: Path, tmp_path: Path) -> None:
    ateneo = Ateneo(home, tmp_path / "no-models")
    table = "Pedido;Ciudad;Importe\n1;Madrid;1.234,50 €\n2;Cádiz;65,50 €\n3;Madrid;10,00 $\n"
    (tmp_path / "pedidos.csv").write_text(table, "utf-8")
    ateneo.run("index", str(tmp_path / "pedidos.csv"))
    done = ateneo.run("documents", "total", "--by", "ciudad", "--column", "importe")
    assert done.stdout.splitlines() == [
        "Total: 1,300.00 € · 10.00 USD",
        "Cádiz        1  65.50 €",
        "Madrid       2  1,234.50 € · 10.00 USD",
        "I read 1 of 1 files.",
    ]
    assert "not added together" in done.stderr
    assert ateneo.run("documents", "count", "--where", "ciudad=madrid").stdout == "2\nI read 1 of 1 files.\n"
    listed = ateneo.run("documents", "list", "--where", "importe>=65,5").stdout.splitlines()
    assert len(listed) == 3
    data = ateneo.data("documents", "total", "--where", "Ciudad=Madrid")
    assert [(total["value"], total["unit"]) for total in data["totals"]] == [("1234.50", "EUR"), ("10.00", "USD")]
    assert data["rows"][0]["text"] == "1 · Madrid · 1.234,50 €"
    wrong = ateneo.run("documents", "count", "--where", "ciudad")
    assert (wrong.returncode, "is no condition" in wrong.stderr) == (1, True)
