"""Scores of lists, and the class `Prediction`."""

import math
import pickle
import threading

import numpy as np
import pytest

import mushrif
from conftest import TEXTS, predicted, scored_by_cli


def test_scores_are_those_of_the_command_line_to_the_digit(model, texts):
    expected = [predicted(record) for record in scored_by_cli([{"text": text} for text in texts])]
    assert [prediction.to_dict() for prediction in model.score(texts)] == expected


def test_scores_under_articles_are_those_of_the_command_line(model, texts):
    article = "البلدية تزرع ألف شجرة في الحي القديم"
    comments = [{"text": text, "article": article} for text in texts]
    expected = [predicted(record) for record in scored_by_cli(comments)]
    assert [one.to_dict() for one in model.score(texts, article)] == expected
    assert [one.to_dict() for one in model.score(texts, [article] * len(texts))] == expected
    assert any(one.off_topic is not None for one in model.score(texts, article))


def test_a_prediction_has_attributes_and_says_what_it_is(model):
    insult, english = model.score([TEXTS[1], TEXTS[6]])
    assert insult.flags == ("hostile",) and insult.hostile > 0.5 and insult.language == "ar"
    assert insult.sentiment.label == "negative" and insult.text == TEXTS[1] and insult.model.hash == model.hash
    assert repr(insult).startswith(f"Prediction(hostile={insult.hostile!r}, ")
    assert repr(insult.sentiment).startswith("Sentiment('negative'") or repr(insult.sentiment).startswith('Sentiment("negative"')
    assert english.hostile is None and english.sentiment is None and english.language == "en"
    assert insult == model.score([TEXTS[1]])[0] and insult != english


def test_a_notebook_shows_the_words_that_decided_right_to_left(model):
    html = model.score(["يا حمار <b>انت</b> وهو كلكم كلاب"])[0]._repr_html_()
    assert 'dir="rtl"' in html and "<mark" in html and "&lt;b&gt;" in html and "<b>انت" not in html
    assert "not judged" in model.score(["an English text of some words"])[0]._repr_html_()


def test_an_explanation_is_that_of_the_command_line(model):
    import json

    from conftest import cli

    assert model.explain(TEXTS[1]) == json.loads(cli("explain", "--json", TEXTS[1]))
    assert mushrif.explain(TEXTS[1], article="عنوان") == json.loads(cli("explain", "--json", TEXTS[1], "--article", "عنوان"))


def test_arrays_hold_the_numbers_of_the_predictions(model, texts):
    arrays = model.score_arrays(texts)
    predictions = model.score(texts)
    assert arrays["scores.hostile"].dtype == np.float64 and arrays["sentiment.label"].dtype == np.int8
    for row, prediction in enumerate(predictions):
        for flag in ("hostile", "sectarian", "off_topic"):
            value, score = getattr(prediction, flag), arrays[f"scores.{flag}"][row]
            assert math.isnan(score) if value is None else score == value
            assert arrays[f"flags.{flag}"][row] == (flag in prediction.flags)
        label = prediction.sentiment and ("negative", "neutral", "positive").index(prediction.sentiment.label)
        assert arrays["sentiment.label"][row] == (-1 if label is None else label)
    assert not arrays["missing"].any()


def test_a_missing_text_has_no_scores_and_the_others_stay_in_their_places(model):
    predictions = model.score([TEXTS[0], None, float("nan"), TEXTS[1]])
    assert predictions[1].hostile is None and predictions[1].flags == () and predictions[2].text is not None
    assert predictions[3].flags == ("hostile",)
    assert model.score_arrays([None, TEXTS[0]])["missing"].tolist() == [True, False]


def test_any_number_of_threads_gives_the_same(model, texts):
    many = texts * 20
    one = model.score_arrays(many, threads=1)
    for threads in (2, 5, None):
        other = model.score_arrays(iter(many), threads=threads)
        assert all(np.array_equal(one[name], other[name], equal_nan=True) for name in one if one[name].dtype == float)
    assert len(one["missing"]) == len(many)


def test_more_texts_than_a_block_keep_their_order(model):
    texts = [TEXTS[number % 2] for number in range((1 << 16) + 3)]
    raised = model.score_arrays(texts, [None] * len(texts))["flags.hostile"]
    assert raised.tolist() == [number % 2 == 1 for number in range(len(texts))]


def test_half_a_surrogate_pair_is_a_replacement_character(model):
    assert model.score(["يا حمار \ud83d"])[0].to_dict() == model.score(["يا حمار \ufffd"])[0].to_dict()


def test_wrong_arguments_are_named(model):
    with pytest.raises(TypeError, match=r"give \[text\]"):
        model.score("نص")
    with pytest.raises(TypeError, match="row 1: a text is a str or None, and this is int"):
        model.score(["نص", 3])
    with pytest.raises(ValueError, match="1 articles, and more comments"):
        model.score(["نص", "نص"], ["عنوان"])
    with pytest.raises(ValueError, match="more articles"):
        model.score(["نص"], ["عنوان", "عنوان"])
    with pytest.raises(ValueError, match="no flag"):
        model.with_policy(thresholds={"rude": 0.5})
    with pytest.raises(ValueError, match="not between 0 and 1"):
        model.with_policy(priors={"hostile": 2})


def test_thresholds_and_priors_are_those_of_the_command_line(model, texts):
    expected = scored_by_cli([{"text": text} for text in texts], "--threshold", "hostile=0.2", "--prior", "hostile=0.05")
    other = model.with_policy(thresholds={"hostile": 0.2}, priors={"hostile": 0.05})
    assert [one.to_dict() for one in other.score(texts)] == [predicted(record) for record in expected]
    assert other.thresholds["hostile"] == 0.2 and other.priors["hostile"] == 0.05 and model.priors["hostile"] is None


def test_a_model_is_pickled_with_its_thresholds_and_comes_from_its_file(model, tmp_path):
    other = pickle.loads(pickle.dumps(model.with_policy(thresholds={"hostile": 0.9})))
    assert other.hash == model.hash and other.thresholds["hostile"] == 0.9
    model.save(tmp_path / "a.model")
    loaded = mushrif.Model.load(tmp_path / "a.model")
    assert (loaded.name, loaded.hash, loaded.features) == (model.name, model.hash, model.features)
    assert repr(loaded) == f"<Model {model.name} {model.hash}, {model.features} features>"
    (tmp_path / "b.model").write_bytes(b"no model")
    with pytest.raises(mushrif.ModelError, match=r"b\.model: not a Mushrif model"):
        mushrif.Model.load(tmp_path / "b.model")
    with pytest.raises(mushrif.MushrifError, match="cannot be read"):
        mushrif.Model.load(tmp_path / "none.model")


def test_other_threads_run_while_texts_are_scored(model):
    texts = [f"{TEXTS[1]} {number}" for number in range(200_000)]
    ticks, done = 0, threading.Event()

    def work():
        model.score_arrays(texts, threads=1)
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    while not done.wait(0.001):
        ticks += 1
    worker.join()
    assert ticks > 5


BROKEN = "يا حمار \ud83d كلاب"
MENDED = BROKEN.replace("\ud83d", "\ufffd")


def test_half_a_surrogate_pair_is_explained_as_a_replacement_character(model):
    expected = model.explain(MENDED, article="عنوان \ufffd")
    assert model.explain(BROKEN, article="عنوان \ud83d") == expected
    prediction = model.score([BROKEN], ["عنوان \ud83d"])[0]
    assert prediction.explain() == expected and prediction.text == BROKEN
    html = prediction._repr_html_()
    assert html == model.score([MENDED], ["عنوان \ufffd"])[0]._repr_html_()
    assert "\ufffd".encode() in html.encode() and "<mark" in html
    assert mushrif.read_time("أمس \ud83d")["text"] == mushrif.read_time("أمس \ufffd")["text"]


def test_a_missing_text_has_no_explanation(model):
    for missing in (None, float("nan")):
        prediction = model.score([missing], [missing])[0]
        assert prediction.explain()["labels"] == [] and prediction._repr_html_() == "<i>no text</i>"


def test_what_is_set_on_a_model_is_in_the_file(model, texts, tmp_path):
    ours = model.with_policy(thresholds={"hostile": 0.2, "sectarian": 0.3, "off_topic": 0.9}, priors={"hostile": 0.05, "sectarian": 0.4})
    ours.save(tmp_path / "ours.model")
    for loaded in (mushrif.Model.load(tmp_path / "ours.model"), mushrif.Model.from_bytes(ours.to_bytes())):
        assert loaded.thresholds == ours.thresholds and loaded.hash != model.hash and loaded.name == model.name
        for one, two in zip(ours.score(texts), loaded.score(texts)):
            assert one.flags == two.flags and one.sentiment == two.sentiment or one.sentiment.label == two.sentiment.label
            for flag in ("hostile", "sectarian"):
                assert getattr(one, flag) == pytest.approx(getattr(two, flag), abs=1.01e-4)
    again = mushrif.Model.from_bytes(ours.to_bytes()).with_policy(priors={"hostile": 0.3})
    for one, two in zip(model.with_policy(priors={"hostile": 0.3}).score(texts), again.score(texts)):
        assert one.hostile == pytest.approx(two.hostile, abs=1.01e-4)
    for edge in (0.0, 1.0):
        edge = model.with_policy(thresholds={"hostile": edge}, priors={"hostile": edge})
        assert mushrif.Model.from_bytes(edge.to_bytes()).score(texts)[1].hostile == edge.score(texts)[1].hostile
    assert mushrif.Model.from_bytes(model.to_bytes()).hash == model.hash
    same = model.with_policy(thresholds={name: value for name, value in model.thresholds.items() if value is not None})
    assert same.to_bytes() == model.to_bytes()


def test_what_the_file_cannot_hold_is_refused_and_pickle_keeps_it(model, tmp_path):
    ours = model.with_policy(priors={"off_topic": 0.2})
    with pytest.raises(ValueError, match="of off_topic cannot be written .* with_policy"):
        ours.save(tmp_path / "ours.model")
    again = pickle.loads(pickle.dumps(ours))
    assert (again.thresholds, again.priors) == (ours.thresholds, ours.priors)
    assert not list(tmp_path.iterdir())


def test_ctrl_c_in_the_first_call_is_a_keyboard_interrupt():
    from conftest import python

    pytest.importorskip("pyarrow")
    # While texts are scored, before numpy's interface was used; and at any moment of a call.
    for texts, after in [("pyarrow.array(['يا كلاب'] * 500_000)", 0.03), *(("['نص']", 0.001 + 0.02 * step) for step in range(12))]:
        printed = python(
            "import mushrif, pyarrow, signal\n"
            f"model, texts = mushrif.Model.default(), {texts}\n"
            "signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))\n"
            "try:\n"
            f"    signal.setitimer(signal.ITIMER_REAL, {after})\n"
            "    while True: model.score_arrays(texts)\n"
            "except KeyboardInterrupt: print(len(model.score_arrays(['نص'])['missing']))\n"
        )
        assert printed.strip() == "1"


def test_arrays_are_as_the_docstring_says(model):
    text = mushrif.Model.score_arrays.__doc__
    arrays = model.score_arrays(["يا كلاب", None, "English"], "عنوان المقال")
    for name, array in arrays.items():
        assert f"`{name}`" in text and array.shape == (3,), name
    kinds = {name: str(array.dtype) for name, array in arrays.items()}
    assert kinds.pop("sentiment.label") == "int8" and kinds.pop("scored") == "uint8"
    for name, kind in kinds.items():
        assert kind == ("float64" if name.startswith(("scores.", "sentiment.")) else "bool"), name
    assert arrays["scored"].tolist()[1:] == [0, 0] and arrays["sentiment.label"].tolist()[1:] == [-1, -1]
    assert np.isnan(arrays["scores.hostile"][1:]).all()
