"""Errors of single files: documents, pictures and tables."""

from __future__ import annotations

from engine.protocol.errors.ateneo_error import AteneoError


class FileError(AteneoError):
    """One file cannot be read or written."""

    kind = "file"


class FileUnreadable(FileError):
    """A file whose content breaks its parser, or whose parser crashed. It is not read again until it changes or is retried."""

    kind = "file_unreadable"
    sentence = "{name} could not be read. It may be damaged; open it in its own program and save it again."


class FileUnsafe(FileError):
    """A file that unpacks far beyond its size, reaches outside its archive, or declares XML entities."""

    kind = "file_unsafe"
    sentence = (
        "Ateneo did not open {name}, to be safe: it is built like files that overload a computer or break into it."
    )


class FileNotOrdinary(FileError):
    """A pipe, a socket, a device, a folder, or a file that the kernel makes up; `detail` is its mode as `ls` prints it."""

    kind = "file_not_ordinary"
    sentence = (
        "{name} is not an ordinary file but a pipe, a device or a part of the system, so Ateneo did not open it. "
        "Save its contents in a file and use that."
    )


class FileTooLarge(FileError):
    """A file above the limit of bytes, pages or memory; `limit` is that limit with its unit."""

    kind = "file_too_large"
    sentence = "{name} is too large: Ateneo reads files of up to {limit}. Split it into parts."


class FileOutOfMemory(FileError):
    """A file whose reader needs more memory than one file may have; `limit` is that with its unit."""

    kind = "file_out_of_memory"
    sentence = (
        "Reading {name} needs more than the {limit} of memory that Ateneo gives to one file. Split it into parts."
    )


class FileUnsupported(FileError):
    """A kind of file without a reader; `detail` is its suffix."""

    kind = "file_unsupported"
    sentence = "Ateneo cannot read this kind of file: {name}. Save it as PDF, Word or text."


class FileNotText(FileError):
    """A file that is called a text and holds bytes of a program, a picture or other data."""

    kind = "file_not_text"
    sentence = (
        "{name} is called a text, but there is none in it: it holds the data of a program. Open it in the program that made "
        "it and save it as text."
    )


class FileProtected(FileError):
    """A book whose text is encrypted, so that only the seller's own program can open it (DRM)."""

    kind = "file_protected"
    sentence = (
        "{name} is protected against copying (DRM), so only the program of its seller can open it. Ask for a copy without "
        "that protection."
    )


class FileEmpty(FileError):
    """A file that was read and has no text. Scanned pages are no such file: they wait for OCR."""

    kind = "file_empty"
    sentence = "There is no text in {name}. It holds only blank space: open it in its own program and see what it is."


class FileOnlyPictures(FileEmpty):
    """A document of an office program that has pictures and no text."""

    kind = "file_only_pictures"
    sentence = (
        "There is no text in {name}, only pictures. Save it as PDF: pages that are pictures of text are read by OCR, "
        "where such a model is installed."
    )


class FileBlank(FileEmpty):
    """A file of no bytes."""

    kind = "file_blank"
    sentence = "{name} is empty: it holds nothing at all. Perhaps it was not saved or copied to its end."


class FileVanished(FileError):
    """The system cannot open a file that was named or listed, or it changed while it was read. The next run tries again."""

    kind = "file_vanished"
    sentence = "{name} was not found or cannot be opened. Check that it is there and that you are allowed to read it."


class FileBeingWritten(FileError):
    """A file changed while it was read, twice in one run. The next run tries again; what was read of it before stays."""

    kind = "file_being_written"
    sentence = (
        "{name} changed while it was being read, so another program may still be writing it. What was read of it before is "
        "kept; it is read again in the next run."
    )


class FileTimedOut(FileError):
    """The indexer was ended because a file took too much time or memory. The next run tries again."""

    kind = "file_timed_out"
    sentence = "{name} took too long to read and was skipped. Try it again from the list."


class FileEncrypted(FileError):
    """An archive or Office document that needs a password. Ateneo asks for none."""

    kind = "file_encrypted"
    sentence = "{name} is protected by a password. Save a copy without the password."


class ColumnMissing(FileError):
    """A request names a column that the table does not have; `columns` are the first of those it has."""

    kind = "column_missing"
    sentence = "{name} has no column “{column}”. Its columns are: {columns}."


class PictureTooLarge(FileError):
    """A picture with more pixels than may be decoded, by its header; both figures are millions of pixels."""

    kind = "picture_too_large"
    sentence = "{name} has {pixels} million pixels and Ateneo opens up to {limit} million. Save a smaller copy."


class PictureUnsupported(FileError):
    """A file that is no image of a known format by its content, or a raw file without a preview."""

    kind = "picture_unsupported"
    sentence = "Ateneo cannot read the picture {name}. Save it as JPEG or PNG."


class PictureEmpty(FileError):
    """A picture's file of 0 bytes, as an interrupted copy leaves it."""

    kind = "picture_empty"
    sentence = "{name} is an empty file. Copy it again from its source."


class TableUnsupported(FileError):
    """A file that is no table by its suffix (CSV, TSV, text, a spreadsheet, JSON lines) or by its content."""

    kind = "table_unsupported"
    sentence = "Ateneo cannot read {name} as a table. Save it as CSV, Excel or JSON lines."


class TableEmpty(FileEmpty):
    """A table without a first row of column names, or a spreadsheet without cells."""

    kind = "table_empty"
    sentence = (
        "{name} contains no table. The first row has to name the columns, such as text and label; each row "
        "below holds one text."
    )


class InvalidJsonLine(FileError):
    """A line of JSON lines that is no object, or whose text or label is nested. `line` counts from 1."""

    kind = "invalid_json_line"
    sentence = (
        "Line {line} of {name} is not a JSON object with a text and a label. Both have to be texts or "
        "numbers. Correct the line, or delete it."
    )


class UnterminatedRow(FileError):
    """A quoted cell that is open at the end of the file, or longer than a cell may be. `line` counts from 1."""

    kind = "unterminated_row"
    sentence = (
        "In {name} the row that begins at line {line} does not end: perhaps a quotation mark is not closed. "
        "Close it, or double it where it belongs to the text."
    )


class DuplicateColumn(FileError):
    """Two columns of a table with one name, which no choice of a column could tell apart."""

    kind = "duplicate_column"
    sentence = "{name} has two columns called “{column}”. Give one of them another name."


class WrongDelimiter(FileError):
    """The chosen separator leaves one column whose name contains another separator."""

    kind = "wrong_delimiter"
    sentence = (
        "With the separator “{delimiter}”, {name} has only one column. Choose another separator, or let "
        "Ateneo detect it."
    )


class WrongEncoding(FileError):
    """Bytes of a table that are not text in the chosen encoding, or an encoding that Python does not know."""

    kind = "wrong_encoding"
    sentence = "{name} is not written in the encoding {encoding}. Choose another, or let Ateneo detect it."


class FileChanged(FileError):
    """A table's rows are not those that its results were computed from. No copy is written."""

    kind = "file_changed"
    sentence = (
        "{name} was changed while it was being read, so nothing was written. Run it again; it starts from the "
        "beginning."
    )


class FileUnwritable(FileError):
    """A target that the system does not let be written."""

    kind = "file_unwritable"
    sentence = "{name} cannot be written. Choose another folder or another name."


class TargetNotAFile(FileUnwritable):
    """A target that is a folder, a device or a pipe: it was left alone."""

    kind = "target_not_a_file"
    sentence = "{name} is a folder, a device or a pipe, so nothing was written to it. Choose the name of a file."


class PdfNeedsWindow(FileError):
    """A PDF was to be written on an installation without PySide6, which draws it. HTML needs nothing."""

    kind = "pdf_needs_window"
    sentence = "A PDF report needs the window, which is not installed here. Give the file a name that ends in .html."
