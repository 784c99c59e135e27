#!/usr/bin/env python3
"""Reads the same strings with Python's dateparser and with `mushrif time`, and prints strings a second and the ratio.

    python3 -m venv /tmp/dateparser && /tmp/dateparser/bin/pip install dateparser
    cargo build --release
    /tmp/dateparser/bin/python benches/time_against_dateparser.py [target/release/mushrif]

Both get one core's worth of work in one run: dateparser in this process, told the language and the clock, which is the
fastest way to call it; mushrif as a process from file to file, its start and the JSON included.
"""

import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime

UNITS = [("ثانية", "ثوان"), ("دقيقة", "دقائق"), ("ساعة", "ساعات"), ("يوما", "أيام"), ("شهرا", "أشهر"), ("سنة", "سنوات")]
CLOCK = datetime(2024, 5, 15, 10, 30)


def strings():
    """One and two units, before and after, as comment sections print them."""
    for number in range(3, 60):
        for index, (one, some) in enumerate(UNITS):
            unit = some if number <= 10 else one
            smaller = UNITS[index - 1][1]  # of the smallest, the largest
            yield f"منذ {number} {unit}"
            yield f"قبل {number} {unit} و 5 {smaller}"
            yield f"·منذ {number} {unit} 7 {smaller}"
            yield f"بعد {number} {unit}"


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else "target/release/mushrif"
    import dateparser

    texts = list(strings())
    settings = {"RELATIVE_BASE": CLOCK}
    dateparser.parse(texts[0], languages=["ar"], settings=settings)  # its tables are loaded on first use
    start = time.perf_counter()
    read = sum(dateparser.parse(text, languages=["ar"], settings=settings) is not None for text in texts)
    theirs = len(texts) / (time.perf_counter() - start)
    print(f"dateparser    {theirs:12,.0f} strings/s, something read in {read} of {len(texts)}")

    repeat = 500
    with tempfile.TemporaryFile() as lines, tempfile.TemporaryFile() as records:
        lines.write(("\n".join(texts) + "\n").encode() * repeat)
        lines.seek(0)
        start = time.perf_counter()
        subprocess.run([binary, "time", "--as-of", CLOCK.isoformat()], stdin=lines, stdout=records, check=True)
        ours = repeat * len(texts) / (time.perf_counter() - start)
        records.seek(0)
        read = sum(json.loads(records.readline())["direction"] is not None for _ in texts)
    print(f"mushrif time  {ours:12,.0f} strings/s, something read in {read} of {len(texts)}")
    print(f"ratio         {ours / theirs:12,.0f}")


if __name__ == "__main__":
    main()
