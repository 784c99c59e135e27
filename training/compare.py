#!/usr/bin/env python3
"""The figures of the recipe beside scikit-learn's MultinomialNB and LinearSVC, on the same comments and folds.

    cargo run --release -p mushrif-recipe -- --scores scores.jsonl
    python3 training/compare.py scores.jsonl > comparison.md

Needs scikit-learn. Words, word pairs and character 3- to 5-grams inside words, by tf-idf for the support vector machine
and as counts for naive Bayes. Neither is tuned: the support vector machine has C = 0.1 and a loose stop for speed, and neither
balances corpora or leaves out those with one answer, as the recipe does. Out of fold: the recipe's five folds. Left out:
the whole corpus. The functional sets are judged by all labels (*with* our own) and by the public corpora alone
(*without*); scikit-learn's machines flag what they think likelier than not, Mushrif by its default thresholds.
"""

import json
import sys

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

SENTIMENTS = ["negative", "neutral", "positive"]
CORPORA = {
    "hostile": [
        "alakrot", "dziriofn", "lebanon", "lhsab", "mahed1", "mpold", "osact4", "osact5", "sohateful", "thsab",
    ],
    "sectarian": ["albadi", "aref2020", "sohateful"],
    "sentiment": ["afrisenti", "arsarcasm_v2", "arsas", "mac", "sohateful"],
}
# Readers' comments labelled by our guide: of newspapers, and drawn for what they are about. Judged out of fold, and no part of
# the mean.
READERS = ["desk", "desk-newspapers", "desk-events", "desk-others"]
COLUMN = {"hostile": 0, "sectarian": 1}
AMONG = "sohateful's hostile comments alone"
OWN = "mushrif-invented"


def figure(task, truth, scores):
    if task == "sentiment":
        said = scores if scores.ndim == 1 else np.argmax(scores, axis=1)
        return f1_score(truth, said, average="macro", labels=[0, 1, 2])
    return roc_auc_score(truth, scores)


def features(texts, others):
    """The same features of both, learnt from the first."""
    words = CountVectorizer(ngram_range=(1, 2), min_df=3, token_pattern=r"\S+", dtype=np.float32)
    letters = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=5, dtype=np.float32)
    learnt = hstack([words.fit_transform(texts), letters.fit_transform(texts)]).tocsr()
    return learnt, hstack([words.transform(others), letters.transform(others)]).tocsr()


def scores_of(machine, task, table):
    scores = machine.decision_function(table) if hasattr(machine, "decision_function") else machine.predict_log_proba(table)
    return scores[:, 1] - scores[:, 0] if task != "sentiment" and scores.ndim == 2 else scores


def truth_of(rows, task):
    answers = [row["label"].get(task) for row in rows]
    return np.array([
        -1 if answer is None else SENTIMENTS.index(answer) if task == "sentiment" else int(answer) for answer in answers
    ])


def print_table(title, head, lines):
    print(f"\n### {title}\n\n| | " + " | ".join(head) + " |\n| --- |" + " ---: |" * len(head))
    for line in lines:
        print("| " + " | ".join(line) + " |")
    sys.stdout.flush()


def functional(rows, sets, machines, source):
    """What is flagged of sentences that only name people, with our own labels and without."""
    hostile = truth_of(rows, "hostile")
    hateful = truth_of(sets, "hostile") == 1
    found = {
        "Mushrif": {way: np.array([row["functional"][way] for row in sets]).T for way in ("with", "without")}
    }
    for name, machine, table, of_sets in machines:
        found[name] = {}
        for way, learnt in (("with", hostile >= 0), ("without", (hostile >= 0) & (source != OWN))):
            fitted = machine().fit(table[learnt], hostile[learnt])
            found[name][way] = (scores_of(fitted, "hostile", of_sets), fitted.predict(of_sets))
    measures = {
        "innocent flagged": lambda scores, flagged: f"{100 * np.mean(flagged[~hateful]):.1f} %",
        "hateful flagged": lambda scores, flagged: f"{100 * np.mean(flagged[hateful]):.1f} %",
        "hateful above innocent, AUROC": lambda scores, flagged: f"{roc_auc_score(hateful, scores):.3f}",
    }
    lines = [
        [name] + [" / ".join(measure(*ways[way]) for way in ("with", "without")) for ways in found.values()]
        for name, measure in measures.items()
    ]
    print_table("Functional sets: with our own labels / without", list(found), lines)


def main():
    every = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    rows = [row for row in every if "fold" in row]
    sets = [row for row in every if "functional" in row]
    source = np.array([row["label"]["source"] for row in rows])
    fold = np.array([row["fold"] for row in rows])
    counts, counts_of_sets = features([row["label"]["text"] for row in rows], [row["label"]["text"] for row in sets])
    idf = TfidfTransformer(sublinear_tf=True).fit(counts)
    machines = [
        ("MultinomialNB", MultinomialNB, counts, counts_of_sets),
        ("LinearSVC", lambda: LinearSVC(C=0.1, max_iter=200, tol=1e-2), idf.transform(counts), idf.transform(counts_of_sets)),
    ]
    for task, corpora in CORPORA.items():
        truth = truth_of(rows, task)
        known = truth >= 0
        # Among the hostile comments of one corpus, as if that were a corpus of its own.
        judged = {corpus: known & (source == corpus) for corpus in corpora}
        readers = [corpus for corpus in READERS if len(set(truth[known & (source == corpus)])) > 1]
        judged |= {corpus: known & (source == corpus) for corpus in readers}
        if task == "sectarian":
            judged[AMONG] = judged["sohateful"] & (truth_of(rows, "hostile") == 1)
        found = {"Mushrif": {}}
        for at, way in enumerate(("out_of_fold", "left_out")):
            if task == "sentiment":
                # The label that is printed; -1 for none.
                ours = np.array([SENTIMENTS.index(row["printed"][at]) if row["printed"][at] else -1 for row in rows])
            else:
                ours = np.array([row[way] for row in rows])[:, COLUMN[task]]
            for name, part in judged.items():
                found["Mushrif"][way, name] = figure(task, truth[part], ours[part])
        for name, machine, table, _ in machines:
            found[name] = {}
            held = np.zeros((len(rows), 3) if task == "sentiment" else len(rows))
            left = np.zeros_like(held)
            for part in range(5):
                fitted = machine().fit(table[known & (fold != part)], truth[known & (fold != part)])
                held[fold == part] = scores_of(fitted, task, table[fold == part])
            for corpus in corpora:
                fitted = machine().fit(table[known & (source != corpus)], truth[known & (source != corpus)])
                left[source == corpus] = scores_of(fitted, task, table[source == corpus])
            for corpus, part in judged.items():
                found[name]["out_of_fold", corpus] = figure(task, truth[part], held[part])
                if corpus not in readers:
                    found[name]["left_out", corpus] = figure(task, truth[part], left[part])
        ways = ("out_of_fold", "left_out")
        mean = {
            (name, way): np.mean([values[way, corpus] for corpus in corpora]) for name, values in found.items() for way in ways
        }
        ways_of = lambda corpus: ways[:1] if corpus in readers else ways
        line = lambda corpus: [
            " / ".join(f"{values[way, corpus]:.3f}" for way in ways_of(corpus)) for values in found.values()
        ]
        lines = [[corpus] + line(corpus) for corpus in corpora]
        lines += [["**mean**"] + [" / ".join(f"{mean[name, way]:.3f}" for way in ways) for name in found]]
        lines += [[AMONG] + line(AMONG)] if AMONG in judged else []
        lines += [[f"{corpus} (readers' comments)"] + line(corpus) for corpus in readers]
        measure = "macro-F1 (Mushrif's of the printed label)" if task == "sentiment" else "AUROC"
        print_table(f"{task.capitalize()}, {measure}: out of fold / left out", list(found), lines)
    functional(rows, sets, machines, source)


if __name__ == "__main__":
    main()
