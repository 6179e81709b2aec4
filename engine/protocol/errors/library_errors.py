"""Errors of the library, its disk and its rows."""

from __future__ import annotations

from engine.protocol.errors.ateneo_error import AteneoError


class LibraryError(AteneoError):
    """The library cannot be opened, read or written."""

    kind = "library"


class LibraryInUse(LibraryError):
    """Another process holds the library's lock, or SQLite stayed busy for longer than the connection waits."""

    kind = "library_in_use"
    sentence = "Another Ateneo is using this library. Close it first, or continue in its window."


class LibraryNewer(LibraryError):
    """The library's schema has more migrations (`found`) than this program knows (`known`). The file is not changed."""

    kind = "library_newer"
    sentence = (
        "This library was made by a newer Ateneo (version {found}; this one knows {known}). Update Ateneo to open it."
    )


class LibraryDamaged(LibraryError):
    """The file is not an SQLite database or does not pass its check. Backups and the check-up's rescue are the ways out."""

    kind = "library_damaged"
    sentence = "The library file is damaged. It was not changed; restore the newest good backup."


class LibraryMissing(LibraryError):
    """A profile has backups or a write-ahead log but no library. No empty one is made, so that nothing hides the loss."""

    kind = "library_missing"
    sentence = "The library file is missing from a folder that has backups. Restore a backup, or choose another folder."


class LibraryReadOnly(LibraryError):
    """The system does not let the library, or the folder of models, be opened or written."""

    kind = "library_read_only"
    sentence = "The library cannot be written. Check the folder's permissions or connect its drive again."


class DiskFull(LibraryError):
    """A write found too little space; what is committed stays. `needed` is a size with its unit, at least what is missing."""

    kind = "disk_full"
    sentence = "The disk is full. Free some space (at least {needed}); what was saved before is kept."


class NotFound(LibraryError):
    """The row of a request is not there, or is deleted and not restored."""

    kind = "not_found"
    sentence = "What you asked for is no longer in the library. It may have been deleted."


class NameTaken(LibraryError):
    """A name that is empty or another row's, or a table's own path as the target of its copy."""

    kind = "name_taken"
    sentence = "The name “{name}” cannot be used: it is empty or already taken. Choose another."
