from __future__ import annotations

import socket
from pathlib import Path

import pytest

from engine.capabilities.models import api as models
from engine.capabilities.system import api as system
from engine.capabilities.system.api import CheckHealth, CheckResult
from engine.context import EngineContext
from engine.models.registry import ModelRegistry
from engine.protocol.errors import ModelChanged, ModelMissing
from engine.protocol.i18n import Translations
from engine.store.restore import check_backup
from engine.store.settings import LibrarySettings
from tests.engine.store import rows
from tests.support.harness import EngineHarness


def chosen(engine: EngineHarness) -> list[str]:
    return [one.id for one in engine.call(models.LIST_MODELS, models.ListModels()).models if one.chosen]


def findings(engine: EngineHarness, deep: bool = False) -> dict[str, CheckResult]:
    return {one.what: one for one in engine.call(system.HEALTH_CHECK, CheckHealth(deep)).findings}


def test_the_first_ready_model_of_a_kind_does_its_job_until_another_is_chosen(
    engine: EngineHarness, context: EngineContext
) -> None:
    assert chosen(engine) == ["alfa", "gama"]
    engine.call(models.CHOOSE_MODEL, models.ChooseModel("beta"))
    assert chosen(engine) == ["beta", "gama"]
    assert LibrarySettings(context.store).get("model.text") == "beta"
    with pytest.raises(ModelMissing):
        engine.call(models.CHOOSE_MODEL, models.ChooseModel("omega"))


def test_a_removed_model_gives_its_job_back_and_can_be_restored(engine: EngineHarness, context: EngineContext) -> None:
    engine.call(models.CHOOSE_MODEL, models.ChooseModel("beta"))
    engine.call(models.REMOVE_MODEL, models.RemoveModel("beta"))
    assert chosen(engine) == ["alfa", "gama"]
    engine.call(models.RESTORE_MODEL, models.RestoreModel("beta"))
    assert chosen(engine) == ["beta", "gama"]
    engine.call(models.REMOVE_MODEL, models.RemoveModel("beta"))
    engine.rebuild()  # the next start
    with pytest.raises(ModelMissing):
        engine.call(models.RESTORE_MODEL, models.RestoreModel("beta"))


def test_verifying_notices_a_changed_file(engine: EngineHarness, registry: ModelRegistry) -> None:
    assert engine.call(models.VERIFY_MODEL, models.VerifyModel("alfa")).state == "ready"
    weights = registry.folder / "alfa" / "weights.gguf"
    weights.write_bytes(weights.read_bytes()[::-1])
    with pytest.raises(ModelChanged):
        engine.call(models.VERIFY_MODEL, models.VerifyModel("alfa"))
    (model,) = (one for one in engine.call(models.LIST_MODELS, models.ListModels()).models if one.id == "alfa")
    assert model.state == "changed"
    assert chosen(engine) == ["beta", "gama"]


def test_status_counts_memory_and_sockets(engine: EngineHarness, context: EngineContext) -> None:
    status = engine.call(system.STATUS, system.GetStatus())
    assert (status.model, status.loaded, status.internet_sockets) == ("alfa", False, 0)
    assert 10_000_000 < status.memory_bytes < status.total_memory_bytes
    with context.pool.text_model():
        pass
    assert engine.call(system.STATUS, system.GetStatus()).loaded


def test_an_open_internet_socket_is_seen(engine: EngineHarness) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        assert engine.call(system.STATUS, system.GetStatus()).internet_sockets == 1
        assert findings(engine)["sockets"].state == "bad"
    assert findings(engine)["sockets"].state == "good"


def test_a_sound_house_has_no_bad_finding(engine: EngineHarness, context: EngineContext) -> None:
    with context.store.write() as connection:
        rows.begin(connection)
    for deep in (False, True):
        found = findings(engine, deep)
        assert {"cpu", "memory", "gpu", "disk", "packages", "store", "backups", "sockets", "model:alfa"} <= set(found)
        assert [one for one in found.values() if one.state == "bad"] == []
        assert not any(one.advice for one in found.values() if one.state == "good")
    assert (engine.events[0].done, engine.events[-1].done) == (0, engine.events[-1].total)


def test_a_cancelled_check_up_returns_what_it_found(engine: EngineHarness) -> None:
    assert engine.call(system.HEALTH_CHECK, CheckHealth(), is_cancelled=lambda: True).findings == ()


def test_missing_and_damaged_models_are_bad_findings(engine: EngineHarness, registry: ModelRegistry) -> None:
    (registry.folder / "gama" / "weights.gguf").unlink()
    assert findings(engine)["model:gama"].state == "bad"
    assert findings(engine)["models"].state == "bad"  # now known to be damaged, so nothing embeds
    registry.quarantine("alfa", "it crashed")
    assert findings(engine)["model:alfa"].state == "warning"


def test_a_model_set_aside_says_why_and_can_be_tried_again(engine: EngineHarness, registry: ModelRegistry) -> None:
    registry.quarantine("beta", "it crashed")
    beta = next(one for one in engine.call(models.LIST_MODELS, models.ListModels()).models if one.id == "beta")
    assert (beta.state, beta.note) == ("quarantined", "it crashed")
    again = engine.call(models.RETRY_MODEL, models.RetryModel("beta"))
    assert (again.state, again.note) == ("ready", "")
    with pytest.raises(ModelMissing):
        engine.call(models.RETRY_MODEL, models.RetryModel("nobody"))


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM messages WHERE id = 2",
        "INSERT INTO messages_fts(messages_fts, rowid, text) VALUES('delete', 3, 'fila3 con palabras')",
        "DELETE FROM vectors_1 WHERE rowid = 1",
    ],
)
def test_a_deep_check_sees_an_index_that_disagrees(engine: EngineHarness, context: EngineContext, harm: str) -> None:
    vectors = rows.vector_store(context.store)
    with context.store.write() as connection:
        rows.begin(connection)
        connection.execute("INSERT INTO collections(name, changed_at) VALUES('c', 0)")
        connection.execute(
            """INSERT INTO documents(collection, path, title, bytes, modified_ns, state, embedder, indexed_at)
               VALUES(1, 'a', '', 0, 0, 'indexed', ?, 0)""",
            (rows.EMBEDDER,),
        )
        for number in range(1, 5):
            rows.add(connection, vectors, number)
            connection.execute(
                "INSERT INTO chunks(document, page, start_offset, end_offset, text) VALUES(1, 1, 0, 5, 'trozo')"
            )
            connection.execute("INSERT INTO chunks_fts(rowid, text) VALUES(?, 'trozo')", (number,))
    assert findings(engine, deep=True)["store"].state == "good"
    with context.store.write() as connection:
        connection.execute(harm)
    assert findings(engine)["store"].state == "good"
    bad = findings(engine, deep=True)["store"]
    assert bad.state == "bad" and bad.advice


def test_a_backup_by_route_is_whole(engine: EngineHarness, home: Path) -> None:
    made = engine.call(system.BACK_UP, system.BackUp())
    check_backup(Path(made.path))
    assert made.bytes == Path(made.path).stat().st_size
    assert findings(engine)["backups"].values["count"] == "1"


def test_every_finding_is_said_in_spanish(engine: EngineHarness, registry: ModelRegistry) -> None:
    registry.quarantine("beta", "it crashed")
    words = Translations("es")
    for finding in (*findings(engine).values(), *findings(engine, deep=True).values()):
        for sentence in filter(None, (finding.text, finding.advice)):
            assert words.translate("library", sentence) != sentence
            assert words.tr("library", sentence, **finding.values)
