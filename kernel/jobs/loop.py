"""The scheduler process: waits to lead, looks at the jobs while it leads, says that it lives, stops when told."""

import os
import signal
import socket
from datetime import datetime
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from kernel import clock
from kernel.jobs import beside, leadership, service
from kernel.jobs.job import Job
from kernel.logs import log

DAY = 24 * 60 * 60
WISHES = "administrators' wishes"


class Loop:
    """One scheduler. `retry`: seconds between two tries to lead; `beat`: between two signs of life."""

    def __init__(self, app: Flask, *, retry: float, beat: float):
        self.app, self.retry, self.beat = app, retry, beat
        self.stopping = Event()
        self.looked: dict[str, str] = {}

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
        since = clock.machine_now()
        scheduler = self._scheduler(since)
        scheduler.start()
        log.info("scheduler leads", pid=os.getpid(), jobs=len(self.app.extensions["jobs"]))
        try:
            while lock.held():
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
            scheduler.add_job(self._look, job.made_trigger(), args=[job], id=name, next_run_time=since)
        scheduler.add_job(service.take_wishes, "interval", seconds=2, args=[self.app], id=WISHES)
        return scheduler

    def _look(self, job: Job) -> None:
        self.looked[job.name] = clock.machine_now().isoformat()
        service.look(self.app, job)

    def _say_alive(self, scheduler: BackgroundScheduler, since: datetime) -> None:
        upcoming = {job.id: job.next_run_time.isoformat() for job in scheduler.get_jobs() if job.id != WISHES}
        with self.app.app_context():
            beside.beat(
                holder=f"{socket.gethostname()} {os.getpid()}", since=since, looked=dict(self.looked), upcoming=upcoming
            )
