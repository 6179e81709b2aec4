"""Pictures: indexing against a bare ONNX Runtime loop, search over 100,000, memory over a long run, and what is found."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from engine.bootstrap import bootstrap
from engine.capabilities.images import api as images
from engine.capabilities.images.vector_table import IMAGE_VECTORS
from engine.models.hardware import physical_cores
from engine.models.registry import InstalledModel, ModelRegistry
from engine.models.vision.dual_encoder import OnnxImageEncoder
from engine.protocol.progress import Progress
from engine.store.database import Store
from engine.store.vectors import VectorStore
from tests.benchmarks import descriptions
from tests.benchmarks.table import Row, alternately, ratio, seconds, spread
from tests.support.engine_process import EngineProcess
from tests.support.image_files import scene

PHOTOGRAPHS = Path(os.environ.get("ATENEO_DATA", "../shared/data")) / "images"
INDEXED, ROUNDS, BATCH = 400, 2, 8
SIZE = (2000, 1500)
LIBRARY = 100_000
LONG_RUN, LEAST_RUN = 6000, 400
SCENES, SMALL = 200, (240, 180)
CHUNK = 10_000
WORDS = (
    "dog", "a red car", "un gato negro", "plaza mayor", "guitar", "boat at sea", "caballo", "an old man", "snow",
    "bridge", "fruta", "a bus", "cup of tea", "un pájaro", "the city at night", "flores", "a castle", "tren", "cake", "barco",
)  # fmt: skip
ABSENT = {
    "English": "elephant|giraffe|pizza|airplane|laptop|umbrella|volcano|broccoli|hammer|strawberry|hamburger|violin|pineapple|"
    "penguin|tank|typewriter|parachute|traffic light|tarantula|flamingo|hippopotamus|stethoscope|toaster|wedding cake|"
    "swimming pool|spaceship|dinosaur|wind turbine|tattoo|microscope|spider web|rainbow|sushi|subway station",
    "Spanish": "elefante|jirafa|pizza|avión|ordenador portátil|paraguas|volcán|brócoli|martillo|fresa|hamburguesa|violín|piña|"
    "pingüino|tanque|máquina de escribir|paracaídas|semáforo|tarántula|flamenco|hipopótamo|estetoscopio|tostadora|tarta de boda|"
    "piscina|nave espacial|dinosaurio|aerogenerador|tatuaje|microscopio|telaraña|arcoíris|sushi|estación de metro",
}


def run(models: Path) -> Iterator[Row]:
    installed = next(
        model
        for model in ModelRegistry([models]).list()
        if model.manifest.kind == "image-encoder" and model.manifest.starter
    )
    with tempfile.TemporaryDirectory() as folder:
        yield indexing(models, installed, Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        yield searching(models, installed, Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        yield memory(models, installed, Path(folder))
    if PHOTOGRAPHS.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            yield from recall(models, Path(folder))
        yield from descriptions.run(models, PHOTOGRAPHS)


def indexing(models: Path, installed: InstalledModel, folder: Path) -> Row:
    files = write_pictures(folder / "files", INDEXED, SIZE)
    loop = BareLoop(installed)

    def ours() -> float:
        """From the request to the last commit, in an engine that has run nothing before: the child's start included."""
        with tempfile.TemporaryDirectory() as home, EngineProcess(Path(home), models) as engine:
            begun = time.perf_counter()
            done = engine.call(images.INDEX, images.IndexPictures((str(files[0].parent),)))
            assert done.added == INDEXED
            return INDEXED / (time.perf_counter() - begun)

    figures = alternately(ROUNDS, ours, lambda: INDEXED / seconds(lambda: loop.over(files)))
    return Row(
        f"indexing {INDEXED} pictures of {SIZE[0]} × {SIZE[1]} ÷ a bare ONNX Runtime loop that decodes them as small",
        f"{ratio(*figures):.2f}",
        "≥ 0.85",
        f"{spread(figures[0], 'pictures/s')} with thumbnails, fingerprints, colours, EXIF, SHA-256 and commits, at the lowest "
        f"priority, the child's start included; against {spread(figures[1], 'pictures/s')}",
    )


class BareLoop:
    """One picture after the other, decoded by Pillow in draft mode; eight at a time through the model."""

    def __init__(self, installed: InstalledModel) -> None:
        self._encoder = OnnxImageEncoder(installed.manifest, installed.folder, physical_cores())

    def over(self, files: Sequence[Path]) -> None:
        for begin in range(0, len(files), BATCH):
            self._encoder.embed([self._encoder.prepare(self._decoded(file)) for file in files[begin : begin + BATCH]])

    def _decoded(self, file: Path) -> Image.Image:
        with Image.open(file) as image:
            image.draft("RGB", (self._encoder.side, self._encoder.side))
            return image.convert("RGB")


def searching(models: Path, installed: InstalledModel, home: Path) -> Row:
    fill(home, installed)
    with bootstrap(home, models) as engine:
        engine.call(
            images.SEARCH, images.SearchPictures("warm")
        )  # loads the text encoder, maps the int8 index, scores the unrelated queries
        taken = [
            seconds(lambda w=words: engine.call(images.SEARCH, images.SearchPictures(w))) * 1000 for words in WORDS
        ]  # type: ignore[misc]
    return Row(
        f"a new description searched in {LIBRARY:,} pictures, median",
        f"{np.median(taken):.0f} ms",
        "≤ 30 ms",
        f"{spread(taken, 'ms')}, from the words to the pictures' rows, the words embedded anew each time",
    )


def fill(home: Path, installed: InstalledModel) -> None:
    """Random directions: nothing is convincing among them, and all must be compared."""
    random, store = np.random.default_rng(1), Store.open(home)
    columns = "path, name, bytes, modified_ns, sha256, state, encoder, width, height, day, added_at"
    with store.write() as connection:
        connection.executemany(
            f"INSERT INTO images({columns}) VALUES(?, ?, 1, 1, ?, 'indexed', ?, 640, 480, '2024-05-17', 1)",
            ((f"/{n // 1000}/{n}.jpg", f"{n}.jpg", n.to_bytes(8, "big"), installed.id) for n in range(LIBRARY)),
        )
        connection.execute("INSERT INTO images_fts(rowid, name, ocr_text) SELECT id, name, ocr_text FROM images")
        for begin in range(0, LIBRARY, CHUNK):
            rows = random.standard_normal((CHUNK, installed.manifest.dimensions), np.float32)
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            vectors: npt.NDArray[np.float16] = rows.astype("<f2")
            ids = range(begin + 1, begin + CHUNK + 1)
            VectorStore(store, IMAGE_VECTORS).add(connection, installed.id, rows.shape[1], 0, ids, vectors.tobytes())
    store.close()


def memory(models: Path, installed: InstalledModel, folder: Path) -> Row:
    """Of the engine and its child over one run, from the first file to the last commit; 27 KB of disk a picture."""
    files = folder / "files"
    files.mkdir()
    drawn = [_encoded(scene(number, SMALL)) for number in range(SCENES)]
    for number in range(LONG_RUN):  # told apart by what follows the picture's end: no two the same bytes
        (files / f"{number:06}.jpg").write_bytes(drawn[number % SCENES] + number.to_bytes(8, "big"))
    warm: dict[str, int] = {}
    with EngineProcess(folder / "home", models) as engine:

        def watch(event: object) -> None:
            if isinstance(event, Progress) and event.done >= LONG_RUN // 4 and not warm:
                warm.update(peaks(engine.pid))

        done = engine.call(images.INDEX, images.IndexPictures((str(files),)), watch)
        assert done.added == LONG_RUN
        last = peaks(engine.pid)
    grown = {name: last[name] / warm[name] for name in warm if name in last}
    return Row(
        f"memory after {LONG_RUN:,} generated pictures ÷ after {LONG_RUN // 4:,}: the child, which reads them",
        f"{grown['child']:.2f}",
        "≤ 1.1",
        f"{last['child'] / 1e6:.0f} MB at its highest; the engine {grown['engine']:.2f}, {last['engine'] / 1e6:.0f} MB",
    )


def _encoded(picture: Image.Image) -> bytes:
    data = BytesIO()
    picture.save(data, "JPEG", quality=85)
    return data.getvalue()


def peaks(engine: int) -> dict[str, int]:
    """Bytes at the highest of the engine and of the larger of its children; Linux tells them."""
    children = [int(child) for task in Path(f"/proc/{engine}/task").iterdir() for child in _children(task)]
    return {"engine": peak(engine), "child": max(peak(child) for child in children)}


def _children(task: Path) -> list[str]:
    return (task / "children").read_text().split()


def peak(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def recall(models: Path, folder: Path) -> Iterator[Row]:
    """Photographs under names that say nothing, asked for by what their own names say."""
    labelled = {file.name.partition("_")[0]: file for file in sorted(PHOTOGRAPHS.glob("n*_*.JPEG"))}
    (folder / "files").mkdir()
    for number, file in enumerate(labelled.values()):
        (folder / "files" / f"{number}.jpg").write_bytes(file.read_bytes())
    names = class_names()
    with bootstrap(folder / "home", models) as engine:
        engine.call(images.INDEX, images.IndexPictures((str(folder / "files"),)))
        for language, absent in ABSENT.items():
            places, shown = [], []
            for number, synset in enumerate(labelled):
                request = images.SearchPictures(names[synset][language], k=len(labelled), include_weaker=True)
                answer = engine.call(images.SEARCH, request)
                ranked = [picture.path for picture in answer.results]
                places.append(ranked.index(str(folder / "files" / f"{number}.jpg")))
                shown.append(places[-1] < answer.convincing)
            silent = [
                engine.call(images.SEARCH, images.SearchPictures(words)).convincing == 0 for words in absent.split("|")
            ]
            hits = [np.mean(np.array(places) < k) for k in (1, 5)]
            yield Row(
                f"{len(labelled)} labelled photographs asked for in {language}: found first",
                f"{hits[0]:.3f}",
                "",
                f"among the first five {hits[1]:.3f}; shown as convincing {np.mean(shown):.3f}; nothing convincing said for "
                f"{sum(silent)} of {len(silent)} things that are on none",
            )


def class_names() -> dict[str, dict[str, str]]:
    """WordNet's number → the first name of the class in each language."""
    table = Path(__file__).parents[2] / "resources" / "pictures" / "imagenet-1k.tsv"
    lines = (line.split("\t") for line in table.read_text("utf-8").splitlines())
    return {
        line[1]: {"English": line[2].split("|")[0], "Spanish": line[3].split("|")[0]} for line in lines if len(line) > 3
    }


def write_pictures(folder: Path, count: int, size: tuple[int, int]) -> list[Path]:
    """JPEG files with camera-like noise, no two the same bytes."""
    folder.mkdir(parents=True)
    random, files = np.random.default_rng(1), []
    for number in range(count):
        if number % 20 == 0:  # twenty of each scene, told apart by a comment: noise is what takes time to make
            pixels = np.asarray(scene(number, size), np.int16) + random.integers(-12, 12, (size[1], size[0], 1))
            picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8), "RGB")
        data = BytesIO()
        picture.save(data, "JPEG", quality=88, comment=str(number).encode())
        files.append(folder / f"{number:05}.jpg")
        files[-1].write_bytes(data.getvalue())
    return files
