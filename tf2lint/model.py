"""Plain values that every room shares: findings, fixes, severities.

Lines and columns are 1-based and count characters; an end column is exclusive.
"""

from __future__ import annotations

from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: From the one that fails the gate first to the one that only informs.
SEVERITIES = ("error", "warning", "info")
CONFIDENCES = ("high", "medium", "low")
#: What running the code can say of a finding, in the order in which they are listed.
VERDICTS = ("confirmed", "handled", "refuted", "blocked", "not-reached", "inconclusive")
#: Said in place of a verdict where the results of the probe do not know a finding.
NO_VERDICT = "none"


class Unusable(Exception):  # noqa: N818 - what it is about is its kind: settings, baselines
    """Something that the user named cannot be used; the message says what, and why."""


class Edit(NamedTuple):
    """Replace the text between two positions by ``text``.

    ``cell``: the cell of a notebook that they count in, if it is not that of the finding.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    cell: int | None = None

    def as_object(self) -> dict[str, Any]:
        """The fields as documents hold them."""
        fields = self._asdict()
        if self.cell is None:
            del fields["cell"]
        return fields


class Fix(NamedTuple):
    """Edits that together repair a finding; ``safety`` is ``safe`` or ``unsafe``."""

    safety: str
    edits: tuple[Edit, ...]


class Probe(NamedTuple):
    """What ``tf2lint probe`` saw of a finding when it ran the code.

    ``verdict``, ``stage`` and ``reason`` as in ``tf2lint.probe.model.Verdict``; ``exception``
    is what Python said; ``file`` and ``line`` where that was, empty and 0 where it was no
    place in the project. The rest is what the code ran under; ``device`` the kind of device.
    """

    verdict: str
    stage: str
    reason: str
    exception: str = ""
    file: str = ""
    line: int = 0
    tensorflow: str = ""
    keras: str = ""
    device: str = ""

    @property
    def said(self) -> str:
        """The verdict and its evidence in one line."""
        where = f" [{self.stage}]" if self.stage else ""
        return f"{self.verdict}, {self.exception or self.reason}{where}"


class Finding(NamedTuple):
    """One construct that TensorFlow 2 rejects, or takes to mean something else.

    ``symbol`` is the resolved TensorFlow path (``tf.nn.dropout``), or ``""`` where
    the finding is not about one; ``replacement`` a symbol path that exists in the
    target, or ``None``; ``fingerprint`` stays the same when lines move.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    name: str
    severity: str
    confidence: str
    symbol: str
    message: str
    hint: str
    replacement: str | None
    url: str
    fix: Fix | None = None
    fingerprint: str = ""
    #: Whether a comment in the source hides it; such findings are for reports that list them.
    suppressed: bool = False
    #: In a notebook: the number of the cell (from 1) that line and column count in.
    cell: int | None = None
    #: What running the code said of it; ``None`` where no results were given, or none of it.
    probe: Probe | None = None
