"""Scored data frames: the kind of frame that was given, with the columns of predictions added."""

import numpy as np

from ._mushrif import is_prediction_column, prediction_columns

SENTIMENTS = ("negative", "neutral", "positive")
FLAGS = ("hostile", "sectarian", "off_topic")
FIELDS = ("author", "title", "body", "text")


def score_frame(model, df, text=None, article=None, threads=None, columns=None):
    """Scores a data frame of pandas, polars or pyarrow."""
    library = type(df).__module__.split(".")[0]
    if library == "pandas":
        return _pandas(model, df, text, article, threads, columns)
    if library == "polars":
        import polars as pl

        if isinstance(df, pl.LazyFrame):
            raise TypeError("collect the LazyFrame first, or score its batches with map_batches")
        return pl.DataFrame(model.score_arrow(df, text, article, threads, columns))
    if library == "pyarrow":
        import pyarrow as pa

        table = pa.table(model.score_arrow(df, text, article, threads, columns))
        if isinstance(df, pa.Table):
            return table
        # A table without rows has no batch.
        return next(iter(table.combine_chunks().to_batches()), None) or pa.RecordBatch.from_pylist([], schema=table.schema)
    raise TypeError(f"no data frame of pandas, polars or pyarrow but {type(df).__name__}; score_arrow takes other tables")


def _pandas(model, df, text, article, threads, columns):
    import pandas as pd

    chosen = [name for name, _ in prediction_columns(columns)]
    names = [name for name in df.columns if isinstance(name, str)]
    wanted = _wanted(names, text, article)
    twice = [name for name in wanted if names.count(name) > 1]
    if twice:
        raise ValueError(f"two columns are named {twice[0]!r}; rename one")
    arrays = _arrays(model, df, wanted, text, article, threads)
    missing = arrays["missing"]
    some_missing = bool(missing.any())
    added = {name: arrays[name] for name in (f"scores.{flag}" for flag in FLAGS)}
    added["sentiment.label"] = pd.Categorical.from_codes(arrays["sentiment.label"], SENTIMENTS)
    added.update((name, arrays[name]) for name in (f"sentiment.{sentiment}" for sentiment in SENTIMENTS))
    flags = sum(arrays[f"flags.{flag}"].astype(np.int8) << bit for bit, flag in enumerate(FLAGS))
    added["flags"] = _joined(pd, flags, FLAGS, missing)
    uncertain = arrays["uncertain"]
    added["uncertain"] = pd.arrays.BooleanArray(uncertain, missing) if some_missing else uncertain
    added["scored"] = _joined(pd, arrays["scored"].astype(np.int8), FIELDS, missing)
    for flag, threshold in ((flag, model.thresholds[flag]) for flag in FLAGS):
        value = np.nan if threshold is None else round(threshold, 4)
        added[f"thresholds.{flag}"] = np.where(missing, np.nan, value)
    there = np.where(missing, np.int8(-1), np.int8(0))
    added["model.name"] = pd.Categorical.from_codes(there, [model.name])
    added["model.hash"] = pd.Categorical.from_codes(there, [model.hash])
    added = {name: added[name] for name in chosen}
    kept = df[[name for name in df.columns if not (isinstance(name, str) and is_prediction_column(name))]]
    return pd.concat([kept, pd.DataFrame(added, index=df.index)], axis=1)


def _wanted(names, text, article):
    """The columns that are read: those named, and those of records by their names."""
    for name in (text, article):
        if name is not None and name not in names:
            raise ValueError(f"no column {name!r} among {', '.join(names)}")
    if text is None and not {"body", "text", "comment"} & set(names):
        raise ValueError(
            f'no column "body", "text" or "comment" among {", ".join(names)}; name the one that holds the comment with text='
        )
    of_records = ("body", "text", "comment", "title", "author", "article", "article.title", "article.text", "article.site")
    # Once each.
    return dict.fromkeys(name for name in (text, article, *of_records) if name in names)


def _arrays(model, df, wanted, text, article, threads):
    """The scores of a pandas frame: through Arrow where it is at hand, else through its strings."""
    only_text = text or next(name for name in ("body", "text", "comment") if name in df.columns)
    others = [name for name in wanted if name not in ("body", "text", "comment", only_text)]
    if only_text != "body" or text is not None:
        others = [name for name in others if name != "title"]
    if not others or others == ["author"]:
        texts = df[only_text]
        return model.score_arrays(texts if _is_arrow(texts) else texts.tolist(), None, threads)
    try:
        import pyarrow as pa
    except ImportError:
        if others != [article]:
            raise ImportError("a frame with the columns of records needs pyarrow; or name text= and article=") from None
        return model.score_arrays(df[only_text].tolist(), df[article].tolist(), threads)
    columns = {name: pa.array(df[name], pa.large_string(), from_pandas=True) for name in [only_text, *others]}
    return model.arrow_arrays(pa.table(columns), text, article, threads)


def _is_arrow(series):
    """Whether the strings of a series are an Arrow array."""
    return hasattr(series, "__arrow_c_stream__") and getattr(series.dtype, "storage", None) == "pyarrow"


def _joined(pd, bits, names, missing):
    """Words by their bits, joined by ";": a categorical."""
    words = [";".join(name for bit, name in enumerate(names) if number >> bit & 1) for number in range(1 << len(names))]
    return pd.Categorical.from_codes(np.where(missing, np.int8(-1), bits), words)

