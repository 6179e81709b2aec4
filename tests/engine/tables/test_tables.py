"""Tables as other programs write them: format detected where possible, refused with a sentence where not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.protocol import errors
from engine.protocol.tables import Source
from engine.tables import tables
from engine.tables.tables import Row, Table
from tests.support.special_files import write_special_files


def write_file(tmp_path: Path, name: str, text: str, encoding: str = "utf-8") -> str:
    (tmp_path / name).write_bytes(text.encode(encoding))
    return str(tmp_path / name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_and_encoding_are_detected(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = write_file(tmp_path, "a.csv", f"text{delimiter}label\nqué año{delimiter}sí\n", encoding)
    assert list(Table(Source(path)).rows()) == [Row("qué año", "sí")]


@pytest.mark.parametrize(
    ("heading", "cells", "label"),
    [
        ("Fecha;Mensaje;Departamento", lambda n: f"2026-01-0{n % 9};mensaje {n};{('ruido', 'pago', '')[n % 3]}", "Departamento"),
        ("Canal;Mensaje;Departamento", lambda n: f"{('web', 'tel')[n % 2]};m {n};{('ruido', 'pago')[n % 2]}", ""),
        ("Planta;Mensaje", lambda n: f"{n % 3}.º;mensaje {n}", ""),
        ("Oficina;Mensaje", lambda n: f"Centro;mensaje {n}", ""),
        ("Nombre;Mensaje", lambda n: f"{chr(65 + n % 20)}na;mensaje {n}", ""),
    ],
)  # fmt: skip
def test_the_label_column_is_the_only_one_whose_values_repeat(
    tmp_path: Path, heading: str, cells: Callable[[int], str], label: str
) -> None:
    path = tmp_path / "mensajes.csv"
    path.write_text("\n".join((heading, *map(cells, range(40)))), "utf-8")
    assert Table(Source(str(path))).label_column == label
    assert Table(Source(str(path), label_column="-")).label_column == ""


def test_columns_are_guessed_by_name_and_length(tmp_path: Path) -> None:
    path = write_file(tmp_path, "a.csv", "id,opinion,category\n1,a long opinion about it,good\n")
    table = Table(Source(path))
    assert (table.text_column, table.label_column) == ("opinion", "category")


def test_json_lines_and_pasted_lines_are_tables_too(tmp_path: Path) -> None:
    lines = write_file(tmp_path, "a.jsonl", '{"text": "one", "label": 1}\n\n{"text": null, "label": "b"}\n')
    assert list(Table(Source(lines)).rows()) == [Row("one", "1"), Row("", "b")]
    assert list(Table(Source(lines="hola\tsaludo\nbare\n")).rows()) == [Row("hola", "saludo"), Row("bare")]


def test_emoji_labels_and_missing_values_are_kept_as_they_are(tmp_path: Path) -> None:
    path = write_file(tmp_path, "a.csv", "text,label\nhi,😀\n,😀\nalone\n")
    assert list(Table(Source(path)).rows()) == [Row("hi", "😀"), Row("", "😀"), Row("alone", "")]


@pytest.mark.parametrize(
    ("name", "text", "source", "error"),
    [
        ("a.csv", "text,text\na,b\n", {}, errors.DuplicateColumn),
        ("a.csv", "text,label\na,b\n", {"delimiter": ";"}, errors.WrongDelimiter),
        ("a.csv", "text,label\na,b\n", {"encoding": "klingon"}, errors.WrongEncoding),
        ("a.csv", "text,label\na,b\n", {"text_column": "body"}, errors.ColumnMissing),
        ("a.csv", "", {}, errors.TableEmpty),
        ("a.csv", "\ufeff", {}, errors.TableEmpty),
        ("a.csv", "PK\0\0,b\n", {}, errors.FileUnreadable),
        ("a.pdf", "%PDF-", {}, errors.TableUnsupported),
        ("a.jsonl", "{broken\n", {}, errors.InvalidJsonLine),
        ("a.jsonl", '[{"text": "a"}]\n', {}, errors.InvalidJsonLine),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(
    tmp_path: Path, name: str, text: str, source: dict[str, str], error: type[errors.AteneoError]
) -> None:
    with pytest.raises(error):
        Table(Source(write_file(tmp_path, name, text), **source))


def test_an_unclosed_quotation_mark_is_reported_with_its_line(tmp_path: Path) -> None:
    """Without that the rest of the file was one text, and its rows gone."""
    path = write_file(tmp_path, "a.csv", "text,label\none,a\ntwo,b\n" + '"three,c\n' + "four,d\n" * 50)
    rows = Table(Source(path)).rows()
    assert [next(rows), next(rows)] == [Row("one", "a"), Row("two", "b")]
    with pytest.raises(errors.UnterminatedRow) as raised:
        next(rows)
    assert raised.value.values["line"] == "4"
    whole = write_file(tmp_path, "b.csv", 'text,label\n"one\ntwo, ""three""",a\nthe 5" pipe,"b"')
    assert list(Table(Source(whole)).rows()) == [Row('one\ntwo, "three"', "a"), Row('the 5" pipe', "b")]


def test_a_broken_line_of_json_is_reported_and_nested_values_elsewhere_are_kept(tmp_path: Path) -> None:
    path = write_file(tmp_path, "a.jsonl", '{"text": "one", "label": "a", "more": {"by": [1]}}\n')
    table = Table(Source(path))
    assert list(table.values()) == [["one", "a", '{"by":[1]}']]
    for line in ('{"text": ["nested"]}', '{"text": "one", "label": {"is": "a"}}', '{"text": '):
        wrong = write_file(tmp_path, "b.jsonl", '{"text": "one", "label": "a"}\n\n' + line + "\n")
        with pytest.raises(errors.InvalidJsonLine) as raised:
            list(Table(Source(wrong)).rows())
        assert raised.value.values["line"] == "3"


def test_labels_that_look_the_same_are_one_and_a_column_of_long_texts_is_refused(tmp_path: Path) -> None:
    path = write_file(tmp_path, "a.csv", "text,label\n1,caf\u00e9 solo\n2,cafe\u0301  solo \n3,caf\u00e9\u00a0solo\n")
    assert {row.label for row in Table(Source(path)).rows()} == {"caf\u00e9 solo"}
    long = write_file(tmp_path, "b.csv", "text,label\n1,a\n2," + "b" * 201 + "\n")
    with pytest.raises(errors.LabelTooLong):
        list(Table(Source(long)).rows())


def test_a_wrong_encoding_is_refused(tmp_path: Path) -> None:
    path = write_file(tmp_path, "a.csv", "text,label\nqué,b\n", "cp1252")
    with pytest.raises(errors.WrongEncoding):
        list(Table(Source(path, encoding="utf-8")).rows())


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.FileVanished):
        Table(Source(str(tmp_path / "none.csv")))


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux has these files")
@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_pipes_devices_and_files_of_the_kernel_are_refused(tmp_path: Path, suffix: str) -> None:
    """docs/faults.md 40."""
    for path in write_special_files(tmp_path, suffix):
        with pytest.raises(errors.FileNotOrdinary):
            Table(Source(str(path)))


@pytest.mark.parametrize(("name", "error"), [("a.csv", errors.UnterminatedRow), ("a.jsonl", errors.FileUnreadable)])
def test_a_file_without_line_ends_does_not_fill_the_memory(tmp_path: Path, name: str, error: type[Exception]) -> None:
    """docs/faults.md 39. A hole of 8 GB costs the disk nothing; its zero bytes come after those that tell the format."""
    path = tmp_path / name
    path.write_bytes(b'{"text":' + b" " * tables.SAMPLE_BYTES)
    os.truncate(path, 8 << 30)
    with pytest.raises(error):
        list(Table(Source(str(path))).rows())


def test_counting_and_hashing_a_table_stop_when_they_are_cancelled(tmp_path: Path) -> None:
    table = Table(Source(write_file(tmp_path, "a.csv", "text,label\nuno,a\n")), is_cancelled=lambda: True)
    for work in (table.count, table.digest):
        with pytest.raises(errors.Cancelled):
            work()


def test_the_lines_above_a_header_and_a_named_delimiter_are_no_rows(tmp_path: Path) -> None:
    rows = "texto;clase\nhola, buenas;saludo\nadiós;despedida\n"
    for before in ("Exportado el 3/3/2026\nUsuario: Ana\n\n", "sep=;\n", "\n\n", "Informe;\n\n"):
        table = Table(Source(write_file(tmp_path, "a.csv", before + rows)))
        assert (table.columns, table.delimiter) == (("texto", "clase"), ";")
        assert list(table.rows()) == [Row("hola, buenas", "saludo"), Row("adiós", "despedida")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("texto,clase\nun texto, con coma,a\notro,b\n", Row("un texto, con coma", "a")),
        ("clase,texto\na,un texto, con coma\nb,otro\n", Row("un texto, con coma", "a")),
        ("n,texto,clase\n1,un, dos, tres,a\n2,otro,b\n", Row("un, dos, tres", "a")),
        ("texto,clase,,\nun texto,a,,\notro,b,,\n", Row("un texto", "a")),
    ],
)
def test_an_unquoted_comma_belongs_to_the_text_and_not_to_the_label(tmp_path: Path, text: str, expected: Row) -> None:
    assert next(Table(Source(write_file(tmp_path, "a.csv", text))).rows()) == expected
