"""scikit-learn's habits: a classifier that Mushrif fits, and its features as a sparse matrix for other models."""

import numpy as np
import scipy.sparse
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.utils.multiclass import check_classification_targets, unique_labels
from sklearn.utils.validation import check_is_fitted

from . import _labels
from ._mushrif import Counts, feature_keys
from ._texts import is_missing, listed

__all__ = ["CommentClassifier", "TextFeatures"]

SENTIMENTS = ("negative", "neutral", "positive")


def _texts(X):
    """Texts of a list, an array or a series: one dimension, strings."""
    if isinstance(X, str):
        raise ValueError("X is a list of texts, not one text")
    if scipy.sparse.issparse(X) or np.ndim(X) > 1:
        raise ValueError("X has one dimension: a text a sample; of a data frame give one column")
    texts = list(listed(X))
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            raise ValueError(f"X holds texts, and this is {type(text).__name__} (row {row})")
    return texts


class CommentClassifier(ClassifierMixin, BaseEstimator):
    """Mushrif's naive Bayes on texts.

    Parameters
    ----------
    label : {"hostile", "sectarian", "sentiment"}
        What is learnt: a flag, of two classes, the second of which (in sorted order) is that it is raised; or the
        sentiment, of the classes "negative", "neutral" and "positive".
    parameters : dict or None
        Parameters of the fit that differ from those of the default model, such as ``{"features": 20_000}``.

    Texts that come again count once, and those with other labels than before are left out with an `InputWarning`.
    `partial_fit` gives the weights of a fit on all that it was given, in any parts, the first of which needs texts of all
    classes. Sentiment is learnt of all three classes only; for two of them take another label, which may have any two.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    model_ : mushrif.Model
    """

    def __init__(self, label="hostile", parameters=None):
        self.label = label
        self.parameters = parameters

    def fit(self, X, y):
        """Fits a model to texts X and classes y."""
        self._forget()
        texts, y = self._checked(X, y)
        self.classes_ = self._known(unique_labels(y))
        return self._learnt(texts, y)

    def partial_fit(self, X, y, classes=None):
        """Adds texts X with classes y; the first call names all `classes`."""
        texts, y = self._checked(X, y)
        if not hasattr(self, "classes_"):
            if classes is None:
                raise ValueError("classes must be passed on the first call to partial_fit")
            self.classes_ = self._known(unique_labels(classes))
        elif classes is not None and not np.array_equal(self.classes_, unique_labels(classes)):
            raise ValueError(f"classes={classes!r} is not the same as on the first call to partial_fit")
        unknown = np.setdiff1d(y, self.classes_)
        if len(unknown):
            raise ValueError(f"y has classes that were not named at first: {unknown}")
        return self._learnt(texts, y)

    def predict_proba(self, X):
        """The probability of each class: an array of shape (n_samples, n_classes)."""
        check_is_fitted(self)
        texts = _texts(X)
        if self.label == "sentiment":
            odds = np.column_stack([self._target(texts, name) for name in self.classes_])
            return odds / odds.sum(axis=1, keepdims=True)
        if len(self.classes_) == 1:
            return np.ones((len(texts), 1))
        raised = self.model_.target_scores(texts, self.label)
        return np.column_stack([1 - raised, raised])

    def predict_log_proba(self, X):
        """The logarithms of the probabilities."""
        return np.log(np.maximum(self.predict_proba(X), np.finfo(float).tiny))

    def decision_function(self, X):
        """Of two classes the log-odds of the second, shape (n_samples,); of three those of each."""
        proba = np.clip(self.predict_proba(X), 1e-12, 1 - 1e-12)
        odds = np.log(proba / (1 - proba))
        return odds[:, 1] if proba.shape[1] == 2 else odds

    def predict(self, X):
        """The most probable class of each text."""
        check_is_fitted(self)
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]

    def _target(self, texts, name):
        proba = np.clip(self.model_.target_scores(texts, name), 1e-12, 1 - 1e-12)
        return proba / (1 - proba)

    def _forget(self):
        for name in ("classes_", "model_", "_counts"):
            if hasattr(self, name):
                delattr(self, name)

    def _checked(self, X, y):
        if self.label not in ("hostile", "sectarian", "sentiment"):
            raise ValueError(f'label is "hostile", "sectarian" or "sentiment", not {self.label!r}')
        if y is None:
            raise ValueError("this classifier requires y to be passed, but the target y is None")
        texts, y = _texts(X), np.asarray(listed(y))
        if y.ndim != 1 or len(texts) != len(y):
            raise ValueError(f"found input variables with inconsistent numbers of samples: {len(texts)} texts, y {y.shape}")
        if not texts:
            raise ValueError("found array with 0 sample(s) while a minimum of 1 is required")
        for row, value in enumerate(y.tolist()):
            if is_missing(value):
                raise ValueError(f"y has no class in row {row}: give the rows that have one")
        # Objects that are all of one type, such as booleans, are an array of it.
        y = np.asarray(y.tolist()) if y.dtype == object else y
        check_classification_targets(y)
        return texts, y

    def _known(self, classes):
        """The classes, where the label has such."""
        if self.label == "sentiment":
            if not set(classes) <= set(SENTIMENTS):
                raise ValueError(f"the classes of sentiment are {', '.join(SENTIMENTS)}, not {list(classes)}")
            return np.asarray(sorted(classes))
        if len(classes) > 2:
            many = f"the label {self.label} has two classes, not {len(classes)}"
            raise ValueError(f"Only binary classification is supported: {many}")
        return classes

    def _learnt(self, texts, y):
        if len(self.classes_) == 1:
            raise ValueError(f"classifier can't train when only one class is present: {self.classes_[0]!r}")
        if self.label == "sentiment":
            labels = [{"text": text, "sentiment": str(value)} for text, value in zip(texts, y)]
        else:
            raised = y == self.classes_[1]
            # What is sectarian is hostile; what is not may be either.
            labels = [{"text": text, self.label: bool(value)} for text, value in zip(texts, raised)]
        if hasattr(self, "_counts"):
            # Compared with the old model no more than any fit is.
            self.model_ = _labels.retrain(labels, model=self.model_, counts=self._counts, force=True)
        else:
            absent = sorted({*(SENTIMENTS if self.label == "sentiment" else self.classes_.tolist())} - {*y.tolist()}, key=str)
            if absent:
                self._forget()
                remedy = "; for two classes take label='hostile'" if self.label == "sentiment" else ""
                raise ValueError(
                    f"no text of the class {absent[0]!r}: what is fitted at first needs all classes; add some of it{remedy}"
                )
            self._counts = Counts()
            try:
                self.model_ = _labels.train(labels, parameters=self.parameters, counts=self._counts)
            except Exception:
                self._forget()
                raise
        return self

    def __getstate__(self):
        state = super().__getstate__().copy()
        if "_counts" in state:
            state["_counts"] = state["_counts"].to_bytes()
        return state

    def __setstate__(self, state):
        state = dict(state)
        if "_counts" in state:
            state["_counts"] = Counts.from_bytes(state["_counts"])
        super().__setstate__(state)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.input_tags.string = True
        tags.classifier_tags.multi_class = self.label == "sentiment"
        return tags


class TextFeatures(TransformerMixin, BaseEstimator):
    """Mushrif's features as a sparse matrix: words, stems, roots, character n-grams and pairs of folded, undisguised text.

    Parameters
    ----------
    n_features : int
        The number of columns; a feature's column is the remainder of its 64-bit key (feature hashing). A power of two.
    norm : {"presence", "l1", "l2", "sqrt"}
        The value of a feature that a text has: 1; or 1/m, 1/√m of m features ("sqrt" is "l2", as Mushrif counts).
    dtype : data type of the matrix.

    Nothing is learnt: `fit` only checks, and texts can be transformed in any parts.
    """

    def __init__(self, n_features=2**20, norm="sqrt", dtype=np.float64):
        self.n_features = n_features
        self.norm = norm
        self.dtype = dtype

    def fit(self, X, y=None):
        """Checks the parameters."""
        if not isinstance(self.n_features, (int, np.integer)) or not 1 <= self.n_features <= 2**31 - 1:
            raise ValueError(f"n_features is from 1 to 2**31 - 1, not {self.n_features!r}")
        if self.norm not in ("presence", "l1", "l2", "sqrt"):
            raise ValueError(f'norm is "presence", "l1", "l2" or "sqrt", not {self.norm!r}')
        _texts(X)
        return self

    def transform(self, X):
        """The features of texts: a CSR matrix of shape (n_samples, n_features)."""
        texts = _texts(X)
        keys, ends = feature_keys(texts)
        # The lowest bits of a key say its family; columns are by those above.
        columns = ((keys >> np.uint64(3)) % np.uint64(self.n_features)).astype(np.int64)
        values = np.ones(len(columns), dtype=self.dtype)
        matrix = scipy.sparse.csr_matrix((values, columns, ends), shape=(len(texts), self.n_features), dtype=self.dtype)
        # Two features of one column are one feature.
        matrix.sum_duplicates()
        matrix.data.fill(1)
        counts = np.diff(matrix.indptr)
        if self.norm == "l1":
            matrix.data /= np.repeat(np.maximum(counts, 1), counts)
        elif self.norm in ("l2", "sqrt"):
            matrix.data /= np.sqrt(np.repeat(np.maximum(counts, 1), counts))
        return matrix

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.input_tags.string = True
        tags.requires_fit = False
        return tags
