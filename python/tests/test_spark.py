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
