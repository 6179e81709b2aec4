"""A model that is about to be added: which files a path offers, whether they are safe, and their manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from engine.files.names import is_file, is_folder
from engine.files.opening import open_ordinary_file
from engine.models.encoders.onnx_file import OnnxFacts, read_facts
from engine.models.importing.file_format import is_gguf, refuse_other_files
from engine.models.importing.gguf_import import gguf_manifest
from engine.models.importing.text_task_import import task_kind
from engine.models.importing.vision_import import (
    IMAGE_NETWORK,
    PROCESSOR,
    dual_encoder_files,
    dual_encoder_manifest,
    is_one_stage_detector,
    one_stage_manifest,
    vision_task_files,
    vision_task_manifest,
)
from engine.models.llama.gguf import is_projector, read_header
from engine.models.manifest import (
    MANIFEST,
    PICKLE_ENDINGS,
    ModelManifest,
    Pooling,
    read_manifest,
    refuse_programs,
    slug,
)
from engine.protocol import errors

ONNX, TOKENIZER, CONFIG, POOLING = "model.onnx", "tokenizer.json", "config.json", "1_Pooling/config.json"
LARGEST_CONFIG = 1024 * 1024
POSITION_OFFSETS = {"xlm-roberta": 2, "roberta": 2, "camembert": 2, "mpnet": 2}
"""Model type to the positions in its table that no token can have."""
PREFIXES = {"e5": ("query: ", "passage: ")}
DEFAULT_CONTEXT = 512


def model_files(path: Path) -> dict[str, Path]:
    """Return the files of the model at a path, by their names in the registry.

    Raises ModelRefused, ModelDamaged or ModelUnsupported with a sentence that says what the path really holds.
    """
    if is_folder(path):
        return _files_of_folder(path)
    if is_gguf(path):
        return {path.name if path.suffix == ".gguf" else f"{path.name}.gguf": path}
    refuse_other_files(path)
    facts = read_facts(path)
    _refuse_writer(facts, path.name)
    if (path.parent / TOKENIZER).is_file():
        return {ONNX: path, TOKENIZER: path.parent / TOKENIZER, **_config_files(path.parent)}
    if is_one_stage_detector(facts):
        return {ONNX: path}
    raise errors.ModelFilesMissing(name=path.name, files=TOKENIZER)


def is_projector_file(path: Path) -> bool:
    """Return whether a file is a projector, to be attached to a text model. Raises ModelDamaged, ModelUnsupported."""
    return is_gguf(path) and is_projector(path)


def projector_files(projector: Path) -> dict[str, Path]:
    """Return the projector by its name in the registry.

    Raises ProjectorMismatch for another GGUF file, ModelRefused, FileVanished, ModelDamaged.
    """
    if not is_file(projector):
        raise errors.FileVanished(name=projector.name)
    if not is_gguf(projector):
        refuse_other_files(projector)
        raise errors.NotAModelFile("no GGUF", name=projector.name)
    if not is_projector(projector):
        raise errors.ProjectorMismatch("not a projector", name=projector.name)
    return {f"mmproj-{projector.stem}.gguf": projector}


def check_files(files: Mapping[str, Path]) -> None:
    """Parse every file ourselves before a native parser opens it. Raises ModelRefused, ModelDamaged, ModelUnsupported."""
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


def manifest_of(path: Path, files: Mapping[str, Path], name: str) -> ModelManifest:
    """Return the manifest of the model at a path, without its files unless it has a model.toml that lists them.

    `name` replaces the name that the model gives itself. Raises ModelDamaged, ModelUnsupported, ProjectorMismatch.
    """
    if path.is_dir() and (path / MANIFEST).is_file():
        manifest = read_manifest(path)
        return msgspec.structs.replace(manifest, name=name or manifest.name, starter=False)
    ggufs = {file_name: file for file_name, file in files.items() if file_name.endswith(".gguf")}
    if ggufs:
        return gguf_manifest(ggufs, name)
    if IMAGE_NETWORK in files:
        return dual_encoder_manifest(files, name or path.name)
    if PROCESSOR in files:
        return vision_task_manifest(files, name or path.name)
    if is_one_stage_detector(facts := read_facts(files[ONNX])):
        return one_stage_manifest(facts, name or path.stem)
    return _encoder_manifest(path if path.is_dir() else path.parent, facts, name)


def _files_of_folder(folder: Path) -> dict[str, Path]:
    if (folder / MANIFEST).is_file():
        return {file.path: folder / file.path for file in read_manifest(folder).files}
    if (pair := dual_encoder_files(folder)) is not None:
        return pair
    if (task := vision_task_files(folder)) is not None:
        return task
    onnx = next((file for file in (folder / ONNX, folder / "onnx" / ONNX) if file.is_file()), None)
    if onnx and (folder / TOKENIZER).is_file():
        _refuse_writer(read_facts(onnx), folder.name)
        return {ONNX: onnx, TOKENIZER: folder / TOKENIZER, **_config_files(folder)}
    projectors: list[Path] = []
    models: list[Path] = []
    for file in sorted(folder.glob("*.gguf")):
        if not is_gguf(file):
            refuse_other_files(file)
        (projectors if is_projector(file) else models).append(file)
    if len(models) == 1 and len(projectors) <= 1:
        return {file.name: file for file in (*models, *projectors)}
    raise _folder_error(folder, [*models, *projectors], has_network=onnx is not None)


def _folder_error(folder: Path, ggufs: Sequence[Path], has_network: bool) -> errors.ModelRefused:
    """Return the error for a folder that is no model."""
    if ggufs:
        return errors.FolderWithSeveralModels(name=folder.name, files=", ".join(file.name for file in ggufs))
    if has_network:
        return errors.ModelFilesMissing(name=folder.name, files=TOKENIZER)
    others = (*folder.glob("*.onnx"), *folder.glob("onnx/*.onnx"))
    if others:
        return errors.ModelFilesMissing(name=folder.name, files=ONNX)
    if any(folder.glob("*.safetensors")):
        return errors.ModelFormatOther(name=folder.name, format="safetensors")
    pickles = [file.name for file in folder.iterdir() if file.suffix.lower() in PICKLE_ENDINGS]
    if pickles:
        return errors.ModelRefused(", ".join(pickles[:5]), name=folder.name)
    return errors.FolderWithoutModel(name=folder.name)


def _refuse_writer(facts: OnnxFacts, name: str) -> None:
    """Raise OnnxWriter for a language model that writes token by token: its past keys and values are among its inputs."""
    if any(input.startswith(("past_key_values", "past_key", "past.")) for input in facts.inputs):
        raise errors.OnnxWriter(name=name)


def _config_files(folder: Path) -> dict[str, Path]:
    return {name: folder / name for name in (CONFIG, POOLING) if (folder / name).is_file()}


def _encoder_manifest(folder: Path, facts: OnnxFacts, name: str) -> ModelManifest:
    """An encoder with a task head does that task; one without is an embedder."""
    config, title = _read_config(folder / CONFIG), name or folder.name
    if (kind := task_kind(config, facts, title)) is not None:
        context = _context(config)
        return ModelManifest(slug(title, ()), title, kind, (), source=folder.name, context=context, labels=CONFIG)
    return _embedder_manifest(folder, facts, name)


def _embedder_manifest(folder: Path, facts: OnnxFacts, name: str) -> ModelManifest:
    config = _read_config(folder / CONFIG)
    pooling: Pooling = "cls" if _read_config(folder / POOLING).get("pooling_mode_cls_token") is True else "mean"
    title = name or folder.name
    output = facts.outputs[0].dimensions if facts.outputs else ()
    dimensions = (output[-1] if output else 0) or _positive(config, "hidden_size")
    if "input_ids" not in facts.inputs or len(output) not in (2, 3) or not dimensions:
        raise errors.ModelUnsupported(f"inputs {facts.inputs}, output {output}", name=title)
    query, passage = next((both for key, both in PREFIXES.items() if key in title.lower()), ("", ""))
    return ModelManifest(
        slug(title, ()), title, "embedding", (), source=folder.name, context=_context(config), dimensions=dimensions,
        query_prefix=query, passage_prefix=passage, pooling=pooling if len(output) == 3 else "",
    )  # fmt: skip


def _context(config: Mapping[str, object]) -> int:
    offset = POSITION_OFFSETS.get(str(config.get("model_type")), 0)
    return max(_positive(config, "max_position_embeddings") - offset, 0) or DEFAULT_CONTEXT


def _read_config(path: Path) -> dict[str, object]:
    """Return a config.json's object; empty when it is missing or broken."""
    try:
        with open_ordinary_file(path) as file:
            config = json.loads(file.read(LARGEST_CONFIG))
    except (OSError, ValueError):
        return {}
    return config if isinstance(config, dict) else {}


def _positive(config: Mapping[str, object], key: str) -> int:
    value = config.get(key)
    return value if isinstance(value, int) and value > 0 else 0
