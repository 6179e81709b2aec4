"""docs/faults.md 61: nothing that a person wrote, and no name of their files, stands in a log or in the report of a crash.

There is no export for diagnosis: the health check and `ateneo doctor` are shown to the person, who copies them.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.images import api as images
from engine.capabilities.models import api as models_api
from engine.capabilities.system import api as system
from engine.capabilities.text_tools import api as text_tools
from engine.protocol.answering.sampling import Sampling
from engine.protocol.method import Method
from engine.protocol.tables import PREVIEW_TABLE, PreviewTable, Source
from tests.support.engine_process import CallFailed, EngineGone, EngineProcess
from tests.support.fuzzing.engine import copy_models
from tests.support.image_files import sign, write_truncated
from tests.support.tiny_models import gguf_bytes

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.kill, pytest.mark.timeout(600)]

TEXT, NAME = "zafirosecreto", "informeprivado"
"""Stand in all that is written, and in the name of each file."""
SHORT = chat.ConversationSettings(Sampling(max_tokens=12, seed=1))


def write_private_files(folder: Path) -> Path:
    """Files that can be read, and files that fail in each of the readers."""
    folder.mkdir(parents=True)
    (folder / f"{NAME}.txt").write_text(f"The {TEXT} is serviced in October.\n" * 20)
    (folder / f"{NAME}.csv").write_text(f"text,label\n{TEXT} good,yes\n{TEXT} bad,no\n" * 9)
    (folder / f"{NAME}-quote.csv").write_text(f'text,label\n"{TEXT} never closed,yes\n')
    (folder / f"{NAME}-deep.eml").write_text(f"Subject: {TEXT}\n" + "Content-Type: message/rfc822\n\n" * 2000)
    for suffix in ("pdf", "docx", "xlsx", "epub", "zip", "gguf", "onnx"):
        (folder / f"{NAME}.{suffix}").write_text(f"{TEXT} is no {suffix}")
    (folder / f"{NAME}-model.gguf").write_bytes(gguf_bytes({"general.name": TEXT}))
    sign(TEXT.upper()).save(folder / f"{NAME}.png")
    write_truncated(folder / f"{NAME}.jpg")
    return folder


def calls(files: Path) -> Sequence[tuple[Method[Any, Any, Any], Any]]:
    """Something of every kind, right and wrong."""
    table = Source(str(files / f"{NAME}.csv"), text_column="text", label_column="label")
    missing = str(files / "missing" / f"{NAME}.csv")
    return (
        (documents.INDEX, documents.IndexDocuments((str(files), missing), TEXT)),
        (documents.SEARCH, documents.SearchDocuments(f"{TEXT} october")),
        (documents.REMOVE_COLLECTION, documents.RemoveCollection(f"no {TEXT}")),
        (images.INDEX, images.IndexPictures((str(files),))),
        (images.READ_TEXT, images.ReadPictureText()),
        (images.SEARCH, images.SearchPictures(TEXT)),
        (images.SAVE_ALBUM, images.SaveAlbum(TEXT, images.AlbumRule(TEXT))),
        (images.EXPORT_DUPLICATES, images.ExportDuplicates(missing)),
        (images.ANALYSE, images.AnalysePicture(path=str(files / f"{NAME}.jpg"))),
        (chat.SAVE_DRAFT, chat.SaveDraft(0, TEXT)),
        (chat.SEND, chat.Send(f"What is {TEXT}?", settings=SHORT, collections=(TEXT,))),
        (chat.SEND, chat.Send(f"What is {TEXT}?", settings=SHORT, collections=(f"no {TEXT}",))),
        (chat.SEND, chat.Send(TEXT * 40_000, settings=SHORT)),
        (chat.SEND, chat.Send(TEXT, settings=SHORT, pictures=(str(files / f"{NAME}.jpg"),))),
        (chat.ENQUEUE, chat.Enqueue(chat.Send(TEXT, pictures=(missing,)))),
        (chat.LIST, chat.ListConversations(TEXT)),
        (classification.CREATE_CLASSIFIER, classification.CreateClassifier(TEXT, (classification.Label(TEXT),))),
        (classification.ADD_EXAMPLES, classification.AddExamples(1, table)),
        (classification.TRAIN, classification.Train(1)),
        (classification.CLASSIFY, classification.Classify((TEXT,), labels=(classification.Label(TEXT),), wording="{x}")),
        (classification.CLASSIFY_FILE, classification.ClassifyFile(table, missing, 1)),
        (PREVIEW_TABLE, PreviewTable(Source(str(files / f"{NAME}-quote.csv")))),
        (text_tools.FIND_KEYWORDS, text_tools.FindKeywords(f"{TEXT} and {TEXT}")),
        (text_tools.READ_TEXT, text_tools.ReadText(str(files / f"{NAME}.pdf"))),
        (text_tools.FIND_CLUSTERS, text_tools.FindClusters((TEXT,), path=missing)),
        (models_api.ADD_MODEL, models_api.AddModel(str(files / f"{NAME}.gguf"))),
        (models_api.ADD_MODEL, models_api.AddModel(str(files / f"{NAME}.onnx"), name=TEXT)),
        (system.HEALTH_CHECK, system.CheckHealth()),
    )  # fmt: skip


def test_no_log_and_no_report_of_a_crash_holds_what_a_person_wrote(home: Path, models: Path, tmp_path: Path) -> None:
    files, log = write_private_files(tmp_path / "files"), home / "logs" / "engine.log"
    log.parent.mkdir(parents=True, mode=0o700)
    copied = copy_models(models, tmp_path / "models")
    with EngineProcess(home, copied, log=log) as engine:
        for method, request in calls(files):
            with suppress(CallFailed):
                engine.call(method, request)
        engine.write_line(b'{"jsonrpc":"2.0","id":"x","method":"chat.send","params":{"text":"%b"}}' % TEXT.encode())
        answer = engine.start_call(chat.SEND, chat.Send(f"Tell me all about {TEXT}."))
        answer.wait_for(chat.AnswerDelta)
        os.kill(engine.pid, signal.SIGSEGV)
        with pytest.raises(EngineGone):
            answer.result()
    reports = [path for path in home.rglob("*") if is_report(path)]
    with EngineProcess(home, copied, log=log):
        pass  # says in its log how the one before it ended
    reports += [path for path in home.rglob("*") if is_report(path)]
    assert "Segmentation fault" in "".join(path.read_text("utf-8", "replace") for path in reports)
    for path in dict.fromkeys(reports):
        text = path.read_text("utf-8", "replace").lower()
        assert [line for line in text.splitlines() if TEXT in line or NAME in line] == [], path


def is_report(path: Path) -> bool:
    """Whether a file of the profile is a log or tells of a crash."""
    return path.is_file() and path.suffix in (".log", ".txt", ".dmp", ".json") and path.name != "settings.toml"
