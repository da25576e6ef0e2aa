"""Check and build filings in a Dask cluster, whose workers have the same Redwell.

The client sends each filing with the files it names, and gets problems and documents back; it alone writes.
Nothing else is sent: no environment, no keyring, no other file.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from functools import lru_cache
from threading import Lock
from time import monotonic
from typing import Any
from uuid import uuid4

import redwell
from redwell.builds import cache, manifest
from redwell.builds.made import Made
from redwell.builds.parcels import pack, unpacked
from redwell.builds.worker import Attempt
from redwell.documents.renderer import MissingLibrary

SECONDS, PATIENCE = 10, 120
"""The longest wait for the scheduler, and for a worker: some clusters start workers when there is work."""
_ONE_AT_A_TIME = Lock()
"""A worker may have several threads, and threads crash Pango."""


class ClusterProblem(MissingLibrary):
    """A cluster that cannot do the work; the message says what to do."""


# --- the client ---


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Yield the cluster whose scheduler is at *address*. Raises `ClusterProblem`."""
    try:
        from distributed import Client
    except ImportError as error:
        remedy = "install the extra redwell[dask] of Redwell's wheel, or the package distributed"
        message = f"--dask: Dask is not installed here: {remedy}"
        raise ClusterProblem(message) from error
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # On other versions of packages, which the workers compare more exactly, and on large exhibits.
    warnings.filterwarnings("ignore", module="distributed")
    try:
        asyncio.run(_ask(address))
        # Everything goes through the scheduler: no connection to or from another address.
        client: Any = Client(address, timeout=SECONDS, set_as_default=False, direct_to_workers=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, OverflowError, MemoryError) as error:
        # Another server's answer may be read as the length of a message that no memory holds.
        raise ClusterProblem(f"--dask {address}: no Dask scheduler answers there") from error
    try:
        yield Cluster(client, address)
    finally:
        # A scheduler that is gone does not say good-bye.
        with suppress(TimeoutError):
            client.close(timeout=SECONDS)


async def _ask(address: str) -> None:
    """Ask the scheduler for its name: a `Client` that gets no answer waits for minutes. Raises `OSError`."""
    from distributed.comm.core import connect

    async with asyncio.timeout(SECONDS):
        stream: Any = await connect(address, timeout=SECONDS)  # type: ignore[no-untyped-call]
        try:
            await stream.write({"op": "identity", "reply": True})
            await stream.read()
        finally:
            stream.abort()


class Cluster:
    """An engine (`redwell.builds.pool`): the workers of the Dask cluster that *client* is connected to."""

    def __init__(self, client: Any, address: str) -> None:
        """Take a connected `distributed.Client`."""
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker

        self.died: type[Exception] = KilledWorker
        self._lost = (CancelledError, CommClosedError)
        self._client, self._address, self._seen = client, address, monotonic()

    def most(self) -> int:
        """Return two filings for each thread of each worker, also of those that joined later."""
        threads: int = sum(self._client.nthreads().values())
        if threads:
            self._seen = monotonic()
        elif monotonic() - self._seen > PATIENCE:
            raise ClusterProblem(f"--dask {self._address}: it has had no worker for {PATIENCE} seconds")
        return max(1, 2 * threads)

    @contextmanager
    def opened(self, *, is_single: bool) -> Iterator[Executor]:
        """Yield an executor of tasks; cancel all work at its end. Raises `ClusterProblem`."""
        executor = _Executor(self._client)
        try:
            yield executor
        except self._lost as error:
            message = "the connection is lost: run the command again; what is built stays"
            raise ClusterProblem(f"--dask {self._address}: {message}") from error
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith("redwell"):
                raise
            message = f"a worker has no Redwell {redwell.__version__}: install it there"
            raise ClusterProblem(f"--dask {self._address}: {message}") from error
        finally:
            executor.shutdown()


class _Executor(Executor):
    """An executor that ships tasks; what cannot be shipped is done here."""

    def __init__(self, client: Any) -> None:
        self._dask = client.get_executor()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Start to do the task `args[0]` with the `Attempt` *fn*."""
        assert isinstance(fn, Attempt)
        if parcel := pack(args[0], fn):
            call = pickle.dumps(_Delivery((_fingerprint(fn.home), pickle.dumps(parcel))))
            shipped: Future[Any] = self._dask.submit(pickle.loads, call, key=f"redwell-{uuid4()}")
            return shipped
        here: Future[Any] = Future()
        here.set_result(fn(args[0]))
        return here

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = True) -> None:
        """Cancel what is in work."""
        self._dask.shutdown(wait=False)


class _Delivery:
    """A call of `deliver`, made when a worker unpickles it. Dask itself unpickles no name of ours.

    Where it cannot, its scheduler and workers close; a task that fails is only reported.
    """

    def __init__(self, arguments: tuple[Mapping[str, str], bytes]) -> None:
        self._arguments = arguments

    def __reduce__(self) -> tuple[Any, ...]:
        return deliver, self._arguments


# --- a worker ---


def deliver(wanted: Mapping[str, str], parcel: bytes) -> Made | MissingLibrary:
    """Do a task in a worker. Raises `ClusterProblem` unless the worker has the *wanted* Redwell."""
    with _ONE_AT_A_TIME:
        stamp, own = _loaded()
        differing = [
            f"{name} ({own.get(name)}, here {theirs})" if "." in theirs else name
            for name, theirs in wanted.items()
            if own.get(name) != theirs
        ]
        if differing:
            raise _refused(f"differs in {', '.join(differing)}: install the same there")
        if cache.stamp(cache.shared_files(redwell.home())) != stamp:
            raise _refused("has another Redwell since it was started: start it again")
        try:
            return unpacked(pickle.loads(parcel), _worker().local_directory)
        except OSError as error:
            raise _refused(f"cannot write its temporary files: {error.strerror}") from error


@lru_cache(maxsize=1)
def _loaded() -> tuple[str, Mapping[str, str]]:
    """Return the stamp and the fingerprint of the Redwell of this process, as it was first used."""
    home = redwell.home()
    return cache.stamp(cache.shared_files(home)), manifest.fingerprint(home)


_fingerprint = lru_cache(maxsize=1)(manifest.fingerprint)


def _refused(reason: str) -> ClusterProblem:
    return ClusterProblem(f"--dask: the worker {_worker().address} {reason}")


def _worker() -> Any:
    from distributed import get_worker

    return get_worker()
