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


class BackupUnsafe(LibraryDamaged):
    """A backup whose schema or rows are not such as this program writes: it was damaged, or made by someone to do harm."""

    kind = "backup_unsafe"
    sentence = (
        "This backup is damaged or was not made by Ateneo, so it was not used. Your library is as it was; choose "
        "another backup."
    )


class BackupTooSlow(BackupUnsafe):
    """The check of a backup took longer than a sound one of its size can need."""

    kind = "backup_too_slow"
    sentence = (
        "Checking this backup takes far longer than a sound one of its size needs, so it was not used. Your library is "
        "as it was; choose another backup."
    )


class LibraryMissing(LibraryError):
    """A folder that had a library, or holds what belongs to one, has none. No empty one hides the loss."""

    kind = "library_missing"
    sentence = (
        "The library of this folder is not there: {folder}. Connect its drive again, restore a backup, or begin with an "
        "empty library."
    )


class LibraryGone(LibraryError):
    """The library's file was deleted, moved or its drive removed while it was open; what is written would be lost."""

    kind = "library_gone"
    sentence = (
        "The library's folder was deleted or moved, or its drive was removed, so nothing can be saved in it any more. "
        "Save a copy of the library elsewhere before you close Ateneo."
    )


class FolderNotUtf8(LibraryError):
    """A profile or a folder of models whose path has bytes that are not UTF-8: native libraries cannot open files in it."""

    kind = "folder_not_utf8"
    sentence = (
        "The name of this folder has characters that are not UTF-8: {folder}. Rename it, or use another folder "
        "(--home for the profile, --models for the models)."
    )


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


class CollectionMissing(LibraryError):
    """A collection of documents that is asked and does not exist."""

    kind = "collection_missing"
    sentence = "There is no collection “{name}”. The collections are: {names}."


class NameTaken(LibraryError):
    """A name that is empty or another row's, or a table's own path as the target of its copy."""

    kind = "name_taken"
    sentence = "The name “{name}” cannot be used: it is empty or already taken. Choose another."
