"""The HTML report: what stands in the file, and what Chromium makes of it."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tf2lint.knowledge import Target, load
from tf2lint.model import Finding, Probe
from tf2lint.report import Report, render
from tf2lint.report.effort import EFFORTS, effort_of
from tf2lint.trend import Point

_spec = importlib.util.spec_from_file_location("browser", Path(__file__).with_name("browser.py"))
assert _spec is not None and _spec.loader is not None
browser = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(browser)

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)><!--{{ data }}&amp;"
SOURCE = [
    "import tensorflow as tf",
    "",
    f"x = tf.to_float(1)  # {HOSTILE}",
    "y = 'é😀'",
    "tf.flags",
]
CAST = Finding(
    path="pkg/models/a.py",
    line=3,
    column=5,
    end_line=3,
    end_column=16,
    code="TF504",
    name="cast-helpers",
    severity="error",
    confidence="high",
    symbol="tf.to_float",
    message=f"tf.to_float is gone {HOSTILE}",
    hint="use tf.cast",
    replacement="tf.cast",
    url="docs/rules/TF504.md",
)
SESSION = CAST._replace(
    path=f"pkg/{HOSTILE.replace('/', '|')}.py",
    code="TF201",
    name="session",
    symbol="tf.Session",
    severity="warning",
    message="a session",
)
FLAGS = CAST._replace(path="pkg/flags.py", line=5, end_line=5, code="TF520", name="flags")
TREND = [
    Point("v1", "a" * 40, "2020-01-01", 3, {"error": 9, "warning": 2, "info": 0}, {"TF504": 11}),
    Point("v2", "b" * 40, "2021-01-01", 3, {"error": 4, "warning": 1, "info": 1}, {"TF504": 6}),
]
ALL = Report([CAST, SESSION], [HOSTILE], Target(), 7, False, [], [FLAGS], 4, TREND, compared=True)


def page(report: Report = ALL) -> str:
    return "".join(render("html", report, False, lambda _: SOURCE))


def data_in(text: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*)</script>', text)
    data: dict[str, Any] = json.loads(found)
    return data


def test_nothing_that_is_linted_becomes_markup() -> None:
    text = page()
    assert text.count("<script") == text.count("</script>") == 2
    assert "<img" not in text
    data = data_in(text)
    assert HOSTILE in "".join(data["texts"])
    assert data["errors"] == [HOSTILE]
    assert HOSTILE in data["lines"]["0:"]["3"]


def test_nothing_comes_from_elsewhere() -> None:
    text = page()
    assert "default-src 'none'" in text
    frame = text.partition('id="data"')[0]
    assert re.findall(r"""<[^>]*\b(?:src|href)=["']?([^"'>\s]*)""", frame) == ["#findings"]
    assert "url(" not in frame
    assert "@import" not in frame


def test_the_rules_say_what_a_repair_takes() -> None:
    knowledge = load(Target())
    assert effort_of(CAST, knowledge) == "automatic"
    assert effort_of(SESSION, knowledge) == "redesign"
    rules = knowledge.rules.values()
    stated = next(rule for rule in rules if rule.effort == "mechanical" and rule.fix == "none")
    assert effort_of(CAST._replace(name=stated.name, symbol=""), knowledge) == "mechanical"
    assert effort_of(CAST._replace(name="syntax-error", symbol=""), knowledge) == "mechanical"
    known = {rule.effort for rule in knowledge.rules.values()}
    assert known <= {"", *EFFORTS}


def test_texts_stand_in_the_page_once() -> None:
    many = [CAST._replace(line=3, column=column) for column in range(1, 2001)]
    text = page(Report(many, (), Target(), 1, False))
    assert text.count("tf.to_float is gone") == 1
    assert len(text) - len(page(Report(many[:1], (), Target(), 1, False))) < 100_000


def test_the_same_run_gives_the_same_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert data_in(page())["date"] == "1970-01-01"
    assert page() == page()


def test_a_reader_without_scripts_gets_the_rules() -> None:
    plain = page().partition("<noscript>")[2].partition("</noscript>")[0]
    assert "TF504 cast-helpers" in plain
    assert "&lt;/script&gt;" in plain
    assert "Failed" in page().partition("<main")[0]


def test_without_findings() -> None:
    data = data_in(page(Report([], (), Target(), 3, True)))
    assert (data["findings"], data["passed"], data["progress"]) == ([], True, None)


@pytest.mark.skipif(not shutil.which("node"), reason="there is no Node.js to parse the scripts")
def test_the_scripts_parse() -> None:
    folder = Path(__file__).parents[2] / "tf2lint" / "report" / "html"
    scripts = sorted(folder.glob("*.js"))
    assert len(scripts) == 4
    for script in scripts:
        subprocess.run(["node", "--check", script], check=True)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    (tmp_path / "report.html").write_text(page(), encoding="utf-8")
    return tmp_path / "report.html"


@browser.needs_chromium
@pytest.mark.chromium
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1200, 360])
def test_the_page_is_accessible(written: Path, dark: bool, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with browser.opened(written, width, dark) as shown:
        found = Axe().run(shown).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
        assert shown.evaluate("document.documentElement.scrollWidth") == width


@browser.needs_chromium
@pytest.mark.chromium
def test_the_page_shows_what_was_found(written: Path) -> None:
    with browser.opened(written) as shown:
        assert shown.inner_text("h1") == "Migration to TensorFlow 2.21"
        tiles = shown.locator("#totals .tile").all_inner_texts()
        assert [" ".join(tile.split()) for tile in tiles] == [
            "findings 3",
            "errors 2",
            "warning 1",
            "info 0",
            "of 7 files 3",
            "rules 3",
        ]
        assert "automatic\n2 (67 %)" in shown.inner_text("#effort")
        assert "repaired\n4 (57 %)" in shown.inner_text("#progress")
        assert "from v1 (11) to v2 (6)" in shown.get_attribute("#trend svg", "aria-label")
        assert HOSTILE in shown.inner_text("#errors")
        assert HOSTILE in shown.inner_text("#list")
        assert shown.inner_text("#list mark >> nth=0") == "tf.to_float"
        shown.click("#list summary >> nth=0")
        shown.wait_for_selector("#list details[open] p")


@browser.needs_chromium
@pytest.mark.chromium
def test_filters(written: Path) -> None:
    from playwright.sync_api import expect

    with browser.opened(written) as shown:

        def left() -> list[str]:
            return shown.locator("#list h4 span:nth-child(2)").all_inner_texts()

        assert len(left()) == 3
        shown.uncheck("input[value=error]")
        assert left() == ["TF201 session"]
        assert shown.inner_text("#count") == "1 of 3 findings"
        shown.click("text=Clear filters")
        assert len(left()) == 3
        assert shown.is_checked("input[value=error]")
        shown.select_option("select[name=rule]", "TF504")
        assert left() == ["TF504 cast-helpers"]
        shown.select_option("select[name=rule]", "")
        shown.select_option("select[name=state]", "known")
        assert left() == ["TF520 flags"]
        shown.select_option("select[name=state]", "")
        shown.fill("input[name=path]", "MODELS")
        expect(shown.locator("#list h4")).to_have_count(1)
        shown.fill("input[name=path]", "")
        expect(shown.locator("#list h4")).to_have_count(3)
        shown.fill("input[name=text]", "a session")
        expect(shown.locator("#list h4")).to_have_count(1)
        assert left() == ["TF201 session"]


@pytest.fixture
def probed(tmp_path: Path) -> Path:
    confirmed = Probe("confirmed", "import", "it raised", "AttributeError: no to_float")
    blocked = Probe("blocked", "tolerant", "line 2 failed")
    found = [CAST._replace(probe=confirmed), SESSION._replace(probe=blocked), FLAGS]
    path = tmp_path / "probed.html"
    path.write_text(page(Report(found, (), Target(), 7, False)), encoding="utf-8")
    return path


def test_verdicts_of_the_probe_stand_in_the_page(probed: Path) -> None:
    data = data_in(probed.read_text(encoding="utf-8"))
    verdicts = {
        data["rules"][row[6]]["code"]: data["verdicts"][row[-1]] for row in data["findings"]
    }
    assert verdicts == {"TF504": "confirmed", "TF201": "blocked", "TF520": "none"}


@browser.needs_chromium
@pytest.mark.chromium
def test_a_filter_for_verdicts_of_the_probe(probed: Path, written: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with browser.opened(probed) as shown:
        chosen = shown.get_by_label("Verdict of the probe")
        assert chosen.locator("option").all_inner_texts() == [
            "all",
            "confirmed (1)",
            "blocked (1)",
            "none (1)",
        ]

        def left() -> list[str]:
            return shown.locator("#list h4 span:nth-child(2)").all_inner_texts()

        chosen.select_option("confirmed")
        assert left() == ["TF504 cast-helpers"]
        assert shown.inner_text("#count") == "1 of 3 findings"
        # By keys alone: the next one down is what blocked is.
        chosen.focus()
        shown.keyboard.press("ArrowDown")
        assert left() == ["TF201 session"]
        chosen.select_option("none")
        assert left() == ["TF520 flags"]
        shown.click("text=Clear filters")
        assert len(left()) == 3
        assert chosen.input_value() == ""
        assert Axe().run(shown).response["violations"] == []
    # Where nothing was probed there is nothing to choose.
    with browser.opened(written) as shown:
        assert shown.locator("select[name=verdict]").count() == 0


@browser.needs_chromium
@pytest.mark.chromium
def test_the_map_answers_to_keys(written: Path) -> None:
    with browser.opened(written) as shown:
        boxes = shown.locator("#map g")
        assert boxes.count() == 3
        shown.focus("#map g[tabindex='0']")
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
            shown.keyboard.press(key)
        assert shown.locator("#map g[tabindex='0']").count() == 1
        shown.focus("#map g[aria-label^='models']")
        shown.keyboard.press("Enter")
        assert shown.inner_text("#count") == "1 of 3 findings in pkg/models"
        shown.click("#folders >> text=All")
        assert shown.inner_text("#count") == "3 of 3 findings"


@browser.needs_chromium
@pytest.mark.chromium
def test_light_and_dark(written: Path) -> None:
    with browser.opened(written, dark=True) as shown:

        def back() -> str:
            colour: str = shown.evaluate("getComputedStyle(document.body).backgroundColor")
            return colour

        assert back() == "rgb(20, 23, 28)"
        shown.click("#theme >> text=light")
        assert back() == "rgb(255, 255, 255)"
        assert shown.get_attribute("#theme >> text=light", "aria-pressed") == "true"
        shown.click("#theme >> text=auto")
        assert back() == "rgb(20, 23, 28)"


@browser.needs_chromium
@pytest.mark.chromium
def test_thousands_of_findings_are_drawn_some_at_a_time(tmp_path: Path) -> None:
    many = [
        CAST._replace(path=f"pkg/{n % 70}/{n % 700}.py", line=3 + n, end_line=3 + n)
        for n in range(5000)
    ]
    path = tmp_path / "many.html"
    path.write_text(page(Report(many, (), Target(), 700, False)), encoding="utf-8")
    with browser.opened(path) as shown:
        assert shown.locator("#list h4").count() == 50
        assert shown.inner_text("#count") == "5,000 of 5,000 findings; the first 50 are shown"
        shown.click("#more")
        assert shown.locator("#list h4").count() == 100
        assert shown.evaluate("document.activeElement.tagName") == "H4"
        assert shown.locator("#map g").count() == 40
