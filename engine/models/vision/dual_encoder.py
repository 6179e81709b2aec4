"""Both towers of a picture model by ONNX Runtime. Knows no files of pictures: it is given upright RGB pictures and words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from engine.models.encoders.onnx_embedder import CPU, Network, open_tokenizer
from engine.models.importing.vision_import import TEXT_VECTOR, VECTOR, vector_output
from engine.models.interfaces import Embedder
from engine.models.manifest import ModelManifest, PictureInput, towers_of
from engine.protocol.errors import ModelDamaged, ModelMissing

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL.Image import Image

    from engine.models.interfaces import Embeddings, ImageEncoder, Pixels

AT_ONCE = 8
"""Pictures in a batch: more leave the processor's caches."""
TINY = 1e-12


class OnnxPictureEncoder:
    """PictureEncoder over a model folder. `spinning` False gives the processor back between operators, for background work."""

    def __init__(
        self,
        manifest: ModelManifest,
        folder: Path,
        threads: int,
        spinning: bool = True,
        providers: Sequence[str] = (CPU,),
    ) -> None:
        towers = towers_of(manifest)
        self._manifest, self._input = manifest, towers.input
        self._network = Network(folder / _named(manifest, towers.pictures), manifest.name, threads, spinning, providers)
        self._output = vector_output(self._network.outputs, VECTOR)

    @property
    def id(self) -> str:
        return self._manifest.id

    @property
    def dimensions(self) -> int:
        return self._manifest.dimensions

    @property
    def side(self) -> int:
        return round(self._input.side / self._input.crop)

    @property
    def notice(self) -> str:
        """What a person should know, such as a GPU that did not work."""
        return self._network.notice

    def prepare(self, picture: Image) -> Pixels:
        return prepared(picture, self._input)

    def embed(self, prepared: Sequence[Pixels]) -> Embeddings:
        found = np.empty((len(prepared), self.dimensions), np.float32)
        for begin in range(0, len(prepared), AT_ONCE):
            batch = np.stack(prepared[begin : begin + AT_ONCE])
            vectors = self._network.run(self._output, {self._network.inputs[0]: batch})
            found[begin : begin + AT_ONCE] = checked(vectors, self._manifest)
        return unit(found)

    def close(self) -> None:
        self._network.close()


class OnnxPictureWords:
    """PictureWords of a model with a text network of its own."""

    def __init__(self, manifest: ModelManifest, folder: Path, threads: int, providers: Sequence[str] = (CPU,)) -> None:
        self._manifest, self._towers = manifest, towers_of(manifest)
        self._tokenizer = open_tokenizer(folder / manifest.file("tokenizer.json"), manifest.name)
        self._tokenizer.enable_truncation(manifest.context)
        if self._towers.padding >= 0:
            self._tokenizer.enable_padding(pad_id=self._towers.padding, length=manifest.context)
        else:
            self._tokenizer.enable_padding()
        self._network = Network(
            folder / _named(manifest, self._towers.words), manifest.name, threads, providers=providers
        )

    @property
    def id(self) -> str:
        return self._manifest.id

    @property
    def dimensions(self) -> int:
        return self._manifest.dimensions

    @property
    def logit_scale(self) -> float:
        return self._towers.logit_scale

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """The mean over the prompts of each text, each normalised before."""
        prompts = self._towers.prompts
        each = [self._embedded([prompt.replace("{}", text) for text in texts]) for prompt in prompts]
        return each[0] if len(each) == 1 else unit(np.mean(each, axis=0))

    def close(self) -> None:
        self._network.close()

    def _embedded(self, texts: Sequence[str]) -> Embeddings:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        ids = np.array([one.ids for one in encodings], np.int64)
        known = {
            "input_ids": ids,
            "attention_mask": np.array([one.attention_mask for one in encodings], np.int64),
            "token_type_ids": np.zeros_like(ids),
        }
        feed = {name: known[name] for name in self._network.inputs if name in known}
        output = vector_output(self._network.outputs, TEXT_VECTOR)
        return unit(checked(self._network.run(output, feed), self._manifest))


class EmbedderWords:
    """PictureWords through an embedder that is lent: the pictures' vectors are made of its vectors for the class names."""

    def __init__(self, manifest: ModelManifest, folder: Path, embedder: Embedder) -> None:
        self._manifest, self._towers, self._embedder = manifest, towers_of(manifest), embedder
        self._centre = _centre(folder / _named(manifest, self._towers.centre), manifest)
        if embedder.dimensions != manifest.dimensions:
            raise ModelDamaged(f"{embedder.id} has {embedder.dimensions} dimensions", name=manifest.name)

    @property
    def id(self) -> str:
        return self._manifest.id

    @property
    def dimensions(self) -> int:
        return self._manifest.dimensions

    @property
    def logit_scale(self) -> float:
        return self._towers.logit_scale

    def embed(self, texts: Sequence[str]) -> Embeddings:
        return unit(described(self._embedder, texts, self._towers.prompts) - self._centre)

    def close(self) -> None:
        """The embedder is its owner's."""


def open_picture_encoder(models: Path, id: str, spinning: bool = False) -> ImageEncoder:
    """The shelf's picture model of that id, for background work unless it may spin. Raises ModelError."""
    from engine.models.hardware import physical_cores
    from engine.models.registry import ModelRegistry

    installed = ModelRegistry([models]).get(id)
    if installed.manifest.kind != "picture":
        raise ModelMissing(f"{id} is no picture model")
    return OnnxPictureEncoder(installed.manifest, installed.folder, physical_cores(), spinning)


def prepared(picture: Image, input: PictureInput) -> Pixels:
    """float32 [3, side, side]."""
    from PIL import Image

    square, how = (input.side, input.side), Image.Resampling[input.interpolation.upper()]
    if input.resize == "fit":
        small, picture = picture.resize(fitted(picture.size, input.side), how), Image.new("RGB", square)
        picture.paste(small)
    else:
        picture = picture.resize(square, how, _middle(picture.size, input) if input.resize == "shorter" else None)
    values = np.asarray(picture, np.float32).transpose(2, 0, 1)
    mean, deviation = (np.array(three, np.float32)[:, None, None] for three in (input.mean, input.deviation))
    pixels: Pixels = values / (255 * deviation) - mean / deviation
    return pixels


def fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size whose longer side is `side`."""
    scale = side / max(size)
    return max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)


def _middle(size: tuple[int, int], input: PictureInput) -> tuple[float, float, float, float]:
    """The part of a picture that is left when it is made smaller and then cut, each to whole pixels as training did it.

    Taken in one step: a picture one pixel high is never made 30,000 times as wide.
    """
    shorter = round(input.side / input.crop)
    grown = [shorter * length // min(size) for length in size]
    before = [(length - input.side) // 2 for length in grown]
    scale = [length / made for length, made in zip(size, grown, strict=True)]
    left, top = before[0] * scale[0], before[1] * scale[1]
    right, bottom = (before[0] + input.side) * scale[0], (before[1] + input.side) * scale[1]
    return left, top, min(right, size[0]), min(bottom, size[1])


def described(embedder: Embedder, texts: Sequence[str], prompts: Sequence[str]) -> Embeddings:
    """float32 [texts, d]: the mean over the prompts, not normalised."""
    if not texts:
        return np.empty((0, embedder.dimensions), np.float32)
    filled = [prompt.replace("{}", text) for text in texts for prompt in prompts]
    vectors: Embeddings = embedder.embed_queries(filled).reshape(len(texts), len(prompts), -1).mean(axis=1)
    return vectors


def unit(vectors: npt.NDArray[Any]) -> Embeddings:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    normalised: Embeddings = (vectors / np.maximum(length, TINY)).astype(np.float32)
    return normalised


def checked(vectors: npt.NDArray[Any], manifest: ModelManifest) -> npt.NDArray[Any]:
    """Raises ModelDamaged unless [n, the card's dimensions]."""
    if vectors.ndim != 2 or vectors.shape[1] != manifest.dimensions:
        raise ModelDamaged(f"an output of {vectors.shape}, not {manifest.dimensions} dimensions", name=manifest.name)
    return vectors


def _named(manifest: ModelManifest, file: str) -> str:
    """Only a file the card names is opened: those are checked."""
    if file not in {one.path for one in manifest.files}:
        raise ModelDamaged(f"the card names {file or 'no file'}", name=manifest.name)
    return file


def _centre(path: Path, manifest: ModelManifest) -> npt.NDArray[np.float32]:
    try:
        values = msgspec.json.decode(path.read_bytes(), type=list[float])
    except (OSError, msgspec.MsgspecError) as broken:
        raise ModelDamaged(str(broken), name=manifest.name) from None
    if len(values) != manifest.dimensions:
        raise ModelDamaged(f"a centre of {len(values)} dimensions", name=manifest.name)
    centre: npt.NDArray[np.float32] = np.array(values, np.float32)
    return centre
