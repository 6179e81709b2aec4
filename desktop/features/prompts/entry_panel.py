"""One kind of entries: their list on the left, the form of the chosen one on the right. What is typed is saved by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.feature import Shell
from desktop.features.prompts.entry_list import Entry, EntryList
from desktop.features.prompts.prompt_requests import PromptRequests
from desktop.i18n import TranslatedWidget, tr
from desktop.i18n.faults import fault_sentence
from desktop.link.call import EngineFault
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.layout.list_pane import ListPane
from desktop.widgets.layout.reading_column import ReadingColumn
from engine.capabilities.prompts.api import PromptKind

SAVE_DELAY_MS = 500


class EntryPanel(TranslatedWidget):
    """Base of the three tabs. A subclass lays its fields into `items`, and overrides the methods below.

    An entry that comes with Ateneo is read only; "Make it mine" saves a copy, which can be changed.
    """

    kind: PromptKind

    def __init__(self, shell: Shell, requests: PromptRequests, parent: QWidget) -> None:
        super().__init__(parent)
        self.shell, self.requests = shell, requests
        self.entry: Entry | None = None
        self._is_refused, self._saving = False, 0
        """Whether the fields hold what could not be saved, and how many savings are under way."""
        self._after_saving: Callable[[], object] = lambda: None
        self.list = EntryList(shell.theme, self.title, self.new_title, self)
        self.column = ReadingColumn(shell.theme)
        self.items = self.column.items
        self.use, self.copy, self.remove = (QPushButton(self) for _ in range(3))
        self.note = QLabel(self)
        role(self.use, "primary")
        role(self.note, "danger")
        self.note.setWordWrap(True)
        self._save_soon = QTimer(self, singleShot=True, interval=SAVE_DELAY_MS)
        self._save_soon.timeout.connect(self.save)
        self._lay_out_buttons()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        layout.addWidget(ListPane(shell.theme, self.list, self.column, self))
        self.list.chosen.connect(self._on_chosen)
        self.list.renamed.connect(self._rename)
        self.list.removed.connect(self._remove)
        self.list.new_clicked.connect(self.add_new)
        self.use.clicked.connect(self._on_use)
        self.copy.clicked.connect(self._copy)
        self.remove.clicked.connect(lambda: self._remove(self.entry))

    # of each kind

    def title(self) -> str:
        """Name of the list."""
        raise NotImplementedError

    def new_title(self) -> str:
        """Text of the button for a new entry."""
        raise NotImplementedError

    def load(self) -> None:
        """Ask for the entries and pass them to `show_entries`."""
        raise NotImplementedError

    def make_new(self, name: str) -> Entry:
        """Return a new entry with a name."""
        raise NotImplementedError

    def show_entry(self, entry: Entry) -> None:
        """Fill the fields."""
        raise NotImplementedError

    def read_entry(self, entry: Entry) -> Entry:
        """Return the entry as the fields have it."""
        raise NotImplementedError

    def set_editable(self, is_editable: bool) -> None:
        """Let the fields be changed, or only read."""
        raise NotImplementedError

    def send_entry(
        self, entry: Entry, on_saved: Callable[[int], object], on_failed: Callable[[EngineFault], object]
    ) -> None:
        """Save an entry; `on_saved` gets its id."""
        raise NotImplementedError

    def use_entry(self, entry: Entry) -> None:
        """Take the entry to where it is used."""
        raise NotImplementedError

    # of all

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """List the entries; what is being typed stays."""
        if not self._save_soon.isActive() and not self._saving:  # else the list is older than the fields
            self.list.show_entries(entries)

    def begin_change(self) -> None:
        """The person changed a field: save it soon."""
        if self.entry is not None and self.entry.id > 0:
            self._save_soon.start()

    def save(self) -> None:
        """Save the fields now, where they were changed."""
        self._save_soon.stop()
        if self.entry is None or self.entry.id < 0:
            return
        changed = self.read_entry(self.entry)
        if changed != self.entry:
            self.entry = changed
            self._saving += 1
            self.send_entry(changed, lambda _: self._show_saved(), self._show_fault)

    def when_saved(self, act: Callable[[], object]) -> None:
        """Save the fields, and act once the engine has them; not at all where they are refused."""
        self.save()
        if self._saving:
            self._after_saving = act
        else:
            act()

    def flush(self) -> None:
        """Save at once what would be saved soon."""
        if self._save_soon.isActive():
            self.save()

    def add_new(self) -> None:
        """Save a new entry under a free name and choose it."""
        self.flush()
        self._add(self.make_new(self._free_name(self.new_name())))

    def new_name(self) -> str:
        """Name of a new entry, before a number is added."""
        return self.new_title()

    def retranslate(self) -> None:
        self.copy.setText(tr("prompts", "Make it mine"))
        self.copy.setToolTip(tr("prompts", "Saves a copy that you can change."))
        self.remove.setText(tr("prompts", "Remove"))

    def _lay_out_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for button in (self.use, self.copy, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        self.items.addLayout(row)
        self.items.addWidget(self.note)

    def _add(self, entry: Entry) -> None:
        def on_saved(id: int) -> None:
            self.entry = None
            self._wanted = id
            self.load()

        self.send_entry(entry, on_saved, self.shell.report)

    _wanted = 0

    def choose_wanted(self) -> None:
        """Choose the entry that was just made, once it is listed."""
        if self._wanted and any(entry.id == self._wanted for entry in self.list.entries):
            self.list.choose(self._wanted)
            self._wanted = 0

    def _on_chosen(self, entry: Entry | None) -> None:
        self.flush()
        if self._is_refused and entry is not None and self.entry is not None and entry.id == self.entry.id:
            return  # what is in the fields is not saved yet, and stays
        self._is_refused = False
        self.entry = entry
        self.column.setEnabled(entry is not None)
        if entry is None:
            return
        self.note.clear()
        self.show_entry(entry)
        is_own = entry.id > 0
        self.set_editable(is_own)
        self.copy.setVisible(not is_own)
        self.remove.setVisible(is_own)
        self.column.update_tab_order()

    def _on_use(self) -> None:
        if self.entry is not None:
            self.when_saved(lambda: self.use_entry(self.entry) if self.entry is not None else None)

    def _copy(self) -> None:
        if self.entry is not None:
            self._add(self.copy_of(self.entry, self._free_name(self.entry.name)))

    def copy_of(self, entry: Entry, name: str) -> Entry:
        """Return a copy to be saved as a new entry."""
        return msgspec.structs.replace(entry, id=0, name=name)

    def _rename(self, entry: Entry, name: str) -> None:
        self.flush()
        if entry.id > 0:
            self.send_entry(msgspec.structs.replace(entry, name=name), lambda _: self.load(), self.shell.report)

    def _remove(self, entry: Entry | None) -> None:
        self.flush()
        if entry is not None and entry.id > 0:
            self.entry = None
            self.requests.remove(self.kind, entry.id, entry.name)

    def _free_name(self, name: str) -> str:
        taken = {entry.name.casefold() for entry in self.list.entries if entry.id > 0}
        numbers = (f"{name} {number}" for number in range(2, len(taken) + 3))
        return name if name.casefold() not in taken else next(n for n in numbers if n.casefold() not in taken)

    def _show_saved(self) -> None:
        self._is_refused, self._saving = False, self._saving - 1
        self.note.clear()
        self.load()
        if not self._saving:
            act, self._after_saving = self._after_saving, lambda: None
            act()

    def _show_fault(self, fault: EngineFault) -> None:
        self._is_refused, self._saving, self._after_saving = True, self._saving - 1, lambda: None
        self.note.setText(fault_sentence(fault))
