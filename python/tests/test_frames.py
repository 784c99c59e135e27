"""Data frames and Arrow: type in, type out, and the numbers of the command line."""

import json

import numpy as np
import pytest

import mushrif
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


ARTICLE = "البلدية تزرع ألف شجرة في الحي القديم"


def names_of(frame):
    """The names of the columns of any frame."""
    return list(getattr(frame, "column_names", None) or frame.columns)


def test_columns_that_were_not_asked_for_leave_the_users_own_of_their_names(model):
    own = {"text": ["شكرا"], "scored": [7], "reasons": ["لأن"], "flags": ["mine"]}
    for frame in (pd.DataFrame(own), pl.DataFrame(own), pa.table(own), pa.record_batch(own)):
        scored = model.score_frame(frame, columns=["flags", "uncertain"])
        assert names_of(scored) == ["text", "scored", "reasons", "flags", "uncertain"]
    stream = pa.table(model.score_arrow(pa.table(own), columns=["flags"]))
    assert stream.column_names == ["text", "scored", "reasons", "flags"]
    assert stream.drop_columns("flags").to_pylist() == [{"text": "شكرا", "scored": 7, "reasons": "لأن"}]
    assert "reasons" not in names_of(model.score_frame(pd.DataFrame(own))), "all columns are those of a new run"


def test_a_column_without_any_text_is_no_text(model):
    nothing = [None, None]
    assert model.score_frame(pl.DataFrame({"text": nothing}))["flags"].to_list() == nothing
    beside = pl.DataFrame({"text": TEXTS[:2], "article": nothing, "author": nothing, "article.site": nothing, "title": nothing})
    plain = model.score_frame(pl.DataFrame({"text": TEXTS[:2]}))["scores.hostile"].to_list()
    for scored in (model.score_frame(beside), model.score_frame(beside, text="text", article="article")):
        assert scored["scores.hostile"].to_list() == plain and scored["article"].dtype == pl.Null
    assert model.score_arrays(pl.Series(nothing))["missing"].tolist() == [True, True]
    assert pa.table(model.score_arrow(beside))["scores.hostile"].to_pylist() == plain
    table = pa.table({"text": TEXTS[:2], "article": pa.nulls(2)})
    assert model.score_frame(table)["scores.hostile"].to_pylist() == plain
    frame = pd.DataFrame({"text": TEXTS[:2], "article": [float("nan")] * 2})
    for scored in (model.score_frame(frame), model.score_frame(frame, article="article")):
        assert scored["scores.hostile"].tolist() == plain and scored["scores.off_topic"].isna().all()
    frame = pd.DataFrame({"text": [float("nan"), pd.NaT], "article": ["أ", "ب"]})
    assert model.score_frame(frame)["flags"].isna().all()


def test_columns_that_are_not_read_may_be_of_any_type(model):
    thing = object()
    frame = pl.DataFrame({"text": TEXTS[:2], "thing": pl.Series([thing, None], dtype=pl.Object), "big": pl.Series([1, 2], dtype=pl.Int128)})
    scored = model.score_frame(frame)
    assert scored["thing"].to_list() == [thing, None] and scored.schema["big"] == pl.Int128
    assert scored["flags"].to_list() == ["", "hostile"]
    author = pl.DataFrame({"text": TEXTS[:2], "author": pl.Series([thing, thing], dtype=pl.Object)})
    assert model.score_frame(author)["flags"].to_list() == ["", "hostile"]
    for odd in (pa.array([pa.MonthDayNano([1, 2, 3])] * 2), pa.UnionArray.from_sparse(pa.array([0, 0], pa.int8()), [pa.array([1, 2])])):
        table = pa.table({"text": TEXTS[:2], "odd": odd})
        assert model.score_frame(table)["odd"].chunk(0).equals(odd)
        assert model.score_frame(table.to_batches()[0])["odd"].equals(odd)


def test_dicts_and_lists_beside_an_article_are_the_users_own_and_an_article_may_be_a_dict(model):
    whole = model.score_frame(pd.DataFrame({"text": TEXTS[:2], "article": [ARTICLE] * 2}))
    frame = pd.DataFrame({"text": TEXTS[:2], "article": [ARTICLE] * 2, "author": [{"name": "أ"}, None], "tags": [["أ"], None]})
    frame = frame.assign(**{"article.site": [1, 2], "title": [["أ"], None]})
    scored = model.score_frame(frame)
    assert scored["scores.off_topic"].equals(whole["scores.off_topic"]) and whole["scores.off_topic"].notna().all()
    assert scored["tags"].tolist() == frame["tags"].tolist() and scored["author"].tolist() == frame["author"].tolist()
    dicts = pd.DataFrame({"text": TEXTS[:2], "article": [{"title": ARTICLE, "site": None}, {"title": ARTICLE, "tags": [1]}]})
    for given in ({}, {"article": "article"}):
        assert model.score_frame(dicts, **given)["scores.off_topic"].equals(whole["scores.off_topic"])
    structs = pl.DataFrame({"text": TEXTS[:2], "article": [{"title": ARTICLE}] * 2})
    for given in ({}, {"article": "article"}, {"article": "article.title"}):
        assert model.score_frame(structs, **given)["scores.off_topic"].to_list() == whole["scores.off_topic"].to_list()


def test_a_named_article_that_is_no_text_is_named(model):
    numbers = {"text": TEXTS[:2], "article": [1, 2]}
    for frame in (pd.DataFrame(numbers), pl.DataFrame(numbers), pa.table(numbers)):
        assert "flags" in names_of(model.score_frame(frame)), "not named it is the user's own"
        with pytest.raises(ValueError, match="""^the column ['"]article['"] """):
            model.score_frame(frame, article="article")


def test_half_a_surrogate_pair_in_a_frame_is_a_replacement_character(model):
    broken, mended = (pd.DataFrame({"text": [f"يا حمار {one}"], "article": [f"عنوان {one}"]}, dtype=object) for one in ("\ud83d", "\ufffd"))
    assert model.score_frame(broken).drop(columns=["text", "article"]).equals(model.score_frame(mended).drop(columns=["text", "article"]))


def test_a_class_derived_from_a_frame_is_a_frame(model):
    class OwnFrame(pd.DataFrame):
        @property
        def _constructor(self):
            return OwnFrame

    class OwnPolars(pl.DataFrame):
        pass

    assert type(model.score_frame(OwnFrame({"text": TEXTS}))) is OwnFrame
    assert model.score_frame(OwnPolars({"text": TEXTS}))["flags"].to_list()[1] == "hostile"


def test_frames_of_other_libraries_import_nothing(model):
    from conftest import python

    python("import sys, mushrif\n"
           "try: mushrif.Model.default().score_frame([1])\n"
           "except TypeError: assert not {'pandas', 'polars', 'pyarrow'} & set(sys.modules), 'imported'\n"
           "else: raise SystemExit('no error')")


def test_a_pandas_frame_with_an_article_needs_no_pyarrow(model):
    from conftest import python

    frame = pd.DataFrame({"text": TEXTS[:2], "article": [ARTICLE] * 2})
    printed = python(
        "import sys; sys.modules['pyarrow'] = None\n"
        "import pandas, mushrif\n"
        f"texts, title = {TEXTS[:2]!r}, {ARTICLE!r}\n"
        "for article in (title, {'title': title}):\n"
        "    frame = pandas.DataFrame({'text': texts, 'article': [article] * 2, 'author': [[1], None]})\n"
        "    print(*mushrif.Model.default().score_frame(frame)['scores.off_topic'])\n"
    )
    assert printed.splitlines() == [" ".join(str(value) for value in model.score_frame(frame)["scores.off_topic"])] * 2


def test_the_column_of_the_comment_may_have_the_name_of_one_that_is_added(model):
    for frame in (pd.DataFrame({"flags": TEXTS[:2]}), pl.DataFrame({"flags": TEXTS[:2]}), pa.table({"flags": TEXTS[:2]})):
        scored = model.score_frame(frame, text="flags", columns=["flags"])
        assert names_of(scored) == ["flags"] and list(getattr(scored["flags"], "to_pylist", scored["flags"].__iter__)()) == ["", "hostile"]


def test_columns_of_one_name_that_are_not_read_stay_as_they_are(model):
    scored = model.score_frame(pd.DataFrame([["شكرا", 1, 2]], columns=["text", "x", "x"]))
    assert list(scored)[:4] == ["text", "x", "x", "scores.hostile"]


def test_the_advice_on_a_lazy_frame_works_as_written(model):
    df = pl.LazyFrame({"text": TEXTS})
    for call in (model.score_frame, model.score_arrow, mushrif.train):
        with pytest.raises(TypeError, match=r"LazyFrame.*df\.collect\(\)"):
            call(df)
    with pytest.raises(TypeError) as error:
        model.score_frame(df)
    assert isinstance(eval(str(error.value).split("give ")[1]), pl.DataFrame)


def test_a_frame_in_place_of_texts_is_refused_with_the_remedy(model):
    for frame in (pd.DataFrame({"text": TEXTS}), pl.DataFrame({"text": TEXTS}), pa.table({"text": TEXTS}), pl.LazyFrame({"text": TEXTS})):
        with pytest.raises(TypeError, match="score_frame"):
            model.score(frame)
        with pytest.raises(TypeError, match="articles is a data frame"):
            model.score(TEXTS, frame)
    with pytest.raises(TypeError, match="a dict"):
        model.score({"text": TEXTS})
    expected = [one.flags for one in model.score(TEXTS)]
    for column in (pd.Series(TEXTS), pl.Series(TEXTS), pa.array(TEXTS), pa.chunked_array([TEXTS])):
        assert [one.flags for one in model.score(column)] == expected


def test_threads_and_columns_that_make_no_sense_are_refused_with_the_remedy(model):
    frame = pd.DataFrame({"text": TEXTS})
    for call in (lambda threads: model.score(TEXTS, threads=threads), lambda threads: model.score_frame(frame, threads=threads)):
        for threads in (-1, 2**70):
            with pytest.raises(ValueError, match="threads is 1 or more, or None for one a core, not -?[0-9]"):
                call(threads)
        with pytest.raises(TypeError, match="threads"):
            call("2")
    for columns in (("flags",), ["flags"], pd.Index(["flags"]), np.array(["flags"])):
        assert list(model.score_frame(frame, columns=columns)) == ["text", "flags"]
    for call in (lambda: model.score_frame(frame, columns="flags"), lambda: model.score_arrow(pa.table(frame), columns="flags")):
        with pytest.raises(TypeError, match=r"columns is a list of names: give \['flags'\]"):
            call()


def test_a_result_of_duckdb_is_scored_as_it_is_read(model):
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        connection.sql("create table comments as select 'يا كلاب ' || i as text from range(300000) rows(i)")
        batches = pa.RecordBatchReader.from_stream(model.score_arrow(connection.sql("select text from comments"), columns=["flags"]))
        first = next(iter(batches))
        assert 0 < first.num_rows < 300_000
        assert first.num_rows + sum(batch.num_rows for batch in batches) == 300_000
        # From one connection to another, as docs/python.md has it.
        scored = model.score_arrow(connection.cursor().sql("select text from comments"), columns=["flags"])
        assert connection.sql("select count(*) from scored where flags = 'hostile'").fetchall() == [(300_000,)]
