"""Index a folder of text files with another library, as its own documentation does it, and print the seconds.

`python index_with.py LIBRARY FILES MODEL OUT`: run by the interpreter of another environment, in which the libraries are
installed (`pip install torch llama-index-core txtai chromadb onnxruntime tokenizers`). The time runs from the first file
opened to the index on the disk; imports and the loading of the model are not in it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

BATCH = 32
"""Texts that are embedded at once where the library gives them all."""


class OnnxEmbedder:
    """The same ONNX model, in batches padded to their longest text."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_padding()
        self._tokenizer.enable_truncation(512)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        self._session = onnxruntime.InferenceSession(
            str(next(folder.glob("*.onnx"))), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {tensor.name for tensor in self._session.get_inputs()}

    def embed(self, texts: Sequence[str]) -> Any:
        """Return float32 vectors [texts, dimensions], L2-normalised."""
        vectors = [self._batch(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        return np.concatenate(vectors)

    def _batch(self, texts: Sequence[str]) -> Any:
        encodings = self._tokenizer.encode_batch([f"passage: {text}" for text in texts])
        tokens = np.array([encoding.ids for encoding in encodings], np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        feed = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        states = self._session.run(None, {name: array for name, array in feed.items() if name in self._inputs})[0]
        if states.ndim == 3:
            states = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return (states / np.linalg.norm(states, axis=1, keepdims=True)).astype(np.float32)


def llama_index(embedder: OnnxEmbedder) -> Callable[[Path, Path], None]:
    from llama_index.core import SimpleDirectoryReader, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

    class Embedding(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return embedder.embed([text])[0].tolist()

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return embedder.embed(texts).tolist()

        _get_query_embedding = _get_text_embedding

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    def index(files: Path, out: Path) -> None:
        documents = SimpleDirectoryReader(str(files), recursive=True).load_data()
        made = VectorStoreIndex.from_documents(documents, embed_model=Embedding())
        made.storage_context.persist(str(out))

    return index


def txtai(embedder: OnnxEmbedder) -> Callable[[Path, Path], None]:
    from txtai import Embeddings

    def index(files: Path, out: Path) -> None:
        embeddings = Embeddings(method="external", transform=lambda texts: embedder.embed(texts), content=True)
        embeddings.index((str(file), file.read_text("utf-8"), None) for file in sorted(files.rglob("*.txt")))
        embeddings.save(str(out))

    return index


def chroma(embedder: OnnxEmbedder) -> Callable[[Path, Path], None]:
    import chromadb

    class Embedding(chromadb.EmbeddingFunction):
        def __init__(self) -> None: ...

        def __call__(self, input: list[str]) -> Any:
            return list(embedder.embed(input))

    def index(files: Path, out: Path) -> None:
        client = chromadb.PersistentClient(str(out), settings=chromadb.Settings(anonymized_telemetry=False))
        collection = client.create_collection("files", embedding_function=Embedding())
        paths = sorted(files.rglob("*.txt"))
        for start in range(0, len(paths), 100):
            part = paths[start : start + 100]
            collection.add(ids=[str(path) for path in part], documents=[path.read_text("utf-8") for path in part])

    return index


LIBRARIES = {"LlamaIndex": llama_index, "txtai": txtai, "Chroma": chroma}


def main() -> None:
    library, files, model, out = sys.argv[1:]
    embedder = OnnxEmbedder(Path(model))
    embedder.embed(["warm"])
    index = LIBRARIES[library](embedder)
    begun = time.perf_counter()
    index(Path(files), Path(out))
    print(json.dumps({"seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    main()
