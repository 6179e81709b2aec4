"""Facts of many documents in a table: right values with their sources, nothing invented, resumed, edited, exported."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.capabilities.documents.api import extraction as api
from engine.capabilities.documents.extraction.commands import parse_fields
from engine.capabilities.documents.extraction.field_kinds import field_rule
from engine.capabilities.documents.extraction.model_reader import read_by_model
from engine.protocol.errors import FileUnwritable, NotFound
from tests.support.command_line import run_command
from tests.support.harness import DocumentsHarness
from tests.support.models import starter_models
from tests.support.office_collection import DOCX_INVOICES, PDF_INVOICES, spanish_date, write_office

FIELDS = parse_fields(["supplier, date, total, VAT number"])


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


def values(row: api.FactRow) -> dict[int, str]:
    return {cell.field: cell.text for cell in row.cells}


def by_name(table: api.FactTable) -> dict[str, list[api.FactRow]]:
    found: dict[str, list[api.FactRow]] = {}
    for row in table.rows:
        found.setdefault(Path(row.path).name, []).append(row)
    return found


def test_every_invoice_gives_its_facts_with_their_places(office: DocumentsHarness) -> None:
    table = office.call(api.EXTRACT, api.ExtractFacts(FIELDS))
    rows = by_name(table)
    for number, supplier, date, _ in PDF_INVOICES:
        (row,) = rows[f"factura_{number}.pdf"]
        assert values(row)[0] == supplier
        assert values(row)[1] == spanish_date(date)
        assert values(row)[3] == "B12345674"
    for number, supplier, date, total, unit in DOCX_INVOICES:
        (row,) = rows[f"{number}.docx"]
        assert (values(row)[0], values(row)[1]) == (supplier, date)
        assert [cell.normalized for cell in row.cells] == ["", date, f"{total} {unit}", ""]
    for row in table.rows:
        for cell in row.cells:
            ((page,),) = office.rows(
                "SELECT text FROM pages WHERE document = ? AND number = ?", row.document, cell.page
            )
            assert page[cell.start : cell.end] == cell.quote != ""
    assert (table.done, table.total, table.model, table.cancelled) == (31, 31, "missing", False)


def test_a_table_of_invoices_gives_a_row_for_each(office: DocumentsHarness) -> None:
    rows = by_name(office.call(api.EXTRACT, api.ExtractFacts(FIELDS)))["facturas_emitidas.xlsx"]
    assert [values(row)[0] for row in rows][:2] == ["Talleres Vega", "Talleres Vega"]
    assert [row.cells[2].normalized for row in rows] == [
        "200.40 EUR",
        "300.60 EUR",
        "1000.00 EUR",
        "49.99 EUR",
        "84.70 EUR",
    ]


def test_what_a_document_does_not_state_stays_empty(office: DocumentsHarness) -> None:
    rows = by_name(office.call(api.EXTRACT, api.ExtractFacts(FIELDS)))
    assert [values(row) for row in rows["contrato_obra.pdf"]] == [{}]
    assert [values(row) for row in rows["manual_caldera.txt"]] == [{}]
    assert [values(row) for row in rows["carta_vecinos.txt"]] == [{1: "3 de mayo de 2025"}]


def test_fields_in_spanish_and_of_other_kinds(office: DocumentsHarness, tmp_path: Path) -> None:
    (tmp_path / "ficha.txt").write_text(
        "Ficha del proveedor\n\nRazón social: Frutas Sol S.L.\nTeléfono: 912 345 678\nCorreo: hola@frutas.example\n"
        "IBAN: ES91 2100 0418 4502 0005 1332\nVencimiento: 31/12/2026\n\nEscrito el 1 de julio de 2026.",
        "utf-8",
    )
    office.index(tmp_path / "ficha.txt", collection="fichas")
    fields = parse_fields(["proveedor, teléfono, correo, IBAN; vencimiento, fecha de nacimiento"])
    (row,) = office.call(api.EXTRACT, api.ExtractFacts(fields, collection="fichas")).rows
    assert values(row) == {
        0: "Frutas Sol S.L.",
        1: "912 345 678",
        2: "hola@frutas.example",
        3: "ES91 2100 0418 4502 0005 1332",
        4: "31/12/2026",
    }


def test_a_stopped_run_goes_on_where_it_was(office: DocumentsHarness) -> None:
    seen: list[int] = []

    def note(event: Any) -> None:
        if isinstance(event, api.RowsExtracted):
            seen.extend(row.document for row in event.rows)

    table = office.call(api.EXTRACT, api.ExtractFacts(FIELDS), note, lambda: len(seen) >= 3)
    assert (table.cancelled, table.done, table.total) == (True, 3, 31)
    whole = office.call(api.EXTRACT, api.ExtractFacts(table=table.id), note)
    assert (whole.cancelled, whole.done) == (False, 31)
    assert len(set(seen)) == 31
    assert office.call(api.OPEN_FACTS, api.OpenFacts(table.id)).rows == whole.rows


def test_the_persons_own_value_is_kept_and_told(office: DocumentsHarness) -> None:
    table = office.call(api.EXTRACT, api.ExtractFacts(FIELDS))
    (row,) = by_name(table)["contrato_obra.pdf"]
    changed = office.call(api.EDIT_FACT, api.EditFact(table.id, row.position, 0, 0, "  Obras\nLara "))
    assert changed.cells == (api.FactCell(0, "Obras Lara", "person"),)
    assert by_name(office.call(api.OPEN_FACTS, api.OpenFacts(table.id)))["contrato_obra.pdf"] == [changed]
    with pytest.raises(NotFound):
        office.call(api.EDIT_FACT, api.EditFact(table.id, row.position, 0, 9, "x"))
    with pytest.raises(NotFound):
        office.call(api.EDIT_FACT, api.EditFact(table.id, 999, 0, 0, "x"))


def test_tables_are_listed_removed_and_restored(office: DocumentsHarness) -> None:
    table = office.call(api.EXTRACT, api.ExtractFacts(FIELDS, name="Facturas"))
    (info,) = office.call(api.LIST_FACTS, api.ListFacts()).tables
    assert (info.name, info.done, info.total) == ("Facturas", 31, 31)
    office.call(api.REMOVE_FACTS, api.RemoveFacts(table.id))
    assert office.call(api.LIST_FACTS, api.ListFacts()).tables == ()
    with pytest.raises(NotFound):
        office.call(api.OPEN_FACTS, api.OpenFacts(table.id))
    office.call(api.RESTORE_FACTS, api.RestoreFacts(table.id))
    assert office.call(api.OPEN_FACTS, api.OpenFacts(table.id)).name == "Facturas"


@pytest.mark.parametrize("fields", [(), (api.FactField("  "),), (api.FactField("x"),) * (api.MOST_FIELDS + 1)])
def test_no_fields_and_too_many_are_refused(office: DocumentsHarness, fields: tuple[api.FactField, ...]) -> None:
    with pytest.raises(api.NoFields):
        office.call(api.EXTRACT, api.ExtractFacts(fields))


def test_documents_that_are_not_there_are_refused(office: DocumentsHarness) -> None:
    for request in (
        api.ExtractFacts(FIELDS, (999_999,)),
        api.ExtractFacts(FIELDS, collection="nowhere"),
        api.ExtractFacts(table=77),
    ):
        with pytest.raises(NotFound):
            office.call(api.EXTRACT, request)


def test_a_document_that_vanished_meanwhile_costs_its_row_alone(office: DocumentsHarness) -> None:
    ids = [row[0] for row in office.rows("SELECT id FROM documents WHERE path LIKE '%factura_2025-00%' ORDER BY path")]

    def forget(event: Any) -> None:
        if isinstance(event, api.RowsExtracted) and event.rows[0].document == ids[0]:
            with office.store.write() as connection:
                connection.execute("DELETE FROM pages WHERE document = ?", (ids[1],))

    table = office.call(api.EXTRACT, api.ExtractFacts(FIELDS, tuple(ids)), forget)
    assert [(row.state, row.reason) for row in table.rows][:3] == [("done", ""), ("failed", "no_text"), ("done", "")]


def test_a_csv_and_a_workbook_hold_values_and_sources(office: DocumentsHarness, tmp_path: Path) -> None:
    import openpyxl

    table = office.call(api.EXTRACT, api.ExtractFacts(FIELDS))
    (row,) = by_name(table)["contrato_obra.pdf"]
    office.call(api.EDIT_FACT, api.EditFact(table.id, row.position, 0, 0, "=HYPERLINK(1)"))
    office.call(api.EXPORT_FACTS, api.ExportFacts(table.id, str(tmp_path / "t.csv"), "csv"))
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = {Path(each["File"]).name: each for each in csv.DictReader(file)}
    assert listed["factura_2025-004.pdf"]["total"] == "1.234,50 €"
    assert listed["factura_2025-004.pdf"]["total: source"] == "page 1: 1.234,50 €"
    assert listed["contrato_obra.pdf"]["supplier"] == "'=HYPERLINK(1)"
    assert listed["contrato_obra.pdf"]["supplier: source"] == "written by you"
    office.call(api.EXPORT_FACTS, api.ExportFacts(table.id, str(tmp_path / "t.xlsx"), "xlsx", "es"))
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["Datos", "Fuentes"]
    facts = {Path(line[0]).name: line for line in book["Datos"].iter_rows(min_row=2, values_only=True)}
    assert facts["factura_2025-004.pdf"][1:4] == ("Endesa Energía", "05/03/2025", 1234.5)
    sources = list(book["Fuentes"].iter_rows(min_row=2, values_only=True))
    assert ("factura_2025-004.pdf", "total", "1.234,50 €", "1", "1.234,50 €") in [line[:5] for line in sources]
    with pytest.raises(FileUnwritable):
        office.call(api.EXPORT_FACTS, api.ExportFacts(table.id, str(tmp_path), "csv"))


def test_the_command_prints_a_cell_for_every_field(office: DocumentsHarness, tmp_path: Path) -> None:
    office.close()
    options = ("--home", str(tmp_path / "home"), "--models", str(tmp_path / "no-models"), "--language", "en")
    target = tmp_path / "facts.xlsx"
    done = run_command(
        ["documents", "extract", "--fields", "supplier, total: with VAT", "--output", str(target), "--json", *options]
    )
    output = json.loads(done.stdout)
    assert done.returncode == 0
    assert target.exists()
    assert output["fields"] == ["supplier", "total"]
    row = next(row for row in output["rows"] if row["path"].endswith("factura_2025-004.pdf"))
    supplier, total = row["cells"]
    assert (supplier["value"], supplier["origin"], supplier["page"]) == ("Endesa Energía", "label", 1)
    assert (total["normalized"], total["quote"]) == ("1234.50 EUR", "1.234,50 €")
    assert run_command(["documents", "extract", "--fields", "total", "--output", "x.doc", *options]).returncode == 2
    refused = run_command(["documents", "extract", *options])
    assert refused.returncode == 1
    assert "Name what to look for" in refused.stderr
    office.store = type(office.store).open(office.home)  # what the fixture closes


def test_the_model_only_quotes_what_stands_in_the_text(tmp_path: Path) -> None:
    engine = DocumentsHarness(tmp_path / "home", starter_models())
    text = "Contract of service.\n\nThe tenant pays a deposit of two months' rent. The contract ends on 31 May 2027.\n"
    fields = {
        at: (field, field_rule(field))
        for at, field in enumerate(parse_fields(["deposit, landlord, end of the contract"]))
    }
    with engine.pool.text_model() as model:
        cells = list(read_by_model(model, fields, {1: text}, "en", lambda: False))
    assert all(text[cell.start : cell.end] == cell.quote for cell in cells)
    assert all(cell.origin == "model" for cell in cells)
    engine.close()
