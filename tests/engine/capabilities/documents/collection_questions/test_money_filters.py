"""Questions about invoices that are paid or not, due in a month, above an amount, issued or received, in people's own words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.protocol.answering.collection_answer import CollectionAnswer
from tests.support.harness import DocumentsHarness

ISSUED = """Número;Fecha;Vencimiento;Cliente;Total;Estado
F-101;14/01/2025;14/02/2025;Talleres Arranz;484,00 €;Pagada
F-102;21/02/2025;30/06/2025;Bodegas Corral;2.178,00 €;Pendiente
F-103;19/05/2025;19/06/2025;Bodegas Corral;786,50 €;Pagada
F-104;30/06/2025;30/07/2025;Clínica Sanz;217,80 €;No pagada
"""
RECEIVED = """FACTURA

Número de factura: EN-90177
Proveedor: Energía Norte, S. A.
Fecha: 31/05/2025
Vencimiento: 15/06/2025

Total a pagar: 117,52 €
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentsHarness]:
    folder = tmp_path_factory.mktemp("office")
    files = folder / "files"
    files.mkdir()
    (files / "facturas_emitidas.csv").write_text(ISSUED, "utf-8")
    (files / "factura_luz.txt").write_text(RECEIVED, "utf-8")
    engine = DocumentsHarness(folder / "home", folder / "no-models")
    engine.index(files)
    yield engine
    engine.close()


def ask(engine: DocumentsHarness, question: str, language: str = "es") -> CollectionAnswer:
    answer: CollectionAnswer | None = engine.exports["answer_collection"](
        question, ("default",), (), language, lambda: False
    )
    assert answer is not None, question
    return answer


def values(answer: CollectionAnswer) -> list[str]:
    return sorted(row.value for row in answer.rows)


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("facturas pendientes de cobro, cuales son", "es", ["217.80", "2178.00"]),
        ("show me the unpaid invoices", "en", ["217.80", "2178.00"]),
        ("which invoices have been paid", "en", ["484.00", "786.50"]),
        ("cuanto nos debe bodegas corral", "es", ["2178.00"]),
        ("que facturas vencen en junio", "es", ["117.52", "2178.00", "786.50"]),
        ("facturas de mas de 500 euros", "es", ["2178.00", "786.50"]),
        ("list evry invoice below 200 €", "en", ["117.52"]),
        ("How many bills did we recieve?", "en", ["117.52"]),
        ("me sumas lo que hemos pagado de luz", "es", ["117.52"]),
    ],
)
def test_invoices_are_narrowed(office: DocumentsHarness, question: str, language: str, expected: list[str]) -> None:
    assert values(ask(office, question, language)) == sorted(expected)


def test_those_that_do_not_state_it_are_named(office: DocumentsHarness) -> None:
    answer = ask(office, "facturas pendientes de cobro")
    assert answer.text.startswith("Facturas, sin pagar: **2**.") and "no se cuentan: factura_luz.txt" in answer.text


def test_whether_invoices_were_issued_is_said_to_go_by_the_names_of_files(office: DocumentsHarness) -> None:
    answer = ask(office, "importe medio de las facturas emitidas")
    assert "Media: **916,58 €**" in answer.text and "se distinguen por los nombres" in answer.text


def test_where_no_document_states_whether_it_is_paid_the_question_is_an_ordinary_one(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "factura_luz.txt").write_text(RECEIVED, "utf-8")
    engine = DocumentsHarness(tmp_path / "home", tmp_path / "no-models")
    engine.index(tmp_path / "files")
    assert engine.exports["answer_collection"]("facturas sin pagar", ("default",), (), "es", lambda: False) is None
    engine.close()


def test_the_month_is_named_and_a_single_noun_is_shown_as_several(office: DocumentsHarness) -> None:
    assert ask(office, "hay alguna factura de mayo?").text.startswith("Facturas, mayo: **2**.")
    assert ask(office, "is there any invoice from May?", "en").text.startswith("Invoices, May: **2**.")
