"""`ateneo eval`: figures of search over a test collection."""

from __future__ import annotations

import argparse
from functools import partial
from typing import get_args

import msgspec

from engine.capabilities.documents.api import evaluation as api
from engine.cli.arguments import required_path
from engine.cli.console import AddCommand, Console
from engine.protocol.children.received_errors import error_of
from engine.protocol.errors import FileError
from engine.protocol.i18n import Translations
from engine.protocol.messages import ErrorData


class ModeOutput(msgspec.Struct, frozen=True):
    """The figures of one mode, as `eval retrieval --json` prints them."""

    recall_1: float = msgspec.field(name="recall@1")
    recall_5: float = msgspec.field(name="recall@5")
    mrr: float
    map: float
    ndcg_10: float = msgspec.field(name="ndcg@10")


class RetrievalOutput(msgspec.Struct, frozen=True, omit_defaults=True):
    """Printed by `eval retrieval --json`; `notices` are sentences about what was left out."""

    modes: dict[api.EvaluationMode, ModeOutput]
    notices: tuple[str, ...] = ()


class QuestionOutput(msgspec.Struct, frozen=True):
    """One question, as `eval answers --json` prints it."""

    question: str
    doc: str
    answers: tuple[str, ...]
    answer: str
    cited: tuple[str, ...]
    contains_gold: bool | None
    right_file_cited: bool | None
    token_f1: float | None
    rouge_l: float | None
    seconds: float


class AnswersOutput(msgspec.Struct, frozen=True, omit_defaults=True):
    """Printed by `eval answers --json`: means, the median of the seconds, and every question."""

    contains_gold: float | None
    right_file_cited: float | None
    seconds: float
    token_f1: float | None
    rouge_l: float | None
    model: str
    asked: int
    left: int
    questions: tuple[QuestionOutput, ...]
    notices: tuple[str, ...] = ()


def add_evaluation(add: AddCommand, translations: Translations) -> None:
    """Add `eval retrieval` and `eval clear`."""
    tr = partial(translations.tr, "cli")
    retrieval = add(
        "eval retrieval", tr("measure search with questions whose answers are known (files as BEIR has them)")
    )
    about = tr("the documents: JSON lines with _id, title and text")
    retrieval.add_argument("--corpus", type=required_path, metavar="FILE", help=about)
    about = tr("the questions: JSON lines with _id and text")
    retrieval.add_argument("--queries", type=required_path, metavar="FILE", help=about)
    about = tr("the right documents: query-id, corpus-id and score, tab-separated, or TREC's four columns")
    retrieval.add_argument("--qrels", type=required_path, metavar="FILE", help=about)
    about = tr("in place of the three files: your own questions, marked in the window or with “eval mark”")
    retrieval.add_argument("--set", dest="set_name", metavar="NAME", help=about)
    about = tr("measure only this way to search; may be repeated")
    retrieval.add_argument("--mode", action="append", default=[], choices=get_args(api.EvaluationMode), help=about)
    retrieval.set_defaults(run=_retrieval)

    _add_answers(add, translations)
    _add_sets(add, translations)
    clear = add("eval clear", tr("delete what measuring keeps, so that the same documents need not be read again"))
    clear.set_defaults(run=_clear)


def _add_answers(add: AddCommand, translations: Translations) -> None:
    tr = partial(translations.tr, "cli")
    about = tr("measure answers: ask a collection questions whose answers are known; a run that was stopped goes on")
    answers = add("eval answers", about)
    about = tr("the questions: JSON lines with question, doc (the right file) and answers")
    answers.add_argument("--questions", type=required_path, required=True, metavar="FILE", help=about)
    answers.add_argument("--collection", required=True, metavar="NAME", help=tr("name of the collection"))
    answers.add_argument("--model", help=tr("the id of a model to use instead of the chosen one"))
    about = tr("answer with sentences of the documents alone, without a model")
    answers.add_argument("--extractive", action="store_true", help=about)
    answers.add_argument("--again", action="store_true", help=tr("begin anew, and do not go on with a stopped run"))
    answers.set_defaults(run=_answers)


def _add_sets(add: AddCommand, translations: Translations) -> None:
    tr = partial(translations.tr, "cli")
    mark = add("eval mark", tr("note that a document answers a question, to measure search with it"))
    mark.add_argument("question", nargs="+", help=tr("the question"))
    about = tr("the document's number, from “ateneo documents list”")
    mark.add_argument("--document", type=int, required=True, metavar="NUMBER", help=about)
    mark.add_argument("--set", dest="set_name", default="default", metavar="NAME", help=tr("name of the question set"))
    mark.set_defaults(run=_mark)
    sets = add(
        "eval sets", tr("list your question sets; with --export write one as files like BEIR's, --remove deletes it")
    )
    sets.add_argument("--set", dest="set_name", default="default", metavar="NAME", help=tr("name of the question set"))
    sets.add_argument("--export", type=required_path, metavar="FOLDER", help=tr("write the set into this folder"))
    sets.add_argument("--remove", action="store_true", help=tr("delete the set"))
    sets.set_defaults(run=_sets)


def _mark(options: argparse.Namespace, console: Console) -> int:
    request = api.MarkAnswer(options.set_name, " ".join(options.question), options.document)
    console.call(api.MARK_ANSWER, request)
    return 0


def _sets(options: argparse.Namespace, console: Console) -> int:
    if options.export:
        console.call(api.EXPORT_QUESTION_SET, api.ExportQuestionSet(options.set_name, options.export))
    if options.remove:
        console.call(api.REMOVE_QUESTION_SET, api.RemoveQuestionSet(options.set_name))
    if options.export or options.remove:
        return 0
    listed = console.call(api.LIST_QUESTION_SETS, api.ListQuestionSets())
    if console.json:
        console.print_json(listed)
        return 0
    console.print_entries(f"{entry.questions:>6}  {entry.name}" for entry in listed.sets)
    return 0


def _answers(options: argparse.Namespace, console: Console) -> int:
    request = api.EvaluateAnswers(
        options.questions, options.collection, options.model, options.extractive, options.again
    )
    figures = console.call(api.EVALUATE_ANSWERS, request, console.progress)
    while figures.cancelled and not console.was_interrupted:  # a person's question went first
        request = msgspec.structs.replace(request, again=False)
        figures = console.call(api.EVALUATE_ANSWERS, request, console.progress)
    notices = tuple(_sentence(console, notice) for notice in figures.notices)
    if console.json:
        console.print_json(_answers_output(figures, notices))
        return 1 if figures.left else 0
    for sentence in notices:
        console.complain(sentence)
    _print_answers(console, figures)
    return 1 if figures.left else 0


def _answers_output(figures: api.AnswerFigures, notices: tuple[str, ...]) -> AnswersOutput:
    questions = tuple(QuestionOutput(**msgspec.structs.asdict(answer)) for answer in figures.answers)
    return AnswersOutput(
        contains_gold=_mean(figures.contains_gold),
        right_file_cited=_mean(figures.right_file_cited),
        seconds=round(figures.seconds, 3),
        token_f1=_mean(figures.token_f1),
        rouge_l=_mean(figures.rouge_l),
        model=figures.model,
        asked=len(questions),
        left=figures.left,
        questions=questions,
        notices=notices,
    )


def _mean(figure: api.Figure | None) -> float | None:
    return None if figure is None else figure.mean


def _print_answers(console: Console, figures: api.AnswerFigures) -> None:
    tr = partial(console.tr, "cli")
    if figures.left:
        console.complain(tr("Stopped; {left} questions are left. The next run goes on here.", left=figures.left))
    shown = (
        (tr("contains the answer"), figures.contains_gold),
        (tr("the right file is cited"), figures.right_file_cited),
        ("token F1", figures.token_f1),
        ("ROUGE-L", figures.rouge_l),
    )
    console.print(tr("{count} questions; in brackets the 95 % interval.", count=len(figures.answers)))
    for name, figure in shown:
        if figure is not None:
            console.print(f"{name:<28}{_cell(console, figure)}")
    median, slow = console.number(figures.seconds, 1), console.number(figures.slow_seconds, 1)
    console.print(tr("seconds: {median} (one in ten takes longer than {slow})", median=median, slow=slow))
    for answer in figures.answers:
        if answer.contains_gold is False:
            console.print(f"✗ {' '.join(answer.question.split())}")


def _retrieval(options: argparse.Namespace, console: Console) -> int:
    named = [options.corpus, options.queries, options.qrels]
    modes = tuple(options.mode)
    if options.set_name and not any(named):
        own = api.EvaluateQuestionSet(options.set_name, modes)
        figures = console.call(api.EVALUATE_QUESTION_SET, own, console.progress)
    elif all(named) and not options.set_name:
        request = api.EvaluateRetrieval(options.corpus, options.queries, options.qrels, modes)
        figures = console.call(api.EVALUATE_RETRIEVAL, request, console.progress)
    else:
        console.complain(console.tr("cli", "Name the three files --corpus, --queries and --qrels, or one --set."))
        return 2
    notices = tuple(_sentence(console, notice) for notice in figures.notices)
    if console.json:
        console.print_json(RetrievalOutput({mode.mode: _mode_output(mode) for mode in figures.modes}, notices))
        return 0
    for sentence in notices:
        console.complain(sentence)
    print_figures(console, figures)
    return 0


def print_figures(console: Console, figures: api.RetrievalFigures) -> None:
    """Print a table of the figures with their intervals."""
    sentence = "{documents} documents, {questions} questions; in brackets the 95 % interval."
    counts = {"documents": figures.documents, "questions": len(figures.queries)}
    console.print(console.tr("cli", sentence, **counts))
    console.print(f"{'':<14}" + "".join(f"{name:<21}" for name in ("recall@1", "recall@5", "MRR", "MAP", "nDCG@10")))
    for mode in figures.modes:
        shown = (mode.recall_1, mode.recall_5, mode.mrr, mode.map, mode.ndcg_10)
        cells = (_cell(console, figure) for figure in shown)
        console.print(f"{mode.mode:<14}" + "".join(f"{cell:<21}" for cell in cells))


def _cell(console: Console, figure: api.Figure) -> str:
    mean, low, high = (console.number(value, 3) for value in (figure.mean, figure.low, figure.high))
    return f"{mean} ({low}–{high})"


def _mode_output(figures: api.ModeFigures) -> ModeOutput:
    return ModeOutput(
        recall_1=figures.recall_1.mean,
        recall_5=figures.recall_5.mean,
        mrr=figures.mrr.mean,
        map=figures.map.mean,
        ndcg_10=figures.ndcg_10.mean,
    )


def _sentence(console: Console, notice: ErrorData) -> str:
    return console.translations.error(error_of(notice, (FileError,), FileError))


def _clear(options: argparse.Namespace, console: Console) -> int:
    console.call(api.CLEAR_EVALUATIONS, api.ClearEvaluations())
    return 0
