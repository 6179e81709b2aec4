"""`ateneo chain`: prompts that run one after the other."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.capabilities.prompts import api
from engine.capabilities.prompts.commands.common import (
    CommandGroup,
    Translate,
    add_removal,
    find_chain,
    language_of,
    show_saved,
)
from engine.cli.console import Console, read_stdin


def add_chain_actions(group: CommandGroup, tr: Translate) -> None:
    """Add the subcommands."""
    group.add("list", tr("list the chains, your own first"), _list_chains)
    adding = group.add("add", tr("save a chain of prompts"), _add_chain)
    adding.add_argument("name", help=tr("its name"))
    about = tr(
        "a prompt with {input}, {previous} or {step}", input="{{input}}", previous="{{previous}}", step="{{step 1}}"
    )
    adding.add_argument("steps", nargs="+", metavar="PROMPT", help=about)
    running = group.add("run", tr("run a chain on a text, or on each row of a table"), _run_chain)
    running.add_argument("name", help=tr("its name or its number"))
    running.add_argument("--input", default="", metavar="TEXT", help=tr("the text; “-” reads it from the pipe"))
    running.add_argument("--resume", type=int, default=0, metavar="NUMBER", help=tr("go on with a stopped run"))
    running.add_argument("--table", metavar="FILE", help=tr("a table, as CSV or XLSX"))
    running.add_argument("--column", default="", metavar="NAME", help=tr("the column with the texts"))
    running.add_argument("--output", default="", metavar="FILE", help=tr("the table to write, as CSV"))
    running.add_argument("--model", metavar="ID", help=tr("the model that answers"))
    runs = group.add("runs", tr("list the runs of a chain"), _list_runs)
    runs.add_argument("name", help=tr("its name or its number"))
    add_removal(group, tr, "chain")


def _list_chains(options: argparse.Namespace, console: Console) -> int:
    listed = console.call(api.LIST_CHAINS, api.ListChains(language_of(console)))
    if console.json:
        console.print_json(listed)
        return 0
    console.print_entries(
        f"{chain.id:>6}  {chain.name}: {' → '.join(step.name for step in chain.steps)}" for chain in listed.chains
    )
    return 0


def _add_chain(options: argparse.Namespace, console: Console) -> int:
    steps = tuple(
        api.ChainStep(console.tr("cli", "Step {number}", number=number), prompt)
        for number, prompt in enumerate(options.steps, 1)
    )
    return show_saved(console.call(api.SAVE_CHAIN, api.SaveChain(api.Chain(options.name, steps))), console)


def _run_chain(options: argparse.Namespace, console: Console) -> int:
    chain = find_chain(options.name, console)
    if chain is None:
        return 1
    if options.table:
        return _run_over_table(chain, options, console)
    text = read_stdin() if options.input == "-" else options.input
    request = api.RunChain(chain.id, text, options.resume, options.model)

    def show(event: api.ChainEvent) -> None:
        if console.json:
            return
        if isinstance(event, api.StepStarted):
            console.print(f"\n— {event.name} —")
        else:
            console.print(event.text, end="")

    run = console.call(api.RUN_CHAIN, request, on_event=show)
    if console.json:
        console.print_json(run)
    else:
        console.print("")
    return 0 if run.state == "complete" else 1


def _run_over_table(chain: api.Chain, options: argparse.Namespace, console: Console) -> int:
    target = options.output or str(Path(options.table).with_suffix(".chain.csv"))
    request = api.RunChainOverTable(chain.id, options.table, options.column, target, options.model)

    result = console.call(api.RUN_OVER_TABLE, request, on_event=console.progress)
    if console.json:
        console.print_json(result)
    else:
        values = {"rows": result.rows, "failed": result.failed, "path": result.path}
        console.print(console.tr("cli", "{rows} rows, {failed} without an answer: {path}", **values))
    return 1 if result.cancelled else 0


def _list_runs(options: argparse.Namespace, console: Console) -> int:
    chain = find_chain(options.name, console)
    if chain is None:
        return 1
    listed = console.call(api.LIST_RUNS, api.ListRuns(chain.id))
    if console.json:
        console.print_json(listed)
        return 0
    console.print_entries(
        f"{run.id:>6}  {run.state:<9}  {len(run.outputs)}/{len(run.steps)}  {run.input[:60]}" for run in listed.runs
    )
    return 0
