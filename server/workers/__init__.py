"""Runs tasks in worker processes that may be killed; server/pipeline/tasks has the tasks."""

from server.workers.pool import WorkerPool
from server.workers.share import CURRENT, Share
from server.workers.worker import settle
