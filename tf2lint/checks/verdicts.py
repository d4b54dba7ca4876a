"""What became of a symbol under the target: by its row, else by the API facts."""

from __future__ import annotations

from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.knowledge import Knowledge


class Verdict(NamedTuple):
    """The rule that a use of ``symbol`` breaks, and the advice that belongs to it.

    ``symbol`` is the part of the used path that the rule is about; ``hint`` is empty
    where the rule's own hint says it best.
    """

    rule: str
    symbol: str
    hint: str
    replacement: str | None
    severity: str
    when: str
    #: The path is not in the target at all.
    gone: bool


class Verdicts:
    """Verdicts by path, each worked out once a process and target."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._verdicts: dict[str, Verdict | None] = {}

    def of_path(self, path: str) -> Verdict | None:
        """The verdict on a use of ``path``; None where it works unchanged."""
        try:
            return self._verdicts[path]
        except KeyError:
            verdict = self._verdicts[path] = self._judge(path)
            return verdict

    def ended_with_tf1(self, path: str) -> bool:
        """Whether no TensorFlow 2 had ``path``."""
        last = self.knowledge.last_release(path)
        return not last or last.startswith("1.")

    def existed_in_tf1(self, path: str) -> bool:
        """Whether TensorFlow 1 had ``path``, or the facts cannot tell."""
        return self.knowledge.exists(path) is not True or self.knowledge.existed(path)

    def _judge(self, path: str) -> Verdict | None:
        path = self._known_part(path)
        while path:
            exists = self.knowledge.exists(path)
            verdict = self._by_row(path, exists is False)
            if verdict is not None:
                return verdict
            if exists:
                return None
            if exists is False and self.knowledge.existed(path):
                return self._by_facts(path)
            path = path.rpartition(".")[0]
        return None

    def _known_part(self, path: str) -> str:
        """The path without attributes of a value or class that is itself a symbol.

        Those with a row of their own stay, as the members of an enumeration do.
        """
        row = self.knowledge.row(path)
        if row is not None and row.path == path:
            return path
        owner = path.rpartition(".")[0]
        while "." in owner:
            if self.knowledge.existed(owner):
                value = not self.knowledge.is_module(owner)
                member = value and not self.knowledge.existed(path)
                return owner if member and self.knowledge.exists(path) is not True else path
            owner = owner.rpartition(".")[0]
        return path

    def _by_row(self, path: str, gone: bool) -> Verdict | None:
        row = self.knowledge.row(path)
        if row is None:
            return None
        rule = self.knowledge.rules[row.rule]
        if not self.knowledge.active(rule):
            return None
        hint = row.hint
        if not hint and row.to and "{replacement}" not in rule.hint:
            hint = f"use {row.to}"
        if not hint and not row.to and "{replacement}" in rule.hint:
            hint = f"TensorFlow {self.knowledge.target.release} has nothing in its place"
        if row.package and row.to and row.to not in hint and "{replacement}" not in rule.hint:
            hint = f"pip install {row.package} and use {row.to}"
        # What the target lacks fails wherever it is used.
        when = "always" if gone else rule.when
        return Verdict(row.rule, path, hint, row.to or None, row.severity, when, gone)

    def _by_facts(self, path: str) -> Verdict | None:
        """A symbol that went and that no row knows: the API facts tell where it is now."""
        twin = self.knowledge.same_function(path)
        if twin and not twin.startswith("tf.compat.v1."):
            return Verdict("symbol-renamed", path, "", twin, "", "always", True)
        old = "tf.compat.v1." + path.removeprefix("tf.")
        if path.startswith("tf.") and self.knowledge.exists(old):
            return Verdict("symbol-compat-only", path, "", old, "", "always", True)
        return Verdict("symbol-removed", path, "", None, "", "always", True)


_known: dict[Knowledge, Verdicts] = {}


def verdicts_for(knowledge: Knowledge) -> Verdicts:
    """The one collection for ``knowledge``."""
    found = _known.get(knowledge)
    if found is None:
        found = _known[knowledge] = Verdicts(knowledge)
    return found
