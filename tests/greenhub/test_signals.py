"""Signals: they reach the main greenlet, wake the hub, and stopping a process for a while does no harm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

import greenhub
from greenhub import hubs
from greenhub.event import Event


@pytest.fixture
def handler():
    """Calls `handler.call` at SIGUSR1."""
    class Handler:
        call = staticmethod(lambda: None)

    before = signal.signal(signal.SIGUSR1, lambda *_: Handler.call())
    yield Handler
    signal.signal(signal.SIGUSR1, before)


def raise_while_the_hub_waits():
    """A process of its own sends it, when the hub is in the system call."""
    return subprocess.Popen([sys.executable, '-c', f'import os, signal, time\ntime.sleep(0.1)\n'
                             f'os.kill({os.getpid()}, signal.SIGUSR1)'])


def test_what_a_handler_makes_ready_runs_at_once(handler):
    done = Event()
    handler.call = lambda: done.send('from the handler')
    with raise_while_the_hub_waits():
        assert done.wait(10) == 'from the handler'


def test_a_signal_just_before_the_hub_waits_does_not_wait_with_it(handler, monkeypatch):
    hub, done = hubs.get_hub(), Event()
    handler.call = done.send

    def wait(seconds):
        if seconds:
            monkeypatch.undo()
            os.kill(os.getpid(), signal.SIGUSR1)
        type(hub).wait(hub, seconds)

    monkeypatch.setattr(hub, 'wait', wait)
    began = hub.clock()
    done.wait(30)
    assert hub.clock() - began < 10


@pytest.mark.parametrize('busy', [False, True], ids=['while the hub waits', 'while a green thread runs'])
def test_an_exception_of_a_handler_reaches_the_main_greenlet(handler, busy):
    def interrupt():
        raise KeyboardInterrupt

    def work():
        while busy:
            pass
        Event().wait()

    handler.call = interrupt
    thread = greenhub.spawn(work)
    with raise_while_the_hub_waits(), pytest.raises(KeyboardInterrupt):
        greenhub.sleep(10)
    assert thread.dead is busy  # it was the one that the signal interrupted
    thread.kill()
    greenhub.sleep(0)


def test_a_pipe_of_the_program_is_left_alone():
    code = ('import os, signal\n'
            'reader, writer = os.pipe2(os.O_NONBLOCK)\n'
            'signal.set_wakeup_fd(writer)\n'
            'from greenhub import hubs, sleep\n'
            'sleep(0.001)\n'
            'assert signal.set_wakeup_fd(writer) == writer\n'
            'hubs.use_hub()\n'
            'assert signal.set_wakeup_fd(-1) == writer\n'
            'sleep(0.001)\n'
            'hubs.use_hub()\n'
            'assert signal.set_wakeup_fd(-1) == -1\n'
            'print(len(os.listdir("/proc/self/fd")))')
    done = subprocess.run([sys.executable, '-W', 'error', '-c', code], capture_output=True, text=True, timeout=20)
    assert (done.stderr, done.stdout) == ('', '6\n')  # standard streams, the pipe, and that of the listing


def test_ctrl_c_ends_a_program_that_waits():
    code = 'import greenhub\nprint("waits", flush=True)\ngreenhub.Event().wait()'
    with subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10)[1].rstrip().endswith('KeyboardInterrupt')


def test_a_process_that_was_stopped_goes_on():
    code = ('import greenhub\n'
            'server = greenhub.listen(("127.0.0.1", 0))\n'
            'print("waits", flush=True)\n'
            'with greenhub.Timeout(0.3, False):\n'
            '    server.accept()\n'
            'print("went on")')
    with subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as process:
        process.stdout.readline()
        for number in (signal.SIGSTOP, signal.SIGCONT) * 3:
            process.send_signal(number)
        assert process.communicate(timeout=10) == ('went on\n', '')
