"""Spark: comments scored and pages extracted where a data frame's partitions are, by `mapInArrow`.

The model goes to the workers once, as a broadcast; each worker has one thread, since Spark starts one a core.
"""

from . import _mushrif, _pages
from ._mushrif import Model

__all__ = ["extract", "score"]

# A worker serves many tasks: its models by the hash of the model and what is set on it.
_MODELS: dict[tuple[object, ...], Model] = {}


def _model(broadcast):
    """The model of a broadcast, read once a worker."""
    key = broadcast.value[0]
    if key not in _MODELS:
        data, thresholds, priors = broadcast.value[1:]
        model = Model.default() if data is None else Model.from_bytes(data)
        if data is None and key[0] != model.hash:
            raise RuntimeError(f"the driver's default model is {key[0]}, the worker's {model.hash}: install one version")
        _MODELS[key] = model.with_policy(thresholds=thresholds, priors=priors)
    return _MODELS[key]


def _broadcast(session, model):
    def known(values):
        return {flag: value for flag, value in values.items() if value is not None}

    thresholds, priors = known(model.thresholds), known(model.priors)
    key = (model.hash, tuple(thresholds.items()), tuple(priors.items()))
    data = None if model.hash == Model.default().hash else model.to_bytes()
    return session.sparkContext.broadcast((key, data, thresholds, priors))


def score(df, text=None, article=None, model=None, columns=None):
    """A data frame with the columns of predictions added, by the dotted names of records (in backquotes in Spark SQL).

    `text` and `article` name the columns of comments and articles; without them they are found by the names of records, as
    ``mushrif score`` does. `model` is the default one if none is given. `columns` names the columns of predictions that are
    wanted: fewer are sooner made, and sent from the worker to Spark.
    """
    from pyspark.sql.types import BooleanType, DoubleType, StringType, StructField, StructType

    model = Model.default() if model is None else model
    broadcast = _broadcast(df.sparkSession, model)
    kept = [field for field in df.schema.fields if not _mushrif.is_prediction_column(field.name)]
    kinds = {"double": DoubleType(), "string": StringType(), "boolean": BooleanType()}
    chosen = _mushrif.prediction_columns(None if columns is None else list(columns))
    names = [name for name, _ in chosen]
    added = [StructField(name, kinds[kind]) for name, kind in chosen]

    def scored(batches):
        import pyarrow as pa

        model = _model(broadcast)
        for batch in batches:
            yield from pa.RecordBatchReader.from_stream(model.score_arrow(batch, text, article, 1, names))

    return df.mapInArrow(scored, StructType([*kept, *added]))


def extract(df, html, as_of=None, url=None):
    """A data frame with a row a comment of the pages in the column `html` (text or bytes as saved).

    `as_of` and `url` name columns with the date on which each page was saved and with its address, such as Common Crawl's
    `warc_date` and `url`. All columns but `html` are kept, repeated for each comment. A page that cannot be read gives no row.
    """
    from pyspark.sql.types import StringType, StructField, StructType

    names = ("key", "author", "body", "quoted", "language", "time.text", "time.earliest", "time.latest", "article.title")
    own = [field for field in df.schema.fields if field.name != html]
    taken = {field.name for field in own}
    added = [name for name in names if name not in taken]
    schema = StructType([*own, *(StructField(name, StringType()) for name in added)])

    def extracted(batches):
        import pyarrow as pa

        for batch in batches:
            rows, columns = [], {name: [] for name in added}
            whens = batch.column(as_of).to_pylist() if as_of else [None] * len(batch)
            urls = batch.column(url).to_pylist() if url else [None] * len(batch)
            for row, (page, when, address) in enumerate(zip(batch.column(html), whens, urls)):
                data = page.as_py()
                if not data:
                    continue
                data = data.encode("utf-8", "replace") if isinstance(data, str) else data
                try:
                    found = _mushrif.extract_bytes(data, address or "page", _pages._moment(when), None)
                except _mushrif.PageError:
                    continue
                for comment in found.comments:
                    rows.append(row)
                    for name in added:
                        part, _, leaf = name.partition(".")
                        value = comment[part]
                        columns[name].append(value and value[leaf] if leaf else value)
            kept = batch.drop_columns([html]).take(pa.array(rows, pa.int32()))
            arrays = [pa.array(values, pa.string()) for values in columns.values()]
            yield pa.RecordBatch.from_arrays([*kept.columns, *arrays], [*kept.schema.names, *added])

    return df.mapInArrow(extracted, schema)
