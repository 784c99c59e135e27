"""Pages: what is given, a path, bytes or text, and what is read of it."""

from __future__ import annotations

import datetime
import os

from ._mushrif import Page, Pages, extract_bytes, extract_file, pages_of

# A datetime is a date too.
When = str | datetime.date | None


def extract(page: str | bytes | os.PathLike[str], *, as_of: When = None, time_zone: str | None = None) -> Page:
    """Finds the comments of a page: HTML or text as str, bytes as saved, or a file by its `pathlib.Path`.

    `as_of` is when the page was saved (a date, a date-time, or their objects): relative times are resolved by it.
    Returns a `Page` with `comments`, a list of dicts as ``mushrif extract`` prints them. Raises `PageError`.
    """
    if isinstance(page, os.PathLike):
        return extract_file(page, _moment(as_of), time_zone)
    if isinstance(page, str):
        if "\n" not in page and "<" not in page and len(page) < 4096 and os.path.exists(page):
            raise ValueError(f"{page!r} names a file; give pathlib.Path({page!r}) to read it")
        page = page.encode("utf-8", "replace")
    return extract_bytes(page, "page", _moment(as_of), time_zone)


def extract_warc(path: str | os.PathLike[str], *, as_of: When = None, time_zone: str | None = None) -> Pages:
    """An iterator over the pages of an archive (WARC, WET, ARC, plain or compressed) or of an export, a `Page` each.

    The date of a record is the clock of its page. What follows a page that cannot be read (`PageError`) can still be
    read with `next`. Memory does not grow with the file.
    """
    return pages_of(os.fspath(path), _moment(as_of), time_zone)


def _moment(as_of: When) -> str | None:
    """A date or date-time as its text."""
    if as_of is None or isinstance(as_of, str):
        return as_of
    return as_of.isoformat()
