"""Which hub: how one is chosen, and that every one of them, also of one's own, does the same."""

from __future__ import annotations

import importlib
import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest

import greenhub
from greenhub import hubs
from greenhub.green import socket
from greenhub.hubs import epolls, kqueue
from greenhub.hubs.hub import READ, WRITE, BaseHub, IOClosed, noop
from tests.processes import in_child


def in_os_thread(function: Callable[[], object]) -> None:
    """Call it where another hub may be chosen without harm; an exception is raised here."""
    outcome = []

    def call():
        try:
            outcome.append(function())
        except BaseException as e:
            outcome.append(e)

    thread = threading.Thread(target=call)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()
    if isinstance(outcome[0], BaseException):
        raise outcome[0]


class Own(epolls.Hub):
    """A hub of one's own, to be named."""


@pytest.mark.parametrize(('what', 'kind'), [
    (None, epolls.Hub), ('epolls', epolls.Hub), (' epolls ', epolls.Hub),
    ('greenhub.hubs.epolls', epolls.Hub), ('greenhub.hubs.epolls:Hub', epolls.Hub),
    ('greenhub.hubs.epolls.Hub', epolls.Hub), (epolls, epolls.Hub), (Own, Own),
])
def test_use_hub_forms(what, kind):
    def choose():
        hubs.use_hub(what)
        assert type(hubs.get_hub()) is kind

    in_os_thread(choose)


@pytest.mark.parametrize('name', ['nonsense', '', ':', '.', 'greenhub.hubs.epolls:Nonsense', 'greenhub.hubs.Nonsense'])
def test_an_unknown_hub_is_named(name):
    with pytest.raises(hubs.NoSuchHub, match=f'no hub {name!r}.*epolls, kqueue, poll, selects') as raised:
        hubs.use_hub(name)
    assert isinstance(raised.value, ImportError), 'as programs expect that try one hub after the other'


def test_a_hub_that_this_system_cannot_have():
    with pytest.raises(hubs.HubError, match=r'greenhub\.hubs\.kqueue is not available.*epolls is its best'):
        hubs.use_hub('kqueue')


def test_the_default_is_the_first_that_is_available(monkeypatch):
    order = []
    for name in hubs.builtin_hub_names:
        module = importlib.import_module(f'greenhub.hubs.{name}')
        monkeypatch.setattr(module, 'is_available', lambda name=name: order.append(name))
    with pytest.raises(hubs.HubError, match='no hub is available'):
        hubs.get_default_hub()
    assert order == ['epolls', 'kqueue', 'poll', 'selects']


@pytest.mark.parametrize(('environment', 'printed'), [
    ({'EVENTLET_HUB': 'selects'}, 'greenhub.hubs.selects'),
    ({'GREENHUB_HUB': 'poll', 'EVENTLET_HUB': 'selects'}, 'greenhub.hubs.poll'),
    ({'GREENHUB_HUB': 'nonsense'}, "NoSuchHub: the environment variable GREENHUB_HUB: no hub 'nonsense'"),
])
def test_the_environment_names_the_hub(environment, printed):
    code = 'from greenhub import hubs; print(type(hubs.get_hub()).__module__)'
    done = subprocess.run([sys.executable, '-c', code], env={**os.environ, **environment}, capture_output=True,
                          text=True, timeout=20)
    assert printed in done.stdout + done.stderr


class SelectHub(BaseHub):
    """As programs write one for eventlet: all that it has is `wait`."""

    waits = 0

    def wait(self, seconds=None):
        self.waits += 1
        readers, writers = self.listeners[READ], self.listeners[WRITE]
        readable, writable, _ = select.select(readers, writers, [], seconds)
        for found, listeners in ((readable, readers), (writable, writers)):
            for fileno in found:
                listeners.get(fileno, noop).cb(fileno)


class FakeKevent(SimpleNamespace):
    def __init__(self, ident, filter, flags):
        super().__init__(ident=ident, filter=filter, flags=flags)


class FakeKqueue:
    """kqueue on top of poll, with the rules that the hub relies on: a closed descriptor's filters are gone."""

    def __init__(self) -> None:
        self.filters: dict[tuple[int, int], int] = {}
        self.closed = False

    def control(self, changes, most, seconds=None):
        for change in changes or ():
            self.change(change)
        if not most:
            return []
        poll = select.poll()
        for fileno in {fileno for fileno, _ in self.filters}:
            poll.register(fileno, (select.POLLIN if (fileno, FAKE.KQ_FILTER_READ) in self.filters else 0)
                          | (select.POLLOUT if (fileno, FAKE.KQ_FILTER_WRITE) in self.filters else 0))
        events = []
        for fileno, bits in poll.poll(None if seconds is None else -int(-seconds * 1000 // 1)):
            if bits & select.POLLNVAL:
                self.filters = {key: inode for key, inode in self.filters.items() if key[0] != fileno}
                continue
            end = FAKE.KQ_EV_EOF if bits & select.POLLHUP else 0
            for filter_, wanted in ((FAKE.KQ_FILTER_READ, select.POLLIN), (FAKE.KQ_FILTER_WRITE, select.POLLOUT)):
                if (fileno, filter_) in self.filters and (bits & wanted or end):
                    events.append(FakeKevent(fileno, filter_, end))
        return events[:most]

    def change(self, change):
        key, inode = (change.ident, change.filter), os.fstat(change.ident).st_ino
        if change.flags == FAKE.KQ_EV_ADD:
            self.filters[key] = inode
        elif self.filters.pop(key, None) != inode:
            raise FileNotFoundError

    def close(self):
        self.closed = True


FAKE = SimpleNamespace(kqueue=FakeKqueue, kevent=FakeKevent, KQ_FILTER_READ=-1, KQ_FILTER_WRITE=-2, KQ_EV_ADD=1,
                       KQ_EV_DELETE=2, KQ_EV_EOF=0x8000)


@pytest.fixture
def fake_kqueue(monkeypatch):
    assert not kqueue.is_available()
    monkeypatch.setattr(kqueue, '_select', FAKE)
    assert kqueue.is_available()


@pytest.fixture(params=['poll', 'selects', 'epolls', 'kqueue', SelectHub], ids=str)
def hub(request):
    if request.param == 'kqueue':
        request.getfixturevalue('fake_kqueue')
    return request.param


def test_every_hub_reads_writes_times_out_and_closes(hub):
    def work():
        hubs.use_hub(hub)
        a, b = socket.socketpair()
        threads = [greenhub.spawn(a.recv, 10), greenhub.spawn(b.sendall, b'x' * 1_000_000)]
        total = len(threads[0].wait())
        while total < 1_000_000:
            total += len(a.recv(100_000))
        threads[1].wait()
        a.settimeout(0.005)
        with pytest.raises(TimeoutError):
            a.recv(1)
        a.settimeout(None)
        waiting = greenhub.spawn(a.recv, 1)
        greenhub.sleep(0)
        a.close()
        with pytest.raises(IOClosed):
            waiting.wait()
        b.close()

    in_os_thread(work)


def test_every_hub_tells_the_end_of_a_stream_and_forgets_a_number(hub):
    def work():
        hubs.use_hub(hub)
        for _ in range(3):  # the numbers repeat
            a, b = socket.socketpair()
            thread = greenhub.spawn(a.recv, 1)
            greenhub.sleep(0.001)
            b.close()
            assert thread.wait() == b''
            a.close()

    in_os_thread(work)


def test_every_hub_is_woken_by_another_os_thread(hub):
    def work():
        hubs.use_hub(hub)
        done = greenhub.Event()
        threading.Thread(target=hubs.get_hub().call_soon_threadsafe, args=(done.send, 'rung')).start()
        assert done.wait(10) == 'rung'

    in_os_thread(work)


@pytest.mark.filterwarnings('ignore:This process:DeprecationWarning')  # that it is multi-threaded: the test's thread
def test_every_hub_goes_on_in_the_child_of_a_fork(hub):
    def work():
        hubs.use_hub(hub)
        a, b = socket.socketpair()
        thread = greenhub.spawn(a.recv, 1)
        greenhub.sleep(0.001)
        assert in_child(lambda: b.send(b'c') and thread.wait() == b'c') == 0
        thread.kill()
        a.close(), b.close()

    in_os_thread(work)


def test_a_hub_of_ones_own_is_asked_to_wait():
    def work():
        hubs.use_hub(SelectHub)
        greenhub.sleep(0.001)
        assert hubs.get_hub().waits

    in_os_thread(work)


def test_exceptions_in_a_wait_of_ones_own(capfd):
    """The loop ends, as the exception may come again for ever; the main greenlet gets it."""
    def work():
        hubs.use_hub(SelectHub)
        hub = hubs.get_hub()
        r, w = os.pipe()
        hub.add(READ, r, lambda fileno: None)
        os.close(r), os.close(w)
        with pytest.raises(OSError, match='Bad file descriptor'):
            greenhub.sleep(0.01)
        hub.remove_descriptor(r)
        greenhub.sleep(0.01)

    in_os_thread(work)
