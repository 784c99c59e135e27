"""The command line: ``python -m mushrif`` and the script ``mushrif``."""

import os
import sys

from ._mushrif import run


def main() -> None:
    """Runs the command line inside the extension and ends the process with its exit status."""
    status = run(["mushrif", *sys.argv[1:]])
    # All has been written. Python has nothing to flush, and its end would only cost time.
    os._exit(status)


if __name__ == "__main__":
    main()
