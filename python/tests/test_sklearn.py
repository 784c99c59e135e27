"""scikit-learn's habits."""

import pickle
import warnings

import numpy as np
import pytest

import mushrif
from test_labels import labels

pytest.importorskip("sklearn")
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import check_estimator

from mushrif.sklearn import CommentClassifier, TextFeatures

LABELS = labels(240)
X = [label["text"] for label in LABELS]
Y = np.array([int(label["hostile"]) for label in LABELS])
MOOD = np.array([label["sentiment"] for label in LABELS])


# The checks of scikit-learn that give no array of numbers as X. The others, about fifty, do: `check_estimator` leaves
# them out itself for estimators of texts, and the tests below take their place.
CHECKS = [
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_get_params_invariance",
    "check_mixin_order",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_set_params",
    "check_valid_tag_types",
]


@pytest.mark.parametrize("estimator", [CommentClassifier(), CommentClassifier(label="sentiment"), TextFeatures()])
def test_the_checks_of_scikit_learn_pass(estimator):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert check_estimator(estimator, on_fail="raise")
    for check in CHECKS:
        getattr(estimator_checks, check)(type(estimator).__name__, estimator)


def test_a_classifier_that_was_not_fitted_says_so():
    for method in ("predict", "predict_proba", "decision_function"):
        with pytest.raises(NotFittedError):
            getattr(CommentClassifier(), method)(X)


def test_it_fits_predicts_and_says_probabilities():
    classifier = CommentClassifier().fit(X[:200], Y[:200])
    assert classifier.classes_.tolist() == [0, 1]
    proba = classifier.predict_proba(X[200:])
    assert proba.shape == (40, 2) and np.allclose(proba.sum(axis=1), 1)
    assert (classifier.predict(X[200:]) == Y[200:]).mean() > 0.9
    assert np.array_equal(classifier.decision_function(X[200:]) > 0, proba[:, 1] > 0.5)
    assert np.allclose(np.exp(classifier.predict_log_proba(X[200:])), proba)


def test_classes_keep_their_type_and_sentiment_has_three():
    words = np.where(Y == 1, "نعم", "لا")
    assert CommentClassifier().fit(X, words).predict(X[:2]).tolist() == words[:2].tolist()
    mood = CommentClassifier(label="sentiment").fit(X, MOOD)
    assert mood.classes_.tolist() == ["negative", "neutral", "positive"]
    assert (mood.predict(X) == MOOD).mean() > 0.6 and mood.decision_function(X[:2]).shape == (2, 3)


def test_parts_give_the_fit_of_the_whole():
    whole = CommentClassifier().fit(X, Y).predict_proba(X)
    parts = CommentClassifier().partial_fit(X[:100], Y[:100], classes=[0, 1])
    parts = pickle.loads(pickle.dumps(parts)).partial_fit(X[100:], Y[100:])
    # The weights are equal; the calibration is of other folds' scores.
    assert np.array_equal(np.argsort(whole[:, 1]), np.argsort(parts.predict_proba(X)[:, 1]))


def test_it_works_in_pipelines_cross_validation_and_calibration():
    assert cross_val_score(CommentClassifier(), X, Y, cv=3, scoring="roc_auc").mean() > 0.9
    calibrated = CalibratedClassifierCV(CommentClassifier(), cv=2).fit(X, Y)
    assert calibrated.predict_proba(X[:3]).shape == (3, 2)
    assert make_pipeline(CommentClassifier()).fit(X, Y).score(X, Y) > 0.9
    assert clone(CommentClassifier(parameters={"features": 20})).get_params() == {
        "label": "hostile",
        "parameters": {"features": 20},
    }


def test_features_are_a_sparse_matrix_that_other_models_take():
    matrix = TextFeatures(n_features=2**16).fit_transform(X)
    assert matrix.shape == (len(X), 2**16) and matrix.format == "csr" and matrix.has_sorted_indices
    assert np.allclose(np.sqrt(matrix.multiply(matrix).sum(axis=1)), 1)
    presence = TextFeatures(norm="presence").fit_transform(["يا حمار", "يا حِمـــااار", ""])
    assert (presence[0] != presence[1]).nnz == 0 and presence[2].nnz == 0 and set(presence.data) == {1.0}
    assert cross_val_score(make_pipeline(TextFeatures(), LogisticRegression()), X, Y, cv=3).mean() > 0.9


@pytest.mark.parametrize(
    ("texts", "values", "message"),
    [
        ("نص", [1], "not one text"),
        ([["نص"]], [1], "one dimension"),
        ([1.0, 2.0], [0, 1], "holds texts, and this is float"),
        (X[:3], [0, 1], "inconsistent numbers of samples"),
        (X[:3], [0, 1, 2], "Only binary classification"),
        (X[:3], [1, 1, 1], "only one class"),
        ([], [], "0 sample"),
    ],
)
def test_what_cannot_be_fitted_is_named(texts, values, message):
    with pytest.raises(ValueError, match=message):
        CommentClassifier().fit(texts, np.array(values))


def test_a_first_part_names_all_classes():
    with pytest.raises(ValueError, match="classes must be passed"):
        CommentClassifier().partial_fit(X, Y)
    with pytest.raises(ValueError, match="not named at first"):
        CommentClassifier().partial_fit(X, Y + 1, classes=[0, 1])
    with pytest.raises(ValueError, match='not "rude"|"hostile", "sectarian" or "sentiment"'):
        CommentClassifier(label="rude").fit(X, Y)
    with pytest.raises(mushrif.TrainingError, match="nothing could be learnt"):
        CommentClassifier().fit(["نص", "كلام"], [0, 1])


def test_columns_of_any_library_and_floats_are_taken():
    pd, pl, pa = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    expected = CommentClassifier().fit(X, Y).predict_proba(X)
    flags = [bool(one) for one in Y]
    given = [
        (X, Y.astype(float)),
        (pl.Series(X), pl.Series(flags)),
        (pl.Series(X), pl.Series(Y.astype(float))),
        (pa.array(X), pa.array(flags)),
        (pa.chunked_array([X]), pa.chunked_array([Y.tolist()])),
        (pd.Series(X), pd.Series(flags, dtype="boolean")),
        (pd.Series(X, dtype=object), pd.Series(Y).astype("Int64")),
        (X, pd.Series(flags).astype("category")),
        (X, np.array(flags, dtype=object)),
        (pl.Series(X), pl.Series(["b" if flag else "a" for flag in flags], dtype=pl.Categorical)),
    ]
    for texts, classes in given:
        classifier = CommentClassifier().fit(texts, classes)
        assert np.array_equal(classifier.predict_proba(texts), expected), type(classes)
        assert classifier.classes_.tolist() in ([0, 1], ["a", "b"])
    assert TextFeatures().fit_transform(pa.array(X)).shape[0] == len(X)
    for missing in (pd.Series([None, *flags[1:]], dtype="boolean"), [float("nan"), *Y[1:].astype(float)], pa.array([None, *flags[1:]])):
        with pytest.raises(ValueError, match=r"y has no class in row 0"):
            CommentClassifier().fit(X, missing)


def test_what_is_fitted_at_first_needs_all_classes_and_says_which_is_absent():
    names, texts = ["negative", "neutral", "positive"], np.array(X)
    two = MOOD != "neutral"
    mood = CommentClassifier(label="sentiment")
    message = "no text of the class 'neutral': .*; for two classes take label='hostile'"
    for fitted in (lambda: mood.partial_fit(texts[two], MOOD[two], classes=names), lambda: mood.fit(texts[two], MOOD[two])):
        with pytest.raises(ValueError, match=message):
            fitted()
        with pytest.raises(NotFittedError):
            mood.predict(X)
    later = mood.partial_fit(X[:200], MOOD[:200], classes=names).partial_fit(texts[200:][two[200:]], MOOD[200:][two[200:]])
    assert later.classes_.tolist() == names and later.predict_proba(X).shape == (len(X), 3)
    assert np.allclose(later.predict_proba(X).sum(axis=1), 1)
    # The advice works as written.
    other = CommentClassifier(label="hostile").fit(texts[two], MOOD[two])
    assert other.classes_.tolist() == ["negative", "positive"] and (other.predict(texts[two]) == MOOD[two]).mean() > 0.9
    with pytest.raises(ValueError, match="no text of the class 1"):
        CommentClassifier().partial_fit(texts[Y == 0], Y[Y == 0], classes=[0, 1])
