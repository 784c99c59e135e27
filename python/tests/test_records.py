"""Records as pandas, polars and DuckDB read them, without an argument of ours."""

import datetime

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


def test_pandas(scored):
    pandas = pytest.importorskip("pandas")
    nested = pandas.read_json(scored / "scored.jsonl", lines=True)
    frames = [pandas.json_normalize(nested.to_dict("records")), pandas.read_csv(scored / "scored.csv")]
    for frame in frames:
        assert pandas.to_datetime(frame["time.earliest_at"])[0] == AT
        assert frame["scores.hostile"].dtype.kind == "f" and frame["truncated"].dtype.kind == "b"
    assert list(frames[0]["key"]) == list(frames[1]["key"])


def test_duckdb(scored):
    duckdb = pytest.importorskip("duckdb")
    asked = {
        "scored.jsonl": "time.earliest_at, scores.hostile, truncated",
        "scored.csv": '"time.earliest_at", "scores.hostile", truncated',
    }
    for name, columns in asked.items():
        table = duckdb.sql(f"select {columns} from '{scored / name}'")
        assert [str(kind) for kind in table.types] == ["TIMESTAMP", "DOUBLE", "BOOLEAN"]
        assert table.fetchall()[0][0] == AT


def test_polars(scored):
    polars = pytest.importorskip("polars")
    frame = polars.read_csv(scored / "scored.csv", try_parse_dates=True)
    assert frame["time.earliest_at"][0] == AT and frame["scores.hostile"].dtype == polars.Float64
    nested = polars.read_ndjson(scored / "scored.jsonl").unnest("time")
    assert nested["earliest_at"].str.to_datetime()[0] == AT
