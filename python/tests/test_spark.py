"""Spark: the numbers of one process on the workers."""

import os
import shutil
import sys

import pytest

import mushrif
from conftest import ROOT, TEXTS

pytest.importorskip("pyspark")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)
pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").appName("mushrif").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").config("spark.driver.memory", "1g").getOrCreate()
    yield session
    session.stop()


@pytest.mark.parametrize("policy", [None, {"hostile": 0.1}])
def test_a_frame_is_scored_as_one_process_scores_it(spark, model, policy):
    model = model if policy is None else model.with_policy(thresholds=policy)
    rows = [(number, text) for number, text in enumerate([*TEXTS, None])]
    scored = mushrif_spark().score(spark.createDataFrame(rows, "id int, text string").repartition(3), model=model)
    assert scored.columns[:2] == ["id", "text"]
    found = {row["id"]: row.asDict() for row in scored.collect()}
    for (number, text), prediction in zip(rows, model.score([text for _, text in rows])):
        row = found[number]
        assert row["text"] == text and row["scores.hostile"] == prediction.hostile
        assert row["flags"] == (None if text is None else ";".join(prediction.flags))
        assert row["sentiment.label"] == (prediction.sentiment and prediction.sentiment.label)


def test_only_the_columns_that_are_named_come_from_the_workers(spark, model):
    frame = spark.createDataFrame([(7, TEXTS[1])], "id int, text string")
    scored = mushrif_spark().score(frame, columns=["flags", "scores.hostile"])
    assert scored.columns == ["id", "text", "flags", "scores.hostile"]
    assert scored.first()["scores.hostile"] == model.score([TEXTS[1]])[0].hostile
    with pytest.raises(ValueError, match="is no column of a prediction"):
        mushrif_spark().score(frame, columns=["anger"])


def test_a_model_of_ones_own_goes_to_the_workers(spark):
    from test_labels import labels

    model = mushrif.train(labels(200), name="ours")
    frame = spark.createDataFrame([(TEXTS[1], "عنوان")], "c string, a string")
    row = mushrif_spark().score(frame, text="c", article="a", model=model).first()
    assert row["model.name"] == "ours" and row["model.hash"] == model.hash
    assert row["scores.hostile"] == model.score([TEXTS[1]], "عنوان")[0].hostile


def test_pages_become_comments_and_their_columns_stay(spark):
    page = (ROOT / "examples" / "arabi21.txt").read_text(encoding="utf-8")
    rows = [("https://a.example/1", "2024-05-15", page), ("https://a.example/2", None, None), ("https://a.example/3", None, " ")]
    pages = spark.createDataFrame(rows, "url string, warc_date string, html string")
    found = mushrif_spark().extract(pages, "html", as_of="warc_date", url="url").collect()
    expected = mushrif.extract(page, as_of="2024-05-15").comments
    assert [row["body"] for row in found] == [comment["body"] for comment in expected]
    assert {row["url"] for row in found} == {"https://a.example/1"} and found[0]["warc_date"] == "2024-05-15"
    assert [row["time.earliest"] for row in found] == [comment["time"]["earliest"] for comment in expected]


def mushrif_spark():
    import mushrif.spark

    return mushrif.spark


def test_columns_that_were_not_asked_for_leave_the_users_own_of_their_names(spark):
    frame = spark.createDataFrame([(TEXTS[1], 7, "mine")], "text string, scored int, flags string")
    scored = mushrif_spark().score(frame, columns=["flags"])
    assert scored.columns == ["text", "scored", "flags"] and scored.first().asDict() == {"text": TEXTS[1], "scored": 7, "flags": "hostile"}
    with pytest.raises(TypeError, match=r"give \['flags'\]"):
        mushrif_spark().score(frame, columns="flags")


def test_the_layout_of_a_page_is_chosen_by_its_address(spark):
    from test_pages import HESPRESS

    html, url = HESPRESS.read_text(encoding="utf-8"), "https://www.hespress.com/a-1.html"
    for address in (url, None):
        pages = spark.createDataFrame([(address, html)], "address string, html string")
        found = mushrif_spark().extract(pages, "html", url="address").collect()
        expected = mushrif.extract(html, url=address).comments
        assert [(row["key"], row["body"], row["time.text"]) for row in found] == [
            (comment["key"], comment["body"], comment["time"]["text"]) for comment in expected
        ]
    assert mushrif.extract(html, url=url).comments[0]["key"] != mushrif.extract(html).comments[0]["key"]


@pytest.mark.parametrize("kind", ["date", "timestamp", "timestamp_ntz", "string", "literal", "object"])
def test_the_date_of_pages_is_a_column_of_any_kind_or_one_for_all(spark, kind):
    import datetime

    text = (ROOT / "examples" / "arabi21.txt").read_text(encoding="utf-8")
    pages = spark.createDataFrame([("2024-05-15", text), (None, text), ("", text)], "saved string, html string")
    as_of = "saved"
    if kind in ("literal", "object"):
        as_of = {"literal": "2024-05-15", "object": datetime.date(2024, 5, 15)}[kind]
    elif kind != "string":
        pages = pages.selectExpr(f"cast(nullif(saved, '') as {kind}) as saved", "html")
    found = mushrif_spark().extract(pages, "html", as_of=as_of).collect()
    for is_dated in (True, False):
        rows = [row for row in found if (bool(row["saved"])) == is_dated]
        date = "2024-05-15" if is_dated or kind in ("literal", "object") else None
        expected = [comment["time"] for comment in mushrif.extract(text, as_of=date).comments] * (1 if is_dated else 2)
        # A timestamp is a minute of that day.
        length = 10 if kind.startswith("timestamp") else None
        assert [(row["time.earliest"] or "")[:length] for row in rows] == [(time["earliest"] or "")[:length] for time in expected]


def test_what_cannot_work_is_refused_before_the_job(spark):
    extract = mushrif_spark().extract
    pages = spark.createDataFrame([("x", "y", 1, "<p>x", "15/05/2024")], "author string, Body string, n int, html string, day string")
    with pytest.raises(ValueError, match=r'that are added: author, Body; rename them before, as df.withColumnRenamed\("author", "page_author"\)'):
        extract(pages, "html")
    pages = pages.drop("author", "Body")
    for options, message in [
        ({"html": "page"}, "html='page' is no column of the frame: n, html, day"),
        ({"html": "n"}, "html='n' is a column of int, and has to be of strings or bytes"),
        ({"url": "link"}, "url='link' is no column of the frame"),
        ({"as_of": "n"}, "as_of='n' is a column of int, and has to be of dates, timestamps or strings"),
    ]:
        with pytest.raises(ValueError, match=message):
            extract(pages, **{"html": "html"} | options)
    with pytest.raises(mushrif.TimeError, match="as_of='yesterday' is no column of the frame .*write a date such as 2024-05-15"):
        extract(pages, "html", as_of="yesterday")
    with pytest.raises(mushrif.TimeError, match='the column "day" of as_of: as_of=15/05/2024: write a date such as 2024-05-15'):
        extract(pages, "html", as_of="day")


def test_what_is_set_on_a_model_of_ones_own_goes_to_the_workers(spark):
    from test_labels import labels

    model = mushrif.train(labels(200), name="ours").with_policy(thresholds={"hostile": 0.9}, priors={"hostile": 0.05})
    row = mushrif_spark().score(spark.createDataFrame([(TEXTS[1],)], "text string"), model=model).first()
    assert row["model.hash"] == model.hash and row["thresholds.hostile"] == 0.9
    assert row["scores.hostile"] == model.score([TEXTS[1]])[0].hostile
