"""The gate: thresholds by severity and by rule."""

from __future__ import annotations

import pytest

from tf2lint.gate import judge
from tf2lint.model import Finding
from tf2lint.project.settings import Settings


def finding(severity: str, code: str = "TF501", name: str = "symbol-gone") -> Finding:
    where = ("a.py", 1, 1, 1, 2)
    return Finding(*where, code, name, severity, "high", "", "message", "hint", None, "url")


@pytest.mark.parametrize(
    ("severities", "status"),
    [([], 0), (["info"], 0), (["info", "warning"], 1), (["error"], 1)],
)
def test_by_default_an_error_or_a_warning_fails(severities: list[str], status: int) -> None:
    assert judge([finding(severity) for severity in severities], Settings()).status == status


def test_a_threshold_is_the_most_that_passes() -> None:
    settings = Settings(max_error=2, max_warning=None, max_info=0)
    found = [finding("error")] * 2 + [finding("warning")] * 50
    assert judge(found, settings).status == 0
    assert judge([*found, finding("error")], settings).reasons == ("3 errors, 2 allowed",)
    assert judge([*found, finding("info")], settings).reasons == ("1 info, 0 allowed",)


def test_a_rule_with_a_limit_counts_against_it_alone() -> None:
    settings = Settings(limits=(("TF501", 2), ("contrib-import", 0)))
    found = [finding("error")] * 2
    assert judge(found, settings).status == 0
    assert judge([*found, finding("error")], settings).reasons == (
        "3 findings of TF501, 2 allowed",
    )
    other = finding("info", "TF101", "contrib-import")
    assert judge([other], settings).reasons == ("1 finding of contrib-import, 0 allowed",)


def test_the_closest_limit_counts() -> None:
    settings = Settings(limits=(("ALL", 0), ("TF5", 1), ("TF501", 2)))
    assert judge([finding("error")] * 2, settings).status == 0
    assert judge([finding("error", "TF502")] * 2, settings).status == 1
    assert judge([finding("error", "TF101")], settings).status == 1
