"""The errors a person can meet. Each class is a sentence with a way out; technical text goes to `detail`.

The English sentences are the sources for translation (context "errors" in resources/translations).
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
    """`values` fill the braces of `sentence`: names and figures, never words, which would stay English in every language.

    `detail` is technical and may stay untranslated.
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
    kind = "model"


class ModelMissing(ModelError):
    kind = "model_missing"
    sentence = "No model for this job is installed. Run “ateneo setup”, or add one on the Models page."


class ModelDamaged(ModelError):
    kind = "model_damaged"
    sentence = "The model {name} is damaged. Copy it again from where it came."


class ModelRefused(ModelError):
    kind = "model_refused"
    sentence = "{name} is not a model Ateneo opens: this format can hide programs. Use a GGUF or an ONNX file."


class ModelTooLarge(ModelError):
    kind = "model_too_large"
    sentence = "The model {name} needs {needed} and {free} are free. Close other programs or choose a smaller model."


class ModelCrashed(ModelError):
    kind = "model_crashed"
    sentence = "The model {name} stopped the engine while loading and is set aside. Choose another model."


class ModelChanged(ModelError):
    kind = "model_changed"
    sentence = "The model {name} has changed since it was added. Verify it, or copy it again from where it came."


class ModelUnsupported(ModelError):
    kind = "model_unsupported"
    sentence = "{name} is a model of a kind this Ateneo does not read. Update Ateneo, or choose another file."


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
    sentence = "The model {name} does another job. Choose one that does this one, or add it on the Models page."


class ModelNotMultimodal(ModelError):
    kind = "model_not_multimodal"
    sentence = "The model {name} cannot see pictures. Choose one that can, or add a model with its projector on the Models page."


class ProjectorMismatch(ModelError):
    kind = "projector_mismatch"
    sentence = (
        "{name} gives eyes to a model that is not on the shelf. Add the model it was made for, then add it again."
    )


class TrainingNeedsStudio(ModelError):
    kind = "training_needs_studio"
    sentence = (
        "Training changes the model itself, with PyTorch, which the studio adds (about 12 GB): run "
        "“python3 -m installer setup --studio”. Training only a head on the ready-made model needs nothing more."
    )


class TrainingStopped(ModelError):
    kind = "training_stopped"
    sentence = "The training of {name} stopped, perhaps for want of memory. Start it again: it goes on where it was."


class EncoderFixed(ModelError):
    kind = "encoder_fixed"
    sentence = (
        "The encoder {name} cannot be changed by training: only the one that comes with Ateneo can. "
        "Choose that one under Models, or train only a head."
    )


class LayersMissing(ModelError):
    kind = "layers_missing"
    sentence = "{name} has the layers 0 to {last}. Choose among these."


class TooFewToTrain(ModelError):
    kind = "too_few_to_train"
    sentence = "Training needs two labels or more, each with at least {fewest} examples. Label some more texts."


class LibraryError(AteneoError):
    kind = "library"


class LibraryInUse(LibraryError):
    kind = "library_in_use"
    sentence = "Another Ateneo is using this library. Close it first, or go on in its window."


class LibraryNewer(LibraryError):
    kind = "library_newer"
    sentence = (
        "This library was made by a newer Ateneo (version {found}; this one knows {known}). Update Ateneo to open it."
    )


class LibraryDamaged(LibraryError):
    kind = "library_damaged"
    sentence = "The library file is damaged. It was left as it is; restore the newest good backup."


class LibraryMissing(LibraryError):
    kind = "library_missing"
    sentence = "The library file is gone from a folder that has backups. Restore a backup, or choose another folder."


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
    kind = "text"


class TextEmpty(TextError):
    kind = "text_empty"
    sentence = "There are no words to work on. Write, paste or choose a text."


class TextTooLong(TextError):
    kind = "text_too_long"
    sentence = "The text is too long for this: {count} characters, of at most {limit}. Split it into parts."


class MaskMissing(TextError):
    kind = "mask_missing"
    sentence = "Nothing is left out of the text. Write [MASK] where the missing word goes."


class ExamplesError(AteneoError):
    kind = "examples"


class LabelTooLong(ExamplesError):
    kind = "label_too_long"
    sentence = (
        "In {name} there are labels of more than {limit} characters, such as “{label}…”. "
        "Choose the column that holds the labels."
    )


class FileError(AteneoError):
    kind = "file"


class FileUnreadable(FileError):
    kind = "file_unreadable"
    sentence = "{name} could not be read. It may be damaged; open it in its own program and save it again."


class FileUnsafe(FileError):
    kind = "file_unsafe"
    sentence = "{name} is unsafe to open: it is built to exhaust or reach into this computer. It was left alone."


class FileTooLarge(FileError):
    kind = "file_too_large"
    sentence = "{name} is larger than Ateneo reads ({limit}). Split it into parts."


class FileUnsupported(FileError):
    kind = "file_unsupported"
    sentence = "{name} is of a kind Ateneo does not read. Save it as PDF, Word or text."


class FileEmpty(FileError):
    kind = "file_empty"
    sentence = "{name} holds no text. If it is a scan, its pages are pictures."


class FileVanished(FileError):
    kind = "file_vanished"
    sentence = "{name} disappeared or cannot be opened. Check that it exists and that you may read it."


class FileTimedOut(FileError):
    kind = "file_timed_out"
    sentence = "{name} took too long to read and was set aside. Try it again from the list."


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
    sentence = "{name} is no picture Ateneo can read. Save it as JPEG or PNG."


class PictureEmpty(FileError):
    kind = "picture_empty"
    sentence = "{name} is an empty file. Copy it again from where it came."


class TableUnsupported(FileError):
    kind = "table_unsupported"
    sentence = "{name} is not a table Ateneo reads texts from. Save it as CSV, Excel or JSON lines."


class TableEmpty(FileEmpty):
    kind = "table_empty"
    sentence = (
        "{name} holds no table. Its first row has to name the columns, such as text and label, with a row a text below."
    )


class InvalidJsonLine(FileError):
    kind = "invalid_json_line"
    sentence = (
        "Line {line} of {name} is no JSON object whose text and label are a text or a number. "
        "Correct that line, or leave it out."
    )


class UnterminatedRow(FileError):
    kind = "unterminated_row"
    sentence = (
        "In {name} the row that begins at line {line} has no end: a quotation mark may never be closed. "
        "Close it, or write it twice where it belongs to the text."
    )


class DuplicateColumn(FileError):
    kind = "duplicate_column"
    sentence = "{name} has two columns called “{column}”. Give one of them another name."


class WrongDelimiter(FileError):
    kind = "wrong_delimiter"
    sentence = "Cut at “{delimiter}”, {name} has one column only. Choose another separator, or leave it to be found."


class WrongEncoding(FileError):
    kind = "wrong_encoding"
    sentence = "{name} is not written in the encoding {encoding}. Choose another, or leave it to be found."


class FileChanged(FileError):
    kind = "file_changed"
    sentence = "{name} was changed while it was being read, so nothing was written. Run it again: it begins anew."


class FileUnwritable(FileError):
    kind = "file_unwritable"
    sentence = "{name} cannot be written. Choose another folder or another name."
