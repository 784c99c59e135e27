#!/usr/bin/env python3
"""Comments that come once: what a day of a site, or a crawl, is.

    benches/once.py --count 200000 --seed 1 -o once.jsonl FILE.jsonl...

Takes the different values of "text" of JSON Lines files, shuffles them, and writes {"text": ...} lines. Where the files
have fewer than asked for, more are made of them: the beginning of one comment and the end of another, some of whose words
get a clitic or an ending, which makes words that were not met before. The same files, count and seed give the same bytes.
"""

import argparse
import json
import random

BEFORE = ["و", "ف", "ب", "ال", "وال", "لل"]
BEHIND = ["ها", "هم", "نا", "كم", "ين", "ات", "ية"]
# Of the words of 100,000 real comments one in eight was in none of the 100,000 before them; with this it is so of comments
# that are made of 3,000.
VARIED = 2 / 5


def texts_of(paths):
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]


def varied(texts, random):
    """A comment of two others, two words in five with something before or behind it."""
    first, second = (random.choice(texts).split() for _ in range(2))
    words = first[: (len(first) + 1) // 2] + second[len(second) // 2 :]
    for index, word in enumerate(words):
        if random.random() < VARIED:
            before, behind = random.choice(BEFORE), random.choice(BEHIND)
            words[index] = random.choice([before + word, word + behind, before + word + behind])
    return " ".join(words)


def once(paths, count, seed):
    """So many different comments, in no order."""
    shuffled = random.Random(seed)
    texts = sorted({text for text in texts_of(paths) if text.strip()})
    shuffled.shuffle(texts)
    found = dict.fromkeys(texts[:count])
    while len(found) < count:
        found[varied(texts, shuffled)] = None
    return list(found)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="+", metavar="FILE")
    options.add_argument("--count", type=int, default=200_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("-o", dest="target", required=True, metavar="FILE")
    options = options.parse_args()
    with open(options.target, "w", encoding="utf-8") as out:
        for text in once(options.files, options.count, options.seed):
            out.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
