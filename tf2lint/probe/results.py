"""Results of the probe, read back and joined to the findings of a new check."""

from __future__ import annotations

import os

from tf2lint.findings import Findings
from tf2lint.model import NO_VERDICT, VERDICTS, Probe
from tf2lint.probe.reading import Document, Unreadable
from tf2lint.project.config import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tf2lint.model import Finding

#: What a verdict itself holds; what it was reached under stands with the module.
_SEEN = ("verdict", "stage", "reason", "exception", "file", "line")


def join(findings: Iterable[Finding], path: str, verdicts: tuple[str, ...] = ()) -> Findings:
    """Return the findings with what the probe said of each in ``Finding.probe``.

    With ``verdicts`` only findings of these are kept; ``none`` stands for those that the
    results do not know. Findings are matched by file and fingerprint. Raises ``SettingsError``
    where the file cannot be read.
    """
    known = _read(path)
    joined = Findings()
    for finding in findings:
        probe = known.get((finding.path.replace(os.sep, "/"), finding.fingerprint))
        finding = finding._replace(probe=probe)
        if not verdicts or _verdict(finding) in verdicts:
            joined.append(finding)
    return joined


def counted(findings: Findings, verdicts: tuple[str, ...]) -> Findings:
    """Return the findings that the gate counts: those of the verdicts, all if there are none."""
    if not verdicts:
        return findings
    return Findings(finding for finding in findings if _verdict(finding) in verdicts)


def _verdict(finding: Finding) -> str:
    return NO_VERDICT if finding.probe is None else finding.probe.verdict


def _read(path: str) -> dict[tuple[str, str], Probe]:
    found = {}
    try:
        for module in Document(path).modules:
            under = [str(module.get(key, "")) for key in ("tensorflow", "keras", "device")]
            for finding in module["findings"]:
                probe = Probe(*(finding["probe"][key] for key in _SEEN), *under)
                if probe.verdict not in VERDICTS:
                    raise ValueError(probe.verdict)
                found[module["path"], finding["fingerprint"]] = probe
    except Unreadable as error:
        raise SettingsError(f"--probe-results: {error}") from None
    except (ValueError, KeyError, TypeError):
        message = f"--probe-results: {path}: not what tf2lint probe --format json or jsonl writes"
        raise SettingsError(message) from None
    return found
