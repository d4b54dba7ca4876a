"""Rewriting and recording: evidence by expression, in this interpreter, without TensorFlow."""

from __future__ import annotations

import math
import os
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tf2lint.probe.agent import rewrite
from tf2lint.probe.agent.poison import Poison, Poisoned
from tf2lint.probe.agent.recorder import Recorder

MARK = "@"


class Run:
    """A module whose flagged spans stand between two marks, run with a recorder."""

    def __init__(self, marked: str, folder: Path, names: dict[int, str] | None = None) -> None:
        self.events: list[tuple[Any, ...]] = []
        path = folder / "module.py"
        text, flags = self._spans(textwrap.dedent(marked))
        source = text.encode("utf-8")
        path.write_bytes(source)
        rewritten = rewrite.rewrite(source, str(path), flags, names)
        recorder = Recorder(self._append, lambda: True, {}, str(folder))
        code = rewrite.bind(
            rewrite.compile_unbound(rewritten.tree, source, str(path)), recorder.functions()
        )
        self.names: dict[str, Any] = {"__name__": "module"}
        exec(code, self.names)

    @staticmethod
    def _spans(marked: str) -> tuple[str, list[tuple[int, int, int, int, int]]]:
        source, places = "", []
        for part in marked.split(MARK):
            source += part
            lines = source.split("\n")
            places.append((len(lines), len(lines[-1]) + 1))
        del places[-1]
        return source, [
            (number, *places[2 * number], *places[2 * number + 1])
            for number in range(len(places) // 2)
        ]

    def _append(self, *event: Any) -> None:
        self.events.append(event)

    def of(self, kind: str) -> list[tuple[Any, ...]]:
        return [event[1:] for event in self.events if event[0] == kind]

    def ran(self) -> set[int]:
        return {event[0] for event in self.of("ran")}

    def raised(self) -> list[tuple[int, str]]:
        return [(event[0], event[2]) for event in self.of("raised")]


@pytest.fixture
def run(tmp_path: Path):
    return lambda marked, names=None: Run(marked, tmp_path, names)


def test_a_value_is_seen(run) -> None:
    seen = run("x = @len@('abc') + 1")
    assert seen.names["x"] == 4
    assert seen.ran() == {0}


def test_a_name_that_was_never_bound_has_no_value(run) -> None:
    assert run("import no_such_package as p\nx = [@p@]").ran() == set()


@pytest.mark.parametrize(
    "marked",
    [
        "f = lambda: @len@('abc')",
        "x = False and @len@('abc')",
        "x = [@len@(y) for y in ()]",
        "x = 1 if True else @len@('abc')",
        "def f():\n    return @len@('abc')",
        "class A:\n    def f(self):\n        return @len@('abc')",
    ],
)
def test_what_is_not_evaluated_is_not_seen(run, marked: str) -> None:
    assert run(marked).ran() == set()


def test_a_raise_belongs_to_the_innermost_open_expression(run) -> None:
    seen = run("x = @max@(1, @int@('a'))")
    assert seen.raised() == [(1, "ValueError")]


def test_a_raise_beside_a_flagged_expression_is_not_its_own(run) -> None:
    seen = run("x = @len@('abc') + int('a')")
    assert seen.raised() == []
    assert seen.ran() == {0}


def test_a_raise_in_a_called_function_belongs_to_its_own_expression(run) -> None:
    seen = run("def f():\n    return @int@('a')\nx = @str@(f())")
    assert seen.raised() == [(0, "ValueError")]


def test_handled_is_told_from_escaped(run) -> None:
    seen = run("try:\n    x = @int@('a')\nexcept ValueError:\n    x = 0\ny = @int@('b')")
    assert seen.raised() == [(0, "ValueError"), (1, "ValueError")]
    assert seen.of("escaped") == [(1,)]


def test_an_exception_raised_from_another_escapes_with_it(run) -> None:
    seen = run("try:\n    @int@('a')\nexcept ValueError:\n    raise KeyError")
    assert seen.of("escaped") == [(0,)]


def test_a_failed_statement_poisons_its_names_and_the_run_goes_on(run) -> None:
    seen = run("x = int('a')\ny = 1\nz = x + 1\nw = 2")
    assert seen.names["y"] == 1 and seen.names["w"] == 2
    assert [(event[0], event[7]) for event in seen.of("blocked")] == [(1, 0), (3, 1)]


def test_poison_raises_through_the_modules_own_handlers(run) -> None:
    seen = run("x = int('a')\ntry:\n    x.y\nexcept Exception:\n    pass")
    assert [event[0] for event in seen.of("blocked")] == [1, 2]


def test_poison_raises_at_every_touch() -> None:
    poison = Poison("x", 3)
    touches: list[Callable[[Any], Any]] = [bool, len, iter, repr, hash, round, bytes, reversed]
    touches += [math.trunc, math.ceil, os.fspath, open, lambda p: os.path.join(p, "a")]
    touches += [lambda p: p + 1, lambda p: p == 1, lambda p: p.a, lambda p: divmod(1, p)]
    for touch in touches:
        with pytest.raises(Poisoned, match="line 3"):
            touch(poison)


def test_poison_that_a_library_wraps_is_blamed_on_the_line_that_failed(run) -> None:
    seen = run("""
        def convert(value):
            try:
                return value + 1
            except BaseException as error:
                raise SystemError("with an exception set") from error
        x = int('a')
        y = @convert@(x)
    """)
    assert [(event[5], event[7]) for event in seen.of("raised")] == [("poison", 7)]
    assert [(event[0], event[7]) for event in seen.of("blocked")] == [(7, 0), (8, 7)]


def test_poison_that_c_refuses_is_blamed_on_the_line_that_failed(run) -> None:
    seen = run("""
        x = int('a')
        y = @','.join@([x])
        try:
            @'a'.startswith@(x)
        except TypeError:
            pass
    """)
    assert [(event[5], event[7]) for event in seen.of("raised")] == [("poison", 2)] * 2
    assert [(event[0], event[7]) for event in seen.of("blocked")] == [(2, 0), (3, 2)]
    assert seen.of("blocked")[1][3].endswith("x, which line 2 failed to bind found")


def test_blocks_of_a_statement_are_guarded_one_by_one(run) -> None:
    seen = run("if True:\n    a = int('a')\n    b = 1\nfor i in range(2):\n    c = i")
    assert seen.names["b"] == 1 and seen.names["c"] == 1


def test_a_loop_whose_body_fails_altogether_is_left(run) -> None:
    seen = run("n = 0\nwhile True:\n    int('a')\n    int('b')\nm = 1")
    assert seen.names["m"] == 1
    assert len(seen.of("blocked")) == 2


def test_imports_are_seen_and_raise(run) -> None:
    seen = run("import @os@, @no_such_package@\nfrom os import @path@")
    assert seen.ran() >= {2}
    assert seen.raised()[0][1] == "ModuleNotFoundError"
    assert seen.of("missing") == [("no_such_package",)]


def test_columns_count_characters(run) -> None:
    assert run("x = 'äöü🙂' and @len@('abc')").ran() == {0}


def test_a_keyword_stands_for_its_call(run) -> None:
    seen = run("x = sorted([1], @reverse=1@)\ny = sorted([1], @no_such=1@)")
    assert seen.ran() == {0}
    assert seen.raised() == [(1, "TypeError")]


def test_an_argument_stands_for_the_call_that_it_is_flagged_for(run) -> None:
    marked = "import math\nx = math.pow(2, @'a'@)\ny = math.pow(\n    2,\n    @3@)\nz = pow(2, @3@)"
    seen = run(marked, {0: "pow", 1: "pow", 2: "sqrt"})
    assert seen.raised() == [(0, "TypeError")]
    assert seen.ran() == {1, 2}
    origins = {event[0]: event[3] for event in seen.of("ran")}
    assert origins == {1: "math", 2: ""}
    assert seen.names["y"] == 8


def test_an_argument_that_is_flagged_itself_stands_for_itself(run) -> None:
    seen = run("import math\nx = math.pow(2, @math.pow@)", {0: "pow"})
    assert seen.raised() == [] and seen.ran() == {0}


@pytest.mark.parametrize(
    "source",
    [
        '"""Doc."""\nfrom __future__ import annotations\nx: "@int@" = 1',
        "def f(a: @int@ = 1) -> @int@:\n    return a\nx = f()",
        "x = f'{@len@(\"abc\")}'",
        "def g():\n    y = yield @len@('a')\n    return y\nx = list(g())",
        "x = [(y := @len@(z)) for z in 'ab']",
        "class A:\n    b = 1\n    c = [@len@('a')] + [b]\nx = A.c",
        "x, *y = @list@('abc')",
        "with @open@(__import__('os').devnull) as x:\n    pass",
        "@property@\n".replace("@", "", 1).replace("@", "") + "x = 1",
        "del [1, 2][@len@('a')]\nx = 1",
        "for x in @range@(3):\n    pass\nelse:\n    y = 1",
        "assert @len@('a'), 'text'\nx = 1",
        "x = 1\nx += @len@('a')",
        "async def f():\n    return await @g@()\nx = 1",
        "try:\n    raise KeyError\nexcept @KeyError@:\n    x = 1",
        "x = lambda a=@len@('a'): a",
    ],
)
def test_the_meaning_stays(run, source: str) -> None:
    plain: dict[str, Any] = {"__name__": "module"}
    exec(compile(source.replace(MARK, ""), "m", "exec"), plain)
    seen = run(source)
    assert seen.of("blocked") == []
    assert type(seen.names["x"]) is type(plain["x"])
    if not callable(plain["x"]) and not hasattr(plain["x"], "read"):
        assert seen.names["x"] == plain["x"]


@pytest.mark.skipif(sys.version_info < (3, 10), reason="match came with Python 3.10")
def test_match_is_left_whole(run) -> None:
    seen = run("match @len@('a'):\n    case 1:\n        x = @len@('bc')")
    assert seen.names["x"] == 2
    assert seen.ran() == {0, 1}


def test_the_module_sees_none_of_it(run) -> None:
    seen = run("before = sorted(globals())\nx = @len@('a')\nafter = sorted(globals())")
    assert set(seen.names["after"]) - set(seen.names["before"]) == {"before", "x"}


def test_the_traceback_is_the_plain_one(run) -> None:
    marked = """
        def f():
            return @int@('a')
        import traceback
        try:
            f()
        except ValueError as error:
            lines = [(e.name, e.lineno) for e in traceback.extract_tb(error.__traceback__)]
    """
    assert run(marked).names["lines"] == [("<module>", 6), ("f", 3)]


def test_what_is_no_python(tmp_path: Path) -> None:
    with pytest.raises(SyntaxError):
        rewrite.rewrite(b"print 'x'", "m.py", [])
