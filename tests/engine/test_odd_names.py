"""Names that no file can have, given wherever a path is asked for: the answer is a sentence, never an internal error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents
from engine.capabilities.images import api as images
from engine.capabilities.models import api as models_api
from engine.capabilities.text_tools import api as text_tools
from engine.files.names import is_file, is_folder, is_there, named_path
from engine.protocol.errors import AteneoError
from engine.protocol.method import Method
from engine.protocol.tables import PREVIEW_TABLE, PreviewTable, Source
from tests.support.harness import EngineHarness

Step = tuple[Method[Any, Any, Any], Any]

NAMES = {
    "nul": "{folder}/a\0b.csv",
    "nul alone": "\0",
    "long": "{folder}/" + "n" * 300 + ".csv",
    "deep": "{folder}/" + "d/" * 3000,
    "home of nobody": "~nobody-of-this-name/x.csv",
    "line": "{folder}/a\nb.csv",
    "empty": "",
}
LABELS = images.LabelPictures(("a", "b"))
STEPS: dict[str, Callable[[str], Step]] = {
    "index documents": lambda path: (documents.INDEX, documents.IndexDocuments((path,))),
    "index pictures": lambda path: (images.INDEX, images.IndexPictures((path,))),
    "analyse a picture": lambda path: (images.ANALYSE, images.AnalysePicture(path=path)),
    "search like a picture": lambda path: (
        images.SEARCH, images.SearchPictures("x", examples=(images.ExampleImage(path=path),)),
    ),
    "export duplicates": lambda path: (images.EXPORT_DUPLICATES, images.ExportDuplicates(path)),
    "copy by label": lambda path: (images.COPY_BY_LABEL, images.CopyByLabel(path, LABELS)),
    "watch a folder": lambda path: (images.SET_WATCHED, images.SetFolderWatched(path, True)),
    "read a text": lambda path: (text_tools.READ_TEXT, text_tools.ReadText(path)),
    "fill a column": lambda path: (text_tools.MAP_COLUMN, text_tools.MapColumn(path, "text", path, "language")),
    "find clusters": lambda path: (text_tools.FIND_CLUSTERS, text_tools.FindClusters(path=path)),
    "preview a table": lambda path: (PREVIEW_TABLE, PreviewTable(Source(path))),
    "add a model": lambda path: (models_api.ADD_MODEL, models_api.AddModel(path)),
    "add a projector": lambda path: (models_api.ADD_MODEL, models_api.AddModel(path, projector=path)),
    "attach files": lambda path: (chat.SAVE_FILES, chat.SaveFiles(0, (path,))),
    "wait with a picture": lambda path: (chat.ENQUEUE, chat.Enqueue(chat.Send("x", pictures=(path,)))),
    "ask about a picture": lambda path: (chat.SEND, chat.Send("x", pictures=(path,))),
    "list pictures": lambda path: (images.FOLDERS, images.ListPictureFolders()),
}  # fmt: skip


@pytest.fixture
def engine(home: Path, tmp_path: Path) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, tmp_path / "models", "documents", "images", "text_tools", "models", "chat")
    yield engine
    engine.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_no_file_can_have_is_answered_with_a_sentence(
    engine: EngineHarness, tmp_path: Path, name: str
) -> None:
    for step in STEPS.values():
        with suppress(AteneoError):
            engine.call(*step(NAMES[name].format(folder=tmp_path)))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_under_such_a_name(tmp_path: Path, name: str) -> None:
    path = named_path(NAMES[name].format(folder=tmp_path / "missing"))
    assert "\0" not in str(path)
    assert not is_file(path)
    assert name == "empty" or not (is_folder(path) or is_there(path))
