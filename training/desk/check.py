#!/usr/bin/env python3
"""Does every label under training/desk find its text?

usage: check.py [CORPORA]

CORPORA is the directory of the corpora; without it MUSHRIF_CORPORA, else ../shared/corpora beside the repository. The
directory `unlabelled` beside it is read too. Prints counts and the self-consistency of the two readings. Exit status: 0, or
1 if over 0.5 % of the hashes find no text, or if the label files contradict themselves.
"""

import collections
import hashlib
import json
import os
import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
# The code points of the Unicode property White_Space. Python's own \s has four control characters more.
SPACE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
MISSING = 0.005
FLAGS = ("hostile", "sectarian", "off_topic")
LABELS = FLAGS + ("sentiment",)


def normal_form(text):
    """Normalisation v1: NFC, every run of white space to one space, trimmed. Frozen."""
    return SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def digest(text):
    return hashlib.sha256(normal_form(text).encode("utf-8")).hexdigest()


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def kappa(pairs):
    """Cohen's kappa of pairs of answers."""
    n = len(pairs)
    first, second = (collections.Counter(side) for side in zip(*pairs))
    observed = sum(a == b for a, b in pairs) / n
    expected = sum(first[answer] * second[answer] for answer in first) / n**2
    return (observed - expected) / (1 - expected) if expected < 1 else float("nan")


def faults(rows, corrections):
    """What is wrong with the files in themselves."""
    hashes = [row["sha256"] for row in rows]
    if hashes != sorted(set(hashes)):
        yield "labels.jsonl: the hashes are not sorted, or one stands twice"
    for row in rows:
        name = f"labels.jsonl, {row['sha256'][:12]}"
        if any(not isinstance(row.get(flag, True), bool) for flag in FLAGS):
            yield f"{name}: a flag is neither true nor false"
        if row.get("sentiment", "neutral") not in ("positive", "neutral", "negative"):
            yield f"{name}: sentiment {row['sentiment']!r}"
        if row.get("sectarian") and not row.get("hostile"):
            yield f"{name}: sectarian, but not hostile"
        if "target" in row and (row["target"] != "authority" or not row.get("hostile")):
            yield f"{name}: target {row['target']!r}"
        if "text" in row:
            yield f"{name}: the text of a comment"
    by_hash = {row["sha256"]: row for row in rows}
    for correction in corrections:
        for label, (_, after) in correction["changed"].items():
            if by_hash.get(correction["sha256"], {}).get(label, "unknown") != after:
                yield f"corrections.jsonl, {correction['sha256'][:12]}: {label} is not {after!r} in labels.jsonl"


def agreement(rows, corrections):
    """The first reading, before corrections, against the second."""
    before = {c["sha256"]: {label: old for label, (old, _) in c["changed"].items()} for c in corrections}
    twice = [row for row in rows if "second" in row]
    print(f"read twice: {len(twice)}")
    for label in LABELS:
        pairs = []
        for row in twice:
            first = before.get(row["sha256"], {}).get(label, row.get(label, "unknown"))
            pairs.append((first, row["second"].get(label, "unknown")))
        known = [pair for pair in pairs if "unknown" not in pair]
        same = sum(a == b for a, b in known) / len(known)
        print(f"  {label}: {len(known)} known to both, the same {same:.3f}, kappa {kappa(known):.3f}")


def main():
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("MUSHRIF_CORPORA")
    corpora = pathlib.Path(given) if given else HERE.parents[1] / ".." / "shared" / "corpora"
    files = sorted(corpora.glob("*.jsonl")) + sorted((corpora / ".." / "unlabelled").glob("*.jsonl"))
    if not files:
        sys.exit(f"check.py: {corpora}: no corpora there; give their directory, or set MUSHRIF_CORPORA")
    rows, corrections = read(HERE / "labels.jsonl"), read(HERE / "corrections.jsonl")

    wanted, found, texts = {row["sha256"] for row in rows}, collections.defaultdict(set), 0
    for path in files:
        for number, row in enumerate(read(path), 1):
            if not isinstance(row.get("text"), str):
                sys.exit(f"check.py: {path}, line {number}: no text")
            texts += 1
            name = digest(row["text"])
            if name in wanted:
                found[name].add(path.stem)

    missing = [row for row in rows if row["sha256"] not in found]
    elsewhere = [row for row in rows if row["sha256"] in found and row["source"] not in found[row["sha256"]]]
    print(f"{len(files)} files, {texts} texts; {len(rows)} labels, {len(missing)} without a text")
    print(f"in several files: {sum(len(stems) > 1 for stems in found.values())}; not in the file named: {len(elsewhere)}")
    for label in LABELS:
        print(f"  {label}: {dict(collections.Counter(str(row.get(label, 'unknown')).lower() for row in rows))}")
    print(f"  source: {dict(collections.Counter(row['source'] for row in rows).most_common())}")
    agreement(rows, corrections)

    wrong = list(faults(rows, corrections))
    if "desk" in {stem for stems in found.values() for stem in stems}:
        wrong.append("a text stands in desk.jsonl too, which these labels are judged on")
    for fault in wrong:
        print(f"check.py: {fault}", file=sys.stderr)
    if len(missing) > MISSING * len(rows):
        print(f"check.py: {len(missing)} hashes find no text (first {missing[0]['sha256']}, of {missing[0]['source']}); "
              f"are the corpora those of training/corpora.toml?", file=sys.stderr)
        wrong.append("texts missing")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
