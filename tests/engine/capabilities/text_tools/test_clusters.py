from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.capabilities.text_tools import api as text_tools
from engine.capabilities.text_tools.api import TooFewTexts, TooManyTexts
from engine.protocol.errors import Cancelled, ColumnMissing, FileVanished
from engine.protocol.progress import Progress
from tests.support.harness import EngineHarness

COOKING = (
    "pela las patatas y fríelas",
    "bate los huevos con sal",
    "hornea el pan una hora",
    "cuece el arroz con caldo",
)
FOOTBALL = (
    "el delantero marcó un gol",
    "el portero paró el penalti",
    "el árbitro pitó falta",
    "el equipo ganó la liga",
)
MONEY = (
    "el banco sube los tipos",
    "la bolsa cae un dos por ciento",
    "la inflación baja",
    "los precios de la vivienda suben",
)
TEXTS = COOKING + FOOTBALL + MONEY


def test_texts_on_three_topics_make_three_clusters_on_a_map(real: EngineHarness) -> None:
    result = real.call(text_tools.FIND_CLUSTERS, text_tools.FindClusters(TEXTS, clusters=3))
    groups = [point.cluster for point in result.points]
    assert sorted(cluster.size for cluster in result.clusters) == [4, 4, 4]
    assert [len(set(groups[at : at + 4])) for at in (0, 4, 8)] == [1, 1, 1]
    assert all(-1 <= axis <= 1 for point in result.points for axis in (point.x, point.y))
    assert all(cluster.words and cluster.examples and cluster.texts for cluster in result.clusters)
    assert result.texts == TEXTS
    assert isinstance(real.events[-1], Progress)


def test_the_same_texts_give_the_same_clusters(real: EngineHarness) -> None:
    first, again = (real.call(text_tools.FIND_CLUSTERS, text_tools.FindClusters(TEXTS, seed=3)) for _ in range(2))
    assert first == again
    assert len(first.clusters) >= 2


def test_the_first_word_of_a_cluster_is_what_its_texts_have_in_common(real: EngineHarness) -> None:
    lift = ("el ascensor está parado", "otra vez falla el ascensor", "arreglen el ascensor", "ascensor averiado hoy")
    music = ("la música no deja dormir", "bajen la música", "música hasta las tres", "tanta música molesta")
    result = real.call(text_tools.FIND_CLUSTERS, text_tools.FindClusters(lift + music, clusters=2))
    assert {cluster.words[0] for cluster in result.clusters} == {"ascensor", "música"}
    assert all(len(cluster.words) >= 3 for cluster in result.clusters)


def test_clustering_is_cancelled_between_two_numbers_of_clusters(real: EngineHarness) -> None:
    with pytest.raises(Cancelled):
        real.call(text_tools.FIND_CLUSTERS, text_tools.FindClusters(TEXTS), is_cancelled=lambda: bool(real.events))


def test_hdbscan_leaves_outliers_out(real: EngineHarness) -> None:
    result = real.call(text_tools.FIND_CLUSTERS, text_tools.FindClusters(TEXTS * 2, method="hdbscan"))
    assert len(result.points) == len(TEXTS) * 2
    assert sum(cluster.size for cluster in result.clusters) == sum(point.cluster >= 0 for point in result.points)


def test_a_tables_column_is_read(real: EngineHarness, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("id;texto\n" + "\n".join(f"{n};{text}" for n, text in enumerate(TEXTS)), "utf-8")
    assert len(
        real.call(text_tools.FIND_CLUSTERS, text_tools.FindClusters(path=str(table), column="texto")).points
    ) == len(TEXTS)
    (tmp_path / "u.csv").write_bytes(("texto|n,\n" + "|1,\n".join(TEXTS)).encode("cp1252"))
    wrong = text_tools.FindClusters(path=str(tmp_path / "u.csv"), column="texto", delimiter="|", encoding="cp1252")
    assert real.call(text_tools.FIND_CLUSTERS, wrong).texts == TEXTS
    lines = "".join(json.dumps({"texto": text}) + "\n" for text in TEXTS)
    (tmp_path / "t.jsonl").write_text(lines, "utf-8")
    request = text_tools.FindClusters(path=str(tmp_path / "t.jsonl"), column="texto")
    assert len(real.call(text_tools.FIND_CLUSTERS, request).points) == len(TEXTS)
    with pytest.raises(ColumnMissing):
        real.call(text_tools.FIND_CLUSTERS, text_tools.FindClusters(path=str(table), column="otra"))


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (text_tools.FindClusters(), TooFewTexts),
        (text_tools.FindClusters(("uno",) * 50), TooFewTexts),
        (text_tools.FindClusters(("", " ", "😀", "…", "\n") * 5), TooFewTexts),
        (text_tools.FindClusters(COOKING, clusters=5), TooFewTexts),
        (text_tools.FindClusters(("uno",) * (text_tools.MAX_CLUSTERED + 1)), TooManyTexts),
        (text_tools.FindClusters(path="/nowhere/t.csv", column="text"), FileVanished),
    ],
)
def test_texts_that_cannot_be_clustered_are_refused(
    engine: EngineHarness, request_: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        engine.call(text_tools.FIND_CLUSTERS, request_)


def test_a_million_rows_are_refused_with_their_number(engine: EngineHarness, tmp_path: Path) -> None:
    table = tmp_path / "big.csv"
    table.write_text("text\n" + "hola\n" * 1_000_000)
    with pytest.raises(TooManyTexts, match="1,000,000"):
        engine.call(text_tools.FIND_CLUSTERS, text_tools.FindClusters(path=str(table), column="text"))


def test_grouping_is_stopped_between_two_batches(real: EngineHarness) -> None:
    many = tuple(f"texto número {n}" for n in range(300))
    with pytest.raises(Cancelled):
        real.call(text_tools.FIND_CLUSTERS, text_tools.FindClusters(many), is_cancelled=lambda: bool(real.events))
