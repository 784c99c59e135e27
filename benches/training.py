#!/usr/bin/env python3
"""Measures how the cost of training grows with the number of labels, and that nothing else changes the model.

    cargo build --release --bin mushrif --example label_rows
    python3 benches/training.py [ROWS]... [--largest] [--words LABELS.jsonl] [--memory SIZE]... [--retrain] [--folder FOLDER]

Labels are invented (benches/label_rows.rs): 100,000 and 1,000,000 rows if nothing else is said, 10,000,000 too with
--largest, which takes 3 GB of room for the labels and as much again for counts. Each number of rows is trained on all
cores and on one, then on all with each --memory; the models must be the same bytes. --retrain adds what a thousand new
labels cost on the default model, and on the full counts of each number of rows up to a million.

Prints a Markdown table: time by the clock, processor time, and peak memory as the system reports it.
"""

import argparse
import datetime
import filecmp
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
NEW = 1_000


def measured(*arguments, output=None):
    """Runs the program: seconds by the clock, seconds of processor time, MiB at the peak."""
    begin = time.monotonic()
    process = subprocess.Popen(list(map(str, arguments)), stdout=output, stderr=subprocess.PIPE, text=True)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}: {said}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def tell(rows, how, figures):
    clock, processor, memory = figures
    row(f"{rows:,}", how, f"{clock:.1f} s", f"{processor:.1f} s", f"{memory:,.0f} MiB")


def same(one, other):
    if not filecmp.cmp(one, other, shallow=False):
        sys.exit(f"{one} and {other} differ")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", type=lambda text: int(float(text)))
    parser.add_argument("--largest", action="store_true")
    parser.add_argument("--words", type=pathlib.Path)
    parser.add_argument("--memory", action="append", default=[])
    parser.add_argument("--retrain", action="store_true")
    parser.add_argument("--folder", type=pathlib.Path)
    arguments = parser.parse_args()
    sizes = arguments.rows or [100_000, 1_000_000]
    if arguments.largest:
        sizes.append(10_000_000)
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        measure(pathlib.Path(folder), sizes, arguments)


def measure(folder, sizes, arguments):
    cores = len(os.sched_getaffinity(0))
    print(f"{datetime.date.today()}, {platform.machine()}, {cores} cores\n")
    row("labels", "with", "clock", "processor", "memory")
    row("---:", "---", "---:", "---:", "---:")
    labels, model, other = (folder / name for name in ("labels.jsonl", "m.model", "other.model"))
    new, counts = folder / "new.jsonl", folder / "m.counts"
    train = (TARGET / "mushrif", "train", labels, "--name", "m", "-o")
    retrain = (TARGET / "mushrif", "retrain", new, "--force", "-o", other)
    words = ("--words", arguments.words) if arguments.words else ()
    with open(new, "wb") as file:
        # Other rows than those trained on: the last of so many more.
        made = subprocess.Popen([TARGET / "examples/label_rows", str(max(sizes) + NEW), *words], stdout=subprocess.PIPE)
        subprocess.run(["tail", "-n", str(NEW)], stdin=made.stdout, stdout=file, check=True)
        made.wait()
    if arguments.retrain:
        tell(NEW, "`retrain` on the default model", measured(*retrain))
    for size in sizes:
        with open(labels, "wb") as file:
            measured(TARGET / "examples/label_rows", size, *words, output=file)
        tell(size, "all cores", measured(*train, model))
        tell(size, "one core", measured(*train, other, "--threads", 1))
        same(model, other)
        for memory in arguments.memory:
            tell(size, f"all cores, `--memory {memory}`", measured(*train, other, "--memory", memory))
            same(model, other)
        if arguments.retrain and size <= 1_000_000:
            tell(size, "`--counts`", measured(*train, other, "--counts", counts))
            same(model, other)
            tell(NEW, f"`retrain` on the counts of {size:,}", measured(*retrain, "--model", model, "--counts", counts))
            counts.unlink()


if __name__ == "__main__":
    main()
