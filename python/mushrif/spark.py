"""Spark: comments scored and pages extracted where a data frame's partitions are, by `mapInArrow`.

The model goes to the workers once, as a broadcast; each worker has one thread, since Spark starts one a core.
"""

from . import _mushrif
from ._frames import added_and_replaced
from ._mushrif import Model

__all__ = ["extract", "score"]

# A worker serves many tasks: its models by the hash of the model and what is set on it.
_MODELS: dict[tuple[object, ...], Model] = {}


def _model(broadcast):
    """The model of a broadcast, read once a worker."""
    key = broadcast.value[0]
    if key not in _MODELS:
        own, thresholds, priors = broadcast.value[1:]
        model = Model.default() if own is None else own
        if key[0] != model.hash:
            raise RuntimeError(f"the driver's default model is {key[0]}, the worker's {model.hash}: install one version")
        _MODELS[key] = model.with_policy(thresholds=thresholds, priors=priors)
    return _MODELS[key]


def _broadcast(session, model):
    def known(values):
        return {flag: value for flag, value in values.items() if value is not None}

    thresholds, priors = known(model.thresholds), known(model.priors)
    key = (model.hash, tuple(thresholds.items()), tuple(priors.items()))
    own = None if model.hash == Model.default().hash else model
    return session.sparkContext.broadcast((key, own, thresholds, priors))


def score(df, text=None, article=None, model=None, columns=None):
    """A data frame with the columns of predictions added, by the dotted names of records (in backquotes in Spark SQL).

    `text` and `article` name the columns of comments and articles; without them they are found by the names of records, as
    ``mushrif score`` does. `model` is the default one if none is given. `columns` is a list of the columns of predictions that
    are wanted: fewer are sooner made, and sent from the worker to Spark. A column of the frame by the name of one that is added
    gives way to it. Raises `ValueError` where `columns` names something else.
    """
    from pyspark.sql.types import BooleanType, DoubleType, StringType, StructField, StructType

    model = Model.default() if model is None else model
    broadcast = _broadcast(df.sparkSession, model)
    chosen, replaced = added_and_replaced(columns)
    kept = [field for field in df.schema.fields if field.name not in replaced]
    kinds = {"double": DoubleType(), "string": StringType(), "boolean": BooleanType()}
    added = [StructField(name, kinds[kind]) for name, kind in chosen]

    def scored(batches):
        import pyarrow as pa

        model = _model(broadcast)
        for batch in batches:
            yield from pa.RecordBatchReader.from_stream(model.score_arrow(batch, text, article, 1, columns))

    return df.mapInArrow(scored, StructType([*kept, *added]))


# What is told of a comment, by the names of records.
COMMENT = ("key", "author", "body", "quoted", "language", "time.text", "time.earliest", "time.latest", "article.title")


def extract(df, html, as_of=None, url=None):
    """A data frame with a row a comment of the pages in the column `html` (text or bytes as saved).

    `as_of` names the column with the date on which each page was saved (a date, a timestamp or a string), such as Common
    Crawl's `warc_date`; or is that date for all pages. `url` names the column with the page's address, by which the layout of
    its site is chosen. All columns but `html` are kept, repeated for each comment; `key`, `author`, `body`, `quoted`, `language`,
    `time.text`, `time.earliest`, `time.latest` and `article.title` are added, all of them strings. A page that cannot be read
    gives no row.

    Raises `ValueError` where there is no such column, where it has another type, or where the frame has a column by a name that
    is added; `TimeError` where the first date of the column is none, and fails the job where a later one is none.
    """
    from pyspark.sql.types import BinaryType, DateType, StringType, StructField, StructType, TimestampNTZType, TimestampType

    own = [field for field in df.schema.fields if field.name != html]
    # Spark does not tell names apart by their case.
    clash = [field.name for field in own if field.name.lower() in COMMENT]
    if clash:
        raise ValueError(
            f"the frame has columns by the names of those that are added: {', '.join(clash)}; rename them before, as "
            f'df.withColumnRenamed("{clash[0]}", "page_{clash[0]}"), or drop them'
        )
    _of_kind(df, "html", html, (StringType, BinaryType), "strings or bytes")
    if url is not None:
        _of_kind(df, "url", url, (StringType,), "strings")
    same = None
    if as_of is not None and as_of not in df.columns:
        # A date for all pages.
        same, as_of = _date(as_of, f"as_of={as_of!r} is no column of the frame ({', '.join(df.columns)})"), None
    if as_of is not None:
        _of_kind(df, "as_of", as_of, (StringType, DateType, TimestampType, TimestampNTZType), "dates, timestamps or strings")
        # One look before the job: dates in another form are so in all rows.
        if not df.isStreaming and isinstance(df.schema[as_of].dataType, StringType):
            name = "`" + as_of.replace("`", "``") + "`"
            for row in df.select(name).where(f"{name} != ''").take(1):
                _date(row[0], f'the column "{as_of}" of as_of')
    schema = StructType([*own, *(StructField(name, StringType()) for name in COMMENT)])

    def extracted(batches):
        import pyarrow as pa

        for batch in batches:
            rows, columns = [], {name: [] for name in COMMENT}
            whens = batch.column(as_of).to_pylist() if as_of else [same] * len(batch)
            urls = batch.column(url).to_pylist() if url else [None] * len(batch)
            for row, (page, when, address) in enumerate(zip(batch.column(html), whens, urls)):
                data = page.as_py()
                if not data:
                    continue
                data = data.encode("utf-8", "replace") if isinstance(data, str) else data
                try:
                    found = _mushrif.extract_bytes(data, address or "page", True, when or None, None, address)
                except _mushrif.PageError:
                    continue
                for comment in found.comments:
                    rows.append(row)
                    for name in COMMENT:
                        part, _, leaf = name.partition(".")
                        value = comment[part]
                        columns[name].append(value and value[leaf] if leaf else value)
            kept = batch.drop_columns([html]).take(pa.array(rows, pa.int32()))
            arrays = [pa.array(values, pa.string()) for values in columns.values()]
            yield pa.RecordBatch.from_arrays([*kept.columns, *arrays], [*kept.schema.names, *COMMENT])

    return df.mapInArrow(extracted, schema)


def _of_kind(df, option, name, kinds, what):
    """Refuses a column that is not there or of none of these types."""
    if name not in df.columns:
        raise ValueError(f"{option}={name!r} is no column of the frame: {', '.join(df.columns)}")
    kind = df.schema[name].dataType
    if not isinstance(kind, kinds):
        raise ValueError(f"{option}={name!r} is a column of {kind.simpleString()}, and has to be of {what}")


def _date(when, what):
    """The date, where it is one."""
    try:
        _mushrif.read_time("", when)
    except _mushrif.TimeError as error:
        raise _mushrif.TimeError(f"{what}: {error}") from None
    return when
