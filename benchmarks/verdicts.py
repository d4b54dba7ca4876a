"""The findings that a person read: data in ``verdicts/*.tsv``, tables in ``docs/accuracy.md``.

``python benchmarks/verdicts.py`` writes the tables of every file between its two marks in
the page: all rows of the newest samples, of those before them the rows that found something
wrong. A file holds one finding a line: place, code, verdict (true, false or doubtful),
whether the hint holds (yes or no) and the reason, which tells what that line of code does.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "accuracy.md"
VERDICTS = ("true", "false", "doubtful")
#: The samples that the page has every row of.
NEWEST = ("corpus-9", "new-rules-5")


class Verdict(NamedTuple):
    """A finding as it was judged.

    ``place`` is package/path:line:column, in notebooks package/path:cell N:line:column.
    """

    place: str
    code: str
    verdict: str
    hint: str
    reason: str


def files() -> list[Path]:
    """The samples, in the order of their names."""
    return sorted((HERE / "verdicts").glob("*.tsv"))


def read(file: Path) -> list[Verdict]:
    """The rows of one sample.

    :raises ValueError: for a line that is no verdict, with its number.
    """
    rows = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        fields = line.split("\t")
        row = Verdict(*fields) if len(fields) == len(Verdict._fields) else None
        if row is None or row.verdict not in VERDICTS or row.hint not in ("yes", "no"):
            raise ValueError(f"{file.name}:{number}: {line}")
        if not row.reason:
            raise ValueError(f"{file.name}:{number}: no reason")
        rows.append(row)
    return rows


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)"


def table(rows: list[Verdict], where: str = "") -> str:
    """The result in a sentence, then every row.

    With ``where``, the file that has them all, only those rows that are not true or whose hint
    does not hold.
    """
    counts = Counter(row.verdict for row in rows)
    hints = sum(row.hint == "yes" for row in rows)
    lines = [
        f"**{share(counts['true'], len(rows))} true**, {counts['false']} false, "
        f"{counts['doubtful']} doubtful; {len({row.code for row in rows})} rules; "
        f"hints that hold: {share(hints, len(rows))}.",
        "",
    ]
    shown = [
        (number, row)
        for number, row in enumerate(rows, start=1)
        if not where or row.verdict != "true" or row.hint == "no"
    ]
    if where:
        lines += [f"All rows: `{where}`. Those with something wrong:", ""]
    lines += [
        "| # | place | code | verdict | hint | reason |",
        "|---:|---|---|---|---|---|",
    ]
    for number, row in shown:
        cells = (row.place, row.code, row.verdict, row.hint, row.reason.replace("|", "\\|"))
        lines.append(f"| {number} | {' | '.join(cells)} |")
    return "\n".join(lines)


def written(page: str) -> str:
    """``page`` with the table of every sample between its marks.

    :raises ValueError: where the page lacks the marks of a sample.
    """
    for file in files():
        begin, end = f"<!-- {file.stem}: begin -->", f"<!-- {file.stem}: end -->"
        if begin not in page or end not in page:
            raise ValueError(f"the page has no marks {begin} and {end}")
        before, rest = page.split(begin, 1)
        after = rest.split(end, 1)[1]
        where = "" if file.stem in NEWEST else f"benchmarks/verdicts/{file.name}"
        page = f"{before}{begin}\n\n{table(read(file), where)}\n\n{end}{after}"
    return page


def main() -> None:
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
