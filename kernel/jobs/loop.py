"""The scheduler process: waits to lead, looks at the jobs while it leads, says that it lives, stops when told."""

import os
import signal
import socket
from datetime import datetime, timedelta
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from kernel import clock
from kernel.jobs import beside, leadership, queries, service
from kernel.jobs.job import Job
from kernel.logs import log

DAY = 24 * 60 * 60
SET_BACK = timedelta(seconds=30)  # by less a clock is only corrected
WISHES = "administrators' wishes"


class Loop:
    """One scheduler. `retry`: seconds between two tries to lead; `beat`: between two signs of life."""

    def __init__(self, app: Flask, *, retry: float, beat: float):
        self.app, self.retry, self.beat = app, retry, beat
        self.stopping = Event()
        self.looked: dict[str, str] = {}
        self.failing: dict[str, list[str]] = {}

    def serve(self) -> None:
        """Until a signal: lead whenever nobody else does."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        lock = leadership.of(self.app.config["SETTINGS"])
        log.info("scheduler stands by", pid=os.getpid())
        while not self.stopping.is_set():
            if lock.take():
                try:
                    self._lead(lock)
                finally:
                    lock.leave()
            else:
                self.stopping.wait(self.retry)

    def _lead(self, lock: leadership.Leadership) -> None:
        since = heard = clock.machine_now()
        scheduler = self._scheduler(since)
        scheduler.start()
        log.info("scheduler leads", pid=os.getpid(), jobs=len(self.app.extensions["jobs"]))
        try:
            while lock.held():
                heard = self._mind_the_clock(scheduler, heard)
                self._say_alive(scheduler, since)
                if self.stopping.wait(self.beat):
                    break
            else:
                log.error("leadership lost", pid=os.getpid())
        finally:
            scheduler.shutdown(wait=True)  # what runs is finished, or is killed and leaves nothing

    def _scheduler(self, since: datetime) -> BackgroundScheduler:
        """One thread, so that jobs run one after another; what was missed is looked at once, however late."""
        scheduler = BackgroundScheduler(
            timezone=clock.SHANGHAI,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": DAY},
        )
        for name, job in self.app.extensions["jobs"].items():
            scheduler.add_job(self._look, job.made_trigger(), args=[self.app, job], id=name, next_run_time=since)
        scheduler.add_job(service.take_wishes, "interval", seconds=2, args=[self.app, self._look], id=WISHES)
        return scheduler

    def _mind_the_clock(self, scheduler: BackgroundScheduler, heard: datetime) -> datetime:
        """A machine clock that was set back would leave every job waiting for an hour that was over: look at once."""
        now = clock.machine_now()
        if now < heard - SET_BACK:
            log.warning("the machine clock was set back", seconds=round((heard - now).total_seconds()))
            for each in scheduler.get_jobs():
                each.modify(next_run_time=now)
        return now

    def _look(self, app: Flask, job: Job, *, asked_by_id: int | None = None) -> None:
        """A look that could not even ask what is due is none: the job goes silent, and the log says why."""
        begun = clock.machine_now()
        keys = service.look(app, job, asked_by_id=asked_by_id)
        with app.app_context():
            self.failing[job.name] = queries.failing(job.name, keys)
        self.looked[job.name] = begun.isoformat()

    def _say_alive(self, scheduler: BackgroundScheduler, since: datetime) -> None:
        with self.app.app_context():
            beside.beat(
                holder=f"{socket.gethostname()} {os.getpid()}",
                since=since,
                looked=dict(self.looked),
                upcoming={job.id: job.next_run_time.isoformat() for job in scheduler.get_jobs() if job.id != WISHES},
                failing={name: keys for name, keys in dict(self.failing).items() if keys},
            )
