#!/usr/bin/env python3
"""Extraction against trafilatura, on the same pages, on one core, in one run.

    pip install trafilatura lxml_html_clean
    cargo build --release
    python3 benches/pages.py [--rounds 3] [--archive-mib 0] [--archive-only]

Makes Arabic pages of about 8 KB and 60 KB, as WordPress sites write them, with invented words; measures both programs
as a whole on folders of them: pages a second, the best of several runs taken in turn. With --archive-mib it also makes a
web archive of that size, streams it through `extract` and `score`, and prints the peak of memory of each.
"""

import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target" / "release" / "mushrif"
WORDS = (
    "المدينة الماء الطريق المدرسة السوق الناس اليوم المجلس الجديد القديم يقول كان بعد قبل على إلى من في هذا هذه "
    "الجسر البلدية سكان الحي الشارع الكهرباء المشروع الوزارة اللجنة قرار خطة عمل وقت سنة شهر كبير صغير جيد سيئ"
).split()

PEER = """
import sys, pathlib, trafilatura
count = 0
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    trafilatura.extract(path.read_bytes(), include_comments=True)
    count += 1
"""


def words(generator, count):
    return " ".join(generator.choice(WORDS) for _ in range(count))


def page(generator, size, number):
    """A page of about `size` bytes: a third menus and boxes, a third article, a third comments."""
    parts = [
        f'<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="utf-8"><title>{words(generator, 6)} - موقع</title>'
        f'<link rel="canonical" href="https://example.org/{number}"><style>.a{{color:red}}</style></head><body>'
    ]
    length = len(parts[0].encode())

    def add(text):
        nonlocal length
        parts.append(text)
        length += len(text.encode())

    add('<nav><ul>')
    while length < size / 3:
        add(f'<li class="menu-item"><a href="/n/{number}" class="link small">{words(generator, 5)}</a> <span class="ago">منذ ساعتين</span></li>')
    add(f'</ul></nav><article><h1 class="entry-title">{words(generator, 6)}</h1><div class="entry-content">')
    while length < size * 2 / 3:
        add(f"<p>{words(generator, 40)}</p>")
    add('</div></article><div id="comments"><h2 class="comments-title">تعليقات</h2><ol class="comment-list">')
    comment = 0
    while length < size:
        comment += 1
        add(
            f'<li class="comment even depth-1" id="comment-{comment}"><article class="comment-body"><footer class="comment-meta">'
            f'<div class="comment-author vcard"><b class="fn">{words(generator, 2)}</b> <span class="says">يقول:</span></div>'
            f'<div class="comment-metadata"><a href="#comment-{comment}"><time datetime="2016-07-14T21:16:00+00:00">14 يوليو، 2016 '
            f'الساعة 9:16 م</time></a></div></footer><div class="comment-content"><p>{words(generator, 25)}</p></div>'
            f'<div class="reply"><a class="comment-reply-link" href="#">رد</a></div></article></li>'
        )
    add("</ol></div></body></html>")
    return "".join(parts).encode()


def run(command, core=0):
    """Runs a command, on one core unless that is None; its seconds and its peak of memory in MiB."""
    begin = time.perf_counter()
    pinned = [] if core is None else ["taskset", "-c", str(core)]
    child = subprocess.Popen([*pinned, *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed: {status}")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


SIZES = ((8 << 10, 2000), (60 << 10, 400))


def of_size(temporary, size, count, rounds, core=0):
    """Pages of one size a second, ours and the peer's, measured in turn; the best of each, since others use the machine."""
    generator = random.Random(size)
    folder = temporary / str(size)
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:05}.html").write_bytes(page(generator, size, number))
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(run([PROGRAM, "extract", folder, "--threads", 1], core)[0])
        theirs.append(run([sys.executable, "-c", PEER, folder], core)[0])
    return count / min(ours), count / min(theirs)


def record(number, html):
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{number}\r\nWARC-Date: 2024-05-15T08:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def archive(mebibytes, folder):
    generator = random.Random(7)
    pages = [page(generator, size, number) for number, size in enumerate([8 << 10, 60 << 10] * 50)]
    path = folder / "pages.warc"
    with path.open("wb") as file:
        number = 0
        while file.tell() < mebibytes << 20:
            file.write(record(number, pages[number % len(pages)]))
            number += 1
    for command in ("extract", "score"):
        seconds, memory = run([PROGRAM, command, path], core=None)
        print(f"{command}: {mebibytes} MiB, {number} pages in {seconds:.1f} s ({mebibytes / seconds:.0f} MiB/s), at most {memory:.0f} MiB of memory")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--archive-mib", type=int, default=0)
    parser.add_argument("--archive-only", action="store_true", help="no peer")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        temporary = pathlib.Path(temporary)
        if not arguments.archive_only:
            print("| page | mushrif, pages/s | trafilatura, pages/s | times |\n| --- | --- | --- | --- |")
            for size, count in SIZES:
                ours, theirs = of_size(temporary, size, count, arguments.rounds)
                print(f"| {size >> 10} KB | {ours:.0f} | {theirs:.0f} | {ours / theirs:.1f} |", flush=True)
        if arguments.archive_mib:
            archive(arguments.archive_mib, temporary)


if __name__ == "__main__":
    main()
