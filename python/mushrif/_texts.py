"""Texts and values as other libraries hold them."""

from __future__ import annotations

import re
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """A text with a replacement character for each half of a surrogate pair, which has no UTF-8."""
    return _SURROGATE.sub("\ufffd", text)


def is_missing(value: Any) -> bool:
    """Whether a value says that there is none: None, NaN, pandas' NA and NaT."""
    return value is None or isinstance(value, float) and value != value or type(value).__name__ in ("NAType", "NaTType")


def listed(values: Any) -> Any:
    """The values of a column of pyarrow, polars or pandas as a list of Python's objects; anything else as it is."""
    for method in ("to_pylist", "to_list"):
        if hasattr(values, method):
            return getattr(values, method)()
    return values
