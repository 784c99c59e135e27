"""Comments a second from Python, on one core, beside fastText's module and scikit-learn, and a data frame on all cores.

    python benches/python.py [--rows 200000] [--frame 1000000] [LABELS.jsonl ...]

needs the package built for release and, for the comparisons, fasttext and scikit-learn. The texts are those of the label
files, by default our own under training/labels, each with a number so that no two are alike. Each way is run in turn, three
times round, and the best round of each is printed, so that what else the machine does weighs on all alike. The first figure
is the rate of the library itself: `cargo run --release --example scoring_alone -- FILE`, whose output is given with
`--library`; without it the Arrow column is taken for it.
"""

import argparse
import json
import pathlib
import tempfile
import time

import pyarrow as pa

import mushrif

ROOT = pathlib.Path(__file__).resolve().parents[1]


def fasttext(labels):
    """fastText's supervised classifier with its defaults, trained on the labels: a function of texts."""
    import fasttext

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        for text, hostile in labels:
            file.write(f"__label__{int(hostile)} {' '.join(text.split())}\n")
        file.flush()
        model = fasttext.train_supervised(file.name, verbose=0, thread=1)
    return lambda texts: model.predict([text.replace("\n", " ") for text in texts])


def sklearn(labels):
    """scikit-learn's vectorizer and multinomial naive Bayes with their defaults: a function of texts."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(CountVectorizer(), MultinomialNB()).fit(*zip(*labels))
    return model.predict_proba


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", nargs="*", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--frame", type=int, default=1_000_000)
    parser.add_argument("--write", type=pathlib.Path, help="write the texts as JSON Lines, for the library's own rate")
    arguments = parser.parse_args()
    labels = []
    for path in arguments.labels or sorted((ROOT / "training" / "labels").glob("*.jsonl")):
        with open(path, encoding="utf-8") as lines:
            found = map(json.loads, lines)
            labels.extend((one["text"], bool(one["hostile"])) for one in found if one.get("hostile") is not None)
    texts = [f"{labels[number % len(labels)][0]} {number}" for number in range(max(arguments.rows, arguments.frame))]
    few = texts[: arguments.rows]
    if arguments.write:
        lines = "\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in few)
        arguments.write.write_text(lines, encoding="utf-8")
    model, column = mushrif.Model.default(), pa.array(few)
    ways = {
        "mushrif, list of str to arrays": lambda: model.score_arrays(few, threads=1),
        "mushrif, list of str to predictions": lambda: model.score(few, threads=1),
        "mushrif, Arrow column to arrays": lambda: model.score_arrays(column, threads=1),
        "mushrif, Arrow column to Arrow": lambda: pa.table(model.score_arrow(column, threads=1)),
    }
    for name, made in (("fastText", fasttext), ("scikit-learn", sklearn)):
        try:
            predict = made(labels)
        except ImportError as error:
            print(json.dumps({"way": name, "skipped": str(error)}))
            continue
        ways[name] = lambda predict=predict: predict(few)
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(3):
        for name, way in ways.items():
            begin = time.process_time()
            way()
            best[name] = min(best[name], time.process_time() - begin)
    for name, seconds in best.items():
        print(json.dumps({"way": name, "rows": len(few), "comments_a_processor_second": round(len(few) / seconds)}))
    import pandas as pd

    for dtype in ("str", "object"):
        frame = pd.DataFrame({"text": pd.Series(texts[: arguments.frame], dtype=dtype)})
        begin = time.perf_counter(), time.process_time()
        model.score_frame(frame)
        seconds, processor = time.perf_counter() - begin[0], time.process_time() - begin[1]
        measured = {"seconds": round(seconds, 2), "processor_seconds": round(processor, 2)}
        print(json.dumps({"way": f"pandas frame, {dtype}", "rows": len(frame), **measured}))


if __name__ == "__main__":
    main()
