from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from engine.capabilities.text_tools import api as text_tools
from engine.protocol.errors import (
    BadRequest,
    ColumnMissing,
    FileEmpty,
    FileUnreadable,
    FileUnwritable,
    FileVanished,
    ModelMissing,
    NameTaken,
)
from engine.tables.table_writer import JOURNAL_SUFFIX
from tests.support.harness import EngineHarness

ROOT = Path(__file__).parents[4]
ROWS = ("La casa es muy grande y bonita", "The house is very big and nice", "", "😀", 'Dice "hola",\ny se va de aquí')


def write_table(path: Path, rows: tuple[str, ...] = ROWS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *((n, text) for n, text in enumerate(rows))])
    return path


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def request(tmp_path: Path, task: text_tools.ColumnTask = "language", **more: str) -> text_tools.MapColumn:
    return text_tools.MapColumn(str(tmp_path / "t.csv"), "text", str(tmp_path / "out.csv"), task, **more)


def test_a_column_is_added_and_the_others_are_unchanged(engine: EngineHarness, tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv")
    done = engine.call(text_tools.MAP_COLUMN, request(tmp_path))
    header, *rows = read_rows(tmp_path / "out.csv")
    assert header == ["id", "text", "text: language"]
    assert [row[:2] for row in rows] == [[str(n), text] for n, text in enumerate(ROWS)]
    assert [row[2] for row in rows] == ["es", "en", "", "", "es"]
    assert (done.rows, done.resumed, done.failed, done.cancelled) == (5, 0, 1, False)
    assert sorted(path.name for path in tmp_path.glob("*.csv*")) == ["out.csv", "t.csv"]


def test_rows_done_before_a_cancel_are_not_done_again(engine: EngineHarness, tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", ROWS * 20)
    journal = tmp_path / ("out.csv" + JOURNAL_SUFFIX)
    stopped = engine.call(
        text_tools.MAP_COLUMN,
        request(tmp_path),
        is_cancelled=lambda: journal.exists() and journal.read_bytes().count(b"\n") > 7,
    )
    assert (stopped.cancelled, stopped.rows, (tmp_path / "out.csv").exists()) == (True, 7, False)
    journal.write_bytes(journal.read_bytes() + b'"half a li')
    done = engine.call(text_tools.MAP_COLUMN, request(tmp_path))
    assert (done.resumed, done.rows, done.failed) == (7, 100, 20)
    assert [row[2] for row in read_rows(tmp_path / "out.csv")[1:]] == ["es", "en", "", "", "es"] * 20


def test_another_task_starts_from_the_beginning(engine: EngineHarness, tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", ROWS * 4)
    journal = tmp_path / ("out.csv" + JOURNAL_SUFFIX)
    engine.call(
        text_tools.MAP_COLUMN, request(tmp_path), is_cancelled=lambda: journal.exists() and journal.stat().st_size > 150
    )
    assert engine.call(text_tools.MAP_COLUMN, request(tmp_path, "entities")).resumed == 0


def test_keywords_entities_answers_and_summaries_fill_columns_too(engine: EngineHarness, tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", ("La caldera cuesta 20 €. Se revisa en octubre cada año.",))
    filled = {}
    for task, option in (("keywords", ""), ("entities", ""), ("ask", "¿Cuándo se revisa?"), ("summarise", "")):
        engine.call(text_tools.MAP_COLUMN, request(tmp_path, task, option=option, name="más"))  # type: ignore[arg-type]
        filled[task] = read_rows(tmp_path / "out.csv")[1][2]
    assert filled["entities"] == "20 € (amount)"
    assert filled["ask"] == "Se revisa en octubre cada año."
    assert "caldera" in filled["keywords"].lower()
    assert filled["summarise"]


def test_a_taken_name_gets_a_number_and_a_formula_is_marked(engine: EngineHarness, tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", ("=1+1 es una fórmula de hoja. Nada más se sabe de ella.",))
    engine.call(text_tools.MAP_COLUMN, request(tmp_path, "ask", option="¿Qué es una fórmula?", name="text"))
    header, row = read_rows(tmp_path / "out.csv")
    assert header == ["id", "text", "text 2"]
    assert row[2].startswith("'=")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", FileEmpty),
        (b"\n\n", FileEmpty),
        (b"id,other\n1,a\n", ColumnMissing),
        (b"PK\x03\x04\0\0\0\0", FileUnreadable),
        (None, FileVanished),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(
    engine: EngineHarness, tmp_path: Path, content: bytes | None, error: type[Exception]
) -> None:
    if content is not None:
        (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(error):
        engine.call(text_tools.MAP_COLUMN, request(tmp_path))


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("id;text\n1;El niño está aquí con su abuela\n", "cp1252"),
        ("id\ttext\n1\tEl niño está aquí con su abuela\n", "utf-16"),
    ],
)
def test_other_delimiters_and_encodings_are_detected(
    engine: EngineHarness, tmp_path: Path, content: str, encoding: str
) -> None:
    (tmp_path / "t.csv").write_bytes(content.encode(encoding))
    engine.call(text_tools.MAP_COLUMN, request(tmp_path))
    cut = content[2].replace("\t", ",")  # what a spreadsheet cuts at stays
    lines = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert lines[1].split(cut) == ["1", "El niño está aquí con su abuela", "es"]


def test_a_spreadsheet_and_json_lines_have_columns_too(engine: EngineHarness, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("id", "text"), (1, "La casa es muy grande y bonita"), (2, None)):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    (tmp_path / "t.jsonl").write_text('{"id": 1, "text": "The house is very big and nice"}\n{"id": 2}\n', "utf-8")
    for name, language in (("t.xlsx", "es"), ("t.jsonl", "en")):
        request = text_tools.MapColumn(str(tmp_path / name), "text", str(tmp_path / "out.csv"), "language")
        assert engine.call(text_tools.MAP_COLUMN, request).failed == 0
        assert [[row[0], row[2]] for row in read_rows(tmp_path / "out.csv")[1:]] == [["1", language], ["2", ""]]


def test_a_target_that_cannot_be_written_is_refused_before_the_first_row(engine: EngineHarness, tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv")
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(FileUnwritable):
        engine.call(text_tools.MAP_COLUMN, request(tmp_path))


def test_the_table_itself_is_never_written_over(engine: EngineHarness, tmp_path: Path) -> None:
    table = write_table(tmp_path / "t.csv")
    with pytest.raises(NameTaken):
        engine.call(text_tools.MAP_COLUMN, text_tools.MapColumn(str(table), "text", str(table), "language"))


def test_wrong_options_and_a_missing_model_are_refused_before_the_first_row(
    engine: EngineHarness, tmp_path: Path
) -> None:
    write_table(tmp_path / "t.csv")
    for wrong in (request(tmp_path, "ask"), request(tmp_path, "translate", option="fr")):
        with pytest.raises(BadRequest):
            engine.call(text_tools.MAP_COLUMN, wrong)
    with pytest.raises(ModelMissing):
        engine.call(text_tools.MAP_COLUMN, request(tmp_path, "formal"))
    assert [path.name for path in tmp_path.glob("*.csv*")] == ["t.csv"]


@pytest.mark.slow
def test_hundreds_of_thousands_of_rows_are_counted_without_being_kept(engine: EngineHarness, tmp_path: Path) -> None:
    with (tmp_path / "t.csv").open("w") as file:
        file.write("text\n")
        file.writelines(",\n" for _ in range(300_000))
    done = engine.call(text_tools.MAP_COLUMN, request(tmp_path))
    assert (done.rows, done.failed) == (300_000, 0)


def test_delimiter_encoding_and_names_of_entities_are_those_of_the_request(
    engine: EngineHarness, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_bytes("id,n;text\n1;pagó 20 € el 3 de mayo\n".encode("utf-16-le"))
    request = text_tools.MapColumn(
        str(tmp_path / "t.csv"),
        "text",
        str(tmp_path / "out.csv"),
        "entities",
        delimiter=";",
        encoding="utf-16-le",
        label_names={"date": "fecha"},
    )
    assert engine.call(text_tools.MAP_COLUMN, request).rows == 1
    lines = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert lines == ["id,n;text;text: entities", "1;pagó 20 € el 3 de mayo;20 € (amount), 3 de mayo (fecha)"]
