"""Rubrics as people lay them out: columns in either language, weights in any spelling, levels as columns, scales or rows."""

from __future__ import annotations

import pytest

from engine.capabilities.documents.api.grading import RubricNotice
from engine.capabilities.documents.grading.rubric_cells import named_points, scale, weight
from engine.capabilities.documents.grading.rubric_grid import parse_rubric
from tests.support.rubrics import WIDE_EN, WIDE_ES


def grid(*rows: tuple[object, ...]) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in rows]


@pytest.mark.parametrize(("rows", "names"), [(WIDE_ES, "Objetivos"), (WIDE_EN, "Aims")])
def test_levels_as_columns_come_from_the_lowest_to_the_highest(rows: tuple[tuple[str]], names: str) -> None:
    criteria, notices = parse_rubric(grid(*rows), "es")
    assert (criteria[0].name, len(criteria), notices) == (names, 4, ())
    assert [round(criterion.weight, 3) for criterion in criteria] == [0.2, 0.3, 0.3, 0.2]
    assert [level.score for level in criteria[0].levels] == [1, 2, 3, 4]
    assert criteria[0].levels[-1].name in ("Excelente", "Excellent")
    assert criteria[0].levels[0].description in ("No se formulan objetivos.", "No aims are stated.")


@pytest.mark.parametrize(
    "weights", [("20", "30", "50"), ("20 %", "30 %", "50 %"), ("0,2", "0,3", "0,5"), ("0.2", "0.3", "0.5"), (2, 3, 5)]
)
def test_a_weight_means_the_same_however_it_is_written(weights: tuple[object, ...]) -> None:
    rows = [("Criterio", "Ponderación", "Escala"), *((f"C{n}", each, "0-4") for n, each in enumerate(weights))]
    criteria, notices = parse_rubric(grid(*rows), "es")
    assert [round(criterion.weight, 6) for criterion in criteria] == [0.2, 0.3, 0.5]
    assert notices == ()


def test_without_weights_all_criteria_count_the_same_and_it_is_said() -> None:
    criteria, notices = parse_rubric(grid(("Criterion", "Scale"), ("A", "1-4"), ("B", "1-4")), "en")
    assert [criterion.weight for criterion in criteria] == [0.5, 0.5]
    assert notices == (RubricNotice("equal_weights"),)


def test_weights_that_do_not_add_up_are_scaled_and_it_is_said() -> None:
    criteria, notices = parse_rubric(
        grid(("Criterion", "Weight", "Scale"), ("A", "30", "0-4"), ("B", "60", "0-4")), "en"
    )
    assert [round(criterion.weight, 6) for criterion in criteria] == [round(1 / 3, 6), round(2 / 3, 6)]
    assert notices == (RubricNotice("weights_normalised", "90"),)


def test_a_criterion_without_a_weight_among_others_is_named() -> None:
    criteria, notices = parse_rubric(
        grid(("Criterion", "Weight", "Scale"), ("A", "", "0-4"), ("B", "100", "0-4")), "en"
    )
    assert [criterion.weight for criterion in criteria] == [0.0, 1.0]
    assert notices == (RubricNotice("some_weights_missing", "A"),)


def test_levels_that_are_not_named_are_assumed_in_the_language() -> None:
    criteria, notices = parse_rubric(grid(("Criterio", "Peso"), ("Ortografía", "40"), ("Orden", "60")), "es")
    assert [level.name for level in criteria[0].levels] == ["Insuficiente", "Suficiente", "Notable", "Excelente"]
    assert notices == (RubricNotice("levels_assumed"),)


def test_levels_without_points_are_ordered_by_what_they_mean() -> None:
    rows = grid(("Aspecto", "Excelente", "Bueno", "Regular", "Deficiente"), ("Claridad", "a", "b", "c", "d"))
    (criterion,), notices = parse_rubric(rows, "es")
    assert [(level.name, level.score, level.description) for level in criterion.levels] == [
        ("Deficiente", 1, "d"),
        ("Regular", 2, "c"),
        ("Bueno", 3, "b"),
        ("Excelente", 4, "a"),
    ]
    assert set(notices) == {RubricNotice("equal_weights"), RubricNotice("points_assumed")}


def test_a_rubric_may_have_a_row_for_each_level_of_a_criterion() -> None:
    rows = grid(
        ("Criterion", "Weight", "Level", "Points", "Description"),
        ("Aims", "40", "Poor", "0", "None."),
        ("", "", "Good", "2", "Clear."),
        ("Method", "60", "Poor", "0", "Not told."),
        ("Method", "", "Good", "2", "Told."),
    )
    criteria, notices = parse_rubric(rows, "en")
    assert [(c.name, round(c.weight, 2), [(level.name, level.score) for level in c.levels]) for c in criteria] == [
        ("Aims", 0.4, [("Poor", 0), ("Good", 2)]),
        ("Method", 0.6, [("Poor", 0), ("Good", 2)]),
    ]
    assert notices == ()


def test_titles_above_sections_between_and_a_total_below_are_no_criteria() -> None:
    rows = grid(
        ("Rúbrica del TFG 2026", "", "", ""),
        ("Criterio", "Peso", "Bajo (0)", "Alto (10)"),
        ("Contenido", "", "", ""),
        ("Objetivos", "50", "No hay.", "Hay."),
        ("Forma", "", "", ""),
        ("Redacción", "50", "Mala.", "Buena."),
        ("TOTAL", "100", "", "10"),
    )
    criteria, notices = parse_rubric(rows, "es")
    assert [(criterion.section, criterion.name) for criterion in criteria] == [
        ("Contenido", "Objetivos"),
        ("Forma", "Redacción"),
    ]
    assert notices == ()


def test_a_range_of_points_counts_its_middle() -> None:
    rows = grid(("Criterio", "Insuficiente (0-4)", "Notable (7-8)", "Sobresaliente (9-10)"), ("Tema", "a", "b", "c"))
    (criterion,), notices = parse_rubric(rows, "es")
    assert [level.score for level in criterion.levels] == [2.0, 7.5, 9.5]
    assert RubricNotice("points_from_ranges") in notices


def test_no_rows_and_no_names_are_no_rubric() -> None:
    assert parse_rubric([], "es") == ((), ())
    assert parse_rubric(grid(("", ""), ("", "")), "es") == ((), ())


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("20", 20),
        ("20 %", 0.2),
        ("0,25", 0.25),
        ("20 puntos", 20),
        ("x2", 2),
        ("", None),
        ("mucho", None),
        ("1e9", None),
    ],
)
def test_weights(cell: str, value: float | None) -> None:
    assert weight(cell) == value


@pytest.mark.parametrize(
    ("cell", "levels"),
    [
        ("0-2", [("0", 0), ("1", 1), ("2", 2)]),
        ("1, 2, 3", [("1", 1), ("2", 2), ("3", 3)]),
        ("Poor / Fair / Good", [("Poor", None), ("Fair", None), ("Good", None)]),
        ("Excelente = 4; Bueno = 3", [("Excelente", 4), ("Bueno", 3)]),
        ("Sí/No", [("Sí", None), ("No", None)]),
        ("0-100", [("0", 0), ("25", 25), ("50", 50), ("75", 75), ("100", 100)]),
        ("The text is clear, and has no faults.", []),
        ("4-0", []),
    ],
)
def test_scales(cell: str, levels: list[tuple[str, float | None]]) -> None:
    assert [(level.name, level.points) for level in scale(cell)] == levels


@pytest.mark.parametrize(
    ("header", "name", "points"),
    [
        ("Excelente (4)", "Excelente", 4),
        ("4 - Excellent", "Excellent", 4),
        ("Notable: 8 puntos", "Notable", 8),
        ("Nivel 3", "Nivel 3", 3),
        ("10", "10", 10),
        ("Logrado", "Logrado", None),
    ],
)
def test_names_of_levels(header: str, name: str, points: float | None) -> None:
    named = named_points(header)
    assert (named.name, named.points) == (name, points)
