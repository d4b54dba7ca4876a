"""What is remembered, as JSON and back; what comes back is checked like any foreign data."""

from __future__ import annotations

import json

from tf2lint.cache.foreign import as_number, as_table, as_text
from tf2lint.cache.record import QUESTIONS, Record, renamed_keys
from tf2lint.lint import page_of
from tf2lint.model import CONFIDENCES, SEVERITIES, Edit, Finding, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tf2lint.cache.record import Rename
    from tf2lint.knowledge import Rule

    #: The findings of each file that was linted, as they are stored.
    Results = dict[str, list[Any]]

#: Numbers of a row: five, then six of strings, then whether it is suppressed, cell and fix.
_ROW = 14
_TABLES = ("linted", "followed", "searched", "walked", "listed")


class BadEntry(Exception):
    """What was read is nothing that was written here."""


class Strings:
    """Strings by number: most of them come many times."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the number of a string, new or not."""
        return self._numbers.setdefault(text, len(self._numbers))

    def all(self) -> list[str]:
        """Return the strings in the order of their numbers."""
        return list(self._numbers)


def to_bytes(record: Record, findings: Mapping[str, list[Finding]]) -> bytes:
    """Return a record, and the findings of its linted files, for `from_bytes`."""
    strings = Strings()
    numbers = {query: number for number, query in enumerate(record.found)}
    document = {
        **dict(zip(_TABLES, record[:5])),
        "found": [
            [strings.number(folder), strings.number(dotted), level, strings.number(path)]
            for (folder, dotted, level), path in record.found.items()
        ],
        "imports": {
            path: [numbers[query] for query in queries] for path, queries in record.imports.items()
        },
        "asked": record.asked,
        "results": {path: [_row(f, strings) for f in found] for path, found in findings.items()},
        "strings": strings.all(),
    }
    return json.dumps(document, separators=(",", ":")).encode("ascii")


def _row(finding: Finding, strings: Strings) -> list[Any]:
    fix: list[Any] | None = None
    if finding.fix is not None:
        fix = [finding.fix.safety, [list(edit) for edit in finding.fix.edits]]
    texts = [finding.symbol, finding.message, finding.hint, finding.fingerprint]
    return [
        *finding[1:5],
        strings.number(finding.name),
        SEVERITIES.index(finding.severity),
        CONFIDENCES.index(finding.confidence),
        *map(strings.number, texts),
        finding.replacement,
        [int(finding.suppressed), finding.cell],
        fix,
    ]


class Stored:
    """A record and the findings that were come to. Raises ``BadEntry``.

    ``rename`` gives the path that a file has now for that which it had when it was stored.
    """

    def __init__(
        self, data: bytes, rules: Mapping[str, Rule], rename: Rename | None = None
    ) -> None:
        self._rules = rules
        try:
            document = json.loads(data)
            self._strings = [as_text(string) for string in document["strings"]]
            self._results = as_table(document["results"])
            self.record = self._record(document)
            if rename is not None:
                self._results = renamed_keys(self._results, rename)
                self.record = self.record.renamed(rename)
        except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
            raise BadEntry(str(error)) from None

    def _record(self, document: dict[str, Any]) -> Record:
        tables = [as_table(document[name]) for name in _TABLES]
        for table in tables:
            for path, digest in table.items():
                as_text(path), as_text(digest)
        strings = self._strings
        queries = [
            (
                (strings[as_number(folder)], strings[as_number(dotted)], as_number(level)),
                strings[as_number(path)],
            )
            for folder, dotted, level, path in document["found"]
        ]
        keys = [query for query, _ in queries]
        imports = {
            as_text(path): {keys[number] for number in numbers}
            for path, numbers in as_table(document["imports"]).items()
        }
        asked = {
            as_text(path): _answers(found) for path, found in as_table(document["asked"]).items()
        }
        linted, followed, searched, walked, listed = tables
        found = dict(queries)
        return Record(linted, followed, searched, walked, listed, found, imports, asked)

    def findings(self, path: str) -> list[Finding] | None:
        """Return what was found in a file; ``None`` where nothing valid is remembered."""
        rows = self._results.get(path)
        if type(rows) is not list:
            return None
        try:
            return [self._finding(path, row) for row in rows]
        except (ValueError, KeyError, IndexError, TypeError):
            return None

    def _finding(self, path: str, row: list[Any]) -> Finding:
        if len(row) != _ROW or set(map(type, row[:11])) != {int} or min(row[:11]) < 0:
            raise ValueError("not a finding")
        strings = self._strings
        line, column, end_line, end_column = row[:4]
        name = strings[row[4]]
        rule = self._rules[name]
        replacement, (suppressed, cell), fix = row[11:]
        if replacement is not None:
            as_text(replacement)
        if cell is not None:
            as_number(cell)
        return Finding(
            path,
            line,
            column,
            end_line,
            end_column,
            rule.code,
            name,
            SEVERITIES[row[5]],
            CONFIDENCES[row[6]],
            strings[row[7]],
            strings[row[8]],
            strings[row[9]],
            replacement,
            page_of(rule.code),
            None if fix is None else _fix(*fix),
            strings[row[10]],
            bool(as_number(suppressed)),
            cell,
        )


def _fix(safety: object, edits: list[list[Any]]) -> Fix:
    if safety not in ("safe", "unsafe"):
        raise ValueError("not a fix")
    made = []
    for line, column, end_line, end_column, text, cell in edits:
        start, end = (
            (as_number(line), as_number(column)),
            (as_number(end_line), as_number(end_column)),
        )
        made.append(Edit(*start, *end, as_text(text), None if cell is None else as_number(cell)))
    return Fix(str(safety), tuple(made))


def _answers(found: object) -> dict[str, bool]:
    answers = as_table(found)
    asked = [question.split() for question in answers]
    known = all(words and QUESTIONS.get(words[0]) == len(words) for words in asked)
    if not known or not set(map(type, answers.values())) <= {bool}:
        raise ValueError("not answers")
    return answers
