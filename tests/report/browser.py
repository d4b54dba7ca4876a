"""A page in a headless Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("TF2LINT_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
_MISSING = [name for name in ("playwright", "axe_playwright_python") if not find_spec(name)]
needs_chromium = pytest.mark.skipif(
    not CHROMIUM or bool(_MISSING),
    reason=f"{', '.join(_MISSING)} come with tf2lint[test]"
    if _MISSING
    else "there is no Chromium on the path, and TF2LINT_CHROMIUM names none",
)


@contextmanager
def opened(path: Path, width: int = 1200, dark: bool = False) -> Iterator[Any]:
    """The page of a file; complaints of the browser and requests beyond the file fail."""
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message) or dialog.dismiss())
        page.on("request", lambda request: complaints.append(request.url))
        page.goto(path.as_uri())
        yield page
        browser.close()
    assert complaints == [path.as_uri()]
