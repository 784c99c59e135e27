"""Training, retraining and evaluation, from files of labels or from labels at hand."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from . import _mushrif

Path = str | os.PathLike[str]
# Files, dicts, or a data frame.
Labels = Any


@contextlib.contextmanager
def _files(labels: Labels | None) -> Iterator[list[str]]:
    """The files of labels: paths as given, or dicts written to a temporary file."""
    if labels is None:
        yield []
        return
    if isinstance(labels, (str, os.PathLike)):
        labels = [labels]
    elif hasattr(labels, "to_dict") and hasattr(labels, "columns"):
        labels = labels.to_dict("records")
    elif hasattr(labels, "to_dicts"):
        labels = labels.to_dicts()
    labels = list[Any](labels)
    if all(isinstance(one, (str, os.PathLike)) for one in labels):
        yield [os.fspath(one) for one in labels]
        return
    descriptor, path = tempfile.mkstemp(prefix="labels-", suffix=".jsonl")
    try:
        with open(descriptor, "w", encoding="utf-8", errors="replace") as file:
            for label in labels:
                known = {name: _plain(value) for name, value in dict(label).items()}
                known = {name: value for name, value in known.items() if value is not None}
                file.write(json.dumps(known, ensure_ascii=False) + "\n")
        yield [path]
    finally:
        os.unlink(path)


def _plain(value: Any) -> Any:
    """A value as JSON has it; None where it is missing (NaN, NaT, NA)."""
    if hasattr(value, "item"):
        value = value.item()
    is_nan = isinstance(value, float) and value != value
    return None if is_nan or type(value).__name__ in ("NAType", "NaTType") else value


def train(
    labels: Labels,
    *,
    name: str = "model",
    parameters: Mapping[str, Any] | None = None,
    counts: _mushrif.Counts | None = None,
    threads: int | None = None,
    strict: bool = False,
) -> _mushrif.Model:
    """Trains a model.

    `labels` are label files, or dicts with "text" and what is known of "hostile", "sectarian", "off_topic" (booleans),
    "sentiment", "article" and "source"; also a data frame of such columns. `parameters` are those of the fit that differ from
    the default model's. `counts`, empty `Counts`, become those of the model, for exact retraining and forgetting.

    Raises `TrainingError` where nothing can be learnt; lines that cannot be used are an `InputWarning`, or with `strict` an
    `InputError`.
    """
    changed = None if parameters is None else json.dumps(parameters)
    with _files(labels) as files:
        return _mushrif.train(files, name, changed, counts, threads, strict)


def retrain(
    labels: Labels | None,
    *,
    model: _mushrif.Model | None = None,
    name: str = "model",
    weight: int = 1,
    counts: _mushrif.Counts | None = None,
    forget: Labels | None = None,
    force: bool = False,
    threads: int | None = None,
    strict: bool = False,
) -> _mushrif.Model:
    """A model, the default one if none is given, with new labels added.

    Each new label counts `weight` times. With the full `counts` of the model the result is that of training on all
    labels, and the comments of `forget` are taken out of it. Raises `WorseModelError` where the new model is worse on the
    new labels, unless `force`; `counts` are then as before.
    """
    model = _mushrif.Model.default() if model is None else model
    with _files(labels) as files, _files(forget) as forgotten:
        return _mushrif.retrain(model, files, name, weight, counts, forgotten, force, threads, strict)


class Evaluation(dict[str, Any]):
    """The figures of an evaluation: a dict, as ``mushrif evaluate --format json`` prints it; printed, a table."""

    def __init__(self, figures: dict[str, Any], table: str, html: str) -> None:
        super().__init__(figures)
        self.table = table
        self.html = html

    def __str__(self) -> str:
        return self.table

    def _repr_html_(self) -> str:
        return self.html


def evaluate(
    labels: Labels,
    *,
    model: _mushrif.Model | None = None,
    cross_validate: int | None = None,
    leave_one_source_out: bool = False,
    mistakes: int = 5,
    strict: bool = False,
) -> Evaluation:
    """How good a model, the default one if none is given, is on labels.

    With `cross_validate` (2 to 50) each such part of the labels is judged by a model of the others, with
    `leave_one_source_out` each source.
    """
    if cross_validate is not None or leave_one_source_out:
        if model is not None or (cross_validate is not None and leave_one_source_out):
            raise ValueError("give one of model, cross_validate and leave_one_source_out")
        if cross_validate is not None and not 2 <= cross_validate <= 50:
            raise ValueError("cross_validate is 2 to 50")
    elif model is None:
        model = _mushrif.Model.default()
    with _files(labels) as files:
        return Evaluation(*_mushrif.evaluate(model, files, cross_validate, mistakes, strict))
