"""Tables and folders classified into a CSV file: interrupted runs are resumed, and each refusal is a sentence."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import openpyxl
import pytest

from engine.capabilities.classification import api
from engine.capabilities.classification.api import NoTexts
from engine.capabilities.classification.predictors.predictor import BATCH_SIZE
from engine.protocol import errors, tables
from engine.protocol.progress import Progress
from engine.tables.table_writer import JOURNAL_SUFFIX
from tests.support.disk import fill_disk, mounted
from tests.support.document_files import write_docx, write_pdf
from tests.support.harness import EngineHarness

LABELS = (api.Label("dog", "the dog"), api.Label("house", "house"))
ROWS = ("the dog runs", "a house", '=a "house"', "", "the dog\nruns")


def table(path: Path, times: int = 1) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *((n, text) for n, text in enumerate(ROWS * times))])
    return path


def request_for(source: Path, target: Path, **more: str) -> api.ClassifyFile:
    return api.ClassifyFile(tables.Source(str(source), **more), str(target), labels=LABELS)


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_row_keeps_its_cells_and_gets_a_label_and_a_score_for_each(tiny: EngineHarness, tmp_path: Path) -> None:
    done = tiny.call(api.CLASSIFY_FILE, request_for(table(tmp_path / "in.csv"), tmp_path / "out.csv"))
    heading, *rows = read(tmp_path / "out.csv")
    assert heading == ["id", "text", "predicted", "score dog", "score house"]
    assert [row[1] for row in rows] == ["the dog runs", "a house", '\'=a "house"', "", "the dog\nruns"]
    assert [row[2] for row in rows] == ["dog", "house", "house", "", "dog"]
    assert all(abs(sum(map(float, row[3:])) - 1) < 1e-3 for row in rows if row[1])
    assert (done.rows, done.resumed_rows) == (5, 0)
    assert sorted(path.name for path in tmp_path.glob("*.csv*")) == ["in.csv", "out.csv"]


def test_an_interrupted_run_is_resumed(tiny: EngineHarness, tmp_path: Path) -> None:
    target, journal = tmp_path / "out.csv", tmp_path / ("out.csv" + JOURNAL_SUFFIX)
    request = request_for(table(tmp_path / "in.csv", 300), target)
    tiny.call(api.CLASSIFY_FILE, request)
    whole = target.read_bytes()
    stopped = tiny.call(api.CLASSIFY_FILE, request, is_cancelled=lambda: lines_of(journal) > BATCH_SIZE)
    assert (stopped.cancelled, stopped.rows, target.read_bytes()) == (True, BATCH_SIZE, whole)
    journal.write_bytes(journal.read_bytes() + b"[0.5,0.5]\n[0.4\0\0")
    assert tiny.call(api.CLASSIFY_FILE, request).resumed_rows == BATCH_SIZE
    assert target.read_bytes() == whole
    assert not journal.exists()


def test_the_journal_of_another_job_is_not_resumed(tiny: EngineHarness, tmp_path: Path) -> None:
    source, journal = table(tmp_path / "in.csv", 300), tmp_path / ("out.csv" + JOURNAL_SUFFIX)
    request = request_for(source, tmp_path / "out.csv")
    tiny.call(api.CLASSIFY_FILE, request, is_cancelled=lambda: lines_of(journal) > BATCH_SIZE)
    saved = journal.read_bytes()
    for other in (LABELS[::-1], (*LABELS, api.Label("cat"))):
        journal.write_bytes(saved)
        assert tiny.call(api.CLASSIFY_FILE, msgspec.structs.replace(request, labels=other)).resumed_rows == 0
    journal.write_bytes(saved)
    stricter = msgspec.structs.replace(request, threshold=1.01)
    assert tiny.call(api.CLASSIFY_FILE, stricter).resumed_rows == BATCH_SIZE
    assert {row[2] for row in read(tmp_path / "out.csv")[1:]} == {""}
    journal.write_bytes(saved)
    source.write_text(source.read_text("utf-8").replace("runs", "run"), "utf-8")
    assert tiny.call(api.CLASSIFY_FILE, request).resumed_rows == 0


def lines_of(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_a_spreadsheet_is_read_by_rows_and_columns(tiny: EngineHarness, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Empty", 0)
    sheet = book["Sheet"]
    for row in (("n", "frase", "clase"), (1, "the dog, runs\nhome", "dog"), (None, None, None), (2.5, "a house", "😀")):
        sheet.append(row)
    book.save(tmp_path / "in.xlsx")
    result = tiny.call(tables.PREVIEW_TABLE, tables.PreviewTable(tables.Source(str(tmp_path / "in.xlsx"))))
    assert (result.columns, result.text_column, result.label_column) == (("n", "frase", "clase"), "frase", "clase")
    assert result.rows == (("1", "the dog, runs\nhome", "dog"), ("2.5", "a house", "😀"))
    tiny.call(api.CLASSIFY_FILE, request_for(tmp_path / "in.xlsx", tmp_path / "out.csv"))
    assert [row[3] for row in read(tmp_path / "out.csv")[1:]] == ["dog", "house"]
    id = tiny.call(api.CREATE_CLASSIFIER, api.CreateClassifier("c")).id
    tiny.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(str(tmp_path / "in.xlsx"))))
    examples = tiny.call(api.LIST_EXAMPLES, api.ListExamples(id)).examples
    assert [(example.text, example.label, example.source) for example in examples] == [
        ("the dog, runs\nhome", "dog", "in.xlsx"),
        ("a house", "😀", "in.xlsx"),
    ]
    assert not any((tiny.home / "tables").iterdir())


def test_an_open_document_sheet_is_one_too(tiny: EngineHarness, tmp_path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    sheet = Table(name="Uno")
    for row in (("text", "label"), ("the dog", "dog")):
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(str(tmp_path / "in.ods"))
    result = tiny.call(tables.PREVIEW_TABLE, tables.PreviewTable(tables.Source(str(tmp_path / "in.ods"))))
    assert (result.columns, result.rows) == (("text", "label"), (("the dog", "dog"),))


def test_thousands_of_rows_of_a_spreadsheet_arrive_whole(tiny: EngineHarness, tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(("text", "label"))
    for number in range(5_000):
        sheet.append((f"dog {number}", "dog" if number % 2 else "house"))
    book.save(tmp_path / "in.xlsx")
    id = tiny.call(api.CREATE_CLASSIFIER, api.CreateClassifier("c")).id
    assert tiny.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(str(tmp_path / "in.xlsx")))).added == 5_000


def test_a_folder_of_documents_is_a_table_of_them(tiny: EngineHarness, tmp_path: Path) -> None:
    (tmp_path / "mail" / "dog").mkdir(parents=True)
    (tmp_path / "mail" / "dog" / "a.txt").write_text("the dog", "utf-8")
    write_pdf(tmp_path / "mail" / "dog" / "b.pdf", [["A dog runs."], ["On page two."]])
    write_docx(tmp_path / "mail" / "c.docx")
    (tmp_path / "mail" / "d.pdf").write_bytes(b"%PDF-1.4 damaged")
    (tmp_path / "mail" / "picture.jpg").write_bytes(b"none of ours")
    source = tables.Source(str(tmp_path / "mail"))
    result = tiny.call(tables.PREVIEW_TABLE, tables.PreviewTable(source))
    assert (result.columns, result.text_column, result.label_column) == (("file", "text", "label"), "text", "label")
    assert [(row[0], row[2]) for row in result.rows] == [
        ("c.docx", ""),
        ("d.pdf", ""),
        ("dog/a.txt", "dog"),
        ("dog/b.pdf", "dog"),
    ]
    assert "page two" in result.rows[3][1]
    id = tiny.call(api.CREATE_CLASSIFIER, api.CreateClassifier("c")).id
    added = tiny.call(api.ADD_EXAMPLES, api.AddExamples(id, source))
    assert (added.added, added.empty, added.unlabelled) == (3, 1, 1)
    assert isinstance(tiny.events[0], Progress)
    around = tmp_path / "mail" / "dog" / ".." / "dog"
    assert len(tiny.call(tables.PREVIEW_TABLE, tables.PreviewTable(tables.Source(str(around)))).rows) == 2
    inside = tmp_path / "mail" / "out.csv"
    tiny.call(api.CLASSIFY_FILE, request_for(tmp_path / "mail", inside))
    assert [row[0] for row in read(inside)] == ["file", "c.docx", "d.pdf", "dog/a.txt", "dog/b.pdf"]
    assert tiny.call(api.CLASSIFY_FILE, request_for(tmp_path / "mail", inside)).rows == 4


def test_a_damaged_spreadsheet_and_a_folder_without_texts_are_refused(tiny: EngineHarness, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 damaged")
    (tmp_path / "none").mkdir()
    id = tiny.call(api.CREATE_CLASSIFIER, api.CreateClassifier("c")).id
    for name, error in (("a.xlsx", errors.FileUnreadable), ("none", NoTexts), ("b.ods", errors.FileVanished)):
        with pytest.raises(error):
            tiny.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(str(tmp_path / name))))
    assert not any((tiny.home / "tables").iterdir())


def test_a_stop_while_documents_are_read_adds_nothing(tiny: EngineHarness, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    for number in range(20):
        (tmp_path / "mail" / f"{number}.txt").write_text("the dog", "utf-8")
    id = tiny.call(api.CREATE_CLASSIFIER, api.CreateClassifier("c")).id
    request = api.AddExamples(id, tables.Source(str(tmp_path / "mail")))
    with pytest.raises(errors.Cancelled):
        tiny.call(api.ADD_EXAMPLES, request, is_cancelled=lambda: bool(tiny.events))
    assert tiny.call(api.LIST_EXAMPLES, api.ListExamples(id)).total == 0


def test_the_table_itself_is_never_written_over(tiny: EngineHarness, tmp_path: Path) -> None:
    source = table(tmp_path / "in.csv")
    before = source.read_bytes()
    with pytest.raises(errors.NameTaken):
        tiny.call(api.CLASSIFY_FILE, request_for(source, source))
    assert source.read_bytes() == before


def test_a_target_that_cannot_be_written_is_refused_before_the_first_row(tiny: EngineHarness, tmp_path: Path) -> None:
    source = table(tmp_path / "in.csv")
    (tmp_path / "folder.csv").mkdir()
    for target in (tmp_path / "folder.csv", tmp_path / "nowhere" / "out.csv"):
        with pytest.raises(errors.FileUnwritable):
            tiny.call(api.CLASSIFY_FILE, request_for(source, target))
    assert not tiny.events


def test_a_read_only_disk_is_reported(tiny: EngineHarness, tmp_path: Path) -> None:
    source = table(tmp_path / "in.csv")
    with mounted(tmp_path / "disk", "ro") as disk, pytest.raises(errors.FileUnwritable):
        tiny.call(api.CLASSIFY_FILE, request_for(source, disk / "out.csv"))


def test_a_full_disk_is_reported_and_the_run_is_resumed(tiny: EngineHarness, tmp_path: Path) -> None:
    source = table(tmp_path / "in.csv", 300)
    with mounted(tmp_path / "disk", "size=1m") as disk:
        request = request_for(source, disk / "out.csv")
        journal = disk / ("out.csv" + JOURNAL_SUFFIX)
        tiny.call(api.CLASSIFY_FILE, request, is_cancelled=lambda: lines_of(journal) > BATCH_SIZE)
        stuffing = fill_disk(disk)
        with pytest.raises(errors.DiskFull):
            tiny.call(api.CLASSIFY_FILE, request)
        assert not (disk / "out.csv").exists()
        stuffing.unlink()
        assert tiny.call(api.CLASSIFY_FILE, request).resumed_rows >= BATCH_SIZE
        assert len(read(disk / "out.csv")) == 1_501


@pytest.mark.parametrize(
    ("change", "error"),
    [(lambda path: path.unlink(), errors.FileVanished), (lambda path: table(path, 301), errors.FileChanged)],
)
def test_a_table_that_vanishes_or_changes_during_the_run_is_reported(
    tiny: EngineHarness, tmp_path: Path, change: object, error: type[Exception]
) -> None:
    source, target = table(tmp_path / "in.csv", 300), tmp_path / "out.csv"
    assert callable(change)
    changes = iter([change])

    def on_event(event: object) -> None:
        if isinstance(event, Progress) and event.done:
            for change in changes:
                change(source)

    with pytest.raises(error):
        tiny.call(api.CLASSIFY_FILE, request_for(source, target), on_event)
    assert not target.exists()


def test_a_failed_run_leaves_the_file_that_was_there(tiny: EngineHarness, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old", "utf-8")
    with pytest.raises(errors.ColumnMissing):
        tiny.call(api.CLASSIFY_FILE, request_for(table(tmp_path / "in.csv"), target, text_column="none"))
    assert target.read_text("utf-8") == "old"
    assert not (tmp_path / ("out.csv" + JOURNAL_SUFFIX)).exists()
