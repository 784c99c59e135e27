"""Texts of our own for the tests, and the command line inside the package."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

import mushrif

ROOT = pathlib.Path(__file__).resolve().parents[2]

TEXTS = [
    "مقال جميل، شكرا للكاتب",
    "يا حـمـاااار انت وهو، كلكم لصوص وكلاب",
    "متى يفتح الطريق الجديد؟",
    "الله يعطيكم العافية على هذا الجهد 👏👏",
    "أسوأ خدمة رأيتها في حياتي",
    "ya 7mar enta w howa, kolokom kelab",
    "This is a comment in English about the weather.",
    "",
    "👍",
    "😡😡",
    "قال \"صحيح\" ثم سكت;\nوهذا سطر ثان",
    "12345",
    "ح.م.ا.ر كبير",
    "شكرا " * 3000,
]


@pytest.fixture(scope="session")
def model():
    return mushrif.Model.default()


@pytest.fixture(scope="session")
def texts():
    """Some hundreds of invented comments, no two alike."""
    words = ["الطريق", "المدينة", "شكرا", "كلاب", "جميل", "الحكومة", "لصوص", "المدرسة", "اليوم", "سيء", "رائع", "يا حمار"]
    made = [" ".join(words[(number * step + step) % len(words)] for step in range(1, 2 + number % 9)) for number in range(400)]
    return TEXTS + [f"{text} {number}" for number, text in enumerate(made)]


def cli(*arguments, stdin=None, status=0):
    """What the command line inside the extension prints."""
    done = subprocess.run([sys.executable, "-m", "mushrif", *map(str, arguments)], input=stdin, capture_output=True)
    assert done.returncode == status, done.stderr.decode()
    return done.stdout.decode()


def python(code):
    """Runs Python code in a process of its own; what it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def records(printed):
    """The records of JSON Lines."""
    return [json.loads(line) for line in printed.splitlines()]


def scored_by_cli(comments, *arguments):
    """The records that `mushrif score` makes of dicts."""
    lines = "\n".join(json.dumps(comment, ensure_ascii=False) for comment in comments)
    return records(cli("score", "--input", "comments", *arguments, "-", stdin=lines.encode()))


PREDICTED = ("scores", "sentiment", "flags", "uncertain", "scored", "thresholds", "model")


def predicted(record):
    """The fields of a record that a prediction adds."""
    return {name: record[name] for name in PREDICTED}


def flat(record):
    """The same with dotted names and joined lists, as tables have them."""
    found = {f"scores.{name}": value for name, value in record["scores"].items()}
    sentiment = record["sentiment"] or dict.fromkeys(("label", "negative", "neutral", "positive"))
    found.update((f"sentiment.{name}", value) for name, value in sentiment.items())
    found["flags"], found["uncertain"] = ";".join(record["flags"]), record["uncertain"]
    found["scored"] = ";".join(record["scored"])
    found.update((f"thresholds.{name}", value) for name, value in record["thresholds"].items())
    found.update((f"model.{name}", value) for name, value in record["model"].items())
    return found
