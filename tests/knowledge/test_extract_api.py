"""The extractor of the facts reads sources as Python would run them."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports one of the tools by name."""
    monkeypatch.syspath_prepend(str(TOOLS))
    return importlib.import_module


@pytest.fixture
def tree(tmp_path: Path) -> Any:
    """Writes modules given by dotted name; a name ending in ``.`` is a package."""

    def write(**modules: str) -> Path:
        for name, text in modules.items():
            parts = name.replace("__", ".").split(".")
            path = tmp_path.joinpath(*parts)
            is_package = any(other.startswith(name + "__") for other in modules)
            path = path / "__init__.py" if is_package else path.with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return write


def names(sources: Any, module: str) -> dict[str, str]:
    """The public names of a module and what they come to, as text."""
    found = {}
    for name, binding in sources.module(module).names.items():
        value = sources.resolve(binding)
        label = type(value).__name__.lower()
        found[name] = f"{label} {getattr(value, 'module', '')}.{getattr(value, 'name', '')}"
    return found


def test_names_follow_imports_stars_and_deletions(tools: Any, tree: Any) -> None:
    root = tree(
        pkg="from pkg.one import *\nfrom pkg.two import f as g, K\nimport os\ndel hidden\n",
        pkg__one="__all__ = ['shown', 'hidden']\n__all__ += ['late']\n"
        "def shown(): pass\ndef hidden(): pass\ndef late(): pass\ndef unlisted(): pass\n",
        pkg__two="def f(a): pass\nclass K: pass\n",
    )
    found = names(tools("api_source").Sources(root, 2), "pkg")
    assert found["shown"] == "def pkg.one.shown"
    assert found["late"] == "def pkg.one.late"
    assert found["g"] == "def pkg.two.f"
    assert found["K"] == "def pkg.two.K"
    assert found["one"] == "mod .pkg.one"
    assert "hidden" not in found
    assert "unlisted" not in found


def test_remove_undocumented_leaves_what_the_docstring_names(tools: Any, tree: Any) -> None:
    root = tree(
        pkg='"""Doc.\n\n@@documented\n"""\n'
        "from pkg.impl import documented, allowed, leaking\n"
        "remove_undocumented(__name__, ['allowed'])\n",
        pkg__impl="def documented(): pass\ndef allowed(): pass\ndef leaking(): pass\n",
    )
    assert set(names(tools("api_source").Sources(root, 1), "pkg")) == {"documented", "allowed"}


def test_import_circles_end_in_the_submodule(tools: Any, tree: Any) -> None:
    root = tree(
        pkg="from pkg.user import *\n",
        pkg__user="from pkg import layers\n",
        pkg__layers="def dense(): pass\n",
    )
    assert names(tools("api_source").Sources(root, 1), "pkg")["layers"] == "mod .pkg.layers"


def test_branches_prefer_what_normally_runs(tools: Any, tree: Any) -> None:
    source = (
        "if tf2.enabled():\n  def f(new): pass\nelse:\n  def f(old): pass\n"
        "try:\n  def g(normal): pass\nexcept ImportError:\n  def g(fallback): pass\n"
        "if TYPE_CHECKING:\n  def h(): pass\n"
    )
    root = tree(m=source)
    for major, first in ((1, "old"), (2, "new")):
        sources = tools("api_source").Sources(root, major)
        signatures = tools("api_signatures").Signatures(sources)
        module = sources.module("m")
        assert signatures.of(module.names["f"]) == first
        assert signatures.of(module.names["g"]) == "normal"
        assert "h" not in module.names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", "a, b=1, *args, c, d=None, **kw"),
        ("constants", "x=0.5, y=tf.float32, z='NHWC', f=(lambda a, b: None)"),
        ("renamed", "a, b=1, *args, c, d=None, **kw"),
        ("exported", "a, b=1, *args, c, d=None, **kw"),
        ("decorated", "x"),
        ("Raw", "*, x, name=None"),
        ("OldRaw", "*, x, name=None"),
        ("Class", "size, name=None"),
        ("Child", "size, name=None"),
        ("Made", "cls_argument"),
        ("Point", "x, y"),
        ("Inherits", "x, y"),
        ("Typed", "u, v=2"),
        ("Bare", ""),
        ("Foreign", None),
        ("Meta", None),
        ("Abstract", ""),
        ("CONSTANT", None),
    ],
)
def test_parameters(tools: Any, tree: Any, name: str, expected: str | None) -> None:
    root = tree(
        m="""
from framework import dtypes
from constants import HALF as _HALF
DEFAULT = _HALF
def plain(a, b=1, *args, c, d=None, **kw): pass
def constants(x=DEFAULT, y=dtypes.float32, z="NHWC", f=lambda a, b: None): pass
renamed = plain
exported = tf_export("a.b")(plain)
def decorated(x): pass
decorated = deprecated(decorated)
def op(x, name=None): pass
Raw = tf_export("raw_ops.Raw")(_ops.to_raw_op(op))
def OldRaw(x, name=None): pass
OldRaw = _doc(_kwarg_only(OldRaw))
class Class(Base):
    def __init__(self, size, name=None): pass
class Child(Class): pass
class Made:
    def __new__(cls, cls_argument): pass
Point = collections.namedtuple("Point", ["x", "y"])
class Inherits(collections.namedtuple("P", "x, y")): pass
class Typed(typing.NamedTuple):
    u: int
    v: int = 2
class Bare(object): pass
class Foreign(elsewhere.Base): pass
class Meta(metaclass=Dispatch): pass
class Abstract(metaclass=abc.ABCMeta): pass
CONSTANT = 3
""",
        constants="HALF = 0.5\n",
    )
    sources = tools("api_source").Sources(root, 2)
    binding = sources.module("m").names[name]
    assert tools("api_signatures").Signatures(sources).of(binding) == expected


def test_methods_are_public_inherited_and_without_self(tools: Any, tree: Any) -> None:
    root = tree(
        m="""
class Base:
    def inherited(self, a): pass
    def overridden(self): pass
class Child(Base):
    def overridden(self, b=1): pass
    @staticmethod
    def static(c): pass
    @classmethod
    def made(cls, d): pass
    @property
    def value(self): pass
    def _private(self): pass
"""
    )
    sources = tools("api_source").Sources(root, 2)
    found = tools("api_signatures").Signatures(sources).methods(sources.module("m").names["Child"])
    assert found == {"overridden": "b=1", "static": "c", "made": "d", "inherited": "a"}


def test_files_say_what_changed_when(tools: Any, tmp_path: Path) -> None:
    write = tools("api_write")

    def walked(label: str, **facts: tuple[str, str, str | None]) -> Any:
        named = {name.replace("__", "."): write.Fact(*fact) for name, fact in facts.items()}
        return write.Walked(label, named, {"impl.K": {"run": "x"}})

    f_old, f_new = ("F", "impl.f", "a"), ("F", "impl.f2", "a, b")
    k = ("C", "impl.K", "")
    walks = [
        walked("1.15", tf__f=f_old, tf__gone=("F", "impl.g", ""), tf__K=k),
        walked("2.0", tf__f=f_new, tf__compat__v1__f=f_old, tf__new__gone=("F", "impl.g", "")),
        walked("2.16", tf__f=f_new, tf__K=k, tf__compat__v1__f=f_old),
        walked("2.16L", tf__f=(*f_new[:2], None), tf__compat__v1__f=f_old),
    ]
    write.Tables(walks, "made by a test\n").write(tmp_path)
    texts = {path.stem: path.read_text().splitlines() for path in tmp_path.iterdir()}
    assert texts["symbols"][:2] == ["# made by a test", "# releases: 1.15 2.0 2.16 2.16L"]
    assert "tf.f\tF\t1.15-2.16" in texts["symbols"]
    assert "tf.K\tC\t1.15 2.16\t-" in texts["symbols"]
    assert "tf.gone\tF\t1.15" in texts["symbols"]
    assert "tf.f\t1.15\ta\t2.0-2.16\ta, b\t2.16L\t?" in texts["parameters"]
    assert "tf.new.gone\t2.0\t" in texts["parameters"]
    assert texts["twins"][1:] == [
        "tf.f\t2.0-2.16\ttf.compat.v1.f",
        "tf.gone\t2.0\ttf.new.gone",
    ]
    assert texts["methods"][1:] == ["tf.K\trun\t1.15 2.16\tx"]
