"""How a reader works: it takes names of files from a queue, one after the other, and gives what stands in them.

A reader in a session has a file that it is reading, and a line of those who want records, first come, first served.
When it comes to the end of a file, it takes the next name out of the queue of whoever stands in front. If the queue is
empty, nobody has to stand by: the queue says when a name has come, and the reader goes on then (`_Then`).

Read next: `record_sources.py` (the kinds of files), `readers.py` (the classes that programs use).
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tensorlab.errors import CancelledError, InvalidArgumentError, OpError, UnimplementedError
from tensorlab.reading.parsing_nodes import one_bytes
from tensorlab.reading.wire import BYTES, VARINT, Malformed, field, fields, varint
from tensorlab.run.journal import journal
from tensorlab.run.resources import Resource
from tensorlab.run.waiting import Attempt

Record = tuple[bytes, bytes]
"""What a reader gives: a key, and what was read."""


class Source:
    """What stands in the files of one kind.

    Attributes:
        kind: the kind's name.
        whole: whether a file gives one record; then it is done with as soon as that is read.
        keeps_state: whether a reader of this kind can write down where it is: one that stands between two files.
    """

    kind = "Reader"
    whole = False
    keeps_state = False

    def records(self, name: bytes) -> Iterator[Record]:
        """The records of a file, with their keys."""
        raise NotImplementedError


class Request:
    """Somebody who wants records.

    Attributes:
        queue: where the names of files come from.
        count: how many it wants; it is content with fewer when a file ends.
        records: what it got.
        attempt: what its run waits for, if it had to wait.
    """

    def __init__(self, queue: Any, count: int, single: bool) -> None:
        self.queue, self.count, self.single = queue, count, single
        self.records: list[Record] = []
        self.attempt: Attempt | None = None
        self.done = False
        self.error: OpError | None = None

    def result(self) -> list[Any]:
        """Key and value; arrays of them, if several were asked for."""
        if self.single:
            return list(self.records[0])
        keys, values = np.empty(len(self.records), object), np.empty(len(self.records), object)
        keys[:] = [key for key, _ in self.records]
        values[:] = [value for _, value in self.records]
        return [keys, values]


class _Then:
    """Stands where a run's event stands: is told when a name has come out of the queue."""

    def __init__(self, go_on: Callable[[], None]) -> None:
        self.set = go_on


class ReaderResource(Resource):
    """One reader in one session. All methods may be called from any thread."""

    def __init__(self, source: Source, name: str) -> None:
        self.source, self.name = source, name
        self._lock = threading.RLock()
        self._line: deque[Request] = deque()
        self._fetching: Attempt | None = None
        self._ended = False
        self._clear()

    def _clear(self) -> None:
        self.started = self.finished = self.produced = 0
        self._work = b""
        self._rest: Iterator[Record] | None = None
        self._returned: deque[Record] = deque()  # records that were read for somebody who gave up
        self._broken: OpError | None = None

    # --- what the operations call -------------------------------------------------------------------------------------

    def read(self, queue: Any) -> Attempt | list[Any]:
        """The next record: key and value; an `Attempt` when the name of a file has to be waited for."""
        return self._join(Request(queue, 1, True))

    def read_up_to(self, queue: Any, count: int) -> Attempt | list[Any]:
        """The next records, at most `count`; fewer when the file ends."""
        if count < 1:
            raise InvalidArgumentError(None, None, f"num_records must be positive, but is {count}.")
        return self._join(Request(queue, count, False))

    def reset(self) -> None:
        """Forget the file that is being read, and count from nought."""
        with self._lock:
            self._clear()

    def state(self) -> bytes:
        """Where the reader is, as bytes.

        Raises:
            tf.errors.UnimplementedError: for kinds that stand in the middle of a file.
        """
        if not self.source.keeps_state:
            raise UnimplementedError(
                None, None, f"{self.source.kind} SerializeState: it may stand inside a file."
            )
        with self._lock:
            numbers = (self.started, self.finished, self.produced)
            written = [varint(place + 1 << 3 | VARINT) + varint(n) for place, n in enumerate(numbers) if n]
            return b"".join(written) + (field(4, self._work) if self._work else b"")

    def restore(self, state: bytes) -> None:
        """Go where another reader of this kind was.

        Raises:
            tf.errors.InvalidArgumentError: for other bytes.
        """
        if not self.source.keeps_state:
            raise UnimplementedError(
                None, None, f"{self.source.kind} RestoreState: it may stand inside a file."
            )
        numbers = {1: 0, 2: 0, 3: 0}
        work = b""
        try:
            for which, kind, value, _, _ in fields(state):
                if which in numbers and kind == VARINT:
                    numbers[which] = value
                elif which == 4 and kind == BYTES:
                    work = value
                else:
                    raise Malformed(f"field {which} is not known")
        except Malformed as error:
            raise InvalidArgumentError(
                None, None, f"Could not parse state for {self.source.kind} '{self.name}': {error}"
            ) from None
        started, finished, produced = numbers.values()
        if not finished <= started <= finished + 1 or produced > started:
            raise InvalidArgumentError(None, None, f"Inconsistent state for {self.source.kind}: {state!r}")
        with self._lock:
            self._clear()
            self.started, self.finished, self.produced = started, finished, produced
            self._work = work
            self._rest = self.source.records(work) if started > finished else None

    def close(self) -> None:
        """The session closes: whoever waits gets a CancelledError."""
        with self._lock:
            self._ended = True
            fetching, self._fetching = self._fetching, None
            waiting = list(self._line)
            self._line.clear()
        if fetching is not None:
            fetching.cancel()
        for request in waiting:
            if request.attempt is not None:
                request.attempt.fail(CancelledError(None, None, "Read operation was cancelled"))
        if self._rest is not None and hasattr(self._rest, "close"):
            self._rest.close()

    # --- those who wait -----------------------------------------------------------------------------------------------

    def _join(self, request: Request) -> Attempt | list[Any]:
        with self._lock:
            if self._ended:
                raise CancelledError(None, None, "The session is closed.")
            self._line.append(request)
            self._advance()
            if not request.done:
                request.attempt = Attempt(lambda _: self._leave(request), self._remind)
                return request.attempt
        if request.error is not None:
            raise request.error
        journal.note(**self._facts(request))
        return request.result()

    def _facts(self, request: Request) -> dict[str, Any]:
        size = sum(len(value) for _, value in request.records)
        return {"file": self._work.decode(errors="replace"), "bytes": size}

    def _remind(self) -> None:
        fetching = self._fetching
        if fetching is not None and fetching.remind is not None:
            fetching.remind()

    def _leave(self, request: Request) -> None:
        """Wait no longer; records that were read at the last moment are given to the next."""
        with self._lock:
            if request.done:
                self._returned.extendleft(reversed(request.records))
                self.produced -= len(request.records)
                return
            if request not in self._line:
                return
            in_front = self._line[0] is request
            self._line.remove(request)
            fetching = self._fetching if in_front else None
            if in_front:
                self._fetching = None
        if fetching is not None:
            fetching.cancel()  # what it got at the last moment goes back into the queue
            with self._lock:
                self._advance()

    def _advance(self) -> None:
        """Serve those in the line, until one has to wait for a name."""
        while self._line and self._fetching is None:
            request = self._line[0]
            try:
                served = self._serve(request)
            except OpError as error:
                request.error, served = error, True
            if not served:
                attempt = self._fetching
                assert attempt is not None
                attempt.wakes(_Then(lambda attempt=attempt: self._fetched(attempt)))  # type: ignore[arg-type, misc]
                return
            self._line.popleft()
            self._end(request)

    def _end(self, request: Request) -> None:
        request.done = True
        if request.attempt is None:
            return
        if request.error is not None:
            request.attempt.fail(request.error)
        else:
            request.attempt.note(**self._facts(request))
            request.attempt.finish(request.result())

    def _fetched(self, attempt: Attempt) -> None:
        """A name has come, or will not come any more."""
        with self._lock:
            if self._fetching is not attempt or not self._line:
                return
            self._fetching = None
            request = self._line[0]
            try:
                self._begin(attempt.outcome())
            except OpError as error:
                request.error = error
                self._line.popleft()
                self._end(request)
            self._advance()

    # --- files --------------------------------------------------------------------------------------------------------

    def _serve(self, request: Request) -> bool:
        """Read for somebody; False when a name has to be waited for."""
        while len(request.records) < request.count:
            if self._returned:
                request.records.append(self._returned.popleft())
                self.produced += 1
            elif self._broken is not None:
                raise self._broken
            elif self._rest is None:
                if request.records:
                    break  # a file has ended: content with what there is
                element = request.queue.dequeue()
                if isinstance(element, Attempt):
                    self._fetching = element
                    return False
                self._begin(element)
            else:
                self._read_one(request)
        return True

    def _read_one(self, request: Request) -> None:
        assert self._rest is not None
        try:
            record = next(self._rest, None)
        except OpError as error:
            if self.source.whole:
                self._rest = self.source.records(self._work)  # it is tried again
            else:
                self._broken = error  # nobody knows where the next record begins
            raise
        if record is not None:
            request.records.append(record)
            self.produced += 1
        if record is None or self.source.whole:
            self._finish()

    def _begin(self, element: list[Any]) -> None:
        """Begin with the file whose name came out of the queue."""
        if len(element) != 1 or not isinstance(name := one_bytes(element[0]), bytes):
            raise InvalidArgumentError(
                None,
                None,
                f"{self.source.kind} '{self.name}' takes names of files out of its queue, single strings; it got "
                f"{element!r}.",
            )
        self._rest = self.source.records(name)
        self._work = name
        self.started += 1

    def _finish(self) -> None:
        self._rest = None
        self.finished += 1
