"""Things that are removed, purged or changed while something works with them: a sentence at most, and the engine works on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.images import api as images
from engine.capabilities.models import api as models_api
from engine.protocol.answering.sampling import Sampling
from engine.protocol.file_run import FileOutcome
from engine.protocol.method import Method
from engine.protocol.progress import Progress
from engine.protocol.tables import Source
from tests.support.fuzzing.engine import FuzzedEngine

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(600)]

LONG = chat.ConversationSettings(Sampling(max_tokens=60, seed=3))
SECONDS = 60.0
FIRST_CONVERSATION, FIRST_ANSWER, CLASSIFIER, TEXT_MODEL = 1, 2, 1, "smollm2-135m-instruct-q4_1"

Step = tuple[Method[Any, Any, Any], Any]
PURGE: tuple[Step, ...] = (
    (chat.DELETE, chat.DeleteConversation(FIRST_CONVERSATION)),
    (chat.PURGE, chat.PurgeConversation(FIRST_CONVERSATION)),
)
ASK = (chat.SEND, chat.Send("When is it serviced?", FIRST_CONVERSATION, collections=("Papers",), settings=LONG))
RETRY = (chat.RETRY, chat.Retry(FIRST_ANSWER, LONG))
CONTINUE = (chat.CONTINUE, chat.ContinueAnswer(FIRST_ANSWER, LONG))


@pytest.fixture(scope="module")
def prepared(models: Path, tmp_path_factory: pytest.TempPathFactory) -> FuzzedEngine:
    return FuzzedEngine(tmp_path_factory.mktemp("races"), models)


@pytest.fixture
def engine(prepared: FuzzedEngine) -> Iterator[FuzzedEngine]:
    with prepared:
        yield prepared


def files(engine: FuzzedEngine) -> Path:
    return Path(engine.paths[0]).parent


def disturb(engine: FuzzedEngine, work: Step, event: type[Any] | None, *steps: Step) -> list[str]:
    """Start a piece of work, make the other calls at its first such event, and return what was wrong with any answer."""
    method, request = work
    pending = engine.process.start_call(method, request)
    if event is not None:
        while (seen := pending.next()) is not None and not isinstance(seen, event):
            pass
    disturbing = [(step[0], engine.process.start_call(*step)) for step in steps]
    ended = [engine.judge_pending(call, disturbing_method, seconds=SECONDS) for disturbing_method, call in disturbing]
    if not pending.has_ended:
        ended.append(engine.judge_pending(pending, method, seconds=SECONDS))
    assert engine.is_alive()
    return [str(finding) for finding in ended if finding is not None]


@pytest.mark.parametrize("event", [chat.ReplyStarted, chat.SourcesFound, chat.AnswerDelta], ids=lambda e: e.__name__)
@pytest.mark.parametrize("work", [ASK, RETRY, CONTINUE], ids=lambda step: step[0].name)
def test_a_conversation_is_purged_while_it_is_answered(engine: FuzzedEngine, work: Step, event: type[Any]) -> None:
    assert disturb(engine, work, event, *PURGE) == []
    listed = engine.process.call(chat.LIST, chat.ListConversations()).conversations
    assert [conversation.id for conversation in listed] == [2]


def test_a_conversation_is_purged_while_its_question_waits_to_be_answered(engine: FuzzedEngine) -> None:
    """The model is at work for another conversation meanwhile."""
    other = chat.Send("Tell me a story.", conversation=2, settings=LONG)
    assert disturb(engine, (chat.SEND, other), chat.AnswerDelta, ASK, RETRY, *PURGE) == []


@pytest.mark.parametrize(
    "steps",
    [
        (documents.REMOVE_COLLECTION, documents.RemoveCollection("New")),
        (documents.RENAME_COLLECTION, documents.RenameCollection("New", "Newer")),
        (documents.REMOVE, documents.RemoveDocuments(tuple(range(1, 40)))),
        (documents.RETRY_FAILED, documents.RetryFailedDocuments("New")),
    ],
    ids=lambda step: step[0].name,
)
def test_documents_are_changed_while_they_are_read(engine: FuzzedEngine, steps: Step) -> None:
    work = (documents.INDEX, documents.IndexDocuments((str(files(engine) / "papers"),), "New"))
    assert disturb(engine, work, FileOutcome, steps, (documents.SEARCH, documents.SearchDocuments("boiler"))) == []


def test_pictures_are_removed_while_their_folder_is_read(engine: FuzzedEngine) -> None:
    folder = str(files(engine) / "pictures")
    for name in ("scene-1.jpg", "scene-2.jpg"):
        (Path(folder) / name).write_bytes((Path(folder) / "scene-3.jpg").read_bytes())
    steps = (
        (images.REMOVE_FOLDER, images.RemovePictureFolder(folder)),
        (images.REMOVE, images.RemovePictures((1, 2, 3))),
        (images.SEARCH, images.SearchPictures("a boat")),
        (images.RESTORE_FOLDER, images.RestorePictureFolder(folder)),
    )
    assert disturb(engine, (images.INDEX, images.IndexPictures((folder,))), FileOutcome, *steps) == []


def test_pictures_are_removed_while_they_are_exported(engine: FuzzedEngine) -> None:
    target = files(engine) / "new"
    labels = images.LabelPictures(("boat", "dog"))
    work = (images.COPY_BY_LABEL, images.CopyByLabel(str(target / "labels"), labels))
    steps = (
        (images.EXPORT_DUPLICATES, images.ExportDuplicates(str(target / "duplicates.csv"))),
        (images.REMOVE, images.RemovePictures((1, 2, 3))),
        (images.EXPORT_DUPLICATES, images.ExportDuplicates(str(target / "duplicates.csv"))),
        (images.FIND_DUPLICATES, images.FindDuplicates()),
        (images.EXPORT_LABELS, images.ExportPictureLabels(str(target / "labels.csv"), labels)),
    )
    assert disturb(engine, work, None, *steps) == []


REMOVE_CLASSIFIER = (classification.REMOVE_CLASSIFIER, classification.RemoveClassifier(CLASSIFIER))
CHANGE_LABELS = (
    classification.SET_LABELS,
    classification.SetLabels(CLASSIFIER, (classification.Label("maybe", previous_name="yes"),)),
)
REMOVE_EXAMPLES = (classification.REMOVE_EXAMPLES, classification.RemoveExamples(tuple(range(1, 30))))


@pytest.mark.parametrize(
    "steps", [(REMOVE_CLASSIFIER,), (CHANGE_LABELS,), (REMOVE_EXAMPLES,)], ids=lambda s: s[0][0].name
)
def test_a_classifier_is_changed_while_it_is_trained_and_used(engine: FuzzedEngine, steps: tuple[Step, ...]) -> None:
    table = Source(str(files(engine) / "papers" / "table.csv"), text_column="text", label_column="label")
    target = str(files(engine) / "new" / "result.csv")
    train = (classification.TRAIN, classification.Train(CLASSIFIER, "auto"))
    queued = (
        (classification.EVALUATE, classification.Evaluate(CLASSIFIER)),
        (classification.CLASSIFY_FILE, classification.ClassifyFile(table, target, CLASSIFIER)),
        (classification.LIST_BY_UNCERTAINTY, classification.ListExamples(CLASSIFIER, order="uncertain")),
    )
    assert disturb(engine, train, Progress, *queued, *steps) == []


def test_the_model_is_removed_while_it_answers(engine: FuzzedEngine) -> None:
    steps = (
        (models_api.REMOVE_MODEL, models_api.RemoveModel(TEXT_MODEL)),
        (chat.SEND, chat.Send("And now?", settings=LONG)),
        (models_api.RESTORE_MODEL, models_api.RestoreModel(TEXT_MODEL)),
        (chat.SEND, chat.Send("And again?", settings=LONG)),
    )
    assert disturb(engine, ASK, chat.AnswerDelta, *steps) == []
