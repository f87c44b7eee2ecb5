"""`ryu.lib.hub`: green threads that never end the program, a flag to wait for, servers and clients of bytes."""

import logging
import socket
import subprocess

import pytest

import greenhub
from controller.compat.framework import hub
from greenhub.green import ssl
from greenhub.testing import jumping_clock


@pytest.fixture
def clock():
    with jumping_clock() as clock:
        yield clock


def fail(text='of a cold'):
    raise ZeroDivisionError(text)


# -- green threads --------------------------------------------------------------------------------------------------


def test_spawn():
    assert hub.spawn(max, 1, 2).wait() == 2
    assert hub.spawn(dict, a=1).wait() == {'a': 1}


def test_spawn_after(clock):
    begun = clock()
    assert hub.spawn_after(3, max, 1, 2).wait() == 2
    assert clock() - begun == 3


@pytest.mark.parametrize('error', [ZeroDivisionError, hub.Timeout, SystemExit, BaseException])
def test_what_a_thread_raises_is_logged_with_its_way_and_ends_nobody_else(error, caplog):
    def die():
        raise error('of a cold')

    with caplog.at_level(logging.ERROR):
        assert hub.spawn(die).wait() is None
        assert hub.spawn_after(0, die).wait() is None
    assert [each.name for each in caplog.records] == ['ryu.lib.hub'] * 2
    for each in caplog.records:
        assert each.getMessage().startswith('hub: uncaught exception: Traceback (most recent call last):\n')
        assert 'in die\n' in each.getMessage()


def test_raise_error(caplog):
    for thread in (hub.spawn(fail, raise_error=True), hub.spawn_after(0, fail, 'of a flu', raise_error=True)):
        with pytest.raises(ZeroDivisionError):
            thread.wait()
    assert not caplog.records


def test_task_exit_is_an_end_like_any(caplog):
    def leave():
        raise hub.TaskExit

    assert hub.spawn(leave).wait() is None
    assert not caplog.records


def test_kill_and_joinall(caplog):
    done = []

    def work(name, seconds):
        greenhub.sleep(seconds)
        done.append(name)

    waiting, unstarted, short = hub.spawn(work, 'a', 60), hub.spawn(work, 'b', 0), hub.spawn(work, 'c', 0)
    hub.kill(unstarted)
    hub.sleep(0)
    hub.kill(waiting)
    hub.joinall([waiting, unstarted, short])
    assert done == ['c']
    assert not caplog.records


def test_joinall_raises_what_a_thread_is_to_raise():
    with pytest.raises(ZeroDivisionError):
        hub.joinall([hub.spawn(fail, raise_error=True)])


# -- Event ----------------------------------------------------------------------------------------------------------


def test_an_event_wakes_all_who_wait_again_and_again():
    event, woken = hub.Event(), []
    for _ in range(2):
        threads = [hub.spawn(lambda: woken.append(event.wait())) for _ in range(3)]
        hub.sleep(0)
        assert not event.is_set()
        event.set()
        event.set()
        hub.joinall(threads)
        assert event.wait() is True
        event.clear()
    assert woken == [True] * 6


def test_an_event_that_was_cleared_meanwhile_is_waited_for_again():
    event = hub.Event()
    thread = hub.spawn(event.wait)
    hub.sleep(0)
    event.set()
    event.clear()
    hub.sleep(0)
    assert not thread.dead
    event.set()
    assert thread.wait() is True


def test_wait_ends_in_time(clock):
    event, begun = hub.Event(), clock()
    assert event.wait(timeout=2) is False
    assert event.wait(0) is False
    assert clock() - begun == 2
    hub.spawn_after(1, event.set)
    assert event.wait(5) is True
    assert clock() - begun == 3


def test_a_timeout_around_a_wait_is_not_taken_for_its_own(clock):
    with pytest.raises(hub.Timeout), hub.Timeout(1):
        hub.Event().wait(5)


# -- queues ---------------------------------------------------------------------------------------------------------


def test_queues():
    queue = hub.Queue(1)
    queue.put('a')
    with pytest.raises(hub.QueueFull):
        queue.put('b', block=False)
    assert queue.get() == 'a'
    with pytest.raises(hub.QueueEmpty):
        queue.get(block=False)


# -- servers and clients --------------------------------------------------------------------------------------------


@pytest.fixture
def serve():
    """Starts a server of a class, and gives its address."""
    servers = []

    def serve(kind, listen_info, *args, **options):
        server = kind(listen_info, *args, **options)
        servers.append((server, hub.spawn(server.serve_forever)))
        return server.server.getsockname()

    yield serve
    for server, thread in servers:
        hub.kill(thread)
        server.server.close()


def echo(connection, _):
    connection.sendall(connection.recv(99).upper())
    connection.close()


def asked(connection):
    with connection, hub.Timeout(5):
        connection.sendall(b'hello')
        return connection.recv(99)


@pytest.mark.parametrize('host', ['127.0.0.1', '::1'])
def test_a_server_of_bytes(serve, host):
    address = serve(hub.StreamServer, (host, 0), echo)
    assert asked(greenhub.connect(address, socket.AF_INET6 if ':' in host else socket.AF_INET)) == b'HELLO'


def test_a_server_on_a_path(serve, tmp_path):
    path = str(tmp_path / 's')
    assert serve(hub.StreamServer, (path,), echo) == path
    assert asked(greenhub.connect(path, socket.AF_UNIX)) == b'HELLO'


def test_a_connection_that_fails_ends_no_other(serve, caplog):
    def handle(connection, address):
        if connection.recv(1) == b'-':
            raise ZeroDivisionError
        connection.sendall(b'fine')

    address = serve(hub.StreamServer, ('127.0.0.1', 0), handle)
    for text, answer in [(b'-', b''), (b'+', b'fine')]:
        with greenhub.connect(address) as connection, hub.Timeout(5):
            connection.sendall(text)
            assert connection.recv(9) == answer
    assert 'ZeroDivisionError' in caplog.text


def test_what_cannot_be_chosen_of_a_server():
    with pytest.raises(ValueError, match='backlog'):
        hub.StreamServer(('127.0.0.1', 0), echo, backlog=3)


@pytest.fixture
def certificate(tmp_path):
    names = {'certfile': str(tmp_path / 'cert.pem'), 'keyfile': str(tmp_path / 'key.pem')}
    subprocess.run(
        ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '9',
         '-subj', '/CN=localhost', '-out', names['certfile'], '-keyout', names['keyfile']],
        check=True, capture_output=True, timeout=20,
    )  # fmt: skip
    return names


@pytest.mark.parametrize('context', [False, True], ids=['as wrap_socket has it', 'a context'])
def test_tls(serve, certificate, context, caplog):
    own = {'ssl_ctx': ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), 'cert_reqs': ssl.CERT_NONE} if context else {}
    address = serve(hub.StreamServer, ('127.0.0.1', 0), echo, **certificate, **own)
    with greenhub.connect(address) as plain, hub.Timeout(5):  # nothing that says so keeps the others out
        plain.sendall(b'no TLS at all, but a good many bytes')
        plain.recv(99)
    assert 'failed' in caplog.text
    for _ in range(2):
        client = hub.StreamClient(address, timeout=5, cert_reqs=ssl.CERT_REQUIRED, ca_certs=certificate['certfile'])
        assert asked(client.connect()) == b'HELLO'


def test_a_wsgi_server(serve, caplog):
    def answer(environ, start_response):
        start_response('200 OK', [])
        return [environ['PATH_INFO'].encode()]

    address = serve(hub.WSGIServer, ('127.0.0.1', 0), answer)
    with caplog.at_level(logging.INFO), greenhub.connect(address) as connection, hub.Timeout(5):
        connection.sendall(b'GET /a HTTP/1.0\r\n\r\n')
        assert connection.makefile('rb').read().endswith(b'\r\n\r\n/a')
    assert any('GET /a HTTP/1.0' in each.getMessage() for each in caplog.records if each.name == 'ryu.lib.hub')


def test_a_client_connects_again_until_it_is_stopped(serve):
    address, seen = serve(hub.StreamServer, ('127.0.0.1', 0), echo), []
    client = hub.StreamClient(address)

    def handle(connection, where):
        connection.close()
        seen.append(where)
        if len(seen) == 3:
            client.stop()

    with hub.Timeout(5):
        client.connect_loop(handle, 0.001)
    assert seen == [address] * 3


def test_a_client_without_a_server():
    with greenhub.listen(('127.0.0.1', 0)) as sock:
        address = sock.getsockname()
    assert hub.StreamClient(address, timeout=1).connect() is None
    with pytest.raises(ValueError, match="'localhost' is no IP address"):
        hub.StreamClient(('localhost', 1))
