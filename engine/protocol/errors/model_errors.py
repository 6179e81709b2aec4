"""Errors of models: adding, loading, asking and training them."""

from __future__ import annotations

from engine.protocol.errors.ateneo_error import AteneoError


class ModelError(AteneoError):
    """A model cannot be used."""

    kind = "model"


class ModelMissing(ModelError):
    """No model of the needed kind is installed or ready, or the chosen one is gone."""

    kind = "model_missing"
    sentence = "No model for this job is installed. Run “python3 -m installer setup”, or add one on the Models page."


class ModelUnknown(ModelMissing):
    """A model was asked for by a name that no installed one has; `models` are the ids of those there are."""

    kind = "model_unknown"
    sentence = "There is no model “{model}”. Those there are: {models}."


class ModelDamaged(ModelError):
    """A model's file cannot be parsed, or its network gives an output of another shape. A new copy helps."""

    kind = "model_damaged"
    sentence = "The model {name} is damaged. Copy it again from its source."


class ModelRefused(ModelError):
    """A file that is no GGUF and no ONNX with its tokenizer; pickled weights are never opened. Nothing is copied."""

    kind = "model_refused"
    sentence = "Ateneo does not open {name}: models in this format can hide programs. Use a GGUF or an ONNX file."


class ModelTooLarge(ModelError):
    """Loading was refused before it began or ran out of memory; `needed` and `free` are gigabytes."""

    kind = "model_too_large"
    sentence = "The model {name} needs {needed} and {free} are free. Close other programs or choose a smaller model."


class ContextUnfit(ModelError):
    """A context that the person chose cannot be used; `fitting` is the longest one that can, in tokens as `context` is."""

    kind = "context_unfit"


class ContextTooLong(ContextUnfit):
    """The model was trained for fewer tokens than the context has."""

    kind = "context_too_long"
    sentence = (
        "The model {name} reads {fitting} tokens at most, and the context length is set to {context}. "
        "Choose a shorter one."
    )


class ContextTooLarge(ContextUnfit):
    """The memory is not enough for the context, before or while the model works."""

    kind = "context_too_large"
    sentence = (
        "The memory is not enough for {name} with a context length of {context} tokens. {fitting} tokens would fit: choose "
        "that, or close other programs."
    )


class ModelCrashed(ModelError):
    """The child process that loads a model for the first time ended; the model is quarantined until the person retries it."""

    kind = "model_crashed"
    sentence = (
        "The model {name} stopped the engine while it was loaded and is no longer used. Choose another, or "
        "try it again on the Models page."
    )


class ModelTooSlow(ModelCrashed):
    """The child process did not load the model, or not finish a small test with it, within so many `seconds`."""

    kind = "model_too_slow"
    sentence = (
        "The model {name} did not finish a small test within {seconds} seconds and is not used. Choose another, or "
        "try it again on the Models page when the computer is less busy."
    )


class ModelContextTooShort(ModelError):
    """A text model that reads too few `tokens` at a time for a question and its answer. Nothing is copied."""

    kind = "model_context_too_short"
    sentence = (
        "The model {name} reads only {tokens} tokens at a time, which is too little for a question and its answer. "
        "Choose another model."
    )


class ModelChanged(ModelError):
    """A file's SHA-256 is not the one noted when the model was added. The model is not loaded."""

    kind = "model_changed"
    sentence = "The model {name} has changed since it was added. Verify it, or copy it again from its source."


class ModelUnsupported(ModelError):
    """The file is whole, but of a version, architecture or input that this Ateneo does not load."""

    kind = "model_unsupported"
    sentence = "This version of Ateneo cannot read models of the kind of {name}. Update Ateneo, or choose another file."


class StudioMissing(ModelError):
    """A model that only PyTorch can convert to ONNX, on an installation without the studio."""

    kind = "studio_missing"
    sentence = (
        "{name} has to be converted, which needs the studio: run “python3 -m installer setup --studio”, "
        "or add the model as ONNX."
    )


class PromptTooLong(ModelError):
    """A prompt does not fit the model's context window, even without history and passages; both figures are tokens."""

    kind = "prompt_too_long"
    sentence = "The text is {tokens} tokens long and the model reads {context}. Shorten it or split it."


class AnswerFormatInvalid(ModelError):
    """The format that an answer is to have cannot be used; `detail` says why."""

    kind = "answer_format_invalid"


class SchemaInvalid(AnswerFormatInvalid):
    """The JSON schema for an answer is no schema, has what cannot be enforced, or is too large or too complex."""

    kind = "schema_invalid"
    sentence = "The JSON schema for the answer cannot be used. Correct or simplify it; the details say what is wrong."


class GrammarInvalid(AnswerFormatInvalid):
    """The grammar for an answer is no GBNF, names a rule that is not there, or is too large or too complex."""

    kind = "grammar_invalid"
    sentence = "The grammar for the answer cannot be used. Correct or simplify it; the details say what is wrong."


class ModelKindMismatch(ModelError):
    """The chosen model does not suit the task: it is of another kind, or its labels are not the task's."""

    kind = "model_kind_mismatch"
    sentence = "The model {name} is made for another task. Choose one for this task, or add one on the Models page."


class ModelNotMultimodal(ModelError):
    """A question with pictures for a model that has no projector."""

    kind = "model_not_multimodal"
    sentence = "The model {name} cannot see pictures. Choose one that can, or add a model with its projector on the Models page."


class ProjectorMismatch(ModelError):
    """A projector whose vectors are not as wide as the embeddings of the model, or of any installed one."""

    kind = "projector_mismatch"
    sentence = (
        "{name} is the projector of a model that is not installed. Add that model first and then this file again."
    )


class TrainingNeedsStudio(ModelError):
    """Fine-tuning was asked for on an installation without the studio. Training a head works without it."""

    kind = "training_needs_studio"
    sentence = (
        "Thorough training needs the studio (about 12 GB): run “python3 -m installer setup --studio”. "
        "Quick training needs nothing more."
    )


class TrainingStopped(ModelError):
    """The training child ended without a result. Its last checkpoint is kept, and the next start continues from it."""

    kind = "training_stopped"
    sentence = (
        "The training of {name} stopped, perhaps because the memory was full. Start it again: it continues "
        "where it stopped."
    )


class EncoderFixed(ModelError):
    """PyTorch cannot rebuild the embedder from its ONNX file, or gives other vectors than the file does."""

    kind = "encoder_fixed"
    sentence = (
        "{name} cannot be trained thoroughly: only the model for meaning that comes with Ateneo can. Choose that one on "
        "the Models page, or train quickly."
    )


class LayersMissing(ModelError):
    """The layers chosen for fine-tuning are not all in the encoder; `last` is the number of its last one, counted from 0."""

    kind = "layers_missing"
    sentence = "{name} has the layers 0 to {last}. Choose from these."


class TooFewToTrain(ModelError):
    """Fewer than two labels for fine-tuning, or one with fewer than `fewest` examples."""

    kind = "too_few_to_train"
    sentence = "Training needs two labels or more, each with at least {fewest} examples. Label some more texts."
