"""Scored data frames: the kind of frame that was given, with the columns of predictions added."""

import sys

import numpy as np

from ._mushrif import prediction_columns
from ._texts import whole

SENTIMENTS = ("negative", "neutral", "positive")
FLAGS = ("hostile", "sectarian", "off_topic")
FIELDS = ("author", "title", "body", "text")


def score_frame(model, df, text=None, article=None, threads=None, columns=None):
    """Scores a data frame of pandas, polars or pyarrow."""
    if _is(df, "pandas", "DataFrame"):
        return _pandas(model, df, text, article, threads, columns)
    if _is(df, "polars", "DataFrame"):
        return _polars(model, df, text, article, threads, columns)
    arrow_of(df)
    if _is(df, "pyarrow", "Table"):
        return _pyarrow(model, df, text, article, threads, columns)
    if _is(df, "pyarrow", "RecordBatch"):
        import pyarrow as pa

        table = _pyarrow(model, pa.Table.from_batches([df]), text, article, threads, columns)
        # A table without rows has no batch.
        parts = [column.chunk(0) if column.num_chunks else pa.array([], column.type) for column in table.columns]
        return pa.RecordBatch.from_arrays(parts, schema=table.schema)
    raise TypeError(f"no data frame of pandas, polars or pyarrow but {type(df).__name__}; score_arrow takes other tables")


def arrow_of(data):
    """What gives its columns by Arrow's interface, without columns of nulls of polars, which are not as Arrow has them."""
    if _is(data, "polars", "LazyFrame"):
        raise TypeError("a LazyFrame has no rows yet: give df.collect()")
    if _is(data, "polars", "DataFrame"):
        import polars as pl

        return data.with_columns(pl.col(pl.Null).cast(pl.String))
    if _is(data, "polars", "Series"):
        import polars as pl

        return data.cast(pl.String) if data.dtype == pl.Null else data
    return data


def added_and_replaced(columns):
    """The columns of a prediction that are added, and those of a frame that give way to them: also the reasons of an earlier
    run, unless only some columns are asked for."""
    added = prediction_columns(columns)
    names = {name for name, _ in added}
    return added, names | {"reasons"} if columns is None else names


def _is(df, library, name):
    """Whether it is of this class, or of one derived from it. A library that was not imported has made no frame."""
    return isinstance(df, getattr(sys.modules.get(library), name, ()))


def _read(names, text, article):
    """The columns that are read, once each: that of the comment, those that are named, and those of records."""
    for name in (text, article):
        if name is not None and name not in names:
            raise ValueError(f"no column {name!r} among {', '.join(names)}")
    comment = text or next((name for name in ("body", "text", "comment") if name in names), None)
    if comment is None:
        raise ValueError(
            f'no column "body", "text" or "comment" among {", ".join(names)}; name the one that holds the comment with text='
        )
    parts = [name for name in ("article.title", "article.text") if name in names]
    articles = parts or ["article"] if article is None else [article]
    titles = ["title"] if comment == "body" and text is None else []
    wanted = dict.fromkeys([comment, *articles, *titles, "author", "article.site"])
    read = [name for name in wanted if name in names]
    for name in read:
        if names.count(name) > 1:
            raise ValueError(f"two columns are named {name!r}; rename one")
    return read


def _with_inner(names, fields):
    """The names of columns, and dotted those of the fields of structs."""
    inner = (f"{name}.{field}" for name, inside in fields for field in inside)
    return [*names, *(name for name in inner if name not in names)]


def _outer(names, read):
    """The columns that these are, or are fields of."""
    return list(dict.fromkeys(name if name in names else name.partition(".")[0] for name in read))


def _polars(model, df, text, article, threads, columns):
    import polars as pl

    added, replaced = added_and_replaced(columns)
    structs = ((name, [field.name for field in kind.fields]) for name, kind in df.schema.items() if isinstance(kind, pl.Struct))
    read = _outer(df.columns, _read(_with_inner(df.columns, structs), text, article))
    # Other columns by the names of records are the user's own, and may be of a type that Arrow does not have.
    kinds = (pl.String, pl.Categorical, pl.Enum, pl.Null, pl.Struct)
    read = [read[0], *(name for name in read[1:] if name == article or isinstance(df.schema[name], kinds))]
    scored = pl.DataFrame(model.score_arrow(df.select(read), text, article, threads, columns))
    kept = [name for name in df.columns if name not in replaced]
    scored = scored.select(name for name, _ in added)
    # A frame without columns has no height.
    return df.select(kept).hstack(scored.get_columns()) if kept else scored


def _pyarrow(model, table, text, article, threads, columns):
    import pyarrow as pa

    added, replaced = added_and_replaced(columns)
    structs = ((field.name, [inner.name for inner in field.type]) for field in table.schema if pa.types.is_struct(field.type))
    read = _outer(table.column_names, _read(_with_inner(table.column_names, structs), text, article))
    scored = pa.table(model.score_arrow(table.select(read), text, article, threads, columns))
    scored_table = table.select([index for index, name in enumerate(table.column_names) if name not in replaced])
    for name, _ in added:
        scored_table = scored_table.append_column(scored.schema.field(name), scored.column(name))
    return scored_table


def _pandas(model, df, text, article, threads, columns):
    import pandas as pd

    added, replaced = added_and_replaced(columns)
    arrays = _arrays(model, df, text, article, threads)
    missing = arrays["missing"]
    some_missing = bool(missing.any())
    every = {name: arrays[name] for name in (f"scores.{flag}" for flag in FLAGS)}
    every["sentiment.label"] = pd.Categorical.from_codes(arrays["sentiment.label"], SENTIMENTS)
    every.update((name, arrays[name]) for name in (f"sentiment.{sentiment}" for sentiment in SENTIMENTS))
    flags = sum(arrays[f"flags.{flag}"].astype(np.int8) << bit for bit, flag in enumerate(FLAGS))
    every["flags"] = _joined(pd, flags, FLAGS, missing)
    uncertain = arrays["uncertain"]
    every["uncertain"] = pd.arrays.BooleanArray(uncertain, missing) if some_missing else uncertain
    every["scored"] = _joined(pd, arrays["scored"].astype(np.int8), FIELDS, missing)
    for flag, threshold in ((flag, model.thresholds[flag]) for flag in FLAGS):
        value = np.nan if threshold is None else round(threshold, 4)
        every[f"thresholds.{flag}"] = np.where(missing, np.nan, value)
    there = np.where(missing, np.int8(-1), np.int8(0))
    every["model.name"] = pd.Categorical.from_codes(there, [model.name])
    every["model.hash"] = pd.Categorical.from_codes(there, [model.hash])
    kept = df.loc[:, [not (isinstance(name, str) and name in replaced) for name in df.columns]]
    return pd.concat([kept, pd.DataFrame({name: every[name] for name, _ in added}, index=df.index)], axis=1)


def _arrays(model, df, text, article, threads):
    """The scores of a pandas frame: of the comments alone from their strings, with other columns through Arrow."""
    comment, *others = _read([name for name in df.columns if isinstance(name, str)], text, article)
    texts = df[comment] if _is_arrow(df[comment]) else df[comment].tolist()
    beside = {}
    for name in others:
        is_article = name == article or name == "article" and article is None
        parts = _parts(df[name]) if is_article else None
        column = None if parts else _strings(df[name])
        if parts:
            article = None
            # A column of the frame by the name of a part goes before.
            beside = parts | beside
        elif column is not None:
            beside[name] = column
        elif name == article:
            raise ValueError(f"the column {name!r} holds values that are no texts; name another one with article=")
    if "article.site" not in beside:
        beside.pop("author", None)
    if not beside or (strings := _strings(df[comment])) is None:
        return model.score_arrays(texts, None, threads)
    try:
        import pyarrow as pa
    except ImportError:
        if len(beside) > 1 or not {*beside} <= {article, "article", "article.title", "article.text"}:
            raise ImportError("a frame with the columns of records needs pyarrow; or name text= and article=") from None
        return model.score_arrays(texts, next(iter(beside.values())), threads)
    table = pa.table({name: _arrow(pa, column) for name, column in {comment: strings, **beside}.items()})
    return model.arrow_arrays(table, text, article, threads)


def _is_arrow(series):
    """Whether the strings of a series are an Arrow array."""
    return hasattr(series, "__arrow_c_stream__") and getattr(series.dtype, "storage", None) == "pyarrow"


def _strings(series):
    """The texts of a column, None for each that is missing; None for a column that holds anything else."""
    if _is_arrow(series):
        return series
    values = [None if is_missing else value for value, is_missing in zip(series.tolist(), series.isna())]
    return values if all(value is None or isinstance(value, str) for value in values) else None


def _parts(series):
    """The columns of articles that are dicts, as records have them; none where there is no dict."""
    values = series.tolist()
    if not any(isinstance(value, dict) for value in values):
        return {}
    dicts = [value if isinstance(value, dict) else {"title": value} for value in values]
    names = ("title", "text", "site")
    columns = {f"article.{name}": [one.get(name) if isinstance(one.get(name), str) else None for one in dicts] for name in names}
    return {name: column for name, column in columns.items() if any(column)}


def _arrow(pa, values):
    """An Arrow array of texts."""
    try:
        return pa.array(values, pa.large_string(), from_pandas=True)
    except UnicodeEncodeError:
        return pa.array([value and whole(value) for value in values], pa.large_string())


def _joined(pd, bits, names, missing):
    """Words by their bits, joined by ";": a categorical."""
    words = [";".join(name for bit, name in enumerate(names) if number >> bit & 1) for number in range(1 << len(names))]
    return pd.Categorical.from_codes(np.where(missing, np.int8(-1), bits), words)
