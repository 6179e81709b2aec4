"""Errors of files and folders that are offered as a model: each says what the file really is."""

from __future__ import annotations

from engine.protocol.errors.model_errors import ModelDamaged, ModelRefused, ModelUnsupported


class NotAModelFile(ModelRefused):
    """A text, a document, a picture or anything else that no program would call a model."""

    kind = "not_a_model_file"
    sentence = "{name} is not a model. Ateneo takes GGUF files, and folders with an ONNX model."


class ModelFileEmpty(ModelRefused):
    """A file of no bytes."""

    kind = "model_file_empty"
    sentence = "{name} is empty: nothing arrived when it was copied or downloaded. Get it again."


class ModelIsWebPage(ModelRefused):
    """HTML or XML under a model's name: the server's answer instead of the file."""

    kind = "model_is_web_page"
    sentence = (
        "{name} is a web page, not a model: the download gave an error or a sign-in page instead. "
        "Download the file itself again."
    )


class ModelIsPointer(ModelRefused):
    """A Git LFS pointer: a few lines that name the file, whose size is `size`."""

    kind = "model_is_pointer"
    sentence = (
        "{name} only points to the model, which is {size} large (a Git LFS pointer). Download the file itself, "
        "or run “git lfs pull” where you got it."
    )


class ModelArchived(ModelRefused):
    """An archive or a compressed file in the format `format`."""

    kind = "model_archived"
    sentence = "{name} is an archive ({format}). Unpack it, then add the model that is inside."


class ModelFormatOther(ModelRefused):
    """Weights in a format that Ateneo does not run, such as safetensors or GGML."""

    kind = "model_format_other"
    sentence = (
        "{name} holds a model in the format {format}, which Ateneo does not run. Get the same model as a GGUF file."
    )


class WeightsElsewhere(ModelRefused):
    """An ONNX file whose weights are in another file."""

    kind = "weights_elsewhere"
    sentence = "{name} keeps its weights in a second file, which Ateneo does not open. Export it as one ONNX file."


class OnnxWriter(ModelRefused):
    """A language model as ONNX, with past keys and values as inputs."""

    kind = "onnx_writer"
    sentence = (
        "{name} is a language model as ONNX. Ateneo runs models that write as GGUF files: get the same model as GGUF."
    )


class ModelFilesMissing(ModelRefused):
    """A folder or an ONNX file that lacks some of the files it needs."""

    kind = "model_files_missing"
    sentence = "{name} is only a part of a model. These files are missing beside it: {files}."


class FolderWithoutModel(ModelRefused):
    """A folder in which there is no model."""

    kind = "folder_without_model"
    sentence = "There is no model in the folder {name}. Ateneo takes GGUF files, and folders with model.onnx and tokenizer.json."


class FolderWithSeveralModels(ModelRefused):
    """A folder with more than one GGUF file; which one is meant is the person's choice."""

    kind = "folder_with_several_models"
    sentence = "The folder {name} holds several models: {files}. Add the file that you want."


class ModelIncomplete(ModelDamaged):
    """A file that ends too early, after `found`."""

    kind = "model_incomplete"
    sentence = "{name} is not complete: it ends after {found}. Download or copy it again."


class ModelCutShort(ModelIncomplete):
    """A file that ends too early: `found` of `expected`, as its header says."""

    kind = "model_cut_short"
    sentence = "{name} is not complete: {found} of {expected} are there. Download or copy it again."


class SplitModelPart(ModelUnsupported):
    """One file of a model that was split into several."""

    kind = "split_model_part"
    sentence = (
        "{name} is part {part} of {parts} of a split model. Get the model as a single file, or join the parts with "
        "“llama-gguf-split --merge”."
    )


class AdapterAlone(ModelUnsupported):
    """A LoRA adapter: it changes the weights of another model."""

    kind = "adapter_alone"
    sentence = "{name} is an adapter (LoRA): it changes another model and cannot work alone. Get a model into which it is merged."


class EmbeddingGguf(ModelUnsupported):
    """An embedding model or a reranker as GGUF."""

    kind = "embedding_gguf"
    sentence = (
        "{name} finds passages and writes nothing: it is an embedding model. Ateneo takes these as a folder with model.onnx "
        "and tokenizer.json."
    )


class ModelOtherPurpose(ModelUnsupported):
    """A GGUF file of a model for pictures, video or sound; `architecture` is its own word for what it is."""

    kind = "model_other_purpose"
    sentence = "{name} is a model for pictures or sound ({architecture}) and writes no text. Ateneo cannot use it."


class ModelNewer(ModelUnsupported):
    """An architecture, a tokenizer or a format version that came after this version of Ateneo."""

    kind = "model_newer"
    sentence = (
        "{name} is a kind of model newer than this version of Ateneo knows. Update Ateneo, or choose another model."
    )
