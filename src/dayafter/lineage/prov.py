"""A run as a W3C PROV-JSON document: sources, figures and numbers are entities, steps are activities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

PREFIX = {"da": "https://dayafter.invalid/run/", "prov": "http://www.w3.org/ns/prov#"}


def _name(kind: str, word: str) -> str:
    return f"da:{kind}/{quote(word, safe='-._~')}"


def prov_document(
    run: str, numbers: Mapping[str, Mapping[str, Any]], sources: Iterable[Mapping[str, Any]], software: str
) -> dict[str, Any]:
    """PROV-JSON of a run.

    numbers: id -> {text, value, unit, trace}, traces as plain data; sources: id, publisher, title, published, url.
    """
    writer = _Writer(run, software)
    for source in sources:
        writer.source(source)
    for number_id, number in numbers.items():
        writer.number(number_id, number)
    return writer.document()


class _Writer:
    """Collects PROV records, each once."""

    def __init__(self, run: str, software: str) -> None:
        self.run = _name("run", run)
        self.parts: dict[str, dict[str, Any]] = {}
        self._put(
            "agent",
            _name("software", software),
            {"prov:type": {"$": "prov:SoftwareAgent", "type": "prov:QUALIFIED_NAME"}},
        )
        self._put("activity", self.run, {"prov:label": f"run {run}"})
        self._put(
            "wasAssociatedWith", "_:run-by", {"prov:activity": self.run, "prov:agent": _name("software", software)}
        )
        self._steps: dict[str, str] = {}

    def _put(self, kind: str, name: str, record: dict[str, Any]) -> None:
        self.parts.setdefault(kind, {})[name] = record

    def source(self, source: Mapping[str, Any]) -> None:
        name, agent = _name("source", str(source["source_id"])), _name("publisher", str(source["publisher"]))
        label = {"prov:label": str(source["title"]), "da:published": str(source["published"])}
        self._put("entity", name, label | ({"prov:location": str(source["url"])} if source.get("url") else {}))
        self._put("agent", agent, {"prov:label": str(source["publisher"])})
        self._put("wasAttributedTo", f"_:by-{source['source_id']}", {"prov:entity": name, "prov:agent": agent})

    def figure(self, figure: Mapping[str, Any]) -> str:
        name = _name("figure", str(figure["ref"]))
        if name not in self.parts.get("entity", {}):
            record = {"prov:label": str(figure.get("label") or figure["ref"])}
            record |= {f"da:{part}": str(figure.get(part)) for part in ("low", "central", "high", "unit", "basis")}
            self._put("entity", name, record)
            for source in figure.get("sources") or ():
                link = {"prov:generatedEntity": name, "prov:usedEntity": _name("source", str(source))}
                self._put("wasDerivedFrom", f"_:from-{figure['ref']}-{source}", link)
        return name

    def number(self, number_id: str, number: Mapping[str, Any]) -> None:
        name = _name("number", number_id)
        self._put("entity", name, {"prov:label": str(number.get("text", "")), "da:value": str(number.get("value"))})
        activity = self._step(number.get("trace") or {})
        self._put("wasGeneratedBy", f"_:made-{number_id}", {"prov:entity": name, "prov:activity": activity})

    def _step(self, trace: Mapping[str, Any]) -> str:
        """The activity of a trace; the same step on the same key is one activity."""
        identity = f"{trace.get('step', 'stated')}|{sorted((trace.get('key') or {}).items())}"
        if identity in self._steps:
            return self._steps[identity]
        name = self._steps[identity] = _name("step", f"{trace.get('step', 'stated')}-{len(self._steps) + 1}")
        self._put(
            "activity",
            name,
            {"prov:label": str(trace.get("step", "stated")), "da:formula": str(trace.get("formula", ""))},
        )
        self._put("wasInformedBy", f"_:in-run-{len(self._steps)}", {"prov:informed": name, "prov:informant": self.run})
        for figure in trace.get("figures") or ():
            used = self.figure(figure)
            self._put("used", f"_:used-{name}-{figure['ref']}", {"prov:activity": name, "prov:entity": used})
        for child in trace.get("children") or ():
            before = self._step(child)
            self._put("wasInformedBy", f"_:after-{name}-{before}", {"prov:informed": name, "prov:informant": before})
        return name

    def document(self) -> dict[str, Any]:
        """All records under their PROV-JSON keys."""
        return {"prefix": PREFIX, **self.parts}
