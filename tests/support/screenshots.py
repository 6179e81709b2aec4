"""Pictures of every page in both themes and languages, against the real engine, models and samples.

`python -m tests.support.screenshots FOLDER [--models DIR] [--size 1440x860] [--percent 100]`; one process, offscreen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from math import dist
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desktop.features.text_tools.tabs import TOPICS
from PIL import Image
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import Ateneo, StartOptions, discover, engine_command
from desktop.features.classification.page import ClassificationPage
from desktop.features.images.page import ImagesPage
from desktop.features.images.sidebar import GalleryView
from desktop.paths import SAMPLES, Paths
from desktop.widgets.cards.source_card import SourceCard
from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.images import api as images
from engine.protocol import paths as sidebar
from engine.protocol import tables
from engine.protocol.sampling import Sampling
from tests.support.engine_process import EngineProcess

QUESTIONS = {
    "es": "¿Cada cuánto hay que revisar la caldera y a quién llamo?",
    "en": "When must I give notice to end the rental contract?",
}
LETTERS = {
    "es": "El 3 de mayo de 2025 se cargaron 1.250,50 € en la cuenta ES91 2100 0418 4502 0005 1332 por el arreglo del ascensor. "
    "Firma la presidenta, con DNI 12345678Z; el del técnico, 87654321A, no es correcto. Dudas: junta@example.es.",
    "en": "On 3 May 2025 £1,250.50 was taken from account GB29 NWBK 6016 1331 9268 19 for the lift. The refund of 5% went to "
    "GB29 NWBK 6016 1331 9268 18, which is no account. Write to board@example.com or see https://example.com/lift.",
}
CLASSIFIERS = {
    "es": ("Vecinos", "Este texto trata de {}.", "etiqueta"),
    "en": ("Neighbours", classification.DEFAULT_WORDING, "label"),
}
"""A name, the wording around a label, and the column of the sample's labels."""
PATIENCE = 60.0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--models", type=Path, default=None)
    parser.add_argument("--size", default="1440x860")
    parser.add_argument("--percent", type=int, default=100)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    models = (options.models or sidebar.models(sidebar.home())).absolute()
    width, height = (int(side) for side in options.size.split("x"))
    app = QApplication([])
    with tempfile.TemporaryDirectory() as home:
        paths = Paths(Path(home), models)
        latest = fill(paths)
        for language in QUESTIONS:
            for theme in ("light", "dark"):
                ateneo = Ateneo(app, paths, StartOptions(language, theme), engine_command(paths), discover())
                ateneo.settings.change(text_percent=options.percent)
                ateneo.window.resize(width, height)
                photograph(ateneo, latest[language], options.folder, f"{language}-{theme}")
    return 0


def fill(paths: Paths) -> dict[str, int]:
    """A library as a person has it: the samples indexed, a question asked in each language. Conversations by language."""
    with EngineProcess(paths.home, paths.models) as engine:
        engine.call(documents.INDEX, documents.IndexDocuments((str(SAMPLES),), "Casa"))
        engine.call(images.INDEX, images.IndexPictures((str(pictures()),)))
        for name, wording, column in CLASSIFIERS.values():
            made = engine.call(classification.CREATE_CLASSIFIER, classification.CreateClassifier(name, (), wording))
            sample = tables.Source(str(SAMPLES / "texts" / "messages.csv"), text_column="text", label_column=column)
            engine.call(classification.ADD_EXAMPLES, classification.AddExamples(made.id, sample))
        return {
            language: engine.call(
                chat.SEND,
                chat.Send(
                    text,
                    collections=("Casa",),
                    settings=chat.ConversationSettings(Sampling(seed=1, max_tokens=160)),
                ),
            ).conversation
            for language, text in QUESTIONS.items()
        }


def pictures() -> Path:
    """Photographs where ATENEO_DATA has some, which are nobody's to publish; else the samples."""
    photographs = Path(os.environ.get("ATENEO_DATA", "")) / "images"
    return photographs if "ATENEO_DATA" in os.environ and photographs.is_dir() else SAMPLES / "pictures"


def photograph(ateneo: Ateneo, conversation: int, folder: Path, name: str) -> None:
    window = ateneo.window
    window.show()
    ateneo.client.start()
    wait(lambda: ateneo.client.state == "ready")
    for stop in window.stops:
        window.show_page(stop.name, *(("open", conversation) if stop.name == "chat" else ()))
        settle(ateneo)
        if (card := window.page(stop.name).findChild(SourceCard)) is not None:
            card.clicked.emit(card.source)  # the cited page, in the inspector
            settle(ateneo)
        if isinstance(page := window.page(stop.name), ClassificationPage):
            called = CLASSIFIERS[ateneo.language.code][0]
            page.list.choose(next(one.id for one in page.list.classifiers if one.name == called))
            settle(ateneo)
        picture = folder / f"{stop.name}-{name}.png"
        window.grab().save(str(picture))
        shrink(picture)
        print(picture)
        if isinstance(page, ImagesPage):
            photograph_pictures(ateneo, page, folder, name)
        elif isinstance(page, ClassificationPage):
            photograph_texts(ateneo, page, folder, name)
    window.close()
    ateneo.language.close()
    window.deleteLater()


def shrink(picture: Path) -> None:
    """A third of the bytes: the 256 most frequent colours exactly as they are, the rest as the nearest of them."""
    whole = Image.open(picture).convert("RGB")
    channels = whole.tobytes()
    pixels = list(zip(channels[::3], channels[1::3], channels[2::3], strict=True))
    counted = Counter(pixels)
    kept = [colour for colour, _ in counted.most_common(256)]
    nearest = {one: min(range(len(kept)), key=lambda at: dist(one, kept[at])) for one in counted}
    small = Image.frombytes("P", whole.size, bytes(map(nearest.__getitem__, pixels)))
    small.putpalette(bytes(channel for colour in kept for channel in colour))
    small.save(picture, optimize=True)


def settle(ateneo: Ateneo) -> None:
    QTest.qWait(500)
    wait(lambda: ateneo.client.is_idle)
    QTest.qWait(500)


def photograph_texts(ateneo: Ateneo, page: ClassificationPage, folder: Path, name: str) -> None:
    """Figures found in a text; the sample's messages as topics on their map."""

    def take(what: str) -> None:
        settle(ateneo)
        picture = folder / f"texts-{what}-{name}.png"
        ateneo.window.grab().save(str(picture))
        shrink(picture)
        print(picture)

    page.open_tool("entities")
    page.tools.one.text.setPlainText(LETTERS[name[:2]])
    page.tools.one.ask()
    take("figures")
    page.open_tab(TOPICS)
    page.tools.topics.take(str(SAMPLES / "texts" / "messages.csv"))
    settle(ateneo)
    page.tools.topics.ask()
    settle(ateneo)
    page.tools.topics.ensureWidgetVisible(page.tools.topics.figure)
    take("topics")


def photograph_pictures(ateneo: Ateneo, page: ImagesPage, folder: Path, name: str) -> None:
    """A search with its best picture in the inspector, the user's labels, the duplicates."""

    def take(what: str) -> None:
        settle(ateneo)
        picture = folder / f"images-{what}-{name}.png"
        ateneo.window.grab().save(str(picture))
        print(picture)

    spanish = name.startswith("es")
    page.bar.write("un reloj" if spanish else "a clock")
    settle(ateneo)
    page.grid.choose(0)
    take("search")
    page.sidebar.go(GalleryView(labels=True))
    page.labels.write(("reloj", "barco", "planta", "teclado") if spanish else ("clock", "boat", "plant", "keyboard"))
    settle(ateneo)
    page.grid.choose(0)
    take("labels")
    page.sidebar.go(GalleryView(duplicates=True))
    take("duplicates")


def wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not until() and time.monotonic() < end:
        QTest.qWait(20)


if __name__ == "__main__":
    sys.exit(main())
