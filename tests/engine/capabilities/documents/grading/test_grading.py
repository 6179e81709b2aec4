"""A document graded by a rubric: levels within it, evidence verbatim, a total of our arithmetic, and the person's word."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from engine.capabilities.documents.api import grading as api
from engine.capabilities.documents.api.whole_document import DocumentWithoutText
from engine.protocol.errors import FileVanished, ModelMissing, NotFound
from engine.protocol.pages import READ_PAGE, ReadPage
from tests.support.fake_text_model import FakeModelPool
from tests.support.harness import DocumentsHarness
from tests.support.image_files import sign
from tests.support.judging_model import JudgingTextModel
from tests.support.rubrics import (
    STRONG,
    WEAK,
    WIDE_EN,
    WIDE_ES,
    write_csv_rubric,
    write_docx_rubric,
    write_thesis,
    write_xlsx_rubric,
)

QUALITY = {"Objetivos": STRONG, "Metodología": WEAK, "Resultados": STRONG, "Bibliografía": WEAK}
LEVELS = ("Excelente", "Suficiente", "Notable", "Insuficiente")
LEVELS_OF_THE_RUBRIC = ("", "Insuficiente", "Suficiente", "Notable", "Excelente")
POINTS = (4, 2, 3, 1)
TOTAL = 0.2 * 4 + 0.3 * 2 + 0.3 * 3 + 0.2 * 1


PREFERRED = [row[1 + LEVELS_OF_THE_RUBRIC.index(level)] for row, level in zip(WIDE_ES[1:], LEVELS, strict=True)]
"""The words of the rubric for these levels."""


@pytest.fixture
def model() -> JudgingTextModel:
    return JudgingTextModel([str(words) for words in PREFERRED])


@pytest.fixture
def engine(home: Path, tmp_path: Path, model: JudgingTextModel) -> Iterator[DocumentsHarness]:
    engine = DocumentsHarness(home, tmp_path / "no-models", pool=FakeModelPool(model))
    yield engine
    engine.close()


@pytest.fixture
def thesis(tmp_path: Path) -> Path:
    return write_thesis(tmp_path / "tfg.docx", QUALITY)


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    return write_docx_rubric(tmp_path / "rubrica.docx", WIDE_ES)


def grade(engine: DocumentsHarness, thesis: Path, rubric: Path) -> api.Grading:
    return engine.call(api.GRADE, api.GradeDocument(str(rubric), path=str(thesis)))


def test_each_criterion_has_its_level_and_the_total_is_weighted(
    engine: DocumentsHarness, thesis: Path, rubric: Path
) -> None:
    grading = grade(engine, thesis, rubric)
    assert [criterion.level for criterion in grading.criteria] == list(LEVELS)
    assert [criterion.score for criterion in grading.criteria] == list(POINTS)
    assert [criterion.reason for criterion in grading.criteria] == ["Por lo que dice."] * 4
    assert (round(grading.total, 6), grading.maximum, grading.notices) == (TOTAL, 4, ())
    graded = [event.name for event in engine.events if isinstance(event, api.GradedCriterion)]
    assert graded == ["Objetivos", "Metodología", "Resultados", "Bibliografía"]


def test_evidence_stands_in_the_page_and_in_the_section_of_its_criterion(
    engine: DocumentsHarness, thesis: Path, rubric: Path
) -> None:
    engine.index(thesis)
    grading = grade(engine, thesis, rubric)
    assert grading.document
    for criterion in grading.criteria:
        assert criterion.evidence
        for evidence in criterion.evidence:
            page = engine.call(READ_PAGE, ReadPage(grading.document, evidence.page))
            assert page.text[evidence.start : evidence.end] == evidence.text
            assert evidence.label == criterion.name
    assert "2.000 kWh" in " ".join(evidence.text for evidence in grading.criteria[0].evidence)


def test_the_model_reads_the_section_of_the_criterion_and_the_levels(
    engine: DocumentsHarness, model: JudgingTextModel, thesis: Path, rubric: Path
) -> None:
    grade(engine, thesis, rubric)
    asked = next(text for text in model.judged if "hemos buscado información" in text)
    assert "Criterio: Metodología" in asked
    assert "kWh" not in asked
    assert "B) El método se nombra sin detalle." in asked
    assert "Nivel: Suficiente: El método se nombra sin detalle." in model.received[1][-1].text


def test_the_level_of_the_person_counts_and_the_models_stays_beside_it(
    engine: DocumentsHarness, thesis: Path, rubric: Path
) -> None:
    grading = grade(engine, thesis, rubric)
    changed = engine.call(api.CHOOSE_LEVEL, api.ChooseLevel(grading.id, 1, "Excelente"))
    assert (changed.criteria[1].level, changed.criteria[1].chosen, changed.criteria[1].score) == (
        "Suficiente",
        "Excelente",
        4,
    )
    assert round(changed.total - grading.total, 6) == 0.6
    (listed,) = engine.call(api.LIST_GRADINGS, api.ListGradings(grading.path)).gradings
    assert listed.total == changed.total
    back = engine.call(api.CHOOSE_LEVEL, api.ChooseLevel(grading.id, 1, ""))
    assert back.total == grading.total
    with pytest.raises(NotFound):
        engine.call(api.CHOOSE_LEVEL, api.ChooseLevel(grading.id, 1, "Genial"))
    with pytest.raises(NotFound):
        engine.call(api.CHOOSE_LEVEL, api.ChooseLevel(grading.id, 9, "Excelente"))


def test_cancel_keeps_the_graded_criteria_and_the_rest_is_graded_later(
    engine: DocumentsHarness, model: JudgingTextModel, thesis: Path, rubric: Path
) -> None:
    graded: list[str] = []
    request = api.GradeDocument(str(rubric), path=str(thesis))
    stopped = engine.call(
        api.GRADE,
        request,
        on_event=lambda event: graded.append(event.name) if isinstance(event, api.GradedCriterion) else None,
        is_cancelled=lambda: len(graded) == 2,
    )
    assert stopped.cancelled
    assert [bool(criterion.level) for criterion in stopped.criteria] == [True, True, False, False]
    assert round(stopped.total, 6) == 0.2 * 4 + 0.3 * 2
    whole = engine.call(api.GRADE, api.GradeDocument(grading=stopped.id))
    assert (whole.id, round(whole.total, 6), whole.cancelled) == (stopped.id, TOTAL, False)
    assert len(model.received) == 4


def test_an_answer_that_is_cut_off_has_a_level_all_the_same(
    engine: DocumentsHarness, model: JudgingTextModel, thesis: Path, rubric: Path
) -> None:
    model.answers = ['{"reason": "Empieza y no']
    first = grade(engine, thesis, rubric).criteria[0]
    assert (first.level, first.reason) == ("Excelente", "Empieza y no")


def test_a_removed_grading_comes_back(engine: DocumentsHarness, thesis: Path, rubric: Path) -> None:
    grading = grade(engine, thesis, rubric)
    engine.call(api.REMOVE_GRADING, api.RemoveGrading(grading.id))
    assert engine.call(api.LIST_GRADINGS, api.ListGradings()).gradings == ()
    engine.call(api.RESTORE_GRADING, api.RestoreGrading(grading.id))
    assert [kept.id for kept in engine.call(api.LIST_GRADINGS, api.ListGradings()).gradings] == [grading.id]


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_is_exported_with_its_evidence(
    engine: DocumentsHarness, thesis: Path, rubric: Path, tmp_path: Path, language: str
) -> None:
    grading = grade(engine, thesis, rubric)
    for format, name in (("md", "a.md"), ("html", "a.html"), ("docx", "a.docx"), ("csv", "a.csv")):
        request = api.ExportGrading(grading.id, str(tmp_path / name), format, language)  # type: ignore[arg-type]  # as listed
        engine.call(api.EXPORT_GRADING, request)
    document = docx.Document(str(tmp_path / "a.docx"))
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells[0][0] == ("Criterio" if language == "es" else "Criterion")
    assert cells[1] == ["Objetivos", "20 %", "Excelente", "4", "Por lo que dice."]
    paragraphs = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Total: 2,5 de 4 (62,5 %)" in paragraphs if language == "es" else "Total: 2.5 of 4 (62.5 %)" in paragraphs
    assert "al menos 2.000 kWh al mes.”" in paragraphs
    assert "| Objetivos | 20 % | Excelente | 4 |" in (tmp_path / "a.md").read_text("utf-8")
    assert "<td>Objetivos</td>" in (tmp_path / "a.html").read_text("utf-8")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][2] == "Excelente"


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".csv"])
def test_a_rubric_is_the_same_in_every_kind_of_file(engine: DocumentsHarness, tmp_path: Path, suffix: str) -> None:
    write = {".docx": write_docx_rubric, ".xlsx": write_xlsx_rubric, ".csv": write_csv_rubric}[suffix]
    path = write(tmp_path / f"rubric{suffix}", WIDE_EN)
    read = engine.call(api.READ_RUBRIC, api.ReadRubric(str(path)))
    assert [criterion.name for criterion in read.criteria] == ["Aims", "Method", "Results", "References"]
    assert [round(criterion.weight, 3) for criterion in read.criteria] == [0.2, 0.3, 0.3, 0.2]
    assert [(level.name, level.score) for level in read.criteria[0].levels] == [
        ("Poor", 1),
        ("Fair", 2),
        ("Good", 3),
        ("Excellent", 4),
    ]
    assert not (engine.home / "rubrics").exists() or not list((engine.home / "rubrics").iterdir())


def test_merged_cells_are_read_where_they_belong(engine: DocumentsHarness, tmp_path: Path) -> None:
    rows = (
        ("Criterion", "Weight", "Level", "Description"),
        ("Content", "", "", ""),
        ("Aims", "40", "Poor", "None."),
        ("", "", "Good", "Clear."),
        ("Method", "60", "Poor", "None."),
        ("", "", "Good", "Told."),
    )
    merged = ((1, 0, 1, 3), (2, 0, 3, 0), (4, 0, 5, 0))
    path = write_docx_rubric(tmp_path / "merged.docx", rows, merged)
    read = engine.call(api.READ_RUBRIC, api.ReadRubric(str(path)))
    found = [
        (c.name, round(c.weight, 2), [level.name for level in c.levels])
        for c in read.criteria
        if c.levels[0].description
    ]
    assert found == [("Aims", 0.4, ["Poor", "Good"]), ("Method", 0.6, ["Poor", "Good"])]


@pytest.mark.parametrize("name", ["empty.csv", "text.txt", "notes.docx", "picture.png", "letter.pdf"])
def test_a_file_without_a_rubric_is_refused_with_a_sentence(
    engine: DocumentsHarness, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    if name == "notes.docx":
        write_thesis(path, {})
    else:
        path.write_bytes(b"" if name == "empty.csv" else b"\n\n \n")
    with pytest.raises(api.RubricUnreadable, match=name):
        engine.call(api.READ_RUBRIC, api.ReadRubric(str(path)))


def test_files_that_are_not_there_or_hold_no_text_are_told(
    engine: DocumentsHarness, tmp_path: Path, rubric: Path, thesis: Path
) -> None:
    with pytest.raises(FileVanished):
        engine.call(api.READ_RUBRIC, api.ReadRubric(str(tmp_path / "none.csv")))
    with pytest.raises(FileVanished):
        grade(engine, tmp_path / "none.docx", rubric)
    scan = tmp_path / "scan.pdf"
    sign("Trabajo escaneado.", px=34, size=(1240, 1754)).save(scan)
    with pytest.raises(DocumentWithoutText, match="OCR"):
        grade(engine, scan, rubric)
    with pytest.raises(NotFound):
        engine.call(api.GRADE, api.GradeDocument(str(rubric), document=99))
    assert engine.call(api.LIST_GRADINGS, api.ListGradings()).gradings == ()


def test_without_a_model_nothing_is_read(home: Path, tmp_path: Path, thesis: Path, rubric: Path) -> None:
    engine = DocumentsHarness(home, tmp_path / "no-models")
    with pytest.raises(ModelMissing):
        grade(engine, thesis, rubric)
    assert engine.call(api.DESCRIBE_JUDGE, api.DescribeJudge()).model == ""
    engine.close()


def test_the_small_model_judges_within_the_rubric_and_its_levels_are_suggestions(
    home: Path, models: Path, tmp_path: Path
) -> None:
    engine = DocumentsHarness(home, models)
    thesis = write_thesis(tmp_path / "thesis.docx", {}, "en")
    rubric = write_csv_rubric(tmp_path / "rubric.csv", WIDE_EN[:3])
    grading = grade(engine, thesis, rubric)
    engine.close()
    assert grading.is_suggestion
    assert [bool(c.level in [level.name for level in c.levels]) for c in grading.criteria] == [True, True]
    assert all(criterion.reason and criterion.evidence for criterion in grading.criteria)
