"""Errors that a person can meet. Each class has a sentence that says what to do; technical text goes to `detail`.

Errors of one capability only are declared in its api. The English sentences are the sources for translation (context
"errors" in resources/translations).
"""

from __future__ import annotations

from typing import ClassVar

JSON_RPC_PARSE, JSON_RPC_INVALID, JSON_RPC_NO_METHOD, JSON_RPC_PARAMS, JSON_RPC_OURS = (
    -32700,
    -32600,
    -32601,
    -32602,
    -32000,
)


class AteneoError(Exception):
    """Base of all errors. `kind` is its name on the wire.

    `values` fill the braces of `sentence`: names and figures, never words, which would not be translated.
    `detail` is technical and stays untranslated.
    """

    kind: ClassVar[str] = "error"
    sentence: ClassVar[str] = "Something went wrong. Nothing was lost; please try again."
    code: ClassVar[int] = JSON_RPC_OURS

    def __init__(self, detail: str = "", **values: str | int) -> None:
        self.detail = detail
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(self.sentence.format_map(self.values))

    @property
    def message(self) -> str:
        """The English sentence with its braces filled."""
        return str(self.args[0])


class BadRequest(AteneoError):
    kind = "bad_request"
    sentence = "The program sent a message the engine does not understand. Please report this."
    code = JSON_RPC_PARAMS


class Cancelled(AteneoError):
    kind = "cancelled"
    sentence = "Stopped. What was finished is kept."


class InternalError(AteneoError):
    kind = "internal"
    sentence = "Something went wrong inside the engine. Nothing was lost; please try again."


class ModelError(AteneoError):
    """A model cannot be used."""

    kind = "model"


class ModelMissing(ModelError):
    kind = "model_missing"
    sentence = "No model for this job is installed. Run “ateneo setup”, or add one on the Models page."


class ModelDamaged(ModelError):
    kind = "model_damaged"
    sentence = "The model {name} is damaged. Copy it again from its source."


class ModelRefused(ModelError):
    kind = "model_refused"
    sentence = "Ateneo does not open {name}: models in this format can hide programs. Use a GGUF or an ONNX file."


class ModelTooLarge(ModelError):
    kind = "model_too_large"
    sentence = "The model {name} needs {needed} and {free} are free. Close other programs or choose a smaller model."


class ModelCrashed(ModelError):
    kind = "model_crashed"
    sentence = (
        "The model {name} stopped the engine while it was loaded and is no longer used. Choose another, or "
        "try it again on the Models page."
    )


class ModelChanged(ModelError):
    kind = "model_changed"
    sentence = "The model {name} has changed since it was added. Verify it, or copy it again from its source."


class ModelUnsupported(ModelError):
    kind = "model_unsupported"
    sentence = "This version of Ateneo cannot read models of the kind of {name}. Update Ateneo, or choose another file."


class StudioMissing(ModelError):
    kind = "studio_missing"
    sentence = (
        "{name} has to be converted, which needs the studio: run “python3 -m installer setup --studio”, "
        "or add the model as ONNX."
    )


class PromptTooLong(ModelError):
    kind = "prompt_too_long"
    sentence = "The text is {tokens} tokens long and the model reads {context}. Shorten it or split it."


class ModelKindMismatch(ModelError):
    kind = "model_kind_mismatch"
    sentence = "The model {name} is made for another task. Choose one for this task, or add one on the Models page."


class ModelNotMultimodal(ModelError):
    kind = "model_not_multimodal"
    sentence = "The model {name} cannot see pictures. Choose one that can, or add a model with its projector on the Models page."


class ProjectorMismatch(ModelError):
    kind = "projector_mismatch"
    sentence = (
        "{name} is the projector of a model that is not installed. Add that model first and then this file again."
    )


class TrainingNeedsStudio(ModelError):
    kind = "training_needs_studio"
    sentence = (
        "Fine-tuning changes the model itself and needs PyTorch, which the studio installs (about 12 GB): run "
        "“python3 -m installer setup --studio”. Training only a head needs nothing more."
    )


class TrainingStopped(ModelError):
    kind = "training_stopped"
    sentence = (
        "The training of {name} stopped, perhaps because the memory was full. Start it again: it continues "
        "where it stopped."
    )


class EncoderFixed(ModelError):
    kind = "encoder_fixed"
    sentence = (
        "The encoder {name} cannot be fine-tuned: only the one that comes with Ateneo can. Choose that one on "
        "the Models page, or train only a head."
    )


class LayersMissing(ModelError):
    kind = "layers_missing"
    sentence = "{name} has the layers 0 to {last}. Choose from these."


class TooFewToTrain(ModelError):
    kind = "too_few_to_train"
    sentence = "Training needs two labels or more, each with at least {fewest} examples. Label some more texts."


class LibraryError(AteneoError):
    """The library cannot be opened, read or written."""

    kind = "library"


class LibraryInUse(LibraryError):
    kind = "library_in_use"
    sentence = "Another Ateneo is using this library. Close it first, or continue in its window."


class LibraryNewer(LibraryError):
    kind = "library_newer"
    sentence = (
        "This library was made by a newer Ateneo (version {found}; this one knows {known}). Update Ateneo to open it."
    )


class LibraryDamaged(LibraryError):
    kind = "library_damaged"
    sentence = "The library file is damaged. It was not changed; restore the newest good backup."


class LibraryMissing(LibraryError):
    kind = "library_missing"
    sentence = "The library file is missing from a folder that has backups. Restore a backup, or choose another folder."


class LibraryReadOnly(LibraryError):
    kind = "library_read_only"
    sentence = "The library cannot be written. Check the folder's permissions or connect its drive again."


class DiskFull(LibraryError):
    kind = "disk_full"
    sentence = "The disk is full. Free some space (at least {needed}); what was saved before is kept."


class NotFound(LibraryError):
    kind = "not_found"
    sentence = "What you asked for is no longer in the library. It may have been deleted."


class NameTaken(LibraryError):
    kind = "name_taken"
    sentence = "The name “{name}” cannot be used: it is empty or already taken. Choose another."


class TextError(AteneoError):
    """A text cannot be worked on."""

    kind = "text"


class TextEmpty(TextError):
    kind = "text_empty"
    sentence = "There is no text. Write, paste or choose one."


class TextTooLong(TextError):
    kind = "text_too_long"
    sentence = "The text is too long: it has {count} characters, and at most {limit} are possible. Split it into parts."


class MaskMissing(TextError):
    kind = "mask_missing"
    sentence = "The text has no gap. Write [MASK] where a word is missing."


class ExamplesError(AteneoError):
    """Labelled examples cannot be used for training or testing."""

    kind = "examples"


class LabelTooLong(ExamplesError):
    kind = "label_too_long"
    sentence = (
        "In {name} there are labels of more than {limit} characters, such as “{label}…”. "
        "Choose the column that holds the labels."
    )


class FileError(AteneoError):
    """One file cannot be read or written."""

    kind = "file"


class FileUnreadable(FileError):
    kind = "file_unreadable"
    sentence = "{name} could not be read. It may be damaged; open it in its own program and save it again."


class FileUnsafe(FileError):
    kind = "file_unsafe"
    sentence = "{name} was not opened because it is unsafe: it is made to overload this computer or to break into it."


class FileTooLarge(FileError):
    kind = "file_too_large"
    sentence = "{name} is too large: Ateneo reads files of up to {limit}. Split it into parts."


class FileUnsupported(FileError):
    kind = "file_unsupported"
    sentence = "Ateneo cannot read files of the kind of {name}. Save it as PDF, Word or text."


class FileEmpty(FileError):
    kind = "file_empty"
    sentence = "{name} holds no text. If it is a scan, its pages are pictures."


class FileVanished(FileError):
    kind = "file_vanished"
    sentence = "{name} disappeared or cannot be opened. Check that it exists and that you may read it."


class FileTimedOut(FileError):
    kind = "file_timed_out"
    sentence = "{name} took too long to read and was skipped. Try it again from the list."


class FileEncrypted(FileError):
    kind = "file_encrypted"
    sentence = "{name} is protected by a password. Save a copy without it."


class ColumnMissing(FileError):
    kind = "column_missing"
    sentence = "{name} has no column “{column}”. Its columns are: {columns}."


class PictureTooLarge(FileError):
    kind = "picture_too_large"
    sentence = "{name} has {pixels} million pixels and Ateneo opens up to {limit} million. Save a smaller copy."


class PictureUnsupported(FileError):
    kind = "picture_unsupported"
    sentence = "Ateneo cannot read the picture {name}. Save it as JPEG or PNG."


class PictureEmpty(FileError):
    kind = "picture_empty"
    sentence = "{name} is an empty file. Copy it again from its source."


class TableUnsupported(FileError):
    kind = "table_unsupported"
    sentence = "Ateneo cannot read {name} as a table. Save it as CSV, Excel or JSON lines."


class TableEmpty(FileEmpty):
    kind = "table_empty"
    sentence = (
        "{name} contains no table. The first row has to name the columns, such as text and label; each row "
        "below holds one text."
    )


class InvalidJsonLine(FileError):
    kind = "invalid_json_line"
    sentence = (
        "Line {line} of {name} is not a JSON object with a text and a label. Both have to be texts or "
        "numbers. Correct the line, or delete it."
    )


class UnterminatedRow(FileError):
    kind = "unterminated_row"
    sentence = (
        "In {name} the row that begins at line {line} does not end: perhaps a quotation mark is not closed. "
        "Close it, or double it where it belongs to the text."
    )


class DuplicateColumn(FileError):
    kind = "duplicate_column"
    sentence = "{name} has two columns called “{column}”. Give one of them another name."


class WrongDelimiter(FileError):
    kind = "wrong_delimiter"
    sentence = (
        "With the separator “{delimiter}”, {name} has only one column. Choose another separator, or let "
        "Ateneo detect it."
    )


class WrongEncoding(FileError):
    kind = "wrong_encoding"
    sentence = "{name} is not written in the encoding {encoding}. Choose another, or let Ateneo detect it."


class FileChanged(FileError):
    kind = "file_changed"
    sentence = (
        "{name} was changed while it was being read, so nothing was written. Run it again; it starts from the "
        "beginning."
    )


class FileUnwritable(FileError):
    kind = "file_unwritable"
    sentence = "{name} cannot be written. Choose another folder or another name."
