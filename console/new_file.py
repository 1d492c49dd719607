"""Makes files that nobody but whoever ran the command may read, and that write over nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from console.commands import Failed


@contextmanager
def new_file(target: Path) -> Iterator[IO[bytes]]:
    """Open a file that is not there yet; no link is followed, and none is left half written. Raises Failed."""
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise Failed(f"{target} 已经有了，请移走或换个地方") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
    except BaseException:
        target.unlink(missing_ok=True)
        raise
