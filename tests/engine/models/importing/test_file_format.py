"""docs/faults.md 75: whatever is offered as a model, the sentence says what it really is."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from engine.models.importing.model_import import model_files, projector_files
from engine.protocol import errors
from engine.protocol.i18n import LANGUAGES, Translations
from tests.support.tiny_models import embedder_graph, gguf_bytes, write_embedder, write_tokenizer


def zipped(member: str = "model.gguf", data: bytes = b"x" * 600) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, data)
    return buffer.getvalue()


def tarred() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("model.gguf"))
    return buffer.getvalue()


def safetensors() -> bytes:
    header = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    return len(header).to_bytes(8, "little") + header + b"\0" * 4


POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 2104932768\n"
FILES: dict[str, tuple[str, bytes, type[errors.ModelError], str]] = {
    "a text": ("notes.gguf", "Mañana, leche y pan.\n".encode(), errors.NotAModelFile, "is not a model"),
    "a text in UTF-16": ("notes.gguf", "Hola".encode("utf-16"), errors.NotAModelFile, "is not a model"),
    "a text as ONNX": ("notes.onnx", b"just words", errors.NotAModelFile, "is not a model"),
    "an error as JSON": ("m.gguf", b'{"error":"Repository not found"}', errors.NotAModelFile, "is not a model"),
    "a PDF": ("m.gguf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\0", errors.NotAModelFile, "is not a model"),
    "a picture": ("m.gguf", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", errors.NotAModelFile, "is not a model"),
    "nonsense": ("m.gguf", bytes(range(1, 256)) * 9, errors.NotAModelFile, "is not a model"),
    "nothing": ("m.gguf", b"", errors.ModelFileEmpty, "is empty"),
    "an error page": ("m.gguf", b"\n<!DOCTYPE html><html><head>401", errors.ModelIsWebPage, "is a web page"),
    "an XML error": (
        "m.gguf",
        b"<?xml version='1.0'?>\n<Error><Code>AccessDenied",
        errors.ModelIsWebPage,
        "a web page",
    ),
    "a pointer": ("m.gguf", POINTER, errors.ModelIsPointer, "which is 2.10 GB large"),
    "a pointer as ONNX": ("m.onnx", POINTER, errors.ModelIsPointer, "which is 2.10 GB large"),
    "a download under way": ("m.gguf.crdownload", b"\1" * 5000, errors.ModelIncomplete, "ends after 5000 bytes"),
    "a file made in advance": ("m.gguf", b"\0" * 9000, errors.ModelIncomplete, "ends after 9000 bytes"),
    "a ZIP": ("m.gguf", zipped(), errors.ModelArchived, "is an archive .ZIP."),
    "a gzip": ("m.gguf.gz", gzip.compress(gguf_bytes()), errors.ModelArchived, "is an archive .gzip."),
    "a tar": ("m.tar", tarred(), errors.ModelArchived, "is an archive .tar."),
    "a 7-Zip": ("m.7z", b"7z\xbc\xaf\x27\x1c\0\4" + b"\7" * 90, errors.ModelArchived, "is an archive .7-Zip."),
    "pickles in a ZIP": ("m.onnx", zipped("archive/data.pkl"), errors.ModelRefused, "can hide programs"),
    "a checkpoint": ("m.pt", zipped("weights"), errors.ModelRefused, "can hide programs"),
    "a pickle": ("m.gguf", b"\x80\x04\x95" + b"\0" * 40, errors.ModelRefused, "can hide programs"),
    "an old pickle": ("m.gguf", b"cposix\nsystem\n(S'true'\ntR.", errors.ModelRefused, "can hide programs"),
    "a program": ("m.gguf", b"\x7fELF\2\1\1" + b"\0" * 90, errors.ModelRefused, "can hide programs"),
    "a script": ("m.gguf", b"#!/bin/sh\necho hello\n", errors.ModelRefused, "can hide programs"),
    "safetensors": ("model.safetensors", safetensors(), errors.ModelFormatOther, "format safetensors"),
    "safetensors by another name": ("m.gguf", safetensors(), errors.ModelFormatOther, "format safetensors"),
    "GGML of before GGUF": ("ggml-base.bin", b"lmgg" + b"\1\0\0\0" * 9, errors.ModelFormatOther, "format GGML"),
    "TensorFlow Lite": ("m.tflite", b"\x1c\0\0\0TFL3\0\0", errors.ModelFormatOther, "format TensorFlow Lite"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_no_model_is_named_for_what_it_is(tmp_path: Path, what: str) -> None:
    name, data, error, sentence = FILES[what]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(errors.ModelError, match=sentence) as refused:
        model_files(tmp_path / name)
    assert type(refused.value) is error
    assert refused.value.message.startswith(name) or error is errors.ModelRefused


@pytest.mark.parametrize("what", ["a text", "nothing", "a pointer", "a pickle"])
def test_a_file_that_is_no_projector_says_so_in_the_same_words(tmp_path: Path, what: str) -> None:
    name, data, error, sentence = FILES[what]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(error, match=sentence):
        projector_files(tmp_path / name)


def test_an_onnx_model_that_ends_early_is_incomplete(tmp_path: Path) -> None:
    data = embedder_graph().SerializeToString()
    (tmp_path / "model.onnx").write_bytes(data[: len(data) // 2])
    write_tokenizer(tmp_path / "tokenizer.json")
    with pytest.raises(errors.ModelIncomplete, match="is not complete"):
        model_files(tmp_path / "model.onnx")


def test_an_onnx_model_without_its_tokenizer_says_what_is_missing(tmp_path: Path) -> None:
    folder = write_embedder(tmp_path / "words")
    (folder / "tokenizer.json").unlink()
    for path in (folder, folder / "model.onnx"):
        with pytest.raises(errors.ModelFilesMissing, match=r"missing beside it: tokenizer\.json"):
            model_files(path)


def test_a_network_of_another_name_says_that_model_onnx_is_missing(tmp_path: Path) -> None:
    folder = write_embedder(tmp_path / "words")
    (folder / "model.onnx").rename(folder / "model_q4.onnx")
    with pytest.raises(errors.ModelFilesMissing, match=r"missing beside it: model\.onnx"):
        model_files(folder)


def test_weights_in_a_second_file_are_named(tmp_path: Path) -> None:
    import onnx

    model = embedder_graph()
    onnx.save(model, tmp_path / "model.onnx", save_as_external_data=True, size_threshold=0, location="model.onnx_data")
    write_tokenizer(tmp_path / "tokenizer.json")
    with pytest.raises(errors.WeightsElsewhere, match="keeps its weights in a second file"):
        model_files(tmp_path / "model.onnx")


def test_a_language_model_as_onnx_is_sent_to_gguf(tmp_path: Path) -> None:
    import onnx
    from onnx import TensorProto, helper

    folder = write_embedder(tmp_path / "writer")
    model = onnx.load(folder / "model.onnx")
    model.graph.input.append(
        helper.make_tensor_value_info("past_key_values.0.key", TensorProto.FLOAT, ["b", 1, "s", 4])
    )
    onnx.save(model, folder / "model.onnx")
    with pytest.raises(errors.OnnxWriter, match="get the same model as GGUF"):
        model_files(folder)


FOLDERS: dict[str, tuple[dict[str, bytes], type[errors.ModelError], str]] = {
    "no model": ({"README.md": b"# Hello"}, errors.FolderWithoutModel, "There is no model in the folder"),
    "two models": (
        {"b.gguf": gguf_bytes(), "a.gguf": gguf_bytes()},
        errors.FolderWithSeveralModels,
        r"several models: a\.gguf, b\.gguf",
    ),
    "safetensors": (
        {"config.json": b"{}", "model.safetensors": safetensors()},
        errors.ModelFormatOther,
        "format safetensors",
    ),
    "pickles": ({"config.json": b"{}", "pytorch_model.bin": zipped()}, errors.ModelRefused, "can hide programs"),
    "split": (
        {f"m-0000{n}-of-00002.gguf": gguf_bytes({"split.count": 2, "split.no": n - 1}) for n in (1, 2)},
        errors.SplitModelPart,
        "part 1 of 2",
    ),
    "a text as GGUF": ({"m.gguf": b"words"}, errors.NotAModelFile, "is not a model"),
}


@pytest.mark.parametrize("what", FOLDERS)
def test_a_folder_that_is_no_model_is_named_for_what_it_holds(tmp_path: Path, what: str) -> None:
    files, error, sentence = FOLDERS[what]
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(errors.ModelError, match=sentence) as refused:
        model_files(tmp_path)
    assert type(refused.value) is error


def test_a_folder_of_ollamas_has_no_model_but_its_blob_is_one(tmp_path: Path) -> None:
    blob = tmp_path / "blobs" / f"sha256-{'a' * 64}"
    blob.parent.mkdir()
    blob.write_bytes(gguf_bytes())
    assert model_files(blob) == {f"{blob.name}.gguf": blob}
    licence = blob.with_name(f"sha256-{'b' * 64}")
    licence.write_text("Apache License")
    with pytest.raises(errors.NotAModelFile):
        model_files(licence)
    with pytest.raises(errors.FolderWithoutModel):
        model_files(tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_a_sentence_in_both_languages(language: str) -> None:
    translations = Translations(language)
    for error in {entry[2] for entry in FILES.values()} | {entry[1] for entry in FOLDERS.values()}:
        said = translations.translate("errors", error.sentence)
        assert "{name}" in said
        assert language == "en" or said != error.sentence
