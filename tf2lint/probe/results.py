"""Results of the probe, read back and joined to the findings of a new check."""

from __future__ import annotations

import json
import os

from tf2lint.project.config import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tf2lint.model import Finding

#: As in ``model``, which a check need not load.
_VERDICTS = ("confirmed", "handled", "refuted", "blocked", "not-reached", "inconclusive")


def join(findings: Iterable[Finding], path: str, verdicts: tuple[str, ...] = ()) -> list[Finding]:
    """Return the findings with what the probe said of each at the end of its hint.

    With ``verdicts`` only findings of these are kept; one that the results do not know has
    none. Findings are matched by file and fingerprint. Raises ``SettingsError`` where the
    file cannot be read or a verdict is none.
    """
    for verdict in verdicts:
        if verdict not in _VERDICTS:
            listed = ", ".join(_VERDICTS)
            raise SettingsError(f"--verdicts: {verdict!r} is none of {listed}")
    known = _read(path)
    joined = []
    for finding in findings:
        key = (finding.path.replace(os.sep, "/"), finding.fingerprint)
        verdict, reason = known.get(key, ("", ""))
        if verdicts and verdict not in verdicts:
            continue
        if verdict:
            hint = f"{finding.hint}; probe: {verdict}, {reason}" if finding.hint else ""
            finding = finding._replace(hint=hint or f"probe: {verdict}, {reason}")
        joined.append(finding)
    return joined


def _read(path: str) -> dict[tuple[str, str], tuple[str, str]]:
    try:
        with open(path, "rb") as file:
            document = json.loads(file.read())
        return {
            (module["path"], finding["fingerprint"]): (
                str(finding["probe"]["verdict"]),
                str(finding["probe"]["exception"] or finding["probe"]["reason"]),
            )
            for module in document["modules"]
            for finding in module["findings"]
        }
    except OSError as error:
        raise SettingsError(f"--probe-results: {path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        message = f"--probe-results: {path}: not what tf2lint probe --format json writes"
        raise SettingsError(message) from None
