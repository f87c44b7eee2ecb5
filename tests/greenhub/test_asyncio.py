"""Coroutines beside green threads: outcomes and cancellation both ways, several OS threads, patched programs."""

import asyncio
import contextvars
import gc
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import greenhub
from greenhub import debug, hubs
from greenhub.asyncio import as_future, get_loop, spawn_for_awaitable
from tests.processes import in_child

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def limit():
    """No test waits for ever."""
    with greenhub.Timeout(20):
        yield


def run(coroutine):
    """The outcome of a coroutine."""
    return spawn_for_awaitable(coroutine).wait()


async def double(value):
    await asyncio.sleep(0.001)
    return value * 2


async def fail(error):
    await asyncio.sleep(0)
    raise error


async def hang():
    await asyncio.get_running_loop().create_future()


def in_os_thread(function):
    """What `function` returns in an OS thread of its own; the hub goes on meanwhile."""
    outcome = []
    thread = threading.Thread(target=lambda: outcome.append(function()))
    thread.start()
    while thread.is_alive():
        greenhub.sleep(0.001)
    return outcome[0]


# ---- coroutines in green threads

def test_the_result_of_a_coroutine():
    assert run(double(4)) == 8


def test_of_a_future_and_of_any_awaitable():
    class Awaitable:
        def __await__(self):
            return double(3).__await__()

    async def make():
        return asyncio.ensure_future(double(2))

    assert run(Awaitable()) == 6
    assert run(run(make())) == 4


def test_an_exception_of_a_coroutine():
    error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError) as caught:
        run(fail(error))
    assert caught.value is error


@pytest.mark.parametrize('value', [4, None, double])
def test_what_cannot_be_awaited(value):
    with pytest.raises(TypeError):
        spawn_for_awaitable(value)


def test_many_at_once():
    threads = [spawn_for_awaitable(double(number)) for number in range(100)]
    assert [thread.wait() for thread in threads] == [number * 2 for number in range(100)]


def test_green_threads_run_while_coroutines_wait():
    ticks = []

    async def until_a_hundred():
        while len(ticks) < 100:
            await asyncio.sleep(0.001)

    ticker = greenhub.spawn(lambda: [ticks.append(greenhub.sleep(0)) for _ in range(100)])
    run(until_a_hundred())
    ticker.wait()


def test_a_busy_loop_starves_no_green_thread():
    stop = []

    async def busy():
        while not stop:
            await asyncio.sleep(0)
        return 'stopped'

    thread = spawn_for_awaitable(busy())
    greenhub.sleep(0.001)
    stop.append(True)
    assert thread.wait() == 'stopped'


def test_busy_green_threads_starve_no_loop():
    def busy():
        while True:
            greenhub.sleep(0)

    thread = greenhub.spawn(busy)
    assert run(double(1)) == 2
    thread.kill()


def test_the_coroutine_sees_the_callers_context():
    variable = contextvars.ContextVar('variable')

    async def look():
        value = variable.get()
        variable.set('changed')
        return value

    variable.set('caller')
    assert run(look()) == 'caller' and variable.get() == 'caller'


@pytest.mark.parametrize('exception, result', [(None, 'timed out'), (KeyError('late'), 'late'), (False, 'silent')])
def test_a_timeout_around_an_await(exception, result):
    async def impatient():
        try:
            with greenhub.Timeout(0.001, exception):
                await hang()
            return 'silent'
        except greenhub.Timeout:
            return 'timed out'
        except KeyError as error:
            return error.args[0]
        finally:
            assert not asyncio.current_task().cancelling()

    other = spawn_for_awaitable(double(3))
    assert run(impatient()) == result
    assert other.wait() == 6


def test_a_timeout_around_a_green_wait_in_a_coroutine():
    async def impatient():
        with pytest.raises(greenhub.Timeout), greenhub.Timeout(0.001):
            greenhub.sleep(5)
        return 'timed out'

    assert run(impatient()) == 'timed out'


def test_the_loop_survives_what_is_thrown_at_it(capsys):
    waiting = spawn_for_awaitable(double(3))
    greenhub.sleep(0)
    greenhub.kill(get_loop()._greenlet, ZeroDivisionError())
    assert waiting.wait() == 6
    assert 'ZeroDivisionError' in capsys.readouterr().err


@pytest.mark.parametrize('kind', [KeyboardInterrupt, SystemExit])
def test_what_ends_the_program_comes_once(kind):
    with pytest.raises(kind):
        run(fail(kind()))
    for _ in range(5):
        greenhub.sleep(0)
    assert run(double(1)) == 2


def test_what_ends_the_program_comes_from_a_task_that_nobody_waits_for():
    get_loop().create_task(fail(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        greenhub.sleep(1)


def test_the_first_use_of_asyncio_is_no_leak():
    from greenhub.testing import no_leaks

    def first_use():
        with no_leaks():
            return run(double(2))

    assert in_os_thread(first_use) == 4


def test_a_coroutine_may_call_what_green_threads_call():
    async def go():
        greenhub.sleep(0.001)
        return greenhub.spawn(lambda: 'green').wait()

    assert run(go()) == 'green'


def test_a_coroutine_talks_to_a_green_server():
    server = greenhub.listen(('127.0.0.1', 0))

    def echo(sock, _address):
        while data := sock.recv(100):
            sock.sendall(data)

    serving = greenhub.spawn(greenhub.serve, server, echo)

    async def talk(text):
        reader, writer = await asyncio.open_connection(*server.getsockname())
        writer.write(text)
        answer = await reader.readexactly(len(text))
        writer.close()
        await writer.wait_closed()
        return answer

    threads = [spawn_for_awaitable(talk(b'hello %d' % number)) for number in range(10)]
    assert [thread.wait() for thread in threads] == [b'hello %d' % number for number in range(10)]
    serving.kill()


def test_a_green_client_talks_to_a_server_of_asyncio():
    async def echo(reader, writer):
        writer.write(await reader.readline())
        writer.close()

    async def start():
        return await asyncio.start_server(echo, '127.0.0.1', 0)

    server = run(start())
    with greenhub.connect(server.sockets[0].getsockname()) as client:
        client.sendall(b'hello\n')
        assert client.recv(100) == b'hello\n'
    server.close()


def test_a_name_is_looked_up_and_a_child_is_awaited():
    async def look_up():
        return await asyncio.get_running_loop().getaddrinfo('127.0.0.1', 80)

    async def child():
        process = await asyncio.create_subprocess_exec(sys.executable, '-c', 'print(6 * 7)', stdout=-1)
        out, _ = await process.communicate()
        return out.strip(), process.returncode

    assert run(look_up())[0][4] == ('127.0.0.1', 80)
    assert run(child()) == (b'42', 0)


def test_signals_reach_the_loop():
    async def caught():
        loop, arrived = asyncio.get_running_loop(), asyncio.Event()
        loop.add_signal_handler(signal.SIGUSR1, arrived.set)
        os.kill(os.getpid(), signal.SIGUSR1)
        await arrived.wait()
        return loop.remove_signal_handler(signal.SIGUSR1)

    assert run(caught()) is True


# ---- cancellation

def test_killing_the_green_thread_cancels_the_coroutine():
    ended = []

    async def go():
        try:
            await hang()
        except asyncio.CancelledError:
            ended.append('cancelled')
            raise

    thread = spawn_for_awaitable(go())
    greenhub.sleep(0.001)
    thread.kill()
    run(asyncio.sleep(0))
    assert ended == ['cancelled']
    with pytest.raises(greenhub.GreenletExit):
        thread.wait()


def test_also_before_either_has_begun(recwarn):
    began = []

    async def go():
        began.append(True)

    thread = spawn_for_awaitable(go())
    thread.kill()
    run(asyncio.sleep(0.001))
    assert began == [] and not recwarn.list


def test_a_time_out_in_the_green_thread_ends_the_wait_and_leaves_the_coroutine_alone():
    thread = spawn_for_awaitable(double(21))
    assert greenhub.with_timeout(0, thread.wait, timeout_value='gave up') == 'gave up'
    assert thread.wait() == 42


def test_a_cancelled_coroutine_ends_the_green_thread(capfd):
    async def cancels():
        task = asyncio.ensure_future(hang())
        asyncio.get_running_loop().call_soon(task.cancel)
        return task

    with pytest.raises(asyncio.CancelledError):
        run(run(cancels()))


# ---- green threads in coroutines

def green(value):
    greenhub.sleep(0.001)
    return value


def test_await_a_green_thread():
    async def go():
        return await greenhub.spawn(green, 23)

    assert run(go()) == 23


def test_await_one_that_has_ended():
    thread = greenhub.spawn(green, 23)
    thread.wait()

    async def go():
        return await thread

    assert run(go()) == 23


def test_the_exception_of_a_green_thread():
    def fails(error):
        raise error

    async def go(error):
        await as_future(greenhub.spawn(fails, error))

    with pytest.raises(KeyError):
        run(go(KeyError('x')))
    with pytest.raises(RuntimeError, match='StopIteration'):
        run(go(StopIteration()))


def test_cancelling_kills_the_green_thread():
    ended = []

    def goes_on():
        try:
            greenhub.sleep(100)
        except greenhub.GreenletExit:
            ended.append('killed')
            raise

    thread = greenhub.spawn(goes_on)

    async def go():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(as_future(thread), 0.002)

    run(go())
    greenhub.sleep(0)
    assert ended == ['killed'] and thread.dead


def test_a_killed_green_thread_cancels_who_awaits_it():
    thread = greenhub.spawn(greenhub.sleep, 100)

    async def go():
        asyncio.get_running_loop().call_soon(thread.kill)
        try:
            await thread
        except asyncio.CancelledError:
            return 'cancelled'

    assert run(go()) == 'cancelled'


def test_outside_of_coroutines_there_is_no_loop_to_have_a_future_of():
    run(double(1))
    with pytest.raises(RuntimeError, match='no running event loop'):
        as_future(greenhub.spawn(green, 1))


# ---- several OS threads

def test_each_os_thread_has_a_loop_of_its_own_which_ends_with_it():
    before = len(os.listdir('/proc/self/fd'))
    loops = []

    def work():
        loops.append(get_loop())
        return run(double(5))

    assert [in_os_thread(work) for _ in range(3)] == [10] * 3
    assert len(set(loops)) == 3 and all(loop.is_closed() for loop in loops)
    assert len(os.listdir('/proc/self/fd')) <= before


def test_a_plain_loop_awaits_a_green_thread_of_another_os_thread():
    thread = greenhub.spawn(green, 7)

    async def go():
        return await thread

    assert in_os_thread(lambda: asyncio.run(go())) == 7


def test_and_kills_it():
    thread = greenhub.spawn(greenhub.sleep, 100)

    async def go():
        try:
            await asyncio.wait_for(as_future(thread), 0.001)
        except TimeoutError:
            return 'timed out'

    assert in_os_thread(lambda: asyncio.run(go())) == 'timed out'
    with pytest.raises(greenhub.GreenletExit):
        thread.wait()


def test_a_green_thread_waits_for_a_future_of_another_os_threads_loop():
    futures, done = [], threading.Event()

    async def serve():
        futures.append(asyncio.ensure_future(double(4)))
        while not done.is_set():
            await asyncio.sleep(0.001)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    while not futures:
        greenhub.sleep(0.001)
    assert run(futures[0]) == 8
    done.set()
    thread.join(10)


def test_other_os_threads_call_into_the_loop():
    loop = get_loop()
    assert in_os_thread(lambda: asyncio.run_coroutine_threadsafe(double(8), loop).result(10)) == 16


@pytest.mark.filterwarnings('ignore:This process:DeprecationWarning')
@pytest.mark.parametrize('hub', ['epolls', 'asyncio'])
def test_a_child_has_a_loop_of_its_own_and_leaves_the_parents_alone(hub):
    hubs.use_hub(hub)
    mine, theirs = socket.socketpair()
    mine.setblocking(False)

    async def receive():
        return await asyncio.get_running_loop().sock_recv(mine, 100)

    receiving, doubling = spawn_for_awaitable(receive()), spawn_for_awaitable(double(1))
    greenhub.sleep(0)
    greenhub.sleep(0)
    before = get_loop()

    def child():
        assert get_loop() is not before
        try:
            receiving.wait()
        except RuntimeError as e:
            assert 'forked' in str(e)
            gc.collect()
            return run(double(4)) == 8 and before is not get_loop()

    assert in_child(child) == 0
    theirs.send(b'still heard')
    assert receiving.wait() == b'still heard' and doubling.wait() == 2 and get_loop() is before
    for end in (mine, theirs):
        end.close()
    hubs.use_hub()


# ---- the loop

def test_the_loop_is_seen_by_coroutines_only():
    seen = []

    async def go():
        seen.append(asyncio.get_running_loop())
        greenhub.spawn(look)
        await asyncio.sleep(0.002)
        seen.append(asyncio.get_running_loop())

    def look():
        with pytest.raises(RuntimeError, match='no running event loop'):
            asyncio.get_running_loop()
        seen.append(None)

    run(go())
    assert seen == [get_loop(), None, get_loop()]


def test_asynchronous_generators_belong_to_the_loop_that_began_them():
    async def numbers():
        yield 1
        await asyncio.sleep(0.001)
        yield 2

    async def go():
        return [number async for number in numbers()]

    assert sys.get_asyncgen_hooks() == (None, None)
    thread = spawn_for_awaitable(go())
    greenhub.sleep(0)
    assert sys.get_asyncgen_hooks() == (None, None)
    assert thread.wait() == [1, 2]


def test_a_loop_that_was_stopped_runs_again():
    loop = get_loop()
    loop.call_soon(loop.stop)
    greenhub.sleep(0.001)
    assert not loop.is_running()
    assert run(double(1)) == 2 and get_loop() is loop


def test_an_exception_that_ends_programs_leaves_the_loop_running():
    waiting = spawn_for_awaitable(double(3))
    failing = spawn_for_awaitable(fail(SystemExit(3)))
    for _ in range(2):  # from the loop, and from the green thread that waits for the outcome
        with pytest.raises(SystemExit):
            failing.wait()
    assert waiting.wait() == 6 and run(double(4)) == 8


def test_its_time_is_the_hubs():
    assert get_loop().time() == pytest.approx(hubs.get_hub().clock(), abs=1)


def test_tasks_are_shown():
    async def sleeper():
        await asyncio.sleep(100)

    thread = spawn_for_awaitable(sleeper())
    greenhub.sleep(0.001)
    text = debug.format_asyncio_info()
    thread.kill()
    run(asyncio.sleep(0))
    assert text.startswith('ASYNCIO TASKS: 1\n') and 'sleeper' in text and 'await asyncio.sleep(100)' in text


# ---- programs

def program(code, *options, **environment):
    """What a program prints."""
    done = subprocess.run([sys.executable, *options, '-c', code], capture_output=True, text=True, timeout=30,
                          env={**os.environ, 'PYTHONPATH': str(CHECKOUT), **environment})
    assert done.returncode == 0, done.stderr
    assert done.stderr == ''
    return done.stdout.strip()


def test_nothing_else_of_greenhub_loads_asyncio():
    assert program("""
import pkgutil, sys, greenhub
for module in pkgutil.walk_packages(greenhub.__path__, 'greenhub.'):
    if not any(part in module.name for part in ('asyncio', 'pytest_plugin', 'eventlet', '.run', 'support', 'kqueue')):
        __import__(module.name)
print('asyncio' in sys.modules)
""") == 'False'


def test_the_hub_with_a_loop():
    code = """
import asyncio, greenhub
from greenhub import hubs
from greenhub.asyncio import spawn_for_awaitable, get_loop
print(type(hubs.get_hub()).__module__)
async def double(x):
    await asyncio.sleep(0.001)
    return x * 2
def green():  # a task of the running loop, made by a green thread
    return spawn_for_awaitable(asyncio.create_task(double(4))).wait(), asyncio.get_running_loop() is get_loop()
print(greenhub.spawn(green).wait(), green(), hubs.get_hub().get_readers())
"""
    assert program(code, GREENHUB_HUB='asyncio') == 'greenhub.hubs.asyncio\n(8, True) (8, True) []'


PATCHED = """
import greenhub
greenhub.monkey_patch()
import asyncio, threading, time
from greenhub.asyncio import spawn_for_awaitable

async def double(x):
    await asyncio.sleep(0.001)
    return x * 2

def tick():
    ticks.append(None)
    while True:
        time.sleep(0)
        ticks.append(None)

ticks = []
ticker = greenhub.spawn(tick)
with greenhub.Timeout(20):
"""


IN_THREADS = """
    async def in_threads():
        return await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.01) for _ in range(3)))
"""
LOOK_UP = """
    async def look_up():
        return (await asyncio.get_running_loop().getaddrinfo('127.0.0.1', 80))[0][4]
"""
TALK = """
    async def talk():
        async def echo(reader, writer):
            writer.write(await reader.readline())
            writer.close()
        server = await asyncio.start_server(echo, '127.0.0.1', 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b'hello' + bytes([10]))
        line = await reader.readline()
        writer.close()
        server.close()
        return line
"""
CASES = {
    'sleep': ('', 'double(1)', '2'),
    'threads': (IN_THREADS, 'in_threads()', '[None, None, None]'),
    'names': (LOOK_UP, 'look_up()', "('127.0.0.1', 80)"),
    'sockets': (TALK, 'talk()', r"b'hello\n'"),
}


@pytest.mark.parametrize('case', CASES)
@pytest.mark.parametrize('hub', ['epolls', 'poll', 'asyncio'])
def test_coroutines_in_a_patched_program(case, hub):
    body, coroutine, printed = CASES[case]
    code = f'{PATCHED}{body}    print(spawn_for_awaitable({coroutine}).wait(), len(ticks) > 1)'
    assert program(code, GREENHUB_HUB=hub) == f'{printed} True'


@pytest.mark.parametrize('case', CASES)
@pytest.mark.parametrize('run', ['asyncio.run(%s)', 'greenhub.spawn(asyncio.run, %s).wait()'])
def test_asyncio_run_in_a_patched_program_lets_green_threads_run(case, run):
    body, coroutine, printed = CASES[case]
    assert program(f'{PATCHED}{body}    print({run % coroutine}, len(ticks) > 1)') == f'{printed} True'


def test_asyncio_run_in_a_patched_thread():
    code = """
    threads = [threading.Thread(target=lambda: print(asyncio.run(double(4))))]
    threads[0].start()
    threads[0].join()
"""
    assert program(PATCHED + code) == '8'


def test_both_at_once_in_a_patched_program():
    code = """
    first = spawn_for_awaitable(asyncio.sleep(0.05, 'bridge'))
    second = greenhub.spawn(asyncio.run, asyncio.sleep(0.02, 'asyncio.run'))
    print(first.wait(), second.wait(), spawn_for_awaitable(double(3)).wait())
"""
    assert program(PATCHED + code) == 'bridge asyncio.run 6'
