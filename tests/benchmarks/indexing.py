"""Indexing against a bare ONNX Runtime loop over the same chunks, and chat while a folder is indexed."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents
from engine.indexer.documents.embedding import open_embedder
from engine.models.encoders.onnx_network import import_onnxruntime
from engine.models.hardware import physical_cores
from engine.models.manifest import ModelManifest
from engine.models.registry import ModelRegistry
from engine.protocol.answering.sampling import Sampling
from engine.protocol.file_run import FileOutcome
from engine.text.chunking import chunk_spans
from tests.benchmarks.data import paragraphs, write_files
from tests.benchmarks.table import Row, alternately, ratio, seconds, spread
from tests.support.engine_process import CallFailed, EngineProcess

FILES, ROUNDS = 600, 2
BUSY_FILES = 1000
ANSWERS, TOKENS = 4, 150
TOKENS_A_BATCH = 768


def run(models: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield indexing(models, Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        yield together(models, Path(folder))


def indexing(models: Path, folder: Path) -> Row:
    texts = paragraphs(FILES)
    files = write_files(folder / "files", texts)
    installed = next(m for m in ModelRegistry([models]).list() if m.manifest.kind == "embedding")
    embedder = open_embedder(models, installed.manifest.id)
    pieces = [t[a:b] for t in texts for a, b in chunk_spans(t, embedder.token_offsets(t))]
    embedder.close()
    loop = BareLoop(installed.manifest, installed.folder)
    made: list[int] = []

    def ours() -> float:
        """From the request to the last commit, in an engine that has run nothing before: the child's start included."""
        with tempfile.TemporaryDirectory() as home, EngineProcess(Path(home), models) as engine:
            begun = time.perf_counter()
            made.append(engine.call(documents.INDEX, documents.IndexDocuments((str(files),), "all")).chunks)
            return made[-1] / (time.perf_counter() - begun)

    figures = alternately(ROUNDS, ours, lambda: len(pieces) / seconds(lambda: loop.embed(pieces)))
    assert set(made) == {len(pieces)}
    return Row(
        f"indexing {FILES} files ÷ a bare ONNX Runtime loop over their {len(pieces)} chunks",
        f"{ratio(*figures):.2f}",
        "≥ 0.85",
        f"{spread(figures[0], 'chunks/s')}, the child's start, reading and commits included, at a low priority, "
        f"against {spread(figures[1], 'chunks/s')}",
    )


class BareLoop:
    """tokenizers and one session with the library's own settings: sorted by length, in batches of 768 tokens."""

    def __init__(self, manifest: ModelManifest, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / manifest.file("tokenizer.json")))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(manifest.context)
        options = import_onnxruntime().SessionOptions()
        options.intra_op_num_threads = physical_cores()
        model = str(folder / manifest.file(".onnx"))
        self._session = import_onnxruntime().InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._inputs = {tensor.name for tensor in self._session.get_inputs()}
        self._prefix = manifest.passage_prefix

    def embed(self, texts: Sequence[str]) -> list[Any]:
        ids = sorted(
            (encoding.ids for encoding in self._tokenizer.encode_batch([self._prefix + t for t in texts])), key=len
        )
        vectors, batch = [], []
        for tokens in reversed(ids):
            if batch and (len(batch) + 1) * len(batch[0]) > TOKENS_A_BATCH:
                vectors.append(self._run(batch))
                batch = []
            batch.append(tokens)
        return [*vectors, self._run(batch)]

    def _run(self, batch: Sequence[Sequence[int]]) -> Any:
        tokens, mask = (np.zeros((len(batch), len(batch[0])), np.int64) for _ in range(2))
        for row, ids in enumerate(batch):
            tokens[row, : len(ids)], mask[row, : len(ids)] = ids, 1
        feed = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        return self._session.run(None, {name: array for name, array in feed.items() if name in self._inputs})[0]


def together(models: Path, folder: Path) -> Row:
    """Chat alone, chat while 1,000 files are being indexed, chat alone again: one engine, the same question and seed."""
    files = write_files(folder / "files", paragraphs(BUSY_FILES))
    with EngineProcess(folder / "home", models) as engine:
        speak(engine)
        alone = [speak(engine) for _ in range(ANSWERS)]
        run = engine.start_call(documents.INDEX, documents.IndexDocuments((str(files),), "all"))
        run.wait_for(FileOutcome)
        during = [speak(engine) for _ in range(2 * ANSWERS)]
        run.cancel()
        try:
            run.result()
        except CallFailed as cancelled:
            assert cancelled.kind == "cancelled"
        read = sum(isinstance(event, FileOutcome) for event in run.events)
        alone += [speak(engine) for _ in range(ANSWERS)]
    assert read < BUSY_FILES, "indexing ended before the last answer: nothing was measured"
    return Row(
        f"chat while {BUSY_FILES:,} files are indexed ÷ chat alone",
        f"{ratio(during, alone):.2f}",
        "≥ 0.9",
        f"{spread(during, 'tokens/s')} against {spread(alone, 'tokens/s')}, question to last word; "
        f"{read} files were read meanwhile",
    )


def speak(engine: EngineProcess) -> float:
    asked = chat.Send(
        "Tell me a long story about the sea.", settings=chat.ConversationSettings(Sampling(seed=1, max_tokens=TOKENS))
    )
    begun = time.perf_counter()
    message = engine.call(chat.SEND, asked).message
    return message.tokens / (time.perf_counter() - begun)
