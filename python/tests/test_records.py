"""Records as pandas, polars, DuckDB and R read them, by the lines of docs/records.md."""

import datetime
import json
import shutil
import subprocess

import pytest

from conftest import ROOT, cli

AT = datetime.datetime(2015, 9, 15)


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    """The example page, scored, as JSON Lines and as CSV."""
    folder = tmp_path_factory.mktemp("records")
    for ending in ("jsonl", "csv"):
        cli("score", "--as-of", "2024-05-15", ROOT / "examples" / "arabi21.txt", "-o", folder / f"scored.{ending}")
    return folder


def test_pandas_reads_records_with_their_types(scored):
    pandas = pytest.importorskip("pandas")
    nested = pandas.read_json(scored / "scored.jsonl", lines=True)
    frames = [pandas.json_normalize(nested.to_dict("records")), pandas.read_csv(scored / "scored.csv")]
    for frame in frames:
        assert pandas.to_datetime(frame["time.earliest_at"])[0] == AT
        assert frame["scores.hostile"].dtype.kind == "f" and frame["truncated"].dtype.kind == "b"
    assert list(frames[0]["key"]) == list(frames[1]["key"])


def test_duckdb_reads_records_with_their_types(scored):
    duckdb = pytest.importorskip("duckdb")
    asked = {
        "scored.jsonl": "time.earliest_at, scores.hostile, truncated",
        "scored.csv": '"time.earliest_at", "scores.hostile", truncated',
    }
    for name, columns in asked.items():
        table = duckdb.sql(f"select {columns} from '{scored / name}'")
        assert [str(kind) for kind in table.types] == ["TIMESTAMP", "DOUBLE", "BOOLEAN"]
        assert table.fetchall()[0][0] == AT


def test_polars_reads_records_with_their_types(scored):
    polars = pytest.importorskip("polars")
    frame = polars.read_csv(scored / "scored.csv", try_parse_dates=True)
    assert frame["time.earliest_at"][0] == AT and frame["scores.hostile"].dtype == polars.Float64
    nested = polars.read_ndjson(scored / "scored.jsonl").unnest("time")
    assert nested["earliest_at"].str.to_datetime()[0] == AT


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """Comments of many layouts, scored: those whose times are dates, whose ids are numbers and whose fields are null come
    first, more of them than the hundred rows by which polars guesses a type."""
    folder = tmp_path_factory.mktemp("mixed")
    pages = [page for ending in ("html", "txt", "xml") for page in sorted((ROOT / "tests" / "pages").glob(f"*.{ending}"))]
    cli("extract", "--as-of", "2024-05-15", *pages, "-o", folder / "extracted.jsonl")
    records = [json.loads(line) for line in (folder / "extracted.jsonl").read_text(encoding="utf-8").splitlines()]

    def is_late(record):
        time = (record["time"] or {}).get("earliest") or ""
        parts = [*record["article"].values()] if record["article"] else []
        return (len(time) > 10, record["status"] is not None, record["id"] is not None and not record["id"].isdigit(), str(parts))

    records.sort(key=is_late)
    with open(folder / "sorted.jsonl", "w", encoding="utf-8") as sorted_file:
        sorted_file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    for ending in ("jsonl", "csv"):
        cli("score", folder / "sorted.jsonl", "-o", folder / f"scored.{ending}")
    forms = {len((record["time"] or {}).get("earliest") or "") for record in records}
    assert len(records) > 300 and len(forms) > 2, forms
    return folder, records


def test_polars_reads_mixed_layouts(mixed):
    polars = pytest.importorskip("polars")
    folder, records = mixed
    with pytest.raises(polars.exceptions.ComputeError):
        polars.read_csv(folder / "scored.csv", try_parse_dates=True)
    texts = ["id", "parent", "time.earliest", "time.latest", "article.published", "clock.at"]
    frame = polars.read_csv(
        folder / "scored.csv",
        try_parse_dates=True,
        infer_schema_length=None,
        schema_overrides=dict.fromkeys(texts, polars.String),
    )
    assert frame["id"].to_list() == [record["id"] for record in records]
    assert frame["time.earliest_at"].dtype == polars.Datetime and frame["truncated"].dtype == polars.Boolean
    assert frame["time.earliest"].to_list() == [(record["time"] or {}).get("earliest") for record in records]
    with pytest.raises(polars.exceptions.ComputeError):
        polars.read_ndjson(folder / "scored.jsonl")
    nested = polars.read_ndjson(folder / "scored.jsonl", infer_schema_length=None)
    assert nested["id"].to_list() == frame["id"].to_list()
    moments = nested["time"].struct.field("earliest_at").str.to_datetime()
    assert moments.to_list() == frame["time.earliest_at"].to_list()


def test_pandas_reads_mixed_layouts(mixed):
    pandas = pytest.importorskip("pandas")
    folder, records = mixed
    texts = {"id": str, "parent": str}
    frames = [
        pandas.read_csv(folder / "scored.csv", dtype=texts),
        pandas.json_normalize(pandas.read_json(folder / "scored.jsonl", lines=True, dtype=texts).to_dict("records")),
    ]
    for frame in frames:
        known = frame["id"].notna()
        assert list(frame["id"][known]) == [record["id"] for record in records if record["id"]]
        moments = pandas.to_datetime(frame["time.earliest_at"])
        assert moments.notna().sum() == sum(1 for record in records if (record["time"] or {}).get("earliest_at"))
        assert len(frame.merge(frame, left_on="parent", right_on="id")) > 0


def test_duckdb_reads_mixed_layouts(mixed):
    duckdb = pytest.importorskip("duckdb")
    folder, records = mixed
    types = "{'id': 'VARCHAR', 'parent': 'VARCHAR', 'time.earliest': 'VARCHAR', 'time.latest': 'VARCHAR'}"
    read = f"read_csv('{folder / 'scored.csv'}', sample_size = -1, types = {types})"
    table = duckdb.sql(f"""select id, "time.earliest", "time.earliest_at", truncated from {read}""")
    assert [str(kind) for kind in table.types] == ["VARCHAR", "VARCHAR", "TIMESTAMP", "BOOLEAN"]
    rows = table.fetchall()
    assert [row[:2] for row in rows] == [
        (record["id"], (record["time"] or {}).get("earliest")) for record in records
    ]
    assert duckdb.sql(f"select one.id from {read} one join {read} other on one.parent = other.id").fetchall()
    nested = duckdb.sql(f"select id, time.earliest_at from read_json('{folder / 'scored.jsonl'}', sample_size = -1)")
    assert nested.fetchall() == [(row[0], row[2]) for row in rows]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs R")
def test_r_reads_mixed_layouts(mixed):
    folder, _ = mixed
    script = """
        kinds <- c(id = "character", parent = "character", truncated = "logical", uncertain = "logical")
        x <- read.csv(commandArgs(TRUE), colClasses = kinds, na.strings = "", encoding = "UTF-8")
        cat(class(x$id), class(x$truncated), sum(x$uncertain), sum(!is.na(x$id)))
    """
    told = subprocess.run(["Rscript", "-e", script, folder / "scored.csv"], capture_output=True, text=True, check=True)
    records = [json.loads(line) for line in (folder / "scored.jsonl").read_text(encoding="utf-8").splitlines()]
    uncertain, named = (sum(1 for record in records if record[name]) for name in ("uncertain", "id"))
    assert told.stdout.split() == ["character", "logical", str(uncertain), str(named)]
