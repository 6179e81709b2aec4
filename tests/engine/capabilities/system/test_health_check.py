"""The health check: what it reports of models, library, backups and sockets."""

from __future__ import annotations

import pytest

from engine.capabilities.system import api as system
from engine.capabilities.system.api import CheckHealth, CheckResult
from engine.models.registry import ModelRegistry
from engine.protocol.i18n import Translations
from tests.engine.store import message_rows
from tests.support.harness import EngineHarness


def check_results(engine: EngineHarness, deep: bool = False) -> dict[str, CheckResult]:
    return {result.check: result for result in engine.call(system.HEALTH_CHECK, CheckHealth(deep)).results}


def test_a_healthy_installation_has_no_bad_result(engine: EngineHarness) -> None:
    with engine.context.store.write() as connection:
        message_rows.insert_conversation(connection)
    for deep in (False, True):
        results = check_results(engine, deep)
        assert {"cpu", "memory", "gpu", "disk", "packages", "store", "backups", "sockets", "model:alfa"} <= set(results)
        assert [result for result in results.values() if result.state == "bad"] == []
        assert not any(result.advice for result in results.values() if result.state == "good")
    assert (engine.events[0].done, engine.events[-1].done) == (0, engine.events[-1].total)


def test_a_cancelled_health_check_returns_the_results_so_far(engine: EngineHarness) -> None:
    assert engine.call(system.HEALTH_CHECK, CheckHealth(), is_cancelled=lambda: True).results == ()


def test_missing_and_damaged_models_are_bad_results(engine: EngineHarness, registry: ModelRegistry) -> None:
    (registry.folder / "gama" / "weights.gguf").unlink()
    assert check_results(engine)["model:gama"].state == "bad"
    assert check_results(engine)["models"].state == "bad"  # now known to be damaged, so nothing embeds
    registry.quarantine("alfa", "it crashed")
    assert check_results(engine)["model:alfa"].state == "warning"


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM messages WHERE id = 2",
        "INSERT INTO messages_fts(messages_fts, rowid, text) VALUES('delete', 3, 'fila3 con palabras')",
        "DELETE FROM vectors_1 WHERE rowid = 1",
    ],
)
def test_a_deep_check_finds_an_index_that_disagrees_with_its_table(engine: EngineHarness, harm: str) -> None:
    vectors = message_rows.vector_store(engine.context.store)
    with engine.context.store.write() as connection:
        message_rows.insert_conversation(connection)
        connection.execute("INSERT INTO collections(name, changed_at) VALUES('c', 0)")
        connection.execute(
            """INSERT INTO documents(collection, path, title, bytes, modified_ns, state, embedder, indexed_at)
               VALUES(1, 'a', '', 0, 0, 'indexed', ?, 0)""",
            (message_rows.MODEL,),
        )
        for number in range(1, 5):
            message_rows.insert_message(connection, vectors, number)
            connection.execute(
                "INSERT INTO chunks(document, page, start_offset, end_offset, text) VALUES(1, 1, 0, 5, 'trozo')"
            )
            connection.execute("INSERT INTO chunks_fts(rowid, text) VALUES(?, 'trozo')", (number,))
    assert check_results(engine, deep=True)["store"].state == "good"
    with engine.context.store.write() as connection:
        connection.execute(harm)
    assert check_results(engine)["store"].state == "good"
    bad = check_results(engine, deep=True)["store"]
    assert bad.state == "bad" and bad.advice


def test_every_result_is_translated_into_spanish(engine: EngineHarness, registry: ModelRegistry) -> None:
    registry.quarantine("beta", "it crashed")
    translations = Translations("es")
    for result in (*check_results(engine).values(), *check_results(engine, deep=True).values()):
        for sentence in filter(None, (result.text, result.advice)):
            assert translations.translate("system", sentence) != sentence
            assert translations.tr("system", sentence, **result.values)
