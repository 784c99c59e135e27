"""Comments a second through Spark, from Parquet to Parquet, beside one process and Spark ML's own naive Bayes.

    python benches/spark.py [--rows 100000 1000000] [--master local[2]] [LABELS.jsonl ...]

needs the package (`pip install ./python`), PySpark, pandas, pyarrow and Java. The comments are those of the label files, by
default our own under training/labels, each with a number so that no two are alike. The session is started, and each way has
scored a small file, before anything is timed. All ways write the same columns: the text, the probability of hostile, and
whether it is raised; the identity is given the two as random numbers, so that what Spark itself takes to send a batch to
Python and back and to write it is the same. `text alone` is an identity without them; `all columns` means every column of a
prediction. Prints a JSON object a measurement.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import pyarrow as pa
import pyarrow.parquet as pq

import mushrif
import mushrif.spark

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Rows of a file, which is what a task reads.
ROWS_OF_FILE = 125_000


def labelled(paths):
    """Texts and whether they are hostile."""
    labels = []
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            labels.extend(json.loads(line) for line in lines)
    return [(one["text"], bool(one["hostile"])) for one in labels if one.get("hostile") is not None]


def written(labels, rows, folder):
    """A folder of Parquet files with so many comments."""
    folder.mkdir()
    texts = [text for text, _ in labels]
    for begin in range(0, rows, ROWS_OF_FILE):
        numbers = range(begin, min(begin + ROWS_OF_FILE, rows))
        table = pa.table({"text": [f"{texts[number % len(texts)]} {number}" for number in numbers]})
        pq.write_table(table, folder / f"{begin:09}.parquet", compression="zstd")


def worker_memory():
    """The largest resident memory of a Python worker so far, in MiB (Linux); the driver and the JVM are not workers."""
    most = 0
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if b"pyspark.daemon" in (process / "cmdline").read_bytes():
                status = (process / "status").read_text()
                most = max(most, int(status.split("VmHWM:")[1].split()[0]) // 1024)
        except (OSError, IndexError):
            continue
    return most


def session(master):
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(master).appName("mushrif").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.memory", "3g").config("spark.sql.files.maxPartitionBytes", "32m")
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def ml_pipeline(spark, labels):
    """Spark ML's Tokenizer, HashingTF and NaiveBayes, fitted on the labels."""
    from pyspark.ml import Pipeline
    from pyspark.ml.classification import NaiveBayes
    from pyspark.ml.feature import HashingTF, Tokenizer

    stages = [Tokenizer(inputCol="text", outputCol="words"), HashingTF(inputCol="words", outputCol="features"), NaiveBayes()]
    frame = spark.createDataFrame([(text, float(hostile)) for text, hostile in labels], "text string, label double")
    return Pipeline(stages=stages).fit(frame)


def ways(spark, fitted):
    """The ways from a folder of Parquet to another: functions of input and output."""
    from pyspark.ml.functions import vector_to_array
    from pyspark.sql.functions import col, rand

    def same_columns(frame):
        score, flags = col("`scores.hostile`"), col("flags")
        return frame.select("text", score.alias("hostile"), flags.contains("hostile").alias("raised"))

    def unchanged(batches):
        yield from batches

    def identity(frame):
        return frame.mapInArrow(unchanged, frame.schema)

    def with_numbers(frame):
        return frame.select("text", rand().alias("hostile"), (rand() < 0.04).alias("raised"))

    def of_ml(frame):
        proba = vector_to_array(col("probability"))[1]
        return fitted.transform(frame).select("text", proba.alias("hostile"), (col("prediction") == 1.0).alias("raised"))

    def through_spark(change):
        return lambda here, there: change(spark.read.parquet(str(here))).write.parquet(str(there), compression="zstd")

    def one_process(here, there):
        there.mkdir()
        command = [sys.executable, "-m", "mushrif", "score", str(here), "-o", str(there / "scored.parquet")]
        subprocess.run(command, check=True)

    return {
        "mushrif on Spark": through_spark(lambda frame: same_columns(mushrif.spark.score(frame, columns=["scores.hostile", "flags"]))),
        "mushrif on Spark, all columns": through_spark(mushrif.spark.score),
        "identity mapInArrow": through_spark(lambda frame: identity(with_numbers(frame))),
        "identity mapInArrow, text alone": through_spark(identity),
        "Spark ML": through_spark(of_ml),
        "mushrif score, one process, all columns": one_process,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", nargs="*", type=pathlib.Path)
    parser.add_argument("--rows", nargs="+", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--rounds", type=int, default=3, help="the ways take turns; the median of each is printed")
    arguments = parser.parse_args()
    labels = labelled(arguments.labels or sorted((ROOT / "training" / "labels").glob("*.jsonl")))
    spark = session(arguments.master)
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        fitted = ml_pipeline(spark, labels)
        written(labels, 10_000, place / "small")
        for way in ways(spark, fitted).values():
            way(place / "small", place / "out")
            shutil.rmtree(place / "out")
        for rows in arguments.rows:
            written(labels, rows, place / "in")
            # The share of our own code: the same texts scored in memory, on one thread.
            texts = pq.read_table(place / "in").column("text")
            begin = time.perf_counter()
            mushrif.Model.default().score_arrays(texts, threads=1)
            alone = time.perf_counter() - begin
            measured = {"way": "in memory, one thread", "comments_a_second": round(rows / alone)}
            print(json.dumps({"rows": rows} | measured), flush=True)
            took = {name: [] for name in ways(spark, fitted)}
            memory = 0
            for _ in range(arguments.rounds):
                for name, way in ways(spark, fitted).items():
                    begin = time.perf_counter()
                    way(place / "in", place / "out")
                    took[name].append(time.perf_counter() - begin)
                    memory = max(memory, worker_memory())
                    shutil.rmtree(place / "out")
            for name, rounds in took.items():
                seconds = statistics.median(rounds)
                measured = {"rows": rows, "way": name, "seconds": round(seconds, 2), "comments_a_second": round(rows / seconds)}
                print(json.dumps(measured | {"rounds": [round(one, 2) for one in rounds]}), flush=True)
            print(json.dumps({"rows": rows, "worker_mib": memory}), flush=True)
            shutil.rmtree(place / "in")
    spark.stop()


if __name__ == "__main__":
    main()
