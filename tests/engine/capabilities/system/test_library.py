from __future__ import annotations

import socket
from pathlib import Path

import pytest

from engine.capabilities.models import api as models
from engine.capabilities.system import api as system
from engine.capabilities.system.api import CheckUp, Finding
from engine.capabilities.system.handlers import build
from engine.context import EngineContext
from engine.models.registry import ModelRegistry
from engine.protocol.errors import ModelChanged, ModelMissing
from engine.protocol.i18n import Translations
from engine.store.restore import check
from engine.store.settings import Settings
from engine.store.vectors import Vectors
from tests.engine.capabilities.system.desk import Desk
from tests.engine.store import rows


def chosen(desk: Desk) -> list[str]:
    return [one.id for one in desk.call(models.MODELS, models.ListModels()).models if one.chosen]


def findings(desk: Desk, deep: bool = False) -> dict[str, Finding]:
    return {one.what: one for one in desk.call(system.CHECK_UP, CheckUp(deep)).findings}


def test_the_first_ready_model_of_a_kind_does_its_job_until_another_is_chosen(
    desk: Desk, context: EngineContext
) -> None:
    assert chosen(desk) == ["alfa", "gama"]
    desk.call(models.CHOOSE_MODEL, models.ChooseModel("beta"))
    assert chosen(desk) == ["beta", "gama"]
    assert Settings(context.store).get("model.text") == "beta"
    with pytest.raises(ModelMissing):
        desk.call(models.CHOOSE_MODEL, models.ChooseModel("omega"))


def test_a_removed_model_gives_its_job_back_and_can_be_restored(desk: Desk, context: EngineContext) -> None:
    desk.call(models.CHOOSE_MODEL, models.ChooseModel("beta"))
    desk.call(models.REMOVE_MODEL, models.RemoveModel("beta"))
    assert chosen(desk) == ["alfa", "gama"]
    desk.call(models.RESTORE_MODEL, models.RestoreModel("beta"))
    assert chosen(desk) == ["beta", "gama"]
    desk.call(models.REMOVE_MODEL, models.RemoveModel("beta"))
    again = Desk(build(context))  # the next start
    with pytest.raises(ModelMissing):
        again.call(models.RESTORE_MODEL, models.RestoreModel("beta"))


def test_verifying_notices_a_changed_file(desk: Desk, registry: ModelRegistry) -> None:
    assert desk.call(models.VERIFY_MODEL, models.VerifyModel("alfa")).state == "ready"
    weights = registry.folder / "alfa" / "weights.gguf"
    weights.write_bytes(weights.read_bytes()[::-1])
    with pytest.raises(ModelChanged):
        desk.call(models.VERIFY_MODEL, models.VerifyModel("alfa"))
    (model,) = (one for one in desk.call(models.MODELS, models.ListModels()).models if one.id == "alfa")
    assert model.state == "changed"
    assert chosen(desk) == ["beta", "gama"]


def test_status_counts_memory_and_sockets(desk: Desk, context: EngineContext) -> None:
    status = desk.call(system.STATUS, system.GetStatus())
    assert (status.model, status.loaded, status.internet_sockets) == ("alfa", False, 0)
    assert 10_000_000 < status.memory_bytes < status.machine_bytes
    with context.pool.text():
        pass
    assert desk.call(system.STATUS, system.GetStatus()).loaded


def test_an_open_internet_socket_is_seen(desk: Desk) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        assert desk.call(system.STATUS, system.GetStatus()).internet_sockets == 1
        assert findings(desk)["sockets"].state == "bad"
    assert findings(desk)["sockets"].state == "good"


def test_a_sound_house_has_no_bad_finding(desk: Desk, context: EngineContext) -> None:
    with context.store.write() as connection:
        rows.begin(connection)
    for deep in (False, True):
        found = findings(desk, deep)
        assert {"cpu", "memory", "gpu", "disk", "packages", "store", "backups", "sockets", "model:alfa"} <= set(found)
        assert [one for one in found.values() if one.state == "bad"] == []
        assert not any(one.advice for one in found.values() if one.state == "good")
    assert (desk.events[0].done, desk.events[-1].done) == (0, desk.events[-1].total)


def test_a_cancelled_check_up_returns_what_it_found(desk: Desk) -> None:
    assert desk.call(system.CHECK_UP, CheckUp(), is_cancelled=lambda: True).findings == ()


def test_missing_and_damaged_models_are_bad_findings(desk: Desk, registry: ModelRegistry) -> None:
    (registry.folder / "gama" / "weights.gguf").unlink()
    assert findings(desk)["model:gama"].state == "bad"
    assert findings(desk)["models"].state == "bad"  # now known to be damaged, so nothing embeds
    registry.set_aside("alfa", "it crashed")
    assert findings(desk)["model:alfa"].state == "warning"


def test_a_model_set_aside_says_why_and_can_be_tried_again(desk: Desk, registry: ModelRegistry) -> None:
    registry.set_aside("beta", "it crashed")
    beta = next(one for one in desk.call(models.MODELS, models.ListModels()).models if one.id == "beta")
    assert (beta.state, beta.note) == ("set_aside", "it crashed")
    again = desk.call(models.RETRY_MODEL, models.RetryModel("beta"))
    assert (again.state, again.note) == ("ready", "")
    with pytest.raises(ModelMissing):
        desk.call(models.RETRY_MODEL, models.RetryModel("nobody"))


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM messages WHERE id = 2",
        "INSERT INTO messages_words(messages_words, rowid, text) VALUES('delete', 3, 'fila3 con palabras')",
        "DELETE FROM vectors_1 WHERE rowid = 1",
    ],
)
def test_a_deep_check_sees_an_index_that_disagrees(desk: Desk, context: EngineContext, harm: str) -> None:
    vectors = Vectors(context.store)
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
            connection.execute("INSERT INTO chunks(document, page, first, last, text) VALUES(1, 1, 0, 5, 'trozo')")
            connection.execute("INSERT INTO chunks_words(rowid, text) VALUES(?, 'trozo')", (number,))
    assert findings(desk, deep=True)["store"].state == "good"
    with context.store.write() as connection:
        connection.execute(harm)
    assert findings(desk)["store"].state == "good"
    bad = findings(desk, deep=True)["store"]
    assert bad.state == "bad" and bad.advice


def test_a_backup_by_route_is_whole(desk: Desk, home: Path) -> None:
    made = desk.call(system.BACK_UP, system.BackUp())
    check(Path(made.path))
    assert made.bytes == Path(made.path).stat().st_size
    assert findings(desk)["backups"].values["count"] == "1"


def test_every_finding_is_said_in_spanish(desk: Desk, registry: ModelRegistry) -> None:
    registry.set_aside("beta", "it crashed")
    words = Translations("es")
    for finding in (*findings(desk).values(), *findings(desk, deep=True).values()):
        for sentence in filter(None, (finding.text, finding.advice)):
            assert words.translate("library", sentence) != sentence
            assert words.say("library", sentence, **finding.values)
