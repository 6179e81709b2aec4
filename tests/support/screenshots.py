"""Screenshots of every page in both themes and languages, with the real engine, models and samples.

`python -m tests.support.screenshots FOLDER [--models DIR] [--size 1440x860] [--percent 100] [--pages chat,models]
[--languages es,en] [--themes light,dark] [--raw] [--pause 1000]`
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence, Set
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop.app import Ateneo, StartOptions, discover, engine_command
from desktop.features.classification.page import ClassificationPage
from desktop.features.documents.filtering.search_narrowing import SearchNarrowing
from desktop.features.documents.page import DocumentsPage
from desktop.features.documents.results import SearchResults
from desktop.features.images.page import ImagesPage
from desktop.features.images.sidebar import GalleryView
from desktop.features.models.grade_runs import GradeRuns
from desktop.features.text_tools.page import COMPARE, TOPICS, TextToolsPage
from desktop.paths import SAMPLES, Paths
from desktop.widgets.cards.source_card import SourceCard
from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api.search_filters import DocumentFilters
from engine.capabilities.images import api as images
from engine.protocol import paths as engine_paths
from engine.protocol import tables
from engine.protocol.answering.sampling import Sampling
from tests.support.engine_process import EngineProcess
from tests.support.private_config import use_private_config

MESSAGES = SAMPLES / "texts" / "messages.csv"
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
SENTENCES = {
    "es": "El ascensor no funciona\nEl elevador está averiado\nLos vecinos hacen ruido\nGracias por la reparación",
    "en": "The lift is broken\nThe elevator is out of order\nThe neighbours are noisy\nThank you for the repair",
}
CLASSIFIERS = {
    "es": ("Vecinos", "Este texto trata de {}.", "etiqueta"),
    "en": ("Neighbours", classification.DEFAULT_WORDING, "label"),
}
"""Name of the classifier, its wording, and the column of the sample's labels."""
PATIENCE = 60.0
TURN_MS, LONGEST_PAUSE_MS = 20, 2_000
EXACT_COLOURS = 64
STEPS = ("labels", "examples", "train", "scores", "use")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--models", type=Path, default=None)
    parser.add_argument("--size", default="1440x860")
    parser.add_argument("--percent", type=int, default=100)
    parser.add_argument("--pages", default="")
    parser.add_argument("--languages", default="es,en")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument(
        "--pause", type=int, default=1_000, help="milliseconds before each picture, for what is drawn late"
    )
    parser.add_argument("--raw", action="store_true", help="keep all colours of the files")
    options = parser.parse_args()
    use_private_config()
    options.folder.mkdir(parents=True, exist_ok=True)
    models = (options.models or engine_paths.models(engine_paths.home())).absolute()
    width, height = (int(side) for side in options.size.split("x"))
    app = QApplication([])
    with tempfile.TemporaryDirectory() as home:
        paths = Paths(Path(home), models)
        pages = set(options.pages.split(",")) if options.pages else {feature.name for feature in discover()}
        languages = options.languages.split(",")
        conversations = fill_library(paths, pages, languages)
        for language in languages:
            for theme in options.themes.split(","):
                ateneo = Ateneo(app, paths, StartOptions(language, theme), engine_command(paths), discover())
                ateneo.settings.change(text_percent=options.percent)
                ateneo.window.resize(width, height)
                suffix = f"{language}-{theme}"
                photograph(ateneo, pages, conversations.get(language, 0), options.folder, suffix, options.pause)
    if not options.raw:
        for picture in options.folder.glob("*.png"):
            reduce_colours(picture)
    return 0


def fill_library(paths: Paths, pages: Set[str], languages: Sequence[str]) -> dict[str, int]:
    """Fill what the pages show from the samples; return the id of a conversation in each language."""
    with EngineProcess(paths.home, paths.models) as engine:
        if "classification" in pages:
            for name, wording, column in map(CLASSIFIERS.__getitem__, languages):
                request = classification.CreateClassifier(name, (), wording)
                id = engine.call(classification.CREATE_CLASSIFIER, request).id
                sample = tables.Source(str(MESSAGES), text_column="text", label_column=column)
                engine.call(classification.ADD_EXAMPLES, classification.AddExamples(id, sample))
                engine.call(classification.SPLIT_EXAMPLES, classification.SplitExamples(id))
                engine.call(classification.TRAIN, classification.Train(id))
        if "images" in pages:
            engine.call(images.INDEX, images.IndexPictures((str(pictures()),)))
        if not pages & {"chat", "documents"}:
            return {}
        engine.call(documents.INDEX, documents.IndexDocuments((str(SAMPLES),), "Casa"))
        settings = chat.ConversationSettings(Sampling(seed=1, max_tokens=160))
        return {
            language: engine.call(
                chat.SEND, chat.Send(QUESTIONS[language], collections=("Casa",), settings=settings)
            ).conversation
            for language in languages
        }


def pictures() -> Path:
    """Return the folder of photographs in ATENEO_DATA, which may not be published, or else the samples."""
    photographs = Path(os.environ.get("ATENEO_DATA", "")) / "images"
    return photographs if "ATENEO_DATA" in os.environ and photographs.is_dir() else SAMPLES / "pictures"


def photograph(
    ateneo: Ateneo, pages: Set[str], conversation: int, folder: Path, suffix: str, pause: int = 1_000
) -> None:
    """Save a picture of each of the pages, and of what is most worth seeing on some of them."""
    window = ateneo.window
    window.show()
    ateneo.client.start()
    wait(lambda: ateneo.client.state == "ready")

    def take(name: str, shown: QWidget = window) -> None:
        if not settle(ateneo):
            print(f"{name}: taken while the engine still worked or a pause ran", file=sys.stderr, flush=True)
        QTest.qWait(pause)
        picture = folder / f"{name}-{suffix}.png"
        shown.grab().save(str(picture))
        print(picture, flush=True)

    for item in window.rail_items:
        if item.name not in pages:
            continue
        window.show_page(item.name, *(("open", conversation) if item.name == "chat" else ()))
        page = window.page(item.name)
        settle(ateneo)
        if (card := page.findChild(SourceCard)) is not None:
            card.clicked.emit(card.source)  # opens the cited page in the inspector
        if isinstance(page, ClassificationPage):
            photograph_classifier(ateneo, page, take)
        elif isinstance(page, TextToolsPage):
            photograph_text_tools(ateneo, page, take)
        else:
            take(item.name)
        if isinstance(page, ImagesPage):
            photograph_pictures(ateneo, page, take)
        if isinstance(page, DocumentsPage):
            photograph_documents(ateneo, page, take)
    window.close()
    ateneo.language.close()
    window.deleteLater()


def reduce_colours(picture: Path) -> None:
    """Save the picture in a third of its bytes, with 256 colours.

    The most frequent colours stay exact, so that the theme's do; the rest of the palette spreads over the photographs.
    """
    whole = Image.open(picture).convert("RGB")
    counted = sorted(whole.getcolors(whole.width * whole.height), reverse=True)
    spread = whole.quantize(256 - EXACT_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).getpalette()
    exact = np.array([colour for _, colour in counted[:EXACT_COLOURS]])
    palette = np.concatenate([exact, np.reshape(spread, (-1, 3))]).astype(np.float32)
    codes, at = np.unique(np.reshape(whole, (-1, 3)) @ np.array([1 << 16, 1 << 8, 1]), return_inverse=True)
    colours = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1).astype(np.float32)
    nearest = ((palette**2).sum(axis=1) - 2 * colours @ palette.T).argmin(axis=1)
    small = Image.frombytes("P", whole.size, nearest[at].astype(np.uint8).tobytes())
    small.putpalette(palette.astype(np.uint8).tobytes())
    small.save(picture, optimize=True)


def settle(ateneo: Ateneo) -> bool:
    """Wait until the engine has answered, and every pause is over after which the window asks again.

    Return whether that came within PATIENCE.
    """
    has_settled = False
    for runs in ateneo.window.findChildren(GradeRuns):
        runs.pause()  # a minute after the start it would keep the engine busy for longer than a picture is waited for
    for _ in range(2):
        QTest.qWait(TURN_MS)
        has_settled = wait(lambda: ateneo.client.is_idle and not has_pauses(ateneo.window))
    return has_settled


def has_pauses(window: QWidget) -> bool:
    """Return whether a pause runs in the window, as after typing; a notice stays longer than LONGEST_PAUSE_MS."""
    timers = [timer for timer in window.findChildren(QTimer) if timer.isSingleShot() and timer.isActive()]
    return any(timer.interval() <= LONGEST_PAUSE_MS for timer in timers)


def photograph_classifier(ateneo: Ateneo, page: ClassificationPage, take: Callable[[str], None]) -> None:
    """Show the examples of the sample's classifier, then each step, with a text classified and an evaluation."""
    name = CLASSIFIERS[ateneo.language.code][0]
    page.list.choose(next(classifier.id for classifier in page.list.classifiers if classifier.name == name))
    page.steps.tabs.setCurrentIndex(STEPS.index("examples"))
    take("classification")
    page.steps.scores.evaluate()
    page.steps.use.panel.text.setPlainText(SENTENCES[ateneo.language.code].splitlines()[0])
    page.steps.use.panel.classify_text()
    for index, step in enumerate(STEPS):
        page.steps.tabs.setCurrentIndex(index)
        if step != "examples":
            take(f"classification-{step}")


def photograph_text_tools(ateneo: Ateneo, page: TextToolsPage, take: Callable[[str], None]) -> None:
    """Show figures found in a text, texts compared, and the sample's messages as topics on their map."""
    code = ateneo.language.code
    page.open_tool("entities")
    page.one_text.text.setPlainText(LETTERS[code])
    page.one_text.run_tool()
    take("text_tools-figures")
    page.open_tab(COMPARE)
    page.compare.compare_texts(*SENTENCES[code].splitlines())
    take("text_tools-compare")
    page.open_tab(TOPICS)
    page.topics.load_table(str(MESSAGES))
    settle(ateneo)
    page.topics.find_topics()
    settle(ateneo)
    page.topics.ensureWidgetVisible(page.topics.figure)
    take("text_tools-topics")


def photograph_pictures(ateneo: Ateneo, page: ImagesPage, take: Callable[[str], None]) -> None:
    """Show a search with its best picture in the inspector, the user's labels, and the duplicates."""
    is_spanish = ateneo.language.code == "es"
    page.bar.set_query("un reloj" if is_spanish else "a clock")
    settle(ateneo)
    page.grid.choose(0)
    take("images-search")
    page.sidebar.select(GalleryView(labels=True))
    labels = ("reloj", "barco", "planta", "teclado") if is_spanish else ("clock", "boat", "plant", "keyboard")
    page.labels.set_labels(labels)
    settle(ateneo)
    page.grid.choose(0)
    take("images-labels")
    page.sidebar.select(GalleryView(duplicates=True))
    take("images-duplicates")


def photograph_documents(ateneo: Ateneo, page: DocumentsPage, take: Callable[..., None]) -> None:
    """Show a search narrowed to PDF files with why its passages were found, and the panel of filters."""
    page.search_for("caldera" if ateneo.language.code == "es" else "rental contract")
    settle(ateneo)
    narrowing = page.findChild(SearchNarrowing)
    narrowing.open()
    settle(ateneo)
    narrowing.panel.set_filters(DocumentFilters(types=("pdf",)))
    take("documents-filters", narrowing.panel)
    narrowing.panel.hide()
    settle(ateneo)
    page.findChild(SearchResults).why.findChild(QPushButton).click()
    take("documents-why")


def wait(condition: Callable[[], bool]) -> bool:
    """Wait until the condition holds, for PATIENCE at most; return whether it does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            return False
        QTest.qWait(TURN_MS)
    return True


if __name__ == "__main__":
    sys.exit(main())
