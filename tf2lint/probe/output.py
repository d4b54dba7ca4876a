"""The probe's report: text for people, a JSON document for programs."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from typing import Any

import tf2lint
from tf2lint.probe.model import VERDICTS, Environment, Probed, Verdict
from tf2lint.report.text import printable

VERSION = 1
_TOOL = {"name": "tf2lint", "version": tf2lint.__version__}


def render_text(probed: Sequence[Probed]) -> str:
    """Return the report, grouped by module: its verdict, then each finding with its own."""
    out = []
    for one in probed:
        head = f"{_shown(one.module.path)}: {one.verdict}"
        out.append(printable(f"{head}: {one.reason}" if one.reason else head))
        if one.stubs:
            out.append(f"  stubbed, because not installed: {', '.join(one.stubs)}")
        for finding, verdict in zip(one.module.findings, one.verdicts):
            place = f"{finding.line}:{finding.column}"
            text = f"  {place:>8} {finding.code} {verdict.verdict}: {finding.message}"
            out.append(printable(f"{text}; {evidence(verdict)}"))
    return "".join(line + "\n" for line in out)


def evidence(verdict: Verdict) -> str:
    """Return why a verdict is what it is, in one line."""
    said = f" ({verdict.exception})" if verdict.exception else ""
    stage = f" [{verdict.stage}]" if verdict.stage else ""
    return f"{verdict.reason}{said}{stage}"


def render_lines(
    probed: Sequence[Probed], environments: Sequence[Environment], shard: tuple[int, int] = (1, 1)
) -> str:
    """Return lines of JSON: a head, the environments, the modules.

    Such files of several runs can be put one after the other.
    """
    head = {"kind": "run", "version": VERSION, "tool": _TOOL, "shard": list(shard)}
    lines = [
        {**head, "modules": len(probed)},
        *({"kind": "environment", **one._asdict()} for one in environments),
        *({"kind": "module", **as_object(one)} for one in probed),
    ]
    return "".join(json.dumps(line) + "\n" for line in lines)


def render_json(
    probed: Sequence[Probed], environments: Sequence[Environment], shard: tuple[int, int] = (1, 1)
) -> str:
    """Return the document, with a line for each module."""
    listed = ",".join(f"\n    {json.dumps(as_object(one))}" for one in probed)
    lines = [
        f'"version": {VERSION}',
        f'"tool": {json.dumps(_TOOL)}',
        f'"shard": {json.dumps(list(shard))}',
        f'"environments": {json.dumps([one._asdict() for one in environments])}',
        f'"modules": [{listed}\n  ]',
        f'"summary": {json.dumps(summary(probed))}',
    ]
    return "{\n  " + ",\n  ".join(lines) + "\n}\n"


def as_object(probed: Probed) -> dict[str, Any]:
    """Return a module and its findings as the document has them."""
    findings = []
    for finding, verdict in zip(probed.module.findings, probed.verdicts):
        found = {
            key: getattr(finding, key)
            for key in ("line", "column", "end_line", "end_column", "code", "name", "severity")
        }
        found.update(symbol=finding.symbol, message=finding.message)
        found.update(fingerprint=finding.fingerprint, probe=verdict._asdict())
        findings.append(found)
    return {
        "path": _shown(probed.module.path).replace(os.sep, "/"),
        "module": probed.module.name,
        "verdict": probed.verdict,
        "reason": probed.reason,
        "stubs": list(probed.stubs),
        "seconds": probed.seconds,
        "tensorflow": probed.tensorflow,
        "keras": probed.keras,
        "device": probed.device,
        "operations": dict(probed.operations),
        "findings": findings,
    }


def summary(probed: Sequence[Probed]) -> dict[str, Any]:
    """Return the numbers of operations by device, of modules and of findings by verdict."""
    findings = Counter(verdict.verdict for one in probed for verdict in one.verdicts)
    operations: Counter[str] = Counter()
    for one in probed:
        operations.update(dict(one.operations))
    return {
        "operations": dict(sorted(operations.items())),
        "modules": dict(sorted(Counter(one.verdict for one in probed).items())),
        "findings": {name: findings[name] for name in VERDICTS if findings[name]},
    }


def summary_lines(probed: Sequence[Probed], environments: Sequence[Environment]) -> list[str]:
    """Return what was probed, under what, and what came of it."""
    lines = []
    for one in environments:
        lines.append(
            f"Python {one.python}, TensorFlow {one.tensorflow}, Keras {one.keras}, {one.device}"
        )
        lines.append(f"devices: {one.seen}{'; ' if one.proof else ''}{one.proof}")
        if one.off:
            lines.append(f"protections that are off: {'; '.join(one.off)}")
    counts = summary(probed)
    for what in ("operations", "modules", "findings"):
        on = "on " if what == "operations" else ""
        listed = ", ".join(f"{count} {on}{name}" for name, count in counts[what].items())
        lines.append(f"{what}: {listed or 'none'}")
    return lines


def _shown(path: str) -> str:
    here = os.path.join(os.getcwd(), "")
    return path[len(here) :] if path.startswith(here) else path
