"""Values set aside on the disk, for what is too much to hold at once."""

import pickle
import tempfile
import weakref
from collections.abc import Iterator
from typing import Generic, TypeVar

from etl.chunks import chunks

T = TypeVar("T")


class Spool(Generic[T]):
    """Values in a file without a name, to be gone through in order, as often as need be.

    The file goes with the process, however that ends.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._count = 0
        weakref.finalize(self, self._file.close)

    def append(self, value: T) -> None:
        """Set a value aside."""
        self._file.seek(0, 2)
        pickle.dump(value, self._file, pickle.HIGHEST_PROTOCOL)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        place = 0
        for _ in range(self._count):
            self._file.seek(place)
            # Nobody else can have written there.
            value: T = pickle.load(self._file)  # noqa: S301
            place = self._file.tell()
            yield value

    def batches(self, size: int) -> Iterator[list[T]]:
        """The values, so many at a time."""
        return chunks(self, size)
