"""The command, as a person runs it: a process, signals, exit statuses, and apps that block as apps do."""

from __future__ import annotations

import contextlib
import http.server
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from controller.openflow import OF10, OF13

from .tcp import CHECKOUT, ControllerProcess, TcpSwitch, until

HEAD = """
import os, threading, time
from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventOFPPacketIn, EventOFPStateChange
from controller.openflow import OF13
"""


@pytest.fixture
def run(tmp_path):
    """Starts a controller, with an app of this source where one is given."""
    with contextlib.ExitStack() as stack:

        def run(*arguments, app=None, **options):
            if app is not None:
                (tmp_path / 'my_app.py').write_text(HEAD + app)
                arguments = ('my_app.py', *arguments)
            return stack.enter_context(ControllerProcess(tmp_path, *arguments, **options))

        yield run


def fails(run, *arguments, **options):
    """The exit status and what was written, of a controller that does not start."""
    failing = run(*arguments, listening=False, **options)
    return failing.process.wait(10), failing.log


# -- start ----------------------------------------------------------------------------------------------------------


def test_python_m_controller_is_the_same_command():
    options = {'cwd': CHECKOUT, 'capture_output': True, 'timeout': 9}
    module = subprocess.run([sys.executable, '-m', 'controller', '--help'], **options)
    script = 'import sys; from controller.cli import main; sys.argv[0] = "controller-manager"; main(["--help"])'
    command = subprocess.run([sys.executable, '-c', script], **options)
    assert (module.returncode, command.returncode) == (0, 0)
    assert module.stdout == command.stdout


def test_help_is_cheap():
    def seconds():
        began = time.perf_counter()
        subprocess.run([sys.executable, '-m', 'controller', '--help'], cwd=CHECKOUT, capture_output=True, timeout=9)
        return time.perf_counter() - began

    assert min(seconds() for _ in range(5)) < 0.3


def test_version():
    done = subprocess.run(
        [sys.executable, '-m', 'controller', '--version'], cwd=CHECKOUT, capture_output=True, text=True, timeout=9
    )
    assert done.returncode == 0
    assert done.stdout.startswith('controller-manager ')


def test_an_app_listens_and_switches_of_both_versions_join(run):
    controller = run('simple_switch_13')
    with TcpSwitch(controller.port, 0xABC) as switch:
        switch.join()
        controller.wait_for('switch 0000000000000abc joined from 127.0.0.1:[0-9]+: OpenFlow 1.3, 0 ports')


def test_a_switch_of_1_0_joins(run):
    controller = run('simple_switch')
    with TcpSwitch(controller.port, 5, OF10) as switch:
        switch.join()
        controller.wait_for('switch 0000000000000005 joined .* OpenFlow 1.0')


RYU = """
from ryu.base import app_manager
from ryu.controller import ofp_event
from ryu.controller.handler import MAIN_DISPATCHER, set_ev_cls

class Joining(app_manager.RyuApp):
    @set_ev_cls(ofp_event.EventOFPStateChange, MAIN_DISPATCHER)
    def join(self, ev):
        self.logger.info('VERSION has seen %s', ev.datapath.id)
"""


def test_an_app_of_ryus_is_reloaded_on_a_signal_while_a_switch_stays(run, tmp_path):
    controller = run(app=RYU.replace('VERSION', 'one'))
    with TcpSwitch(controller.port, OF13) as switch:
        switch.join()
        until(lambda: 'one has seen' in controller.log)
        path = tmp_path / 'my_app.py'
        path.write_text(RYU.replace('VERSION', 'two'))
        later = time.time() + 10
        os.utime(path, (later, later))
        controller.process.send_signal(signal.SIGUSR1)
        until(lambda: 'two has seen' in controller.log)
        assert 'left' not in controller.log


def test_real_ryu_leaves_its_names_alone(run):
    status, log = fails(run, '--real-ryu', app=RYU)
    assert status == 1
    assert "ModuleNotFoundError: No module named 'ryu'" in log


def test_list_of_apps(tmp_path):
    command = [sys.executable, '-m', 'controller', '--list-apps', 'simple_switch_13']
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=9)
    assert (done.returncode, done.stderr) == (0, '')
    assert done.stdout.startswith('SimpleSwitch13 (controller.apps.simple_switch_13); hears EventOFPPacketIn (main), ')


def test_no_app_is_said(run):
    assert 'no app named: switches can connect, but nothing decides' in run().log


def test_descriptors_up_to_the_hard_limit(tmp_path):
    wanted = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 4096)
    script = (
        f'import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, {wanted}));'
        'from controller.cli import raise_descriptor_limit; raise_descriptor_limit();'
        'print(*resource.getrlimit(resource.RLIMIT_NOFILE))'
    )
    done = subprocess.run([sys.executable, '-c', script], cwd=CHECKOUT, capture_output=True, text=True, timeout=9)
    assert done.stdout.split() == [str(wanted)] * 2


def test_pid_file(run, tmp_path):
    controller = run('--pid-file', 'pid')
    assert (tmp_path / 'pid').read_text() == f'{controller.process.pid}\n'


def test_log_file(run, tmp_path):
    run('simple_switch_13', '--log-dir', str(tmp_path), '--log-file', 'my.log', '--log-file-mode', '600')
    # It is written after it is true.
    until(lambda: 'INFO    controller: listening for switches on 127.0.0.1' in (tmp_path / 'my.log').read_text())
    assert (tmp_path / 'my.log').stat().st_mode & 0o777 == 0o600


def test_config_file(run, tmp_path):
    (tmp_path / 'c.toml').write_text('app-lists = ["simple_switch_13"]\nverbose = true\n')
    controller = run('--config-file', 'c.toml')
    assert 'loading SimpleSwitch13' in controller.log


def test_user_flags_run_before_the_apps_are_loaded(run, tmp_path):
    (tmp_path / 'flags.py').write_text('print("flags first", flush=True)')
    assert 'flags first' in run('simple_switch_13', '--user-flags', 'flags.py').log


# -- end ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_gracefully(run, number):
    controller = run('simple_switch_13')
    with TcpSwitch(controller.port) as switch:
        switch.join()
        assert controller.end(number) == 0
        assert switch.ends()
    assert 'Traceback' not in controller.log


SAVING = """
import signal, sys

class Saving(App):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        signal.signal(signal.SIGINT, self.save)

    def save(self, number, frame):
        print('saved', flush=True)
        EXIT

    def stop(self):
        print('stopped', flush=True)
"""


def test_what_an_app_does_on_a_signal_is_done(run):
    controller = run(app=SAVING.replace('EXIT', 'sys.exit(0)'))
    assert controller.end(signal.SIGINT) == 0
    assert re.search('saved\n.*stopped', controller.log, re.DOTALL)


def test_what_a_shell_has_put_into_the_background_ends_too(tmp_path):
    command = ['bash', '-c', f'exec {sys.executable} -m controller --ofp-listen-host 127.0.0.1 --ofp-tcp-listen-port 0']
    log = tmp_path / 'log'
    with log.open('w') as output:
        ignoring = subprocess.Popen(command, cwd=CHECKOUT, stderr=output, stdin=subprocess.DEVNULL,
                                    preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        until(lambda: 'listening for switches' in log.read_text())
        ignoring.send_signal(signal.SIGINT)
        assert ignoring.wait(10) == 0


def test_an_app_may_go_on_after_a_signal(run):
    controller = run(app=SAVING.replace('EXIT', ''))
    controller.process.send_signal(signal.SIGINT)
    controller.wait_for('saved')
    assert 'stopped' not in controller.log
    assert controller.end(signal.SIGTERM) == 0


PRINTING = """
from controller.app import App

class Printing(App):
    def start(self):
        super().start()
        print('seen at once')
"""


def test_what_an_app_prints_is_seen_at_once(run, monkeypatch):
    monkeypatch.delenv('PYTHONUNBUFFERED', raising=False)
    run(app=PRINTING).wait_for('seen at once')


def test_a_signal_right_after_the_first_line_ends_gracefully(run):
    assert run().end(signal.SIGTERM) == 0


FLOOD = """
class Flooding(App):
    def stop(self):
        super().stop()
        for datapath in self.controller.switches.values():
            of = datapath.ofproto
            for number in range(600):
                datapath.send_msg(of.OFPPacketOut(datapath, of.OFP_NO_BUFFER, number, [], bytes(1000)))
"""


def test_what_is_queued_is_sent_before_the_end(run):
    controller = run(app=FLOOD)
    with TcpSwitch(controller.port, buffer=4096) as switch:
        switch.join()
        controller.process.send_signal(signal.SIGTERM)
        assert switch.ends()
        assert [each.in_port for each in switch.named('OFPPacketOut')] == list(range(600))
        assert controller.process.wait(5) == 0


def test_a_switch_that_does_not_read_delays_the_end_by_two_seconds_at_most(run):
    controller = run(app=FLOOD.replace('600', '1000'))
    with TcpSwitch(controller.port, buffer=4096) as switch:
        switch.join()
        began = time.monotonic()
        assert controller.end() == 0
        assert time.monotonic() - began < 4


def test_a_second_signal_ends_an_app_that_loops_for_ever(run):
    controller = run(
        app="""
class Looping(App):
    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev):
        print('looping', flush=True)
        while True:
            pass
"""
    )
    with TcpSwitch(controller.port) as switch:
        switch.join().send(switch.packet_in())
        controller.wait_for('looping')
        controller.process.send_signal(signal.SIGINT)
        time.sleep(0.05)  # two at once would be one
        assert controller.end(signal.SIGINT) == -signal.SIGINT


@pytest.mark.parametrize('options', [(), ('--enable-debugger',)])
def test_threads_of_an_app_do_not_keep_the_process(run, options):
    controller = run(
        *options,
        app="""
class Threaded(App):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        threading.Thread(target=self.loop).start()

    def loop(self):
        while True:
            time.sleep(3600)
""",
    )
    assert controller.end() == 0
    assert 'not waiting for threads of apps: Thread-' in controller.log


def test_threads_of_an_app_do_not_keep_a_process_that_cannot_start(run):
    with socket.create_server(('127.0.0.1', 0)) as taken:
        port = taken.getsockname()[1]
        app = '''
class Threaded(App):
    def start(self):
        super().start()
        threading.Thread(target=time.sleep, args=(3600,)).start()
'''
        status, log = fails(run, '--ofp-listen-host', '127.0.0.1', '--ofp-tcp-listen-port', str(port), app=app)
    assert status == 1
    assert 'Address already in use' in log


def test_an_app_that_fails_to_stop_does_not_keep_the_others(run):
    controller = run(
        app="""
class Stubborn(App):
    def stop(self):
        raise ValueError('I stay')
"""
    )
    assert controller.end() == 0
    assert 'Stubborn failed to stop' in controller.log


# -- failures to start ----------------------------------------------------------------------------------------------


def test_a_port_in_use(run):
    with socket.create_server(('127.0.0.1', 0)) as taken:
        port = taken.getsockname()[1]
        status, log = fails(run, '--ofp-listen-host', '127.0.0.1', '--ofp-tcp-listen-port', str(port))
    assert status == 1
    assert log.splitlines()[-1].startswith(
        f'controller-manager: cannot listen for switches on 127.0.0.1 port {port}: Address already in use'
    )
    assert 'Traceback' not in log


@pytest.mark.parametrize(
    ('option', 'text'),
    [
        ('--log-file', '--log-file: cannot write no/such/file: No such file or directory'),
        ('--pid-file', '--pid-file: cannot write no/such/file: No such file or directory'),
    ],
)
def test_a_file_that_cannot_be_written(run, option, text):
    status, log = fails(run, option, 'no/such/file')
    assert (status, log) == (1, f'controller-manager: {text}\n')


def test_a_configuration_of_logging_that_is_none(run, tmp_path):
    (tmp_path / 'log.conf').write_text('nonsense')
    status, log = fails(run, '--log-config-file', 'log.conf')
    assert status == 2
    assert log.startswith('controller-manager: --log-config-file log.conf: ')
    assert len(log.splitlines()) == 1


def test_a_certificate_that_is_none(run, tmp_path):
    (tmp_path / 'cert').write_text('nonsense')
    status, log = fails(run, '--ctl-cert', 'cert', '--ctl-privkey', 'cert', '--ofp-ssl-listen-port', '0')
    assert status == 1
    assert 'controller-manager: --ctl-cert and --ctl-privkey: OpenSSL does not take cert, cert' in log
    assert 'Traceback' not in log


def test_a_bad_option_is_named(run):
    status, log = fails(run, '--wsapi-port', 'http')
    assert status == 2
    assert "argument --wsapi-port: 'http' is no port" in log


@pytest.mark.parametrize(
    ('app', 'text'),
    [
        ('import nonsense_that_is_not_there', "ModuleNotFoundError: No module named 'nonsense_that_is_not_there'"),
        ('class Broken(App:', 'SyntaxError'),
        ('class NoApp: pass', 'my_app.py: no class in it derives from App'),
        ('class Forgetful(App):\n def __init__(self, **kwargs): pass', 'Forgetful: its __init__ does not call super()'),
        ('class Bad(App):\n def __init__(self): 1 / 0', 'Bad: its __init__ failed: ZeroDivisionError'),
        ('class Late(App):\n def start(self): 1 / 0', 'Late: its start() failed: ZeroDivisionError'),
    ],
)
def test_a_bad_app_is_one_line_without_a_traceback(run, app, text):
    status, log = fails(run, app=app)
    assert status == 1
    assert text in log.splitlines()[-1]
    assert 'Traceback' not in log


def test_verbose_shows_the_traceback(run):
    status, log = fails(run, '--verbose', app='class Bad(App):\n def __init__(self): 1 / 0')
    assert status == 1
    assert 'Traceback' in log
    assert 'my_app.py", line' in log


# -- apps that block ------------------------------------------------------------------------------------------------


def test_a_handler_that_sleeps_holds_up_no_echo(run):
    controller = run(
        app="""
class Sleeping(App):
    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev):
        print('sleeping', flush=True)
        time.sleep(3600)
"""
    )
    with TcpSwitch(controller.port) as switch:
        switch.join().send(switch.packet_in())
        controller.wait_for('sleeping')
        assert switch.echo() < 1


def test_a_spawned_thread_that_sleeps_holds_up_no_echo(run):
    controller = run(
        app="""
import greenhub

class Sleeping(App):
    def start(self):
        super().start()
        greenhub.spawn(self.monitor)

    def monitor(self):
        print('sleeping', flush=True)
        time.sleep(3600)
"""
    )
    controller.wait_for('sleeping')
    with TcpSwitch(controller.port) as switch:
        switch.join()
        assert switch.echo() < 1


SENDER = """
class Sending(App):
    @set_ev_cls(EventOFPStateChange, MAIN_DISPATCHER)
    def joined(self, ev):
        threading.Thread(target=self.send, args=(ev.datapath,), daemon=True).start()

    def send(self, datapath):
        print('os thread:', threading.get_native_id() != os.getpid(), flush=True)
        of = datapath.ofproto
        for number in range(100):
            assert datapath.send_msg(of.OFPFlowMod(datapath, cookie=number)) is True
        while True:
            time.sleep(3600)
"""


@pytest.mark.parametrize(('options', 'real'), [((), False), (('--enable-debugger',), True)])
def test_a_thread_may_send(run, options, real):
    controller = run(*options, app=SENDER)
    with TcpSwitch(controller.port) as switch:
        switch.join()
        switch.read_until(lambda: len(switch.named('OFPFlowMod')) == 100)
        assert [each.cookie for each in switch.named('OFPFlowMod')] == list(range(100))
        assert switch.echo() < 1
    controller.wait_for(f'os thread: {real}')
    assert controller.end() == 0


SIGNALLED = """
import signal
from pathlib import Path
from greenhub.patcher import original

class Signalled(App):
    def start(self):
        threading.Thread(target=self.signal, daemon=True).start()

    def signal(self):
        while not Path('now').exists():
            original('time').sleep(0.005)
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
        original('time').sleep(3600)
"""


def test_a_signal_that_does_not_interrupt_the_hub_ends_the_controller(run, tmp_path):
    """Taken by another thread, it leaves the main thread waiting for descriptors."""
    controller = run('--enable-debugger', app=SIGNALLED)
    with TcpSwitch(controller.port) as switch:
        switch.join()
    controller.wait_for('switch 0000000000000001 left')
    (tmp_path / 'now').touch()
    assert controller.process.wait(10) == 0


class Slow(http.server.BaseHTTPRequestHandler):
    """Answers when the test says so."""

    gate = threading.Event()

    def do_GET(self):
        self.gate.wait(10)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'at last')

    def log_message(self, *_):
        pass


def test_a_request_by_http_holds_up_no_echo(run):
    pytest.importorskip('requests')
    Slow.gate.clear()
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        controller = run(
            app=f"""
import requests

class Asking(App):
    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev):
        print('asking', flush=True)
        print(requests.get('http://127.0.0.1:{server.server_port}/', timeout=10).text, flush=True)
"""
        )
        with TcpSwitch(controller.port) as switch:
            switch.join().send(switch.packet_in())
            controller.wait_for('asking')
            assert switch.echo() < 1
            assert 'at last' not in controller.log
            Slow.gate.set()
            controller.wait_for('at last')
    finally:
        server.shutdown()
        server.server_close()


def test_a_handler_that_runs_on_and_on_is_named(run):
    controller = run(
        '--slow-handler', '0.05',
        app="""
from greenhub.patcher import original

class Slow(App):
    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev):
        self.sleep(original('time').sleep)

    def sleep(self, sleep):
        while not os.path.exists('enough'):
            sleep(0.01)
""",
    )  # fmt: skip
    with TcpSwitch(controller.port) as switch:
        switch.join().send(switch.packet_in())
        line = controller.wait_for('.* Slow.packet_in .*')[0]
        assert 'WARNING controller: Slow.packet_in on EventOFPPacketIn of switch 0000000000000001 keeps' in line
        assert re.search(r'my_app.py:\d+ in sleep \(.*\), called from .*my_app.py:\d+ in packet_in$', line)
        (controller.directory / 'enough').touch()
        controller.wait_for(r'Slow.packet_in let everything else go on, after \d+\.\d s')
        assert switch.echo() < 1


def test_without_monkey_patching_the_standard_library_blocks(run):
    app = 'import greenhub\nprint("patched:", greenhub.is_monkey_patched("time"), flush=True)\nclass Bare(App): pass'
    controller = run('--no-monkey-patch', app=app)
    assert 'patched: False' in controller.log
    with TcpSwitch(controller.port, number=OF13) as switch:
        assert switch.join().echo() < 1
    assert until(lambda: 'left: the switch closed it' in controller.log)
    assert controller.end() == 0


# -- options of apps ------------------------------------------------------------------------------------------------


def test_an_option_that_nobody_asks_for(run):
    status, log = fails(run, '--my-opt=3', '--other', app='class MyApp(App):\n    pass')
    assert status == 2
    assert log.splitlines()[-1] == 'controller-manager: there is no option --my-opt; there is no option --other'
    assert 'Traceback' not in log
