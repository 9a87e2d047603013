"""Worker processes that may be killed, whatever they work on; server/tasks is what they do."""

from server.workers.forget import forget_pages
from server.workers.pool import WorkerPool
