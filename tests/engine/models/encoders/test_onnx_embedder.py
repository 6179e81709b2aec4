from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from msgspec.structs import replace

from engine.models.encoders.onnx_embedder import REMEMBERED_QUERIES, OnnxEmbedder
from engine.models.encoders.onnx_network import CPU, CUDA, load_cuda, usable_providers
from engine.models.encoders.tokenizer import even_batches
from engine.models.hardware import gpus
from engine.models.importing.model_import import manifest_of, model_files
from engine.models.manifest import ModelFile, ModelManifest
from engine.protocol.errors import Cancelled, ModelDamaged
from tests.support.tiny_models import WORDS, write_embedder

if TYPE_CHECKING:
    from engine.models.interfaces import Embedder

TEXTS = [
    "El contrato de alquiler vence en junio.",
    "The lease ends in June.",
    "Photosynthesis turns light into sugar. " * 30,
    "Gatos",
    "",
]


def tiny_manifest(folder: Path, **options) -> ModelManifest:
    """Write a tiny embedder and return its manifest."""
    files = model_files(write_embedder(folder, **options))
    listed = tuple(ModelFile(name, path.stat().st_size, "") for name, path in files.items())
    return replace(manifest_of(folder, files, ""), files=listed)


def tiny(folder: Path, **options) -> OnnxEmbedder:
    return OnnxEmbedder(tiny_manifest(folder, **options), folder, threads=1)


def test_vectors_are_float32_of_length_one_in_the_order_given(e5: OnnxEmbedder) -> None:
    vectors = e5.embed_passages(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((5, 384), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.concatenate([e5.embed_passages([text]) for text in TEXTS])
    assert ((vectors * alone).sum(1) > 0.97).all()  # int8 weights: a text's vector depends a little on its batch


def test_batches_computed_at_once_give_the_same_vectors_in_the_same_order(tmp_path: Path) -> None:
    manifest = tiny_manifest(tmp_path / "m")
    one, several = (OnnxEmbedder(manifest, tmp_path / "m", threads=1, batches_at_once=count) for count in (1, 3))
    one.batch_tokens = several.batch_tokens = 8
    texts = [text for text in TEXTS for _ in range(4)]
    np.testing.assert_array_equal(one.embed_passages(texts), several.embed_passages(texts))
    several.close()


def test_a_question_finds_its_passage_across_languages(e5: OnnxEmbedder) -> None:
    passages = e5.embed_passages(TEXTS[:4])
    questions = e5.embed_queries(["When does the rental contract end?", "¿Cómo obtienen energía las plantas?"])
    similarity = questions @ passages.T
    assert set(np.argsort(-similarity[0])[:2]) == {0, 1}
    assert np.argmax(similarity[1]) == 2


def test_a_query_asked_again_has_the_same_vector_whatever_was_done_to_it(tmp_path: Path) -> None:
    embedder = tiny(tmp_path / "m")
    first = embedder.embed_queries(["gatos"])
    expected = first.copy()
    first[:] = 0
    np.testing.assert_array_equal(embedder.embed_queries(["gatos"]), expected)
    for number in range(REMEMBERED_QUERIES + 5):
        embedder.embed_queries([f"perro {number}"])
    np.testing.assert_array_equal(embedder.embed_queries(["gatos"]), expected)
    assert embedder.embed_queries([]).shape == (0, embedder.dimensions)
    embedder.close()


def test_no_texts_give_no_vectors(e5: OnnxEmbedder) -> None:
    assert e5.embed_passages([]).shape == (0, 384)


def test_offsets_measure_the_whole_text_however_long(e5: OnnxEmbedder) -> None:
    text = "Palabras y más palabras." + " Palabras y más palabras." * 400
    offsets = e5.token_offsets(text)
    assert len(offsets) == e5.count(text) > e5.max_tokens
    assert text[offsets[-1][0] : offsets[-1][1]] == "."
    assert all(0 <= start <= end <= len(text) for start, end in offsets)


def test_a_text_longer_than_the_model_reads_is_cut_not_refused(e5: OnnxEmbedder) -> None:
    text = "palabra " * 3000
    assert (e5.embed_passages([text]) @ e5.embed_passages([text + "cola"]).T).item() > 0.99


def test_states_are_pooled_by_the_mean_of_the_real_tokens(tmp_path: Path) -> None:
    """The same vectors from a model that pools itself, though its batch is padded."""
    pooled, states = tiny(tmp_path / "pooled"), tiny(tmp_path / "states", pooled=False)
    texts = ["casa", "the dog", "el perro . la casa"]
    alone = np.concatenate([pooled.embed_queries([text]) for text in texts])
    np.testing.assert_allclose(states.embed_queries(texts), alone, atol=1e-6)


def test_a_tokenizers_own_padding_is_switched_off(tmp_path: Path) -> None:
    embedder = tiny(tmp_path / "m")
    assert embedder.count("casa perro") == 2
    assert len(WORDS) > 2


def test_batches_hold_every_index_once_and_never_more_tokens_than_allowed() -> None:
    lengths = [int(n) for n in np.random.default_rng(3).integers(1, 300, 500)]
    batches = list(even_batches(lengths, 768))
    assert sorted(index for batch in batches for index in batch) == list(range(500))
    assert all(len(batch) * max(lengths[i] for i in batch) <= 768 for batch in batches)
    assert list(even_batches([2000, 5], 768)) == [[0], [1]]


def test_an_embedding_stopped_from_another_thread_ends_with_cancelled(e5: OnnxEmbedder) -> None:
    caught: list[type] = []

    def embed() -> None:
        try:
            while True:
                e5.embed_passages(["palabra " * 500] * 4)
        except Cancelled:
            caught.append(Cancelled)

    thread = threading.Thread(target=embed)
    thread.start()
    while thread.is_alive():
        e5.stop()
        thread.join(0.01)
    assert caught == [Cancelled]
    assert e5.embed_queries(["otra vez"]).shape == (1, 384)


def test_dimensions_other_than_the_manifests_are_damage(tmp_path: Path) -> None:
    wrong = OnnxEmbedder(replace(tiny_manifest(tmp_path / "m"), dimensions=5), tmp_path / "m", threads=1)
    with pytest.raises(ModelDamaged):
        wrong.embed_queries(["casa"])


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
def test_a_broken_file_is_damage_with_a_sentence(tmp_path: Path, file: str) -> None:
    manifest = tiny_manifest(tmp_path / "m")
    (tmp_path / "m" / file).write_bytes(b"\x00\x01 not this")
    with pytest.raises(ModelDamaged, match="is damaged"):
        OnnxEmbedder(manifest, tmp_path / "m", threads=1)


@pytest.mark.skipif(bool(gpus()), reason="a GPU is there")
def test_a_gpu_that_is_not_there_leaves_the_processor_and_a_notice(
    e5: OnnxEmbedder, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """docs/faults.md 50: without CUDA, ONNX Runtime works on and says where, but not among the results of a command."""
    load_cuda.cache_clear()
    embedder = OnnxEmbedder(tiny_manifest(tmp_path / "m"), tmp_path / "m", threads=1, providers=(CUDA, CPU))
    assert embedder.provider == CPU
    assert f"{CUDA} does not work here" in embedder.notice
    assert capfd.readouterr().out == ""
    assert e5.notice == ""


def test_a_quantised_model_stays_on_the_processor(models: Path, tmp_path: Path) -> None:
    assert usable_providers(models / "multilingual-e5-small-int8" / "model.onnx") == (CPU,)
    assert usable_providers(write_embedder(tmp_path / "m") / "model.onnx") in ((CPU,), (CUDA, CPU))


def test_telemetry_is_off_before_the_library_is_there() -> None:
    import os
    import subprocess

    code = (
        "import os, sys; os.environ.pop('ORT_DISABLE_TELEMETRY', None)\n"
        "import engine.models.encoders.onnx_network\nassert 'onnxruntime' not in sys.modules\n"
        "engine.models.encoders.onnx_network.import_onnxruntime(); print(os.environ['ORT_DISABLE_TELEMETRY'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ}, check=True
    )
    assert result.stdout.strip() == "1"


def test_it_implements_the_interface(e5: OnnxEmbedder) -> None:
    embedder: Embedder = e5
    assert (embedder.id, embedder.dimensions, embedder.max_tokens) == ("multilingual-e5-small-int8", 384, 512)
