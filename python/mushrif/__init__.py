"""Mushrif finds, times and classifies the readers' comments of Arabic news pages: offline, fast, every decision explained.

>>> import mushrif
>>> model = mushrif.Model.default()
>>> model.score(["مقال جميل، شكرا للكاتب", "يا حمار انت وهو، كلكم لصوص وكلاب"])[1].flags
('hostile',)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ._labels import Evaluation, evaluate, retrain, train
from ._mushrif import (
    ArrowStream,
    Counts,
    CountsError,
    InputError,
    InputWarning,
    Model,
    ModelError,
    MushrifError,
    Page,
    PageError,
    Pages,
    Prediction,
    Sentiment,
    TimeError,
    TrainingError,
    WorseModelError,
    __version__,
    read_time,
)
from ._pages import extract, extract_warc

__all__ = [
    "ArrowStream",
    "Counts",
    "CountsError",
    "Evaluation",
    "InputError",
    "InputWarning",
    "Model",
    "ModelError",
    "MushrifError",
    "Page",
    "PageError",
    "Pages",
    "Prediction",
    "Sentiment",
    "TimeError",
    "TrainingError",
    "WorseModelError",
    "__version__",
    "evaluate",
    "explain",
    "extract",
    "extract_warc",
    "read_time",
    "retrain",
    "score",
    "train",
]


def score(
    texts: Iterable[str | None], articles: str | Iterable[str | None] | None = None, *, threads: int | None = None
) -> list[Prediction]:
    """Scores texts with the default model: a list with a `Prediction` each, in their order; see `Model.score`."""
    return Model.default().score(texts, articles, threads)


def explain(text: str, article: str | None = None) -> dict[str, Any]:
    """The words that decided the default model's scores of a text, with their weights in log-odds; see `Model.explain`."""
    return Model.default().explain(text, article)
