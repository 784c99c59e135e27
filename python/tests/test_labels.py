"""Training, retraining and evaluation."""

import json

import pytest

import mushrif
from conftest import cli


def labels(count, begin=0):
    """Invented labels that a model can learn."""
    good, bad = ["جميل", "شكرا", "رائع", "ممتاز", "أحسنت"], ["حمار", "كلاب", "لصوص", "حقير", "غبي"]
    made = []
    for number in range(begin, begin + count):
        hostile = number % 2 == 0
        words = bad if hostile else good
        text = f"{words[number % 5]} {words[(number * 3 + 1) % 5]} كلام رقم {'ا' * (number % 7)}ب{number}"
        sentiment = "negative" if hostile else ("positive", "neutral")[number % 4 == 1]
        made.append({"text": text, "hostile": hostile, "sentiment": sentiment, "source": f"s{number % 3}"})
    return made


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("labels") / "labels.jsonl"
    path.write_text("\n".join(json.dumps(label, ensure_ascii=False) for label in labels(300)), encoding="utf-8")
    return path


def test_a_model_of_a_file_or_of_dicts_is_that_of_the_command_line(file, tmp_path):
    cli("train", file, "-o", tmp_path / "ours.model")
    theirs = mushrif.Model.load(tmp_path / "ours.model")
    assert mushrif.train(file, name="ours").hash == theirs.hash
    assert mushrif.train(labels(300), name="ours", threads=1).hash == theirs.hash
    pandas = pytest.importorskip("pandas")
    assert mushrif.train(pandas.DataFrame(labels(300)), name="ours").hash == theirs.hash


def test_parameters_of_the_fit_are_taken_and_unknown_ones_named(file):
    assert mushrif.train(file, parameters={"features": 20}).features < mushrif.train(file).features
    with pytest.raises(ValueError, match="unknown field `feature`"):
        mushrif.train(file, parameters={"feature": 20})


def test_retraining_with_full_counts_gives_the_weights_of_training_on_all(file):
    counts = mushrif.Counts(key=b"0123456789abcdef")
    first = mushrif.train(labels(200), counts=counts)
    second = mushrif.retrain(labels(100, 200), model=first, counts=counts, force=True)
    whole = mushrif.train(labels(300))
    texts = [label["text"] for label in labels(20, 290)]
    assert second.features == whole.features
    raw = [model.target_scores(texts, "hostile").argsort().tolist() for model in (second, whole)]
    assert raw[0] == raw[1]


def test_comments_are_forgotten_and_counts_are_saved(tmp_path):
    counts = mushrif.Counts()
    model = mushrif.train(labels(200), counts=counts)
    counts.save(tmp_path / "a.counts")
    again = mushrif.Counts.load(tmp_path / "a.counts")
    assert again.to_bytes() == counts.to_bytes()
    less = mushrif.retrain(None, model=model, counts=again, forget=labels(20))
    assert less.hash != model.hash and again.to_bytes() != counts.to_bytes()
    with pytest.raises(ValueError, match="give counts"):
        mushrif.retrain(None, model=model, forget=labels(20))
    with pytest.raises(mushrif.CountsError):
        mushrif.Counts.load(tmp_path / "a.counts", key=b"another key of sixteen bytes")


def test_a_worse_model_is_an_exception_and_the_counts_stay():
    counts = mushrif.Counts()
    model = mushrif.train(labels(200), counts=counts)
    before = counts.to_bytes()
    swapped = [label | {"hostile": not label["hostile"]} for label in labels(200, 1000)]
    with pytest.raises(mushrif.WorseModelError, match="AUROC on the new labels"):
        mushrif.retrain(swapped, model=model, counts=counts)
    assert counts.to_bytes() == before
    assert mushrif.retrain(swapped, model=model, counts=counts, force=True).hash != model.hash


def test_lines_that_cannot_be_read_are_warnings_or_errors(tmp_path):
    path = tmp_path / "labels.jsonl"
    lines = [json.dumps(label, ensure_ascii=False) for label in labels(100)]
    path.write_text("\n".join([*lines[:50], "{no json", *lines[50:]]), encoding="utf-8")
    with pytest.warns(mushrif.InputWarning, match="labels.jsonl, line 51"):
        mushrif.train(path)
    with pytest.raises(mushrif.InputError, match="line 51"):
        mushrif.train(path, strict=True)
    with pytest.raises(mushrif.InputError, match="none.jsonl"):
        mushrif.train(tmp_path / "none.jsonl")
    with pytest.raises(mushrif.TrainingError, match="nothing could be learnt from 1 labels"):
        mushrif.train([{"text": "نص", "hostile": True}])


def test_an_evaluation_is_that_of_the_command_line(file):
    ours = mushrif.evaluate(file)
    assert ours == json.loads(cli("evaluate", file, "--format", "json"))
    assert str(ours).rstrip() == cli("evaluate", file, "--format", "table").rstrip()
    assert ours.html.startswith("<!")
    crossed = json.loads(cli("evaluate", file, "--format", "json", "--cross-validate", "3"))
    assert mushrif.evaluate(file, cross_validate=3) == crossed
    left_out = json.loads(cli("evaluate", file, "--format", "json", "--leave-one-source-out"))
    assert mushrif.evaluate(labels(300), leave_one_source_out=True)["all"] == left_out["all"]
    with pytest.raises(ValueError, match="one of model"):
        mushrif.evaluate(file, model=mushrif.Model.default(), cross_validate=3)


def test_booleans_may_be_numbers_and_labels_frames_of_any_library(file):
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    rows = labels(300)
    expected = mushrif.train(file).hash
    for number in (int, float):
        numbers = [row | {"hostile": number(row["hostile"])} for row in rows]
        for given in (numbers, pandas.DataFrame(numbers), polars.DataFrame(numbers), pyarrow.Table.from_pylist(numbers)):
            assert mushrif.train(given).hash == expected
    dates = pandas.DataFrame(rows).assign(day=pandas.Timestamp("2024-05-15"))
    assert mushrif.train(dates).hash == expected
    scalars = [{name: pyarrow.scalar(value) for name, value in row.items()} for row in rows]
    assert mushrif.train(scalars).hash == expected


def test_labels_at_hand_are_named_by_their_row_and_no_file_of_ours():
    rows = [*labels(3), {"text": "نص", "hostile": "ربما"}, *labels(100, 3), {"text": labels(1)[0]["text"], "hostile": False}]
    with pytest.raises(mushrif.InputError) as error:
        mushrif.train(rows, strict=True)
    assert str(error.value).startswith('labels, row 3: "hostile" is "ربما"') and "in labels, row 0" in str(error.value)
    assert "tmp" not in str(error.value) and ".jsonl" not in str(error.value)
    with pytest.raises(TypeError, match="labels, row 1: a label is a dict such as .*, not int"):
        mushrif.train([rows[0], 1])
    with pytest.raises(TypeError, match="labels is a list of dicts"):
        mushrif.train(rows[0])
    unnamed = [{name: value for name, value in label.items() if name != "source"} for label in labels(60)]
    report = mushrif.evaluate(unnamed)
    assert "tmp" not in json.dumps(report) and "labels-" not in json.dumps(report)
    assert all(one["place"].startswith("labels, row ") for one in report["mistakes"])


def test_forgetting_what_was_never_counted_is_an_error_that_says_so():
    counts = mushrif.Counts()
    model = mushrif.train(labels(200), counts=counts)
    before = counts.to_bytes()
    unknown = [{"text": "تعليق لم يسبق عده", "hostile": True}]
    with pytest.raises(mushrif.InputError, match="forget, row 0: this comment is not in the counts"):
        mushrif.retrain(None, model=model, counts=counts, forget=unknown)
    with pytest.warns(mushrif.InputWarning, match="forget, row 1: this comment is not in the counts"):
        less = mushrif.retrain(None, model=model, counts=counts, forget=[*labels(1), *unknown])
    assert counts.to_bytes() != before
    # The counts are those of the model whatever is set on it.
    saved = mushrif.Model.from_bytes(less.with_policy(thresholds={"hostile": 0.9}).to_bytes())
    assert saved.hash != less.hash
    assert mushrif.retrain(None, model=saved, counts=counts, forget=[labels(2)[1]]).hash != less.hash
    counts = mushrif.Counts.from_bytes(before)
    less = model
    with pytest.raises(mushrif.InputError, match="nothing to retrain on"):
        mushrif.retrain(None, model=less, counts=counts)


def test_the_report_in_a_notebook_keeps_its_style_to_itself(file):
    import html

    report = mushrif.evaluate(file)
    shown = report._repr_html_()
    assert shown.startswith("<iframe ") and shown.endswith("</iframe>") and "<style" not in shown
    assert html.unescape(shown.split('"')[1]) == report.html
