"""An embedder by ONNX Runtime: texts to normalised vectors, in batches of even length. Knows no documents and no store."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.models.manifest import ModelManifest
from engine.protocol import errors

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.interfaces import Embeddings

TOKENS_A_BATCH = 768
"""512 to 1,024 is fastest on a CPU: larger batches leave its caches."""
CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"
SILENT = 4
TINY = 1e-12
NODES_WITHIN = 4 * 1024 * 1024


def runtime() -> Any:
    """onnxruntime, with its telemetry switched off before the import; later is too late (versions from 1.29 call home)."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.set_default_logger_severity(SILENT)
    return onnxruntime


def failures() -> tuple[type[Exception], ...]:
    """Every error ONNX Runtime raises: they share no class of their own."""
    runtime()
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    found = (getattr(state, name) for name in dir(state))
    return (*(one for one in found if isinstance(one, type) and issubclass(one, Exception)), RuntimeError, ValueError)


class OnnxEmbedder:
    """Embedder over a model folder. `spinning` False gives the processor back between two operators, for background work."""

    def __init__(
        self,
        manifest: ModelManifest,
        folder: Path,
        threads: int,
        spinning: bool = True,
        providers: Sequence[str] = (CPU,),
    ) -> None:
        self._manifest = manifest
        self._tokenizer = open_tokenizer(folder / manifest.file("tokenizer.json"), manifest.name)
        self._network = Network(folder / manifest.file(".onnx"), manifest.name, threads, spinning, providers)
        self.tokens_a_batch = TOKENS_A_BATCH

    @property
    def id(self) -> str:
        return self._manifest.id

    @property
    def dimensions(self) -> int:
        return self._manifest.dimensions

    @property
    def max_tokens(self) -> int:
        return self._manifest.context

    @property
    def provider(self) -> str:
        """The one in use."""
        return self._network.provider

    @property
    def notice(self) -> str:
        """What a person should know, such as a GPU that did not work."""
        return self._network.notice

    def count(self, text: str) -> int:
        return len(self.token_offsets(text))

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Of the whole text, however long: a model's limit cuts what is embedded, not what is measured."""
        self._tokenizer.no_truncation()
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)

    def embed_queries(self, texts: Sequence[str]) -> Embeddings:
        return self._embed([self._manifest.query_prefix + text for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        return self._embed([self._manifest.passage_prefix + text for text in texts])

    def stop(self) -> None:
        """From another thread: the embedding at hand ends at once, with Cancelled."""
        self._network.stop()

    def close(self) -> None:
        self._network.close()

    def _embed(self, texts: Sequence[str]) -> Embeddings:
        """float32 [texts, dimensions] in the order given, computed in batches of even length."""
        self._network.go()
        self._tokenizer.enable_truncation(self._manifest.context)
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        found = np.empty((len(ids), self.dimensions), np.float32)
        for batch in batches([len(one) for one in ids], self.tokens_a_batch):
            found[batch] = self._computed([ids[i] for i in batch])
        return found

    def _computed(self, ids: Sequence[Sequence[int]]) -> Embeddings:
        padded = _padded(ids)
        feed = {name: array for name, array in padded.items() if name in self._network.inputs}
        output = self._network.run(self._network.outputs[0], feed)
        pooled = output if output.ndim == 2 else _pooled(output, padded["attention_mask"], self._manifest.pooling)
        if pooled.shape[1] != self.dimensions:
            raise errors.ModelDamaged(f"{pooled.shape[1]} dimensions, not {self.dimensions}", name=self._manifest.name)
        length = np.linalg.norm(pooled, axis=1, keepdims=True)
        normalised: Embeddings = (pooled / np.maximum(length, TINY)).astype(np.float32)
        return normalised


class Network:
    """A session over one ONNX file. On a GPU that gives up it goes on with the processor, and says so in `notice`."""

    def __init__(
        self, path: Path, name: str, threads: int, spinning: bool = True, providers: Sequence[str] = (CPU,)
    ) -> None:
        self._name = name
        self._open = partial(_session, path, name, threads, spinning)
        self._session = self._open(providers)
        self.notice = "" if self.provider == providers[0] else f"{providers[0]} does not work here"
        self.inputs: tuple[str, ...] = tuple(one.name for one in self._session.get_inputs())
        self.outputs: tuple[str, ...] = tuple(one.name for one in self._session.get_outputs())
        self.go()

    @property
    def provider(self) -> str:
        """The one in use."""
        return str(self._session.get_providers()[0])

    @property
    def metadata(self) -> dict[str, str]:
        return dict(self._session.get_modelmeta().custom_metadata_map)

    def go(self) -> None:
        """Forget an earlier `stop`."""
        self._options = runtime().RunOptions()

    def run(self, output: str, feed: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[Any]:
        """One output. Raises Cancelled after `stop`, ModelDamaged when the network cannot compute it."""
        found: npt.NDArray[Any] = self.run_all((output,), feed)[0]
        return found

    def run_all(self, outputs: Sequence[str], feed: Mapping[str, npt.NDArray[Any]]) -> list[npt.NDArray[Any]]:
        try:
            return list(self._session.run(list(outputs), dict(feed), self._options))
        except failures() as failed:
            if self._options.terminate:
                raise errors.Cancelled from None
            return list(self._without_gpu(failed).run(list(outputs), dict(feed), self._options))

    def stop(self) -> None:
        """From another thread: the computation at hand ends at once, with Cancelled."""
        self._options.terminate = True

    def close(self) -> None:
        del self._session

    def _without_gpu(self, failed: Exception) -> Any:
        """The session on the processor, when the GPU gave up (memory, driver); the error itself when there is no other."""
        if self.provider == CPU:
            raise errors.ModelDamaged(str(failed)[:300], name=self._name) from failed
        self.notice = f"{self.provider} failed: {failed}"[:300]
        self._session = self._open((CPU,))
        return self._session


@functools.cache
def load_cuda() -> None:
    """The CUDA libraries of the extra `cuda` lie in the environment, where ONNX Runtime does not look by itself.

    It prints what is missing; on the standard output that would be a command's result.
    """
    with contextlib.redirect_stdout(sys.stderr):
        runtime().preload_dlls(directory="")


def usable_providers(path: Path) -> tuple[str, ...]:
    """CUDA first where ONNX Runtime has it and the model is not quantised: int8 nodes have no kernels there."""
    if CUDA not in runtime().get_available_providers() or _is_quantised(path):
        return (CPU,)
    return (CUDA, CPU)


def _is_quantised(path: Path) -> bool:
    """A graph's nodes are written before its weights, so their names are near the beginning."""
    with path.open("rb") as file:
        beginning = file.read(NODES_WITHIN)
    return b"DynamicQuantizeLinear" in beginning or b"MatMulNBits" in beginning


def batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Indices in batches of at most `tokens` tokens, padding counted, longest texts first; one longer text is alone."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _padded(ids: Sequence[Sequence[int]]) -> dict[str, npt.NDArray[np.int64]]:
    """int64 [texts, longest] for each input an encoder may have; padded places are masked, so any id serves."""
    width = max(len(one) for one in ids)
    tokens, mask = np.zeros((len(ids), width), np.int64), np.zeros((len(ids), width), np.int64)
    for row, one in enumerate(ids):
        tokens[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}


def _pooled(states: Embeddings, mask: npt.NDArray[np.int64], pooling: str) -> Embeddings:
    """[texts, dimensions] of [texts, tokens, dimensions]: the first token's state, or the mean of the real ones'."""
    if pooling == "cls":
        return states[:, 0]
    weights = mask[:, :, None].astype(np.float32)
    mean: Embeddings = (states * weights).sum(1) / weights.sum(1)
    return mean


def open_tokenizer(path: Path, name: str) -> Any:
    """tokenizer.json without its own padding, which some fix at 512 tokens: eight times slower."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # what the library raises is Exception itself
        raise errors.ModelDamaged(str(error)[:300], name=name) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _session(path: Path, name: str, threads: int, spinning: bool, providers: Sequence[str]) -> Any:
    onnxruntime = runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = SILENT
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spinning else "0")
    if CUDA in providers:
        load_cuda()
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=list(providers))
    except failures() as error:
        raise errors.ModelDamaged(str(error)[:300], name=name) from error
