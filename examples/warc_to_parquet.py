"""From an archive of pages to a table of scored comments: `python examples/warc_to_parquet.py IN.warc.gz… OUT.parquet`.

The archives are made by `wget --warc-file`, warcio, browsertrix, or are Common Crawl's. The table has a row a comment: the
columns `url` and `warc_date` as Common Crawl names them, the comment, when it was written, and the columns of its prediction. Memory
does not grow with the archives. Needs the package and pyarrow.
"""

import sys

import pyarrow as pa
import pyarrow.parquet as pq

import mushrif

COLUMNS = ("url", "warc_date", "title", "author", "body", "time.text", "time.earliest", "time.latest", "article.title")
SCHEMA = pa.schema([(name, pa.string()) for name in COLUMNS])
# Comments that are scored and written at a time.
BATCH = 10_000


def rows(paths):
    """A row a comment; pages that cannot be read are named and left out."""
    for path in paths:
        pages = mushrif.extract_warc(path)
        while True:
            try:
                page = next(pages)
            except StopIteration:
                break
            except mushrif.PageError as error:
                print(error, file=sys.stderr)
                continue
            for comment in page.comments:
                time, article, clock = comment["time"] or {}, comment["article"] or {}, comment["clock"] or {}
                yield {
                    "url": page.url,
                    "warc_date": clock.get("at"),
                    "title": comment["title"],
                    "author": comment["author"],
                    "body": comment["body"],
                    "time.text": time.get("text"),
                    "time.earliest": time.get("earliest"),
                    "time.latest": time.get("latest"),
                    "article.title": article.get("title"),
                }


def batches(paths):
    """Arrow batches of rows."""
    batch = []
    for row in rows(paths):
        batch.append(row)
        if len(batch) == BATCH:
            yield pa.RecordBatch.from_pylist(batch, SCHEMA)
            batch = []
    if batch:
        yield pa.RecordBatch.from_pylist(batch, SCHEMA)


def main(paths, output):
    """Writes the table."""
    reader = pa.RecordBatchReader.from_batches(SCHEMA, batches(paths))
    scored = pa.RecordBatchReader.from_stream(mushrif.Model.default().score_arrow(reader))
    with pq.ParquetWriter(output, scored.schema, compression="zstd") as writer:
        for batch in scored:
            writer.write_batch(batch)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:-1], sys.argv[-1])
