"""Results of the probe in the library: one row for each answer, so that a run that was interrupted goes on where it was."""

from __future__ import annotations

from engine.capabilities.models.api import LanguageGrade
from engine.capabilities.models.grading.probe import LANGUAGES, Judgement, Probe
from engine.store.database import Store
from engine.text.language import Language


class GradeStore:
    """The answers of each model, by the SHA-256 of its file, to one version of the probe."""

    def __init__(self, store: Store, probe: Probe) -> None:
        self._store, self._probe = store, probe

    def add(self, model: str, language: Language, number: int, judgement: Judgement) -> None:
        """Keep how question `number` was answered; one answered before is replaced. Raises DiskFull, LibraryReadOnly."""
        with self._store.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO model_grades VALUES(?, ?, ?, ?, ?, ?)",
                (model, self._probe.version, language, number, judgement.is_right, judgement.is_in_language),
            )

    def answered(self, model: str) -> set[tuple[Language, int]]:
        """Return language and number of the questions that the model has answered."""
        with self._store.read() as connection:
            rows = connection.execute(
                "SELECT language, question FROM model_grades WHERE sha256 = ? AND probe = ?",
                (model, self._probe.version),
            )
            return {(language, number) for language, number in rows}

    def forget(self, model: str) -> None:
        """Delete a model's answers. Raises DiskFull, LibraryReadOnly."""
        with self._store.write(frees_space=True) as connection:
            connection.execute("DELETE FROM model_grades WHERE sha256 = ?", (model,))

    def grades(self, model: str) -> tuple[LanguageGrade, ...]:
        """Return the model's grade in each language; none where it has answered nothing yet."""
        with self._store.read() as connection:
            rows = connection.execute(
                "SELECT language, count(*), sum(is_right), sum(is_in_language) FROM model_grades "
                "WHERE sha256 = ? AND probe = ? GROUP BY language",
                (model, self._probe.version),
            )
            counts = {language: (asked, right, inside) for language, asked, right, inside in rows}
        if not counts:
            return ()
        return tuple(self._grade(language, *counts.get(language, (0, 0, 0))) for language in LANGUAGES)

    def _grade(self, language: Language, asked: int, right: int, in_language: int) -> LanguageGrade:
        questions = len(self._probe.questions(language))
        is_complete = asked >= questions
        passed = is_complete and min(right, in_language) >= self._probe.right_to_pass
        return LanguageGrade(language, questions, asked, right, in_language, passed=passed)
