#!/usr/bin/env python3
"""The figures of the recipe beside scikit-learn's MultinomialNB and LinearSVC, on the same comments and folds.

    cargo run --release --example train_default_model -- --scores scores.jsonl
    python3 training/compare.py scores.jsonl > comparison.md

Needs scikit-learn. Words, word pairs and character 3- to 5-grams inside words, by tf-idf for the support vector machine
and as counts for naive Bayes. Neither is tuned: the support vector machine has C = 0.1 and a loose stop for speed, and neither
balances corpora or leaves out those with one answer, as the recipe does. Out of fold: the recipe's five folds. Left out:
the whole corpus.
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
    "hostile": ["alakrot", "lebanon", "lhsab", "mpold", "osact4", "sohateful", "thsab"],
    "sectarian": ["albadi", "aref2020", "sohateful"],
    "sentiment": ["arsarcasm_v2", "arsas", "sohateful"],
}
COLUMN = {"hostile": 0, "sectarian": 1}


def figure(task, truth, scores):
    if task == "sentiment":
        return f1_score(truth, np.argmax(scores, axis=1), average="macro")
    return roc_auc_score(truth, scores)


def features(texts):
    words = CountVectorizer(ngram_range=(1, 2), min_df=3, token_pattern=r"\S+", dtype=np.float32)
    letters = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=5, dtype=np.float32)
    return hstack([words.fit_transform(texts), letters.fit_transform(texts)]).tocsr()


def scores_of(machine, task, table):
    scores = machine.decision_function(table) if hasattr(machine, "decision_function") else machine.predict_log_proba(table)
    return scores[:, 1] - scores[:, 0] if task != "sentiment" and scores.ndim == 2 else scores


def main():
    rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    source = np.array([row["label"]["source"] for row in rows])
    fold = np.array([row["fold"] for row in rows])
    counts = features([row["label"]["text"] for row in rows])
    weighed = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    machines = [("MultinomialNB", MultinomialNB, counts), ("LinearSVC", lambda: LinearSVC(C=0.1, max_iter=200, tol=1e-2), weighed)]
    for task, corpora in CORPORA.items():
        truth = np.array([
            -1 if task not in row["label"] else SENTIMENTS.index(row["label"][task]) if task == "sentiment" else int(row["label"][task])
            for row in rows
        ])
        known = truth >= 0
        found = {"Mushrif": {}}
        slot = slice(2, 5) if task == "sentiment" else COLUMN[task]
        for way in ("out_of_fold", "left_out"):
            ours = np.array([row[way] for row in rows])[:, slot]
            for corpus in corpora:
                judged = known & (source == corpus)
                found["Mushrif"][way, corpus] = figure(task, truth[judged], ours[judged])
        for name, machine, table in machines:
            found[name] = {}
            held = np.zeros((len(rows), 3) if task == "sentiment" else len(rows))
            for part in range(5):
                fitted = machine().fit(table[known & (fold != part)], truth[known & (fold != part)])
                held[fold == part] = scores_of(fitted, task, table[fold == part])
            for corpus in corpora:
                judged = known & (source == corpus)
                found[name]["out_of_fold", corpus] = figure(task, truth[judged], held[judged])
                fitted = machine().fit(table[known & (source != corpus)], truth[known & (source != corpus)])
                found[name]["left_out", corpus] = figure(task, truth[judged], scores_of(fitted, task, table[judged]))
        measure = "macro-F1" if task == "sentiment" else "AUROC"
        print(f"\n### {task.capitalize()}, {measure}: out of fold / left out\n")
        print("| corpus | " + " | ".join(found) + " |\n| --- |" + " ---: |" * len(found))
        for corpus in corpora:
            cells = [f"{values['out_of_fold', corpus]:.3f} / {values['left_out', corpus]:.3f}" for values in found.values()]
            print(f"| {corpus} | " + " | ".join(cells) + " |")
        means = [
            " / ".join(f"{np.mean([values[way, corpus] for corpus in corpora]):.3f}" for way in ("out_of_fold", "left_out"))
            for values in found.values()
        ]
        print("| **mean** | " + " | ".join(means) + " |", flush=True)


if __name__ == "__main__":
    main()
