"""Every example of the documentation runs and gives what it shows."""

import doctest
import re
import shlex
import subprocess
import sys

import pytest

import mushrif
from conftest import ROOT

PAGES = ["docs/python.md", "docs/from_other_tools.md"]


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_give_what_it_shows(page, monkeypatch):
    for module in ("pandas", "polars", "pyarrow", "duckdb", "sklearn"):
        pytest.importorskip(module)
    monkeypatch.chdir(ROOT)
    text = (ROOT / page).read_text(encoding="utf-8")
    # The fences of Markdown are no part of what an example prints.
    text = re.sub(r"^```.*$", "", text, flags=re.MULTILINE)
    examples = doctest.DocTestParser().get_doctest(text, {"__name__": "__main__"}, page, page, 0)
    assert len(examples.examples) > 5
    report = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, out=report.append)
    assert not report, "".join(report)


def test_the_examples_of_docstrings_give_what_they_show():
    assert doctest.testmod(mushrif).attempted > 0 and doctest.testmod(mushrif).failed == 0


def test_the_commands_of_the_guide_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs/python.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ (.*mushrif (?:score|explain).*)$", text, flags=re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        words = shlex.split(command)
        words = words[3:] if words[0] == "python" else words[1:]
        subprocess.run([sys.executable, "-m", "mushrif", *words], check=True, capture_output=True)
