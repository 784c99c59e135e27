"""From pages served on loopback, through a WARC, to a table and plots."""

import functools
import http.server
import json
import pathlib
import shutil
import subprocess
import sys
import threading

import pytest

import mushrif
from conftest import ROOT, cli, records
from test_pages import HTML

pq = pytest.importorskip("pyarrow.parquet")

COMMENTS = ["شكرا جزيلا للكاتب", "يا حمار انت وهو كلكم كلاب", "متى يفتح الطريق؟"]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def site(tmp_path):
    """Pages of our own, served on loopback."""
    folder = tmp_path / "site"
    folder.mkdir()
    for number, comment in enumerate(COMMENTS):
        page = HTML.format(comment).replace("3 أيام", f"{number + 1} أشهر")
        (folder / f"{number}.html").write_text(page, encoding="utf-8")
    links = "".join(f'<a href="{number}.html">{number}</a> ' for number in range(len(COMMENTS)))
    (folder / "index.html").write_text(f"<html><body>{links}</body></html>", encoding="utf-8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def by_wget(site, folder):
    if shutil.which("wget") is None:
        pytest.skip("needs wget")
    command = ["wget", "-q", "-r", "-l", "1", "--warc-file", folder / "pages", "-P", folder / "saved", f"{site}/index.html"]
    subprocess.run(command, check=True)
    return folder / "pages.warc.gz"


def by_warcio(site, folder):
    capture = pytest.importorskip("warcio.capture_http")
    import http.client
    import urllib.parse

    path = folder / "pages.warc.gz"
    with capture.capture_http(str(path)):
        for number in range(len(COMMENTS)):
            connection = http.client.HTTPConnection(urllib.parse.urlsplit(site).netloc)
            connection.request("GET", f"/{number}.html")
            connection.getresponse().read()
            connection.close()
    return path


@pytest.mark.parametrize("saved", [by_wget, by_warcio])
def test_an_archive_of_served_pages_becomes_a_table_of_scored_comments(site, saved, tmp_path):
    archive, table = saved(site, tmp_path), tmp_path / "comments.parquet"
    subprocess.run([sys.executable, ROOT / "examples" / "warc_to_parquet.py", archive, table], check=True)
    rows = pq.read_table(table).to_pylist()
    assert sorted(row["body"] for row in rows) == sorted(COMMENTS)
    # wget's own log in the archive is a page without comments.
    printed = cli("score", archive, status=1 if saved is by_wget else 0)
    expected = {row["body"]: row for row in records(printed)}
    for row in rows:
        record = expected[row["body"]]
        assert row["scores.hostile"] == record["scores"]["hostile"] and row["flags"] == ";".join(record["flags"])
        assert row["time.earliest"] == record["time"]["earliest"] and row["warc_date"] == record["clock"]["at"]
        assert row["url"].startswith(site)


def test_the_notebook_runs_and_plots(site, tmp_path, monkeypatch):
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    pytest.importorskip("matplotlib")
    pytest.importorskip("pandas")
    archive = by_warcio(site, tmp_path)
    monkeypatch.setenv("MUSHRIF_WARC", str(archive))
    notebook = nbformat.read(ROOT / "examples" / "comments_over_time.ipynb", as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": ROOT}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert any('dir="rtl"' in output.get("data", {}).get("text/html", "") for output in outputs)
    assert json.dumps(len(COMMENTS)) in [output.get("data", {}).get("text/plain") for output in outputs]
    assert mushrif.__version__ and pathlib.Path(archive).exists()
