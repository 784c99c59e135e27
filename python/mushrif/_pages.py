"""Pages: what is given, a path, bytes or text, and what is read of it."""

from __future__ import annotations

import datetime
import os

from ._mushrif import Page, Pages, extract_bytes, extract_file, pages_of
from ._texts import whole

# A datetime is a date too.
When = str | datetime.date


def extract(
    page: str | bytes | os.PathLike[str], *, as_of: When | None = None, time_zone: str | None = None, url: str | None = None
) -> Page:
    """Finds the comments of a page: HTML or text as str, the bytes of a file as saved, or a file by its `pathlib.Path`.

    `as_of` is when the page was saved, for relative times: a `datetime.date`, a `datetime.datetime`, or a str such as
    "2024-05-15" or "2024-05-15T10:30:00+03:00". A date is the whole day; a date-time without an offset is of the page's own
    zone, one with it a moment. `time_zone` is the zone of a page that names none, such as "Asia/Baghdad". `url` is the
    page's address, by which the site's layout is chosen where the page itself does not tell it.

    Returns a `Page` with `comments`, a list of dicts as ``mushrif extract`` prints them. Of a file of many pages (an archive,
    an export, a table) it is the first, with an `InputWarning`: `extract_warc` iterates over all. Raises `PageError` where the
    page cannot be read, `TimeError` for a date or zone that is none.
    """
    if isinstance(page, os.PathLike):
        return extract_file(page, as_of, time_zone, url)
    if isinstance(page, str):
        if "\n" not in page and "<" not in page and len(page) < 4096 and os.path.exists(page):
            raise ValueError(f"{page!r} names a file; give pathlib.Path({page!r}) to read it")
        return extract_bytes(whole(page).encode(), "page", True, as_of, time_zone, url)
    return extract_bytes(page, "page", False, as_of, time_zone, url)


def extract_warc(path: str | os.PathLike[str], *, as_of: When | None = None, time_zone: str | None = None) -> Pages:
    """An iterator over the pages of an archive (WARC, WET, ARC, plain or compressed), of an export of comments or of a Parquet
    table of pages: a `Page` each. Also of a file of one page.

    The date of a record is the clock of its page, `as_of` that of pages without one. Raises `PageError` for a page that
    cannot be read; what follows it can still be read with `next`. Memory does not grow with the file.
    """
    return pages_of(os.fspath(path), as_of, time_zone)
