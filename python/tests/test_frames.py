"""Data frames and Arrow: type in, type out, and the numbers of the command line."""

import json

import pytest

from conftest import TEXTS, flat, scored_by_cli

pa = pytest.importorskip("pyarrow")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")

NAMES = ("body", "title", "author", "article.title", "article.site")
ROWS = [
    ("كلام", "يا حمار", "أبو نبيل", "البلدية تزرع ألف شجرة", "arabi21"),
    ("شكرا للبلدية على الشجر", None, "انتم كلكم لصوص وكلاب", None, "arabi21"),
    ("كلام عادي", None, "انتم كلكم لصوص وكلاب", "عنوان", None),
]
RECORDS = [dict(zip(NAMES, row)) for row in ROWS]


def rows(table):
    """The rows of an Arrow table, predictions only."""
    return [{name: row[name] for name in flat_names(row)} for row in table.to_pylist()]


def flat_names(row):
    return [name for name in row if name.split(".")[0] in ("scores", "sentiment", "flags", "uncertain", "scored", "thresholds", "model")]


@pytest.fixture(scope="module")
def expected(texts):
    return [flat(record) for record in scored_by_cli([{"text": text} for text in texts])]


def test_an_arrow_table_keeps_its_columns_and_gets_those_of_the_command_line(model, texts, expected):
    table = pa.table({"id": list(range(len(texts))), "text": texts})
    scored = pa.table(model.score_arrow(table))
    assert scored.column_names[:2] == ["id", "text"] and scored["text"].to_pylist() == texts
    assert rows(scored) == expected


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_every_kind_of_string_column_is_read(model, kind):
    texts = [*TEXTS, None]
    kinds = {"dictionary": pa.dictionary(pa.int32(), pa.string())}
    array = pa.array(texts).cast(kinds.get(kind) or getattr(pa, kind)())
    plain = pa.table(model.score_arrow(pa.table({"text": texts})))
    assert rows(pa.table(model.score_arrow(pa.table({"text": array})))) == rows(plain)
    assert rows(pa.table(model.score_arrow(array))) == rows(plain), "an array alone"
    assert rows(plain)[-1]["uncertain"] is None and rows(plain)[-1]["model.name"] is None


def test_only_the_columns_that_are_named_are_added(model, texts, expected):
    names = ["flags", "scores.hostile", "thresholds.sectarian", "sentiment.label", "flags"]
    wanted = [{name: row[name] for name in names} for row in expected]
    table = pa.table({"text": texts, "scores.hostile": [0.0] * len(texts)})
    scored = pa.table(model.score_arrow(table, columns=names))
    assert scored.column_names == ["text", *names[:4]] and scored.drop_columns(["text"]).to_pylist() == wanted
    assert pa.table(model.score_arrow(pa.array(texts), columns=[])).num_rows == len(texts)
    for frame in (pd.DataFrame({"text": texts}), pl.DataFrame({"text": texts}), pa.table({"text": texts})):
        scored = model.score_frame(frame, columns=names[:3])
        assert list(getattr(scored, "column_names", getattr(scored, "columns", None))) == ["text", *names[:3]]
        with pytest.raises(ValueError, match='"anger" is no column of a prediction; these are: scores.hostile, '):
            model.score_frame(frame, columns=["anger"])


def test_the_partitions_of_a_dask_frame_are_scored(model, texts):
    dd = pytest.importorskip("dask.dataframe")
    frame = pd.DataFrame({"id": range(len(texts)), "text": texts})
    scored = dd.from_pandas(frame, npartitions=3).map_partitions(model.score_frame).compute(scheduler="synchronous")
    assert scored["id"].tolist() == list(range(len(texts)))
    assert scored["scores.hostile"].equals(model.score_frame(frame)["scores.hostile"])


def test_batches_and_slices_of_a_stream_stay_in_order(model, texts, expected):
    batches = pa.table({"text": texts}).to_batches(max_chunksize=7)
    reader = pa.RecordBatchReader.from_batches(batches[0].schema, iter([batches[0].slice(3), *batches[1:]]))
    stream = model.score_arrow(reader)
    assert repr(stream).startswith("ArrowStream(text, scores.hostile")
    assert rows(pa.table(stream)) == expected[3:]
    with pytest.raises(ValueError, match="has been read"):
        pa.table(stream)


def test_a_record_is_scored_by_the_rules_of_the_command_line(model):
    nested = []
    for record in RECORDS:
        article = {"title": record["article.title"], "site": record["article.site"]}
        nested.append({name: value for name, value in record.items() if "." not in name} | {"article": article})
    expected = [flat(record) for record in scored_by_cli(nested)]
    assert any("author" in row["scored"] for row in expected) and any("title" in row["scored"] for row in expected)
    assert rows(pa.table(model.score_arrow(pa.Table.from_pylist(RECORDS)))) == expected
    assert rows(pa.table(model.score_arrow(pa.Table.from_pylist(nested)))) == expected
    assert rows(pa.Table.from_pandas(as_plain(model.score_frame(pd.DataFrame(RECORDS))))) == expected
    assert rows(model.score_frame(pl.DataFrame(RECORDS)).to_arrow()) == expected


def as_plain(df):
    """Categories as strings, for a comparison."""
    return df.astype({name: object for name in df if isinstance(df[name].dtype, pd.CategoricalDtype)})


@pytest.mark.parametrize("dtype", ["object", "str", "string"])
def test_a_pandas_frame_keeps_its_index_and_columns(model, texts, expected, dtype):
    df = pd.DataFrame({"n": range(len(texts)), "text": pd.Series(texts, dtype=dtype)})
    df.index = df.index + 10
    before = df.copy()
    scored = model.score_frame(df)
    assert isinstance(scored, pd.DataFrame) and scored.index.equals(df.index) and list(scored)[:2] == ["n", "text"]
    assert rows(pa.Table.from_pandas(as_plain(scored), preserve_index=False)) == expected
    assert isinstance(scored["flags"].dtype, pd.CategoricalDtype)
    pd.testing.assert_frame_equal(df, before)


def test_a_pandas_frame_with_a_missing_text_has_missing_predictions(model):
    scored = model.score_frame(pd.DataFrame({"comment": [TEXTS[1], None]}))
    assert scored["flags"].isna().tolist() == [False, True] and scored["uncertain"].isna().tolist() == [False, True]
    assert scored["scores.hostile"].isna().tolist() == [False, True] and scored["flags"][0] == "hostile"


def test_polars_and_pyarrow_give_their_own_kind(model, texts, expected):
    frame = model.score_frame(pl.DataFrame({"text": texts}))
    assert isinstance(frame, pl.DataFrame) and rows(frame.to_arrow()) == expected
    batch = pa.record_batch({"text": texts})
    assert isinstance(model.score_frame(batch), pa.RecordBatch)
    assert isinstance(model.score_frame(pa.table(batch)), pa.Table)
    with pytest.raises(TypeError, match="collect the LazyFrame"):
        model.score_frame(pl.LazyFrame({"text": texts}))
    with pytest.raises(TypeError, match="score_arrow takes other tables"):
        model.score_frame([1])


def test_named_columns_are_read_and_missing_ones_are_named(model):
    article = "البلدية تزرع ألف شجرة"
    expected = [flat(record) for record in scored_by_cli([{"text": TEXTS[0], "article": article}])]
    df = pd.DataFrame({"c": [TEXTS[0]], "a": [article]})
    assert rows(pa.Table.from_pandas(as_plain(model.score_frame(df, text="c", article="a")))) == expected
    assert rows(pa.table(model.score_arrow(pa.Table.from_pandas(df), text="c", article="a"))) == expected
    for frame in (df, pl.from_pandas(df), pa.Table.from_pandas(df)):
        with pytest.raises(ValueError, match='no column "body", "text" or "comment" among c, a'):
            model.score_frame(frame)
        with pytest.raises(ValueError, match="no column ['\"]x['\"] among c, a"):
            model.score_frame(frame, text="x")
    with pytest.raises(ValueError, match='the column "text" is of Int64, and texts are strings'):
        pa.table(model.score_arrow(pa.table({"text": [1]})))


def test_a_column_of_ones_own_stays_whatever_its_name(model):
    rows = {"text": ["شكرا"], "model": ["T"], "sentiment": ["pos"], "scores.mine": [3]}
    for frame in (pd.DataFrame(rows), pl.DataFrame(rows), pa.table(rows)):
        scored = model.score_frame(frame)
        for name, values in rows.items():
            found = scored[name].to_pylist() if isinstance(scored, pa.Table) else list(scored[name])
            assert found == values


def test_a_text_that_is_no_utf_8_has_no_scores_and_the_others_have(model):
    good = "يا كلاب".encode()
    offsets = pa.array([0, 2, 2 + len(good)], pa.int32()).buffers()[1]
    broken = pa.StringArray.from_buffers(2, offsets, pa.py_buffer(b"\xff\xfe" + good))
    assert pa.table(model.score_arrow(broken))["flags"].to_pylist() == [None, "hostile"]


def test_what_is_no_text_is_refused_in_a_dictionary_too(model):
    with pytest.raises(ValueError, match="texts are strings"):
        pa.table(model.score_arrow(pa.table({"text": pa.array([1, 2]).dictionary_encode()})))


def test_two_columns_of_one_name_are_named(model):
    with pytest.raises(ValueError, match="two columns are named 'text'"):
        model.score_frame(pd.DataFrame([["a", "b"]], columns=["text", "text"]))


def test_scores_of_an_earlier_run_are_replaced(model):
    once = model.score_frame(pl.DataFrame({"text": TEXTS}))
    assert model.score_frame(once).columns == once.columns
    once = model.score_frame(pd.DataFrame({"text": TEXTS}))
    assert list(model.score_frame(once)) == list(once)


def test_a_parquet_file_scored_here_and_by_the_program_is_the_same_table(model, texts, tmp_path):
    import pyarrow.parquet as pq

    from conftest import cli

    pq.write_table(pa.table({"id": list(range(len(texts))), "text": texts}), tmp_path / "in.parquet")
    cli("score", tmp_path / "in.parquet", "-o", tmp_path / "out.parquet")
    theirs = pq.read_table(tmp_path / "out.parquet")
    ours = pa.table(model.score_arrow(pq.read_table(tmp_path / "in.parquet")))
    # The program adds a key, the language, and the reasons of comments flagged off topic.
    theirs = theirs.drop_columns(["key", "language", "reasons"])
    assert ours.schema.remove_metadata() == theirs.schema.remove_metadata() and ours.to_pylist() == theirs.to_pylist()


def test_duckdb_reads_and_is_read_by_its_arrow_interface(model):
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        connection.register("comments", pa.table({"text": TEXTS}))
        scored = pa.table(model.score_arrow(connection.sql("select text from comments")))
        connection.register("scored", scored)
        flagged = connection.sql("select count(*) from scored where flags like '%hostile%'").fetchall()
    assert flagged[0][0] == sum("hostile" in one.flags for one in model.score(TEXTS))


def test_an_empty_table_has_all_columns(model):
    empty = pa.table({"text": pa.array([], pa.string())})
    assert pa.table(model.score_arrow(empty)).num_rows == 0
    assert "model.hash" in model.score_frame(empty.to_pandas()).columns
    assert model.score_frame(pa.RecordBatch.from_pylist([], schema=empty.schema)).num_rows == 0
    assert json.dumps(model.score([])) == "[]"
