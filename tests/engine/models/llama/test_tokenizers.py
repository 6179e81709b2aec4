"""docs/faults.md 87: a tokenizer's name over another tokenizer's vocabulary. Each is refused, or works, also after its trial."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.protocol.errors import ModelCrashed, ModelDamaged, ModelNewer, ModelTooSlow
from tests.benchmarks.mutating.trying import Outcome, Trials
from tests.support.gguf_codec import ARRAY, FLOAT32, UINT32, Entry, GgufFile
from tests.support.tiny_gguf import SPECIAL, tiny_gguf

pytestmark = pytest.mark.model
KINDS = ("llama", "bert", "gpt2", "t5", "rwkv", "plamo2", "whitespace", "hybriddna", "none", "no_vocab", "mpt", "xyz")
"""Those that llama.cpp knows, and one that it does not."""
NAMES = ("Tiny Chat", "Odd.gguf")
SENTENCES = {error.kind for error in (ModelCrashed, ModelDamaged, ModelNewer, ModelTooSlow)}


@pytest.fixture
def trials(tmp_path: Path) -> Iterator[Trials]:
    trials = Trials(tmp_path / "trials")
    yield trials
    trials.close()


def named(kind: str, file: GgufFile | None = None) -> GgufFile:
    """Return a file whose tokenizer is called so; its vocabulary is GPT-2's where nothing else is said."""
    file = file or tiny_gguf()
    entry = file.entry("tokenizer.ggml.model")
    assert entry is not None
    entry.value = kind.encode()
    return file


def with_words(words: list[bytes]) -> GgufFile:
    """Return a file with other words, with scores, as SentencePiece's vocabularies have, and without merges."""
    file = tiny_gguf()
    tokens = file.entry("tokenizer.ggml.tokens")
    assert tokens is not None and isinstance(tokens.value, list)
    tokens.value = [*words, *tokens.value[len(words) :]]
    file.entries = [entry for entry in file.entries if entry.key != b"tokenizer.ggml.merges"]
    scores: list[bool | int | float | bytes] = [-float(at) for at in range(len(tokens.value))]
    file.entries += [
        Entry(b"tokenizer.ggml.scores", ARRAY, scores, FLOAT32), Entry(b"tokenizer.ggml.unknown_token_id", UINT32, 0)
    ]  # fmt: skip
    return file


def sentence_pieces() -> GgufFile:
    """Return a file with words as SentencePiece writes them: a space is "▁", a byte is "<0xC3>"."""
    return with_words(["▁".encode(), *(f"<0x{byte:02X}>".encode() for byte in range(255))])


def word_pieces() -> GgufFile:
    """Return a file with words as WordPiece writes them."""
    return with_words([b"[UNK]", b"[CLS]", b"[SEP]", *(f"##{chr(97 + at % 26)}{at}".encode() for at in range(250))])


VOCABULARIES = {"gpt2": tiny_gguf, "sentencepiece": sentence_pieces, "wordpiece": word_pieces}


def outcome_of(trials: Trials, folder: Path, file: GgufFile) -> Outcome:
    path = folder / "Odd.gguf"
    path.write_bytes(file.to_bytes())
    return trials.try_model(path)


@pytest.mark.kill
@pytest.mark.slow
@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_tokenizer_over_a_vocabulary_ends_in_a_sentence_or_an_answer(
    trials: Trials, tmp_path: Path, vocabulary: str
) -> None:
    outcomes = {kind: outcome_of(trials, tmp_path, named(kind, VOCABULARIES[vocabulary]())) for kind in KINDS}
    assert {kind: o for kind, o in outcomes.items() if o.result not in ("refused", "works")} == {}
    refused = [outcome for outcome in outcomes.values() if outcome.result == "refused"]
    assert [o for o in refused if o.kind not in SENTENCES or not any(name in o.sentence for name in NAMES)] == []
    assert vocabulary != "gpt2" or outcomes["gpt2"].result == "works"


def test_rwkvs_tokenizer_without_a_token_for_each_byte_is_refused_and_not_tried(trials: Trials, tmp_path: Path) -> None:
    """llama.cpp's loop does not end there, and takes all memory: an engine died of it after 117 s."""
    outcome = outcome_of(trials, tmp_path, named("rwkv"))
    assert (outcome.result, outcome.kind) == ("refused", ModelDamaged.kind)


def test_rwkvs_own_vocabulary_is_taken(trials: Trials, tmp_path: Path) -> None:
    """Its words are written as Python writes bytes."""
    file = named("rwkv")
    tokens = file.entry("tokenizer.ggml.tokens")
    assert tokens is not None
    tokens.value = [*(f"\\x{byte:02x}".encode() for byte in range(256)), *(name.encode() for name in SPECIAL)]
    assert outcome_of(trials, tmp_path, file).result == "works"


@pytest.mark.kill
@pytest.mark.slow
def test_a_word_without_end_is_read_with_the_patterns_of_every_family(trials: Trials, tmp_path: Path) -> None:
    """Such a word, 30,000 characters long, ended the process with half of them."""
    for kind in ("gpt-2", "llama-bpe", "qwen2", "deepseek-llm", "falcon", "tekken", "gpt-4o", "bloom"):
        file = tiny_gguf()
        entry = file.entry("tokenizer.ggml.pre")
        assert entry is not None
        entry.value = kind.encode()
        assert outcome_of(trials, tmp_path, file).result == "works", kind
