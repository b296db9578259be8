"""Workers: started when needed, made anew when they die, never fed what belongs to this process."""

import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from kernel import workers


@pytest.fixture(scope="module", autouse=True)
def rest():
    yield
    workers.stop()


def test_work_is_done_in_another_process():
    assert workers.run(os.getpid) != os.getpid()


def test_what_the_worker_raises_is_raised_here():
    with pytest.raises(ZeroDivisionError):
        workers.run(divmod, 1, 0)


def test_a_pool_whose_worker_died_is_made_anew():
    with pytest.raises(BrokenProcessPool):
        workers.run(os._exit, 3)
    assert workers.run(abs, -1) == 1


def test_after_a_stop_new_workers_start():
    before = workers.run(os.getpid)
    workers.stop()
    assert workers.run(os.getpid) != before
