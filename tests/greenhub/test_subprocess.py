"""Green subprocess, as a module of its own and as the patched standard one."""

from __future__ import annotations

import os
import subprocess as real
import sys
from pathlib import Path

import pytest

import greenhub
from greenhub.green import subprocess

pytestmark = pytest.mark.usefixtures('no_leaks')
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ticks():
    """Grows as long as other green threads run."""
    ticks = []

    def tick():
        while True:
            ticks.append(greenhub.sleep(0.002))

    ticker = greenhub.spawn(tick)
    yield ticks
    ticker.kill()


@pytest.mark.parametrize('call, result', [
    (lambda: subprocess.run(['sh', '-c', 'cat; sleep 0.05'], input='hé', text=True, capture_output=True).stdout, 'hé'),
    (lambda: subprocess.check_output('sleep 0.05; echo out', shell=True), b'out\n'),
    (lambda: subprocess.getoutput('sleep 0.05; echo out'), 'out'),
    (lambda: subprocess.getstatusoutput('sleep 0.05; exit 3'), (3, '')),
    (lambda: subprocess.call('sleep 0.05; exit 3', shell=True), 3),
    (lambda: subprocess.check_call(['sleep', '0.05']), 0),
    (lambda: subprocess.Popen(['sleep', '0.05']).wait(), 0),
    (lambda: subprocess.Popen(['sleep', '0.05']).communicate(), (None, None)),
], ids=['run', 'check_output', 'getoutput', 'getstatusoutput', 'call', 'check_call', 'wait', 'communicate'])
def test_others_run_while_a_child_does(ticks, call, result):
    assert call() == result
    assert len(ticks) > 3


def test_the_pipes_are_green(ticks):
    with subprocess.Popen(['sh', '-c', 'read word; sleep 0.05; echo $word; cat'], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, encoding='utf-8', bufsize=1) as child:
        child.stdin.write('hé\n')
        assert child.stdout.readline() == 'hé\n' and len(ticks) > 3
        writer = greenhub.spawn(lambda: (child.stdin.write('x' * 300_000), child.stdin.close()))
        assert len(child.stdout.read()) == 300_000
        writer.wait()


def test_a_pipe_may_be_given_to_another_child_which_finds_it_in_blocking_mode():
    first = subprocess.Popen(['sh', '-c', 'sleep 0.02; echo one; echo two'], stdout=subprocess.PIPE)
    second = subprocess.Popen(['grep', 'two'], stdin=first.stdout, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    first.stdout.close()
    assert second.communicate() == (b'two\n', None)
    assert first.wait() == 0


def test_time_outs(ticks):
    child = subprocess.Popen(['sh', '-c', 'echo begun; exec sleep 10'], stdout=subprocess.PIPE)
    for call in (child.wait, child.communicate):
        with pytest.raises(real.TimeoutExpired) as raised:
            call(timeout=0.02)
        assert raised.value.cmd == child.args and raised.value.timeout == 0.02
    assert len(ticks) > 3
    child.kill()
    assert child.communicate()[0] == b'begun\n'
    assert child.returncode == -9
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(['sleep', '10'], timeout=0.01)


def test_exceptions_and_results_are_the_standard_ones():
    for name in ('SubprocessError', 'CalledProcessError', 'TimeoutExpired', 'CompletedProcess', 'PIPE', 'DEVNULL'):
        assert getattr(subprocess, name) is getattr(real, name)
    assert issubclass(subprocess.Popen, real.Popen) and subprocess.Popen is not real.Popen
    with pytest.raises(real.CalledProcessError):
        subprocess.check_call('exit 1', shell=True)
    with pytest.raises(FileNotFoundError):
        subprocess.run(['/no/such/program'])


def test_many_children_end_at_once_without_polling():
    began = os.times()
    threads = [greenhub.spawn(subprocess.call, ['sleep', '0.05']) for _ in range(20)]
    assert [thread.wait() for thread in threads] == [0] * 20
    ended = os.times()
    assert ended.elapsed - began.elapsed < 20 * 0.05


def test_several_wait_for_one_child():
    child = subprocess.Popen(['sleep', '0.02'])
    waiting = [greenhub.spawn(child.wait) for _ in range(3)]
    assert [thread.wait() for thread in waiting] == [0, 0, 0] and child.poll() == 0


def test_without_descriptors_of_processes(monkeypatch, ticks):
    monkeypatch.delattr(os, 'pidfd_open')
    child = subprocess.Popen(['sleep', '0.03'])
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.005)
    assert child.wait() == 0 and len(ticks) > 3


def test_descriptors_sessions_and_directories_are_passed_on(tmp_path):
    r, w = os.pipe()
    subprocess.check_call(f'echo $PWD >/dev/fd/{w}', shell=True, pass_fds=[w], cwd=tmp_path, start_new_session=True)
    os.close(w)
    with open(r) as file:
        assert file.read() == f'{tmp_path}\n'


@pytest.mark.parametrize('imports', ['import greenhub; greenhub.monkey_patch(); import subprocess',
                                     'import subprocess, greenhub; greenhub.monkey_patch()'])
def test_the_patched_module_lets_others_run(imports):
    script = imports + '''
import threading, time
ticks, going = [], True
def tick():
    while going: ticks.append(time.sleep(0.002))
ticker = threading.Thread(target=tick); ticker.start()
def check(call):
    ticks.clear(); result = call(); assert len(ticks) > 3, ticks; print(result)
check(lambda: subprocess.run('sleep 0.05; echo out', shell=True, capture_output=True, text=True).stdout.strip())
check(lambda: subprocess.Popen(['sleep', '0.05']).wait(timeout=5))
child = subprocess.Popen('sleep 0.05; echo line; sleep 0.05', shell=True, stdout=subprocess.PIPE)
check(child.stdout.readline)
check(child.communicate)
going = False
'''
    ended = real.run([sys.executable, '-W', 'error', '-c', script], cwd=ROOT, capture_output=True, timeout=30)
    assert (ended.stdout.split(b'\n'), ended.stderr) == ([b'out', b'0', b"b'line\\n'", b"(b'', None)", b''], b'')
