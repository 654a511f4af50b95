"""dayafter explain RUN NUMBER: where a number of a brief comes from."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Any

from dayafter.cli.answer import Answer
from dayafter.cli.text import heading, wrapped
from dayafter.report.numbers import cited


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    parser.add_argument("run", metavar="RUN", help="the folder of a run, or the case of the last run in runs/")
    parser.add_argument("number", metavar="NUMBER", help="the name of a number: n-0007, or 7")


def run(args: argparse.Namespace) -> Answer:
    """The number's trace."""
    from dayafter.cli.runs import find_run

    found = find_run(args.run)
    name, number = found.number(args.number)
    trace = number.get("trace") or {}
    used = {source: found.sources[source] for source in _sources(trace) if source in found.sources}
    document = {
        "case": found.manifest["case"],
        "run": found.manifest["code"],
        "number": name,
        **{part: number.get(part) for part in ("text", "value", "low", "high", "unit", "style")},
        "trace": trace,
        "sources": {source: _short(row) for source, row in used.items()},
    }
    lines = [f"{name}: {number.get('text', '')}", f"run {found.manifest['code']} of {found.manifest['case']}"]
    if not trace:
        lines.append("The number was stated in the brief, not computed.")
    lines += _lines(trace, used, "")
    if used:
        lines += [heading("Sources"), *(wrapped(_source(row), "    ", first="  ") for row in used.values())]
    return Answer("explain", document, "\n".join(lines))


def _walk(trace: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield trace
    for child in trace.get("children") or ():
        yield from _walk(child)


def _sources(trace: Mapping[str, Any]) -> list[str]:
    """The sources of all figures of the trace, each once."""
    named = (s for step in _walk(trace) for figure in step.get("figures") or () for s in figure.get("sources") or ())
    own = (s for step in _walk(trace) for s in step.get("sources") or ())
    return list(dict.fromkeys((*named, *own)))


def _lines(trace: Mapping[str, Any], sources: Mapping[str, Any], indent: str) -> list[str]:
    """A step: what it made, by which formula, from which figures; then the steps before it, further in."""
    if not trace:
        return []
    key = ", ".join(f"{name} {value}" for name, value in (trace.get("key") or {}).items())
    value = trace.get("value")
    made = f" = {cited(value)}" if value is not None else ""
    lines = ["", wrapped(f"{trace.get('step', 'stated')}{f' ({key})' if key else ''}{made}", indent + "  ", indent)]
    if trace.get("formula"):
        lines.append(wrapped(f"formula: {trace['formula']}", indent + "    ", indent + "  "))
    for figure in trace.get("figures") or ():
        lines.append(wrapped(_figure(figure, sources), indent + "    ", indent + "  - "))
    if trace.get("reads"):
        lines.append(f"{indent}  figures that can move it: {cited(trace['reads'])}")
    for child in trace.get("children") or ():
        lines += _lines(child, sources, indent + "    ")
    return lines


def _figure(figure: Mapping[str, Any], sources: Mapping[str, Any]) -> str:
    low, central, high = (cited(figure.get(part)) for part in ("low", "central", "high"))
    amount = central if low == high else f"{central} ({low} to {high})"
    who = [f"{sources[s]['publisher']}, {sources[s]['published']}" if s in sources else s for s in figure["sources"]]
    text = f"{figure.get('label') or figure['ref']}: {amount} {figure.get('unit', '')}; {'; '.join(who)}"
    note = f"; {figure['note']}" if figure.get("note") else ""
    return f"{text} ({figure.get('basis', '')}){note}"


def _short(row: Mapping[str, Any]) -> dict[str, Any]:
    return {part: row.get(part) for part in ("publisher", "title", "published", "url")}


def _source(row: Mapping[str, Any]) -> str:
    url = f". {row['url']}" if row.get("url") else ""
    return f"{row.get('publisher', '')}: {row.get('title', '')}, {row.get('published', '')}{url}"
