"""Dual encoders on ONNX Runtime: images and texts to vectors of one space. They are given upright RGB images, no files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any  # arrays have several number types

import msgspec
import numpy as np

from engine.models.encoders.onnx_embedder import require_numbers
from engine.models.encoders.onnx_network import CPU, OnnxNetwork
from engine.models.encoders.tokenizer import open_tokenizer
from engine.models.interfaces import Embedder
from engine.models.manifest import ModelManifest, dual_encoder_of
from engine.models.vision.output_names import IMAGE_EMBEDS, TEXT_EMBEDS, embedding_output
from engine.models.vision.preprocessing import preprocess
from engine.protocol.errors import ModelDamaged

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL.Image import Image

    from engine.models.interfaces import Embeddings, Pixels

    Array = npt.NDArray[Any]  # of the number type that the network has

BATCH_IMAGES = 8
"""More leave the processor's caches."""
TINY = 1e-12
"""Keeps the norm of a zero vector from dividing by zero."""


class OnnxImageEncoder:
    """Implements engine.models.interfaces.ImageEncoder over a model folder. Raises ModelDamaged."""

    def __init__(
        self,
        manifest: ModelManifest,
        folder: Path,
        threads: int,
        providers: Sequence[str] = (CPU,),
    ) -> None:
        spec = dual_encoder_of(manifest)
        self._manifest, self._input = manifest, spec.input
        path = folder / _listed(manifest, spec.image_file)
        self._network = OnnxNetwork(path, manifest.name, threads, providers)
        self._output = embedding_output(self._network.outputs, IMAGE_EMBEDS)

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
        """Why a GPU is not used any more; empty when all is well."""
        return self._network.notice

    def prepare(self, image: Image) -> Pixels:
        return preprocess(image, self._input)

    def embed(self, prepared: Sequence[Pixels]) -> Embeddings:
        vectors = np.empty((len(prepared), self.dimensions), np.float32)
        for start in range(0, len(prepared), BATCH_IMAGES):
            batch = np.stack(prepared[start : start + BATCH_IMAGES])
            output = self._network.run(self._output, {self._network.inputs[0]: batch})
            vectors[start : start + BATCH_IMAGES] = _checked(output, self._manifest)
        return l2_normalised(vectors)

    def smoke_test(self) -> None:
        """Encode a small image. Raises ValueError for a vector of zeros or NaN, ModelDamaged."""
        from PIL import Image

        require_numbers(self.embed([self.prepare(Image.new("RGB", (64, 48), "teal"))]))

    def close(self) -> None:
        self._network.close()


class OnnxClipTextEncoder:
    """Implements ClipTextEncoder with a text network of the model's own. Raises ModelDamaged."""

    def __init__(self, manifest: ModelManifest, folder: Path, threads: int, providers: Sequence[str] = (CPU,)) -> None:
        self._manifest, self._spec = manifest, dual_encoder_of(manifest)
        self._tokenizer = open_tokenizer(folder / manifest.file("tokenizer.json"), manifest.name)
        self._tokenizer.enable_truncation(manifest.context)
        if self._spec.text_padding >= 0:
            self._tokenizer.enable_padding(pad_id=self._spec.text_padding, length=manifest.context)
        else:
            self._tokenizer.enable_padding()
        path = folder / _listed(manifest, self._spec.text_file)
        self._network = OnnxNetwork(path, manifest.name, threads, providers=providers)

    @property
    def id(self) -> str:
        return self._manifest.id

    @property
    def dimensions(self) -> int:
        return self._manifest.dimensions

    @property
    def logit_scale(self) -> float:
        return self._spec.logit_scale

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """Return the mean over the prompts of each text, each normalised before."""
        prompts = self._spec.prompts
        vectors = [self._embed([prompt.replace("{}", text) for text in texts]) for prompt in prompts]
        return vectors[0] if len(vectors) == 1 else l2_normalised(np.mean(vectors, axis=0))

    def smoke_test(self) -> None:
        """Encode two texts. Raises ValueError for vectors of zeros or NaN, ModelDamaged."""
        require_numbers(self.embed(["a circle", "a longer line of words"]))

    def close(self) -> None:
        self._network.close()

    def _embed(self, texts: Sequence[str]) -> Embeddings:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        ids = np.array([encoding.ids for encoding in encodings], np.int64)
        arrays = {
            "input_ids": ids,
            "attention_mask": np.array([encoding.attention_mask for encoding in encodings], np.int64),
            "token_type_ids": np.zeros_like(ids),
        }
        feed = {name: arrays[name] for name in self._network.inputs if name in arrays}
        output = embedding_output(self._network.outputs, TEXT_EMBEDS)
        return l2_normalised(_checked(self._network.run(output, feed), self._manifest))


class EmbedderClipText:
    """Implements ClipTextEncoder with an embedder that the caller lends and closes.

    The image vectors of such a model are mixed from the embedder's vectors for the class names.
    """

    def __init__(self, manifest: ModelManifest, folder: Path, embedder: Embedder) -> None:
        self._manifest, self._spec, self.embedder = manifest, dual_encoder_of(manifest), embedder
        self._centre = _read_centre(folder / _listed(manifest, self._spec.centre_file), manifest)
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
        return self._spec.logit_scale

    def embed(self, texts: Sequence[str]) -> Embeddings:
        return l2_normalised(embed_prompts(self.embedder, texts, self._spec.prompts) - self._centre)

    def close(self) -> None:
        """Do nothing: the embedder belongs to the caller."""


def embed_prompts(embedder: Embedder, texts: Sequence[str], prompts: Sequence[str]) -> Embeddings:
    """Return float32 [texts, d]: the mean over the prompts ("a photo of {}") of each text, not normalised."""
    if not texts:
        return np.empty((0, embedder.dimensions), np.float32)
    filled = [prompt.replace("{}", text) for text in texts for prompt in prompts]
    vectors: Embeddings = embedder.embed_queries(filled).reshape(len(texts), len(prompts), -1).mean(axis=1)
    return vectors


def l2_normalised(vectors: Array) -> Embeddings:
    """Return the rows divided by their length, float32."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    normalised: Embeddings = (vectors / np.maximum(length, TINY)).astype(np.float32)
    return normalised


def _checked(vectors: Array, manifest: ModelManifest) -> Array:
    """Raises ModelDamaged unless they are [n, the manifest's dimensions]."""
    if vectors.ndim != 2 or vectors.shape[1] != manifest.dimensions:
        raise ModelDamaged(f"an output of {vectors.shape}, not {manifest.dimensions} dimensions", name=manifest.name)
    return vectors


def _listed(manifest: ModelManifest, file: str) -> str:
    """Return the file name if the manifest lists it: only those files are checked. Raises ModelDamaged."""
    if file not in {listed.path for listed in manifest.files}:
        raise ModelDamaged(f"the manifest names {file or 'no file'}", name=manifest.name)
    return file


def _read_centre(path: Path, manifest: ModelManifest) -> Embeddings:
    try:
        values = msgspec.json.decode(path.read_bytes(), type=list[float])
    except (OSError, msgspec.MsgspecError) as broken:
        raise ModelDamaged(str(broken), name=manifest.name) from None
    if len(values) != manifest.dimensions:
        raise ModelDamaged(f"a centre of {len(values)} dimensions", name=manifest.name)
    centre: Embeddings = np.array(values, np.float32)
    return centre
