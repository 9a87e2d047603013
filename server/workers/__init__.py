"""Worker processes that may be killed, whatever they work on; server/work/tasks is what they do."""

from server.workers.pool import WorkerPool
from server.workers.worker import settle
