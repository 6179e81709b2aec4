"""The part that all encoders with a task head share: tokenizer, windows over a long text, checked outputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal  # encodings have no types, and arrays several number types

import numpy as np

from engine.models.encoders.class_names import read_labels
from engine.models.encoders.onnx_network import CPU, OnnxNetwork
from engine.models.encoders.tokenizer import open_tokenizer
from engine.models.manifest import ModelManifest
from engine.protocol.errors import ModelDamaged, TextTooLong

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]  # of the number type that the network has

OVERLAP = 0.25
"""Fraction of a window that the next one reads again, so that nothing is cut in two for both."""
SAMPLE = "The house of Ana is in Madrid."


class OnnxTextTask:
    """Implements LoadedModel with a network over one text at a time, in windows where it is longer than the context.

    Raises ModelDamaged.
    """

    def __init__(self, manifest: ModelManifest, folder: Path, threads: int, providers: Sequence[str] = (CPU,)) -> None:
        self._manifest = manifest
        self._tokenizer = open_tokenizer(folder / manifest.file("tokenizer.json"), manifest.name)
        self._network = OnnxNetwork(folder / manifest.file(".onnx"), manifest.name, threads, providers=providers)
        self.labels = read_labels(manifest, folder)

    @property
    def id(self) -> str:
        return self._manifest.id

    @property
    def notice(self) -> str:
        """Why a GPU is not used any more; empty when all is well."""
        return self._network.notice

    def close(self) -> None:
        self._network.close()

    def _windows(self, text: str, pair: str | None = None, cut: Literal["first", "second"] = "second") -> Iterator[Any]:
        """Yield encodings of at most `context` tokens. Of a pair one part is cut into windows, the other is in each.

        Raises TextTooLong when the part that is not cut fills more than half of a window.
        """
        limit = self._manifest.context
        uncut = "" if pair is None else text if cut == "second" else pair
        uncut_tokens = len(self._tokenizer.encode(uncut, add_special_tokens=False).ids)
        stride = int((limit - uncut_tokens) * OVERLAP)
        if stride < 1 or uncut_tokens > limit // 2:
            raise TextTooLong(count=len(uncut), limit=len(uncut) * limit // (2 * max(uncut_tokens, 1)))
        self._tokenizer.enable_truncation(
            limit, stride=stride, strategy="longest_first" if pair is None else f"only_{cut}"
        )
        encoding = self._tokenizer.encode(text, pair)
        self._tokenizer.no_truncation()
        yield encoding
        yield from encoding.overflowing

    def _run(self, ids: Array, types: Array, *outputs: str) -> list[Array]:
        """Return outputs for `ids` and `types`, int64 [n, tokens] without padding. Raises ModelDamaged for other shapes."""
        if missing := [name for name in outputs if name not in self._network.outputs]:
            raise ModelDamaged(f"no output {missing}", name=self._manifest.name)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
        feed = {name: array for name, array in inputs.items() if name in self._network.inputs}
        arrays = self._network.run_all(outputs, feed)
        for array in arrays:
            if array.shape[:1] != ids.shape[:1] or (array.ndim > 1 and not np.isfinite(array).all()):
                raise ModelDamaged(f"an output of {array.shape}", name=self._manifest.name)
        return arrays

    def _run_window(self, window: Any, *outputs: str, rank: int) -> list[Array]:  # a tokenizers.Encoding
        """Return each output of one window without its batch axis: [tokens] or [tokens, …]. Raises ModelDamaged."""
        ids, types = (np.array([row], np.int64) for row in (window.ids, window.type_ids))
        arrays = self._run(ids, types, *outputs)
        for array in arrays:
            if array.ndim != rank or array.shape[1] != ids.shape[1]:
                raise ModelDamaged(f"an output of {array.shape} for {ids.shape[1]} tokens", name=self._manifest.name)
        return [array[0] for array in arrays]
