"""The checker: reads finished reports again, counts again, and says what is wrong before anybody is told it."""

from reports.checking.checks import check
from reports.checking.wrong import Wrong

__all__ = ["Wrong", "check"]
