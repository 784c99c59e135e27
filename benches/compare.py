#!/usr/bin/env python3
"""Measures Mushrif against fastText, scikit-learn and trafilatura: one machine, one run, the same cores for all.

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install fasttext-wheel scikit-learn trafilatura lxml_html_clean
    cargo build --release --bin mushrif --example scoring_alone
    /tmp/peers/bin/python benches/compare.py --labels LABELS.jsonl... --comments COMMENTS.jsonl... \
        [--largest] [--table benches/table.md] [--plot benches/growth.svg]

LABELS are JSON Lines with "text" and "hostile"; the peers are trained on them (fastText with word pairs and character
runs of two to five, as its users do; scikit-learn's MultinomialNB on the same kinds of features). COMMENTS are JSON Lines
with "text", of which `once.py` makes 200,000 that come once, as a day of a site has them: the figures that lead. Beside them
stands what 20,000 of these make that are repeated, whose words are all remembered; growth is measured on those too. Nothing
is written into the repository unless it is asked for.

The whole program is a process from file to file, its start and its model included; its memory is the peak that the
system reports for it (never less than what this program holds when it begins it, some 20 MiB). Scoring alone is done in memory on one core, and counted in processor time, which other programs
on the machine cannot stretch. Each figure is the median of several rounds, in which all take turns.
"""

import argparse
import datetime
import itertools
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Comments that come once.
COMMENTS = 200_000
# What the peers, which are slower, score of them, and what is repeated.
FEWER = 20_000
ROUNDS = 3
AGAIN = "Mushrif, comments again and again"


# What a peer does, each in a process of its own: `compare.py --peer NAME MODEL IN OUT`, or without OUT, in memory.


def texts_of(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield " ".join(json.loads(line)["text"].split())


def fasttext_answers(model):
    import fasttext

    model = fasttext.load_model(model)
    return lambda texts: [dict(zip(*answer)) for answer in zip(*model.predict(texts, k=2))]


def sklearn_answers(model):
    import pickle

    features, classifier = pickle.loads(pathlib.Path(model).read_bytes())
    return lambda texts: [
        {"hostile": float(row[1])} for row in classifier.predict_proba(features.transform(texts))
    ]


PEERS = {"fastText": fasttext_answers, "scikit-learn": sklearn_answers}


def peer(name, model, source, target=None):
    answers = PEERS[name](model)
    texts = texts_of(source)
    if target is None:
        texts = list(texts)
        begin = time.process_time()
        answers(texts)
        print(len(texts) / (time.process_time() - begin))
        return
    with open(target, "w", encoding="utf-8") as out:
        while batch := list(itertools.islice(texts, 4096)):
            for text, answer in zip(batch, answers(batch)):
                scores = {label: round(float(value), 4) for label, value in answer.items()}
                out.write(json.dumps({"text": text, "scores": scores}, ensure_ascii=False) + "\n")


def train(folder, *labels):
    """Trains the peers, in a process of its own: what this one holds would be counted with each that it begins."""
    folder = pathlib.Path(folder)
    rows = []
    for path in labels:
        with open(path, encoding="utf-8") as lines:
            for label in map(json.loads, lines):
                if label.get("hostile") is not None:
                    rows.append((" ".join(label["text"].split()), bool(label["hostile"])))
    import fasttext
    import pickle
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_union

    examples = folder / "train.txt"
    examples.write_text("".join(f"__label__{'hostile' if hostile else 'other'} {text}\n" for text, hostile in rows))
    model = fasttext.train_supervised(str(examples), wordNgrams=2, minn=2, maxn=5, verbose=0)
    model.save_model(str(folder / "fasttext.bin"))
    features = make_union(
        HashingVectorizer(ngram_range=(1, 2), alternate_sign=False),
        HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), alternate_sign=False),
    )
    texts, answers = zip(*rows)
    classifier = MultinomialNB().fit(features.transform(texts), answers)
    (folder / "sklearn.pickle").write_bytes(pickle.dumps((features, classifier)))


# Measuring.


def run(command, cores, out=None):
    """Runs a command on these cores: seconds, and mebibytes at its peak."""
    environment = os.environ | {name: str(len(cores)) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    begin = time.perf_counter()
    child = subprocess.Popen(
        [str(part) for part in command],
        stdout=out or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{command[0]} failed: {errors.decode()}")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def mushrif(options, source, target, cores):
    # The system writes a file out at once where another takes its place by renaming.
    target.unlink(missing_ok=True)
    return run([options.mushrif, "score", "--threads", len(cores), source, "-o", target], cores)


def as_peer(name, model, source, target, cores):
    return run([sys.executable, __file__, "--peer", name, model, source, target], cores)


def rate_printed(command, core, read=float):
    """What a command says of itself, on one core."""
    with tempfile.TemporaryFile() as out:
        run(command, {core}, out)
        out.seek(0)
        return read(out.read())


def repeated(source, count, target):
    """The lines of a file, over and over in another order each time, until there are so many."""
    with open(source, "rb") as lines:
        lines = lines.readlines()
    shuffled = random.Random(count)
    with open(target, "wb") as out:
        for begin in range(0, count, len(lines)):
            out.writelines(lines[: count - begin])
            shuffled.shuffle(lines)
    return target


def whole_program(options, models, folder, cores):
    """Comments a second and peak memory of each, from file to file."""
    again = repeated(options.fewer, COMMENTS, folder / "again.jsonl")
    target = folder / "scored.jsonl"
    found = {}
    for _ in range(ROUNDS):
        for name, count, measure in [
            ("Mushrif", COMMENTS, lambda: mushrif(options, options.once, target, cores)),
            (AGAIN, COMMENTS, lambda: mushrif(options, again, target, cores)),
            *[
                (name, FEWER, lambda name=name: as_peer(name, models[name], options.fewer, target, cores))
                for name in PEERS
            ],
        ]:
            seconds, memory = measure()
            found.setdefault(name, []).append((count / seconds, memory))
    return {name: tuple(map(statistics.median, zip(*rounds))) for name, rounds in found.items()}


def scoring_alone(options, models, core):
    """Comments a second of processor time of each, in memory, on one core."""
    found = {}
    for _ in range(ROUNDS):
        said = rate_printed([options.alone, options.once, "--seconds", "0"], core, json.loads)
        found.setdefault("Mushrif", []).append(said["first_pass_comments_a_second"])
        said = rate_printed([options.alone, options.fewer, "--seconds", "3"], core, json.loads)
        found.setdefault("Mushrif, words never met before", []).append(said["first_pass_comments_a_second"])
        found.setdefault(AGAIN, []).append(said["later_comments_a_second"])
        for name in PEERS:
            command = [sys.executable, __file__, "--peer", name, models[name], options.fewer]
            found.setdefault(name, []).append(rate_printed(command, core))
    return {name: statistics.median(rounds) for name, rounds in found.items()}


def one_comment(options, folder, core):
    """Milliseconds from the start of the program to its end, for one comment."""
    source = folder / "one.jsonl"
    source.write_text('{"text": "شكرا على هذا المقال الجميل"}\n', encoding="utf-8")
    times = [run([options.mushrif, "score", source], {core})[0] for _ in range(21)]
    return 1000 * statistics.median(times)


def growth(options, folder, cores):
    """Seconds and memory over the number of comments, and comments a second over the number of cores."""
    sizes = [4_000, 10_000, 40_000, 100_000, 400_000, 1_000_000, 4_000_000]
    sizes += [10_000_000] if options.largest else []
    target = folder / "scored.jsonl"
    over_size = []
    for size in sizes:
        source = repeated(options.fewer, size, folder / "growing.jsonl")
        rounds = [mushrif(options, source, target, cores) for _ in range(ROUNDS if size <= 400_000 else 1)]
        over_size.append((size, statistics.median(r[0] for r in rounds), statistics.median(r[1] for r in rounds)))
    order = sorted(cores)
    over_cores = {count: [] for count in range(1, len(order) + 1)}
    for _ in range(ROUNDS):
        for count, rounds in over_cores.items():
            rounds.append(COMMENTS / mushrif(options, options.once, target, set(order[:count]))[0])
    return over_size, {count: statistics.median(rounds) for count, rounds in over_cores.items()}


def extraction(folder, core):
    """Pages a second of both over the pages that `pages.py` makes, by its measure."""
    import pages

    folder.mkdir()
    return {f"{size >> 10} KB": pages.of_size(folder, size, count, ROUNDS, core) for size, count in pages.SIZES}


# Showing.


def machine(cores):
    names = [line for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    name = names[0].split(":")[1].strip() if names else "a processor"
    return f"{name}, {len(cores)} cores, {datetime.date.today().isoformat()}"


def table(cores, whole, alone, first, over_size, over_cores, extracted):
    times = lambda value, name: "" if name.startswith("Mushrif") else f"{value:,.0f} ×"
    lines = [
        f"{machine(cores)}; by `benches/compare.py`. Each comment comes once, unless it says again and again.",
        "",
        f"| whole program, {len(cores)} cores, from file to file | comments a second | memory | Mushrif is |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, (rate, memory) in whole.items():
        lines.append(f"| {name} | {rate:,.0f} | {memory:,.0f} MiB | {times(whole['Mushrif'][0] / rate, name)} |")
    lines += ["", "| scoring alone, one core, in memory | comments a second | Mushrif is |", "| --- | ---: | ---: |"]
    for name, rate in alone.items():
        lines.append(f"| {name} | {rate:,.0f} | {times(alone['Mushrif'] / rate, name)} |")
    if extracted:
        lines += ["", "| pages, one core, a second | Mushrif | trafilatura | Mushrif is |", "| --- | ---: | ---: | ---: |"]
        for name, (ours, theirs) in extracted.items():
            lines.append(f"| {name} | {ours:,.0f} | {theirs:,.0f} | {ours / theirs:,.0f} × |")
    lines += ["", "| `mushrif score` on, again and again | seconds | memory |", "| ---: | ---: | ---: |"]
    lines.append(f"| 1 comment | {first / 1000:.3f} | |")
    lines += [f"| {size:,} comments | {seconds:.2f} | {memory:,.0f} MiB |" for size, seconds, memory in over_size]
    one = over_cores[1]
    lines += ["", "| cores, comments that come once | comments a second | of one core's |", "| ---: | ---: | ---: |"]
    lines += [f"| {count} | {rate:,.0f} | {rate / one:.2f} |" for count, rate in over_cores.items()]
    return "\n".join(lines) + "\n"


def plot(over_size, over_cores):
    """Cost over size, both axes in powers of ten, and the rate over cores, as SVG."""
    from math import log10

    left, top, width, height = 70, 40, 360, 260
    decades = (3, 8), (-2, 3)
    x = lambda size: left + width * (log10(size) - decades[0][0]) / (decades[0][1] - decades[0][0])
    y = lambda value: top + height * (decades[1][1] - log10(value)) / (decades[1][1] - decades[1][0])
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="860" height="360" font-family="sans-serif" font-size="12">',
        '<rect width="860" height="360" fill="white"/>',
        f'<text x="{left}" y="24">mushrif score: seconds over comments</text>',
    ]
    for power in range(decades[0][0], decades[0][1] + 1):
        at = x(10**power)
        parts.append(f'<path d="M{at:.0f} {top}v{height}" stroke="#ddd"/>')
        parts.append(f'<text x="{at:.0f}" y="{top + height + 18}" text-anchor="middle">10^{power}</text>')
    for power in range(decades[1][0], decades[1][1] + 1):
        at = y(10**power)
        parts.append(f'<path d="M{left} {at:.0f}h{width}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 8}" y="{at + 4:.0f}" text-anchor="end">10^{power}</text>')
    largest, seconds, _ = over_size[-1]
    proportional = [(size, seconds * size / largest) for size in (over_size[0][0], largest)]
    line = lambda points: " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in points)
    parts.append(f'<polyline points="{line(proportional)}" fill="none" stroke="#999" stroke-dasharray="5 4"/>')
    parts.append(f'<polyline points="{line([row[:2] for row in over_size])}" fill="none" stroke="#06c" stroke-width="2"/>')
    parts += [f'<circle cx="{x(size):.1f}" cy="{y(value):.1f}" r="3" fill="#06c"/>' for size, value, _ in over_size]
    parts.append(f'<text x="{left + 10}" y="{top + 16}" fill="#999">dashed: proportional to the largest</text>')
    begin, step = 520, 300 / len(over_cores)
    most = max(over_cores[1] * len(over_cores), *over_cores.values())
    parts.append(f'<text x="{begin}" y="24">comments a second over cores</text>')
    for count, rate in over_cores.items():
        at, tall = begin + step * (count - 1), height * rate / most
        ideal = height * over_cores[1] * count / most
        parts.append(f'<rect x="{at:.0f}" y="{top + height - tall:.0f}" width="{step * 0.7:.0f}" height="{tall:.0f}" fill="#06c"/>')
        parts.append(f'<path d="M{at:.0f} {top + height - ideal:.0f}h{step * 0.7:.0f}" stroke="#999" stroke-dasharray="5 4"/>')
        parts.append(f'<text x="{at + step * 0.35:.0f}" y="{top + height + 18}" text-anchor="middle">{count}: {rate:,.0f}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def main():
    if sys.argv[1:2] == ["--peer"]:
        return peer(*sys.argv[2:])
    if sys.argv[1:2] == ["--train-peers"]:
        return train(*sys.argv[2:])
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--labels", nargs="+", required=True, metavar="FILE")
    options.add_argument("--comments", nargs="+", required=True, metavar="FILE")
    options.add_argument("--mushrif", default=ROOT / "target/release/mushrif", metavar="FILE")
    options.add_argument("--alone", default=ROOT / "target/release/examples/scoring_alone", metavar="FILE")
    options.add_argument("--models", metavar="FOLDER", help="where the peers' models are kept from run to run")
    options.add_argument("--largest", action="store_true", help="ten million comments as well: 3 GB of disk, twice")
    options.add_argument("--table", metavar="FILE")
    options.add_argument("--plot", metavar="FILE")
    options = options.parse_args()
    cores = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        options.once, options.fewer = folder / "once.jsonl", folder / "fewer.jsonl"
        # By a process of its own: a program that this one begins is said to have held at least what this one holds.
        run([sys.executable, ROOT / "benches/once.py", "--count", COMMENTS, "-o", options.once, *options.comments], cores)
        with open(options.once, "rb") as lines, open(options.fewer, "wb") as fewer:
            fewer.writelines(itertools.islice(lines, FEWER))
        kept = pathlib.Path(options.models or folder)
        models = {"fastText": kept / "fasttext.bin", "scikit-learn": kept / "sklearn.pickle"}
        if not all(model.exists() for model in models.values()):
            run([sys.executable, __file__, "--train-peers", kept, *options.labels], cores)
        alone = scoring_alone(options, models, min(cores))
        whole = whole_program(options, models, folder, cores)
        first = one_comment(options, folder, min(cores))
        extracted = extraction(folder / "pages", min(cores))
        over_size, over_cores = growth(options, folder, cores)
    shown = table(cores, whole, alone, first, over_size, over_cores, extracted)
    print(shown)
    if options.table:
        pathlib.Path(options.table).write_text(shown, encoding="utf-8")
    if options.plot:
        pathlib.Path(options.plot).write_text(plot(over_size, over_cores), encoding="utf-8")


if __name__ == "__main__":
    main()
