"""Slow work beside the web: a few processes of our own, started when first needed, spoken to as `concurrent.futures`.

A worker is spawned, never forked: it holds no database connection, no lock and no key of the process that asked.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

COUNT = 2
_lock = threading.Lock()
_pools: dict[int, ProcessPoolExecutor] = {}


def submit(call: Callable, /, *arguments: Any, **options: Any) -> Future:
    """Have a worker run `call`, a function of a module, on arguments that pickle. A pool that broke is made anew."""
    with _lock:
        try:
            return _pool().submit(call, *arguments, **options)
        except BrokenProcessPool:
            _pools.pop(os.getpid()).shutdown(wait=False)
            return _pool().submit(call, *arguments, **options)


def run(call: Callable, /, *arguments: Any, seconds: float = 120, **options: Any) -> Any:
    """What the worker returns, or the exception it raised; TimeoutError after `seconds`."""
    return submit(call, *arguments, **options).result(timeout=seconds)


def stop() -> None:
    """End this process's workers; the next `submit` starts new ones."""
    with _lock:
        pool = _pools.pop(os.getpid(), None)
    if pool is not None:
        pool.shutdown(wait=True, cancel_futures=True)


def _pool() -> ProcessPoolExecutor:
    """One pool a process: a forked child must not speak through its parent's pipes."""
    mine = os.getpid()
    if mine not in _pools:
        _pools.clear()
        _pools[mine] = ProcessPoolExecutor(max_workers=COUNT, mp_context=multiprocessing.get_context("spawn"))
    return _pools[mine]
