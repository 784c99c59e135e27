"""Training, retraining and evaluation, from files of labels or from labels at hand."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from . import _mushrif
from ._texts import is_missing, whole

Path = str | os.PathLike[str]
# Files, dicts, or a data frame.
Labels = Any
# Paths of label files; and the name in messages where they hold labels at hand.
LabelFiles = tuple[list[str], str | None]

FLAGS = ("hostile", "sectarian", "off_topic")


@contextlib.contextmanager
def _files(labels: Labels | None, name: str = "labels") -> Iterator[LabelFiles]:
    """The files of labels as given; or a temporary one of the labels at hand, and the name that its rows have in messages."""
    given = _listed(labels, name)
    if all(isinstance(one, (str, os.PathLike)) for one in given):
        yield [os.fspath(one) for one in given], None
        return
    descriptor, path = tempfile.mkstemp(prefix="labels-", suffix=".jsonl")
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            for row, label in enumerate(given):
                if not isinstance(label, Mapping):
                    kind = type(label).__name__
                    raise TypeError(f'{name}, row {row}: a label is a dict such as {{"text": "…", "hostile": True}}, not {kind}')
                known = {field: _plain(field, value) for field, value in label.items()}
                known = {field: value for field, value in known.items() if value is not None}
                # What is no JSON, such as a date, is in no field of a label.
                file.write(whole(json.dumps(known, ensure_ascii=False, default=str)) + "\n")
        yield [path], name
    finally:
        os.unlink(path)


def _listed(labels: Labels | None, name: str) -> list[Any]:
    """Labels as a list, of paths or of dicts; of a data frame its rows."""
    if labels is None:
        return []
    if isinstance(labels, (str, os.PathLike)):
        return [labels]
    if isinstance(labels, Mapping):
        raise TypeError(f"{name} is a list of dicts; for one label give [label]")
    if type(labels).__name__ == "LazyFrame":
        raise TypeError(f"{name} is a LazyFrame, which has no rows yet: give df.collect()")
    for method in ("to_pylist", "to_dicts"):
        if hasattr(labels, method):
            return list(getattr(labels, method)())
    if hasattr(labels, "to_dict") and hasattr(labels, "columns"):
        return list(labels.to_dict("records"))
    return list(labels)


def _plain(field: str, value: Any) -> Any:
    """A value as JSON has it, 1 and 0 of a flag as true and false; None where it is missing (NaN, NaT, NA)."""
    if hasattr(value, "as_py"):
        value = value.as_py()
    elif hasattr(value, "item") and getattr(value, "shape", ()) == ():
        value = value.item()
    if is_missing(value):
        return None
    return bool(value) if field in FLAGS and isinstance(value, (int, float)) and value in (0, 1) else value


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
    "sentiment", "article" and "source"; also a data frame of such columns. A boolean may be 1 or 0, a float too; None, NaN and
    what is left out are unknown. `parameters` are those of the fit that differ from
    the default model's. `counts`, empty `Counts`, become those of the model, for exact retraining and forgetting.

    Raises `TrainingError` where nothing can be learnt, `InputError` where nothing can be read, `ValueError` for unknown
    parameters. Labels that cannot be used are an `InputWarning`, or with `strict` an `InputError`, that names file and line; of
    dicts and frames it says "labels, row 3", counted from 0.
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
    labels, and the comments of `forget`, labels of which only the text matters, are taken out of it. Thresholds are found
    anew: those of `with_policy` are not taken over. Raises `WorseModelError` where the new model is worse on the new labels,
    unless `force`, `InputError` where there is no new label and nothing to forget that was counted, `CountsError` where `counts`
    cannot be used; `counts` are then as before. For labels that cannot be used see `train`.
    """
    model = _mushrif.Model.default() if model is None else model
    with _files(labels) as files, _files(forget, "forget") as forgotten:
        return _mushrif.retrain(model, files, name, weight, counts, forgotten, force, threads, strict)


class Evaluation(dict[str, Any]):
    """The figures of an evaluation: a dict, as ``mushrif evaluate --format json`` prints it; printed, a table.

    `table` is that table, `html` a page of its own, to be written to a file.
    """

    def __init__(self, figures: dict[str, Any], table: str, html: str) -> None:
        super().__init__(figures)
        self.table = table
        self.html = html

    def __str__(self) -> str:
        return self.table

    def _repr_html_(self) -> str:
        """The page in a frame of its own, so that its style is not that of the notebook."""
        return f'<iframe srcdoc="{escape(self.html)}" sandbox style="width: 100%; height: 45rem; border: 0"></iframe>'


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
    `leave_one_source_out` each source. `mistakes` is how many of the worst the report keeps a label.

    Raises `ValueError` where these contradict each other, `InputError` where nothing can be read; labels that cannot be used
    are an `InputWarning`, or with `strict` an `InputError`.
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
