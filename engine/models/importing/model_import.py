"""A model on its way to the shelf: what a path offers, its card, and its bytes copied and hashed in one pass."""

from __future__ import annotations

import errno
import hashlib
import json
import time
from collections.abc import Generator, Mapping
from pathlib import Path

import msgspec

from engine.models.encoders.onnx_file import OnnxFacts, read_facts
from engine.models.importing.text_task_import import kind_of
from engine.models.importing.vision_import import (
    PICTURES,
    PROCESSOR,
    is_one_stage,
    offered_pair,
    offered_task,
    one_stage_card,
    pair_card,
    task_card,
)
from engine.models.llama.gguf import MAGIC, GgufHeader, is_projector, read_header
from engine.models.manifest import CARD, ModelFile, ModelManifest, Pooling, read_card, refuse_programs, slug
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.progress import Progress

AT_ONCE = 4 * 1024 * 1024
ONNX, TOKENIZER, CONFIG, POOLING = "model.onnx", "tokenizer.json", "config.json", "1_Pooling/config.json"
EMBEDDING_ARCHITECTURES = frozenset(
    {"bert", "nomic-bert", "jina-bert-v2", "t5encoder", "clip", "modern-bert", "gemma-embedding"}
)
LONGEST_CONFIG = 1024 * 1024
POSITIONS_BEFORE_TEXT = {"xlm-roberta": 2, "roberta": 2, "camembert": 2, "mpnet": 2}
"""Model type to the positions its table counts and no token can have."""
PREFIXES = {"e5": ("query: ", "passage: ")}
REPORT_EVERY = 0.1


def offered(path: Path) -> dict[str, Path]:
    """Name on the shelf to the file it comes from. Raises ModelRefused when the path offers no model."""
    if path.is_dir():
        return _offered_by_folder(path)
    if _begins(path, MAGIC):
        return {path.name if path.suffix == ".gguf" else f"{path.name}.gguf": path}
    refuse_programs(path)
    if path.suffix.lower() == ".onnx" and (path.parent / TOKENIZER).is_file():
        return {ONNX: path, TOKENIZER: path.parent / TOKENIZER, **_configs(path.parent)}
    if path.suffix.lower() == ".onnx" and is_one_stage(read_facts(path)):
        return {ONNX: path}
    raise errors.ModelRefused("neither GGUF nor ONNX with a tokenizer.json beside it", name=path.name)


def brings_eyes(path: Path) -> bool:
    """Whether it is a projector, to be added to a model. Raises ModelDamaged, ModelUnsupported."""
    return _begins(path, MAGIC) and is_projector(path)


def offered_eyes(projector: Path) -> dict[str, Path]:
    """As `offered`, of a projector. Raises ProjectorUnfit for another GGUF file, ModelRefused, FileVanished, ModelDamaged."""
    if not projector.is_file():
        raise errors.FileVanished(name=projector.name)
    if not _begins(projector, MAGIC):
        refuse_programs(projector)
        raise errors.ModelRefused("no GGUF", name=projector.name)
    if not is_projector(projector):
        raise errors.ProjectorUnfit("not a projector", name=projector.name)
    return {f"mmproj-{projector.stem}.gguf": projector}


def _offered_by_folder(folder: Path) -> dict[str, Path]:
    if (folder / CARD).is_file():
        return {file.path: folder / file.path for file in read_card(folder).files}
    if (pair := offered_pair(folder)) is not None:
        return pair
    if (task := offered_task(folder)) is not None:
        return task
    onnx = next((file for file in (folder / ONNX, folder / "onnx" / ONNX) if file.is_file()), None)
    if onnx and (folder / TOKENIZER).is_file():
        return {ONNX: onnx, TOKENIZER: folder / TOKENIZER, **_configs(folder)}
    eyes: list[Path] = []
    ggufs: list[Path] = []
    for file in sorted(folder.glob("*.gguf")):
        (eyes if is_projector(file) else ggufs).append(file)
    if len(ggufs) == 1 and len(eyes) <= 1:
        return {file.name: file for file in (*ggufs, *eyes)}
    raise errors.ModelRefused("no model.toml, no single GGUF, no model.onnx with tokenizer.json", name=folder.name)


def _configs(folder: Path) -> dict[str, Path]:
    return {name: folder / name for name in (CONFIG, POOLING) if (folder / name).is_file()}


def check_files(files: Mapping[str, Path]) -> None:
    """Our own look at every file, before any native parser's. Raises ModelRefused, ModelDamaged, ModelUnsupported."""
    for name, path in files.items():
        if not path.is_file():
            raise errors.ModelDamaged(f"{name} is missing", name=path.name)
        if name.endswith(".gguf"):
            read_header(path)
            continue
        refuse_programs(path)
        if name.endswith(".onnx"):
            read_facts(path)
        elif not name.endswith((".json", ".txt", ".md", ".toml")):
            raise errors.ModelRefused(f"{name} is no file of a model we know", name=path.name)


def card_of(path: Path, files: Mapping[str, Path], name: str) -> ModelManifest:
    """The card of a model on its way; its files are not hashed yet, unless it brought a model.toml."""
    if path.is_dir() and (path / CARD).is_file():
        manifest = read_card(path)
        return msgspec.structs.replace(manifest, name=name or manifest.name, starter=False)
    ggufs = {shelf_name: file for shelf_name, file in files.items() if shelf_name.endswith(".gguf")}
    if ggufs:
        return _text_card(ggufs, name)
    if PICTURES in files:
        return pair_card(files, name or path.name)
    if PROCESSOR in files:
        return task_card(files, name or path.name)
    if is_one_stage(facts := read_facts(files[ONNX])):
        return one_stage_card(facts, name or path.stem)
    return _encoder_card(path if path.is_dir() else path.parent, facts, name)


def _text_card(ggufs: Mapping[str, Path], name: str) -> ModelManifest:
    headers = {shelf_name: read_header(file) for shelf_name, file in ggufs.items()}
    projector = next((shelf_name for shelf_name, header in headers.items() if header.sees), "")
    model = next((shelf_name for shelf_name in ggufs if shelf_name != projector), "")
    if not model:
        raise errors.ProjectorUnfit("a projector alone", name=ggufs[projector].name)
    file, header = ggufs[model], headers[model]
    if header.architecture in EMBEDDING_ARCHITECTURES:
        raise errors.ModelUnsupported(f"an embedder as GGUF ({header.architecture})", name=file.name)
    if projector and not fits(headers[projector], header):
        raise errors.ProjectorUnfit(_widths(headers[projector], header), name=ggufs[projector].name)
    shown = name or header.name or file.stem
    return ModelManifest(
        slug(shown, ()), shown, "text", (), header.licence, file.name, "", header.context, languages=header.languages,
        projector=projector,
    )  # fmt: skip


def fits(projector: GgufHeader, model: GgufHeader) -> bool:
    """What it gives is as wide as what the model reads."""
    return projector.sees and projector.projects == model.embedding


def _widths(projector: GgufHeader, model: GgufHeader) -> str:
    return f"a projector {projector.projects} wide, a model {model.embedding} wide"


def _encoder_card(folder: Path, facts: OnnxFacts, name: str) -> ModelManifest:
    """With a head it does a task; without one it is an embedder."""
    config, shown = _config(folder / CONFIG), name or folder.name
    if (kind := kind_of(config, facts, shown)) is not None:
        context = _context(config)
        return ModelManifest(slug(shown, ()), shown, kind, (), source=folder.name, context=context, labels=CONFIG)
    return _embedder_card(folder, facts, name)


def _embedder_card(folder: Path, facts: OnnxFacts, name: str) -> ModelManifest:
    config = _config(folder / CONFIG)
    pooling: Pooling = "cls" if _config(folder / POOLING).get("pooling_mode_cls_token") is True else "mean"
    shown = name or folder.name
    output = facts.outputs[0].dimensions if facts.outputs else ()
    dimensions = (output[-1] if output else 0) or _count(config, "hidden_size")
    if "input_ids" not in facts.inputs or len(output) not in (2, 3) or not dimensions:
        raise errors.ModelUnsupported(f"inputs {facts.inputs}, output {output}", name=shown)
    context = _context(config)
    query, passage = next((both for key, both in PREFIXES.items() if key in shown.lower()), ("", ""))
    return ModelManifest(
        slug(shown, ()), shown, "embedding", (), source=folder.name, context=context, dimensions=dimensions,
        query_prefix=query, passage_prefix=passage, pooling=pooling if len(output) == 3 else "",
    )  # fmt: skip


def _context(config: Mapping[str, object]) -> int:
    before = POSITIONS_BEFORE_TEXT.get(str(config.get("model_type")), 0)
    return max(_count(config, "max_position_embeddings") - before, 0) or 512


def _config(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(LONGEST_CONFIG))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _count(config: Mapping[str, object], key: str) -> int:
    value = config.get(key)
    return value if isinstance(value, int) and value > 0 else 0


def copied(
    files: Mapping[str, Path], folder: Path, is_cancelled: IsCancelled
) -> Generator[Progress, None, tuple[ModelFile, ...]]:
    """Copy, hashing what is written. Raises DiskFull, Cancelled."""
    meter = Meter(sum(path.stat().st_size for path in files.values()))
    done = []
    for name, path in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = yield from _copy(path, target, meter, is_cancelled)
        done.append(ModelFile(name, target.stat().st_size, digest))
    return tuple(done)


def _copy(path: Path, target: Path, meter: Meter, is_cancelled: IsCancelled) -> Generator[Progress, None, str]:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as source, target.open("xb") as copy:
            while data := source.read(AT_ONCE):
                stop_if(is_cancelled)
                copy.write(data)
                digest.update(data)
                yield from meter.moved(len(data), path.name)
    except OSError as failed:
        if failed.errno == errno.ENOSPC:
            raise errors.DiskFull(needed=f"{meter.left // 1_000_000 + 1} MB") from None
        raise errors.FileVanished(str(failed), name=path.name) from None
    return digest.hexdigest()


def hashed(path: Path, meter: Meter, is_cancelled: IsCancelled) -> Generator[Progress, None, str]:
    """SHA-256 of a file. Raises Cancelled."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(AT_ONCE):
            stop_if(is_cancelled)
            digest.update(data)
            yield from meter.moved(len(data), path.name)
    return digest.hexdigest()


def stop_if(is_cancelled: IsCancelled) -> None:
    if is_cancelled():
        raise errors.Cancelled


class Meter:
    """Bytes moved, reported ten times a second and at the end."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0
        self._begun = self._said = time.monotonic()

    @property
    def left(self) -> int:
        return max(self._total - self._done, 0)

    def moved(self, count: int, note: str) -> Generator[Progress, None, None]:
        self._done += count
        now = time.monotonic()
        if now - self._said < REPORT_EVERY and self.left:
            return
        self._said = now
        rate = self._done / max(now - self._begun, 1e-6)
        yield Progress(self._done, self._total, "bytes", note, rate, self.left / rate)


def _begins(path: Path, magic: bytes) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(magic)) == magic
