"""Faults of real nodes of OpenSearch: nothing acknowledged is lost, and all is back by itself.

Run by `make soak` where `make opensearch` fetched the parts of a node. Two people add articles and
one searches, through a real server, while a node or the network between the nodes fails.
"""

import itertools
import signal
import threading
import time
from contextlib import contextmanager

import pytest

from server.config import Settings
from server.errors import StorageFull
from server.pipeline.wiring import open_index
from server.store import IndexArticle
from tests.index_engines import NO_CLUSTER, REFUSALS, Load
from tests.opensearch.nodes import running_nodes
from tests.servers import Server, until

pytestmark = [NO_CLUSTER, pytest.mark.xdist_group("nodes")]
_NAMES = (f"fault-{number}" for number in itertools.count())
_FEW = 3  # articles kept, after which a cluster counts as back
_FULL = 507
_MARKS = "cluster.routing.allocation.disk.watermark"
_LIMIT = "network.breaker.inflight_requests.limit"


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    with running_nodes(tmp_path_factory.mktemp("node")) as nodes:
        yield nodes


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    with running_nodes(tmp_path_factory.mktemp("nodes"), 3) as nodes:
        yield nodes


@contextmanager
def load_on(nodes, number, tmp_path, refusals=REFUSALS):
    """Yield a load on node `number`; fail if it was refused unclearly or lost anything."""
    name = next(_NAMES)
    running = Server(
        tmp_path,
        UNABRIDGED_INDEX=nodes.addresses[number],
        UNABRIDGED_INDEX_NAME=name,
        UNABRIDGED_INDEX_REPLICAS=str(int(len(nodes.addresses) > 1)),
        UNABRIDGED_INDEX_SECONDS="2",
    ).wait()
    try:
        with Load(running, refusals) as load:
            until(lambda: len(load.kept) >= _FEW)
            yield load
            before = len(load.kept)
            until(lambda: len(load.kept) >= before + _FEW)
    finally:
        running.stop()
    assert load.unclear == []
    every = {"size": 10_000, "_source": ["kept.url"], "query": {"match_all": {}}}
    nodes.ask("POST", f"/{name}-articles-*/_refresh", number=number)
    answer = nodes.ask("POST", f"/{name}-articles-*/_search", every, number=number)
    indexed = {hit["_source"]["kept"]["url"] for hit in answer["hits"]["hits"]}
    assert set(load.kept) - indexed == set()


def set_to(nodes, **values):
    answer = nodes.ask("PUT", "/_cluster/settings", {"transient": values})
    assert answer.get("acknowledged"), answer


def fill(nodes):
    """Leave too little room on the disk, as the node counts."""
    marks = {f"{_MARKS}.{mark}": "1000tb" for mark in ("low", "high", "flood_stage")}
    set_to(nodes, **marks, **{"cluster.info.update.interval": "10s"})


def empty(nodes):
    """Undo `fill`; return once the node has lifted its blocks, by itself."""
    set_to(nodes, **{f"{_MARKS}.{mark}": None for mark in ("low", "high", "flood_stage")})
    until(lambda: not is_blocked(nodes))


def is_blocked(nodes):
    blocks = nodes.ask("GET", "/_cluster/state/blocks")["blocks"]
    return bool(blocks.get("indices") or blocks.get("global"))


ONE = {
    "killed": (lambda nodes: nodes.kill(0), lambda nodes: nodes.start(0)),
    "hangs": (
        lambda nodes: nodes.signal(0, signal.SIGSTOP),
        lambda nodes: nodes.signal(0, signal.SIGCONT),
    ),
    "full": (fill, empty),
    "too much to do": (
        lambda nodes: set_to(nodes, **{_LIMIT: "100b"}),
        lambda nodes: set_to(nodes, **{_LIMIT: None}),
    ),
}


@pytest.mark.parametrize("fault", ONE)
def test_one_node_that_fails_refuses_and_is_back_by_itself(fault, node, tmp_path):
    breaks, mends = ONE[fault]
    refusals = {*REFUSALS, _FULL} if fault == "full" else REFUSALS
    with load_on(node, 0, tmp_path, refusals) as load:
        before = load.refused
        breaks(node)
        until(lambda: load.refused > before)
        mends(node)
        node.wait(0)
        assert bool(load.statuses[_FULL]) == (fault == "full")


def test_a_full_disk_lets_the_oldest_articles_go(node, tmp_path):
    settings = Settings(
        data=tmp_path, index=node.addresses[0], index_name=next(_NAMES), index_replicas=0
    )
    index = open_index(settings)
    days = ("2026-01-05", "2026-03-02", "2026-05-04")
    for day in days:
        index.add_articles([IndexArticle(f"https://x.example/{day}", "", "Orr", published=day)])
    fill(node)
    try:
        until(lambda: is_blocked(node))
        with pytest.raises(StorageFull, match="lifts its block"):
            index.add_articles([IndexArticle("https://x.example/more", "", "Orr")])
        assert index.prune_articles(older_than_days=10_000, max_bytes=1) == len(days) - 1
    finally:
        empty(node)
    assert index.article_text(f"https://x.example/{days[0]}") is None
    assert index.article_text(f"https://x.example/{days[-1]}")
    index.close()


def kill_one(nodes, which):
    nodes.kill(which)
    return lambda: nodes.start(which)


def stop_one(nodes, which):
    nodes.signal(which, signal.SIGSTOP)
    return lambda: nodes.signal(which, signal.SIGCONT)


def cut_one(nodes, which):
    nodes.network.cut(which)
    return nodes.network.cut


@pytest.mark.parametrize("asked_node", ["the leader", "another"])
@pytest.mark.parametrize("fault", [kill_one, stop_one, cut_one])
def test_a_leader_that_is_gone_loses_nothing(fault, asked_node, three, tmp_path):
    for number in range(3):
        three.wait(number)
    until(lambda: three.leader() is not None)
    leader = three.leader()
    other_node = (leader + 1) % 3
    with load_on(three, leader if asked_node == "the leader" else other_node, tmp_path) as load:
        before, kept_count = load.refused, len(load.kept)
        mend = fault(three, leader)
        until(lambda: three.leader(other_node) not in (leader, None))
        if asked_node == "the leader":
            until(lambda: load.refused > before)
        else:
            until(lambda: len(load.kept) >= kept_count + _FEW)  # two of three are enough
        mend()
        for number in range(3):
            three.wait(number)


def test_all_nodes_killed_at_once_lose_nothing(three, tmp_path):
    for number in range(3):
        three.wait(number)
    with load_on(three, 0, tmp_path) as load:
        before = load.refused
        for number in range(3):
            three.kill(number)
        until(lambda: load.refused > before)
        for number in range(3):
            three.start(number)
        for number in range(3):
            three.wait(number)


def test_a_node_that_is_slow_slows_and_loses_nothing(three, tmp_path):
    over = threading.Event()

    def halt(which):
        while not over.is_set():
            three.signal(which, signal.SIGSTOP)
            time.sleep(0.4)
            three.signal(which, signal.SIGCONT)
            time.sleep(0.1)

    for number in range(3):
        three.wait(number)
    with load_on(three, 0, tmp_path) as load:
        halting = threading.Thread(target=halt, args=(1,))
        halting.start()
        kept_count = len(load.kept)
        until(lambda: len(load.kept) >= kept_count + _FEW)
        over.set()
        halting.join()
        for number in range(3):
            three.wait(number)
