"""What `ateneo ask` asks: several collections, all of them, files that are not read yet, and what was asked before."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.support.command_line import run_command

Run = Callable[..., CompletedProcess[str]]
HEAD = "Factura;Proveedor;Fecha;Importe\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    options = ("--home", str(tmp_path / "home"), "--models", str(tmp_path / "no-models"), "--language", "es")

    def call(*arguments: str) -> CompletedProcess[str]:
        return run_command([*arguments, *options])

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files of invoices, in folders of their own."""
    for name, row in (("norte", "1;Acme;2024-03-01;1.234,50 €"), ("sur", "2;Globex;2025-01-02;65,50 €")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"facturas_{name}.csv").write_text(f"{HEAD}{row}\n9{row}\n", "utf-8")
    return tmp_path


def read_both(run: Run, folder: Path) -> None:
    for name in ("norte", "sur"):
        assert run("index", str(folder / name), "--collection", name).returncode == 0


def answer(done: CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


def files(printed: dict[str, Any]) -> set[str]:
    return {Path(row["path"]).stem for row in printed["rows"]}


def test_one_several_and_all_collections_are_asked(run: Run, folder: Path) -> None:
    read_both(run, folder)
    one = answer(run("ask", "¿Cuántas facturas hay?", "--collection", "sur", "--json"))
    assert files(one) == {"facturas_sur"}
    two = answer(run("ask", "¿Cuántas facturas hay?", "--collection", "sur", "--collection", "norte", "--json"))
    everywhere = answer(run("ask", "¿Cuántas facturas hay?", "--everywhere", "--json"))
    assert files(two) == files(everywhere) == {"facturas_norte", "facturas_sur"}
    assert [citation["number"] for citation in everywhere["citations"]] == [1, 2, 3, 4]
    assert everywhere["citations"][0]["text"].startswith("Factura: 1")


def test_files_are_read_and_asked_alone(run: Run, folder: Path) -> None:
    norte, sur = folder / "norte" / "facturas_norte.csv", folder / "sur"
    one = answer(run("ask", "total de las facturas", "--file", str(norte), "--json"))
    assert files(one) == {"facturas_norte"}
    both = answer(run("ask", "¿Cuántas facturas hay?", "--file", str(norte), "--file", str(sur), "--json"))
    assert files(both) == {"facturas_norte", "facturas_sur"}
    norte.write_text(f"{HEAD}3;Acme;2024-03-01;1,00 €\n4;Acme;2024-03-01;2,00 €\n", "utf-8")
    again = answer(run("ask", "total de las facturas", "--file", str(norte), "--json"))
    assert [row["value"] for row in again["rows"]] == ["1.00", "2.00"]


def test_a_follow_up_asks_what_was_asked_before(run: Run, folder: Path) -> None:
    read_both(run, folder)
    first = answer(run("ask", "¿Cuántas facturas hay?", "--everywhere", "--json"))
    following = answer(run("ask", "--continue", "¿Y de 2025?", "--json"))
    assert following["conversation"] == first["conversation"]
    assert files(following) == {"facturas_sur"}
    asked = run("ask", "--conversation", str(first["conversation"]), "¿Cuánto suman?")
    assert "**131,00 €**" in asked.stdout
    other = answer(run("ask", "--continue", "¿Y de 2024?", "--collection", "sur", "--json"))
    assert other["rows"] == []
    assert other["coverage"]["files"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--collection", "oeste"), "No hay ninguna colección «oeste». Las colecciones son: –."),
        (("--file", "/nowhere/a.txt"), "No se ha encontrado /nowhere/a.txt"),
        (("--everywhere",), "Todavía no hay documentos."),
        (("--continue",), "No hay ninguna conversación con la que seguir."),
    ],
)
def test_what_is_not_there_is_said(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run("ask", "¿Qué pone?", *arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stdout == ""


def test_a_file_that_cannot_be_read_is_named_and_no_model_is_asked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rota.pdf").write_bytes(b"%PDF-1.7 nothing")
    done = run("ask", "¿Qué pone?", "--file", str(tmp_path / "rota.pdf"))
    assert done.returncode == 1
    assert "rota.pdf" in done.stderr
    assert done.stdout == ""
