"""`python -m greenhub.run`: programs that were written for eventlet, as they are."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, cwd: Path, env: dict[str, str] | None = None,
        stdin: str = '') -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, '-m', 'greenhub.run', *arguments], input=stdin, capture_output=True,
                          text=True, timeout=30, cwd=cwd, env={**os.environ, 'PYTHONPATH': str(ROOT), **(env or {})})


def python(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=30, cwd=cwd)


def lines(*arguments: str, cwd: Path) -> list[str]:
    """What a program prints that ends well."""
    ended = run(*arguments, cwd=cwd)
    assert ended.returncode == 0 and not ended.stderr, ended.stderr
    return ended.stdout.splitlines()


def test_a_script_finds_itself_as_it_would_without_us(tmp_path):
    (tmp_path / 'sub').mkdir()
    (tmp_path / 'sub' / 'neighbour.py').write_text('name = "neighbour"\n')
    (tmp_path / 'sub' / 'program.py').write_text('''
import sys, pickle, neighbour
import eventlet.queue
class Thing: pass
assert sys.modules['__main__'].Thing is Thing and type(pickle.loads(pickle.dumps(Thing()))) is Thing
assert __spec__ is None and __package__ is None
print(__name__, __file__, *sys.argv, neighbour.name, eventlet.queue.__name__)
''')
    assert lines('sub/program.py', '--patch', '-m', '--help', cwd=tmp_path) == [
        '__main__ sub/program.py sub/program.py --patch -m --help neighbour greenhub.queue']
    assert not list((tmp_path / 'sub').rglob('program*.pyc'))


def test_a_module_and_a_package(tmp_path):
    (tmp_path / 'package').mkdir()
    (tmp_path / 'package' / '__init__.py').write_text('')
    (tmp_path / 'package' / 'part.py').write_text('import sys, eventlet; print(__name__, __package__, *sys.argv[1:])')
    (tmp_path / 'package' / '__main__.py').write_text('from . import part; print(__name__, __spec__.name)')
    assert lines('-m', 'package.part', '--help', cwd=tmp_path) == ['__main__ package --help']
    assert lines('-mpackage', 'x', cwd=tmp_path) == ['package.part package x', '__main__ package.__main__']


WHO = 'import sys; print(__name__, __package__, __file__, *sys.argv, "|", sys.path[0])'


def test_a_directory_a_zip_file_and_stdin(tmp_path):
    (tmp_path / 'folder').mkdir()
    (tmp_path / 'folder' / '__main__.py').write_text(WHO)
    with zipfile.ZipFile(tmp_path / 'file.zip', 'w') as archive:
        archive.write(tmp_path / 'folder' / '__main__.py', '__main__.py')
    for name in ('folder', 'file.zip'):
        assert lines(name, 'x', '-m', cwd=tmp_path) == python(name, 'x', '-m', cwd=tmp_path).stdout.splitlines() != []
    assert run('-', 'x', cwd=tmp_path, stdin=WHO).stdout == '__main__ None <stdin> - x | \n'


def test_a_traceback_begins_in_the_program(tmp_path):
    (tmp_path / 'package').mkdir()
    (tmp_path / 'package' / '__init__.py').write_text('import missing\n')
    (tmp_path / 'program.py').write_text('def fail():\n    1 / 0\nfail()\n')
    (tmp_path / 'no_program.py').write_text('def fail(:\n')
    for name in ('program.py', 'no_program.py'):
        ours = run(str(tmp_path / name), cwd=tmp_path)
        assert ours.returncode == 1 and ours.stderr == python(str(tmp_path / name), cwd=tmp_path).stderr
    ended = run('-m', 'package.part', cwd=tmp_path)
    assert ended.returncode == 1 and ended.stderr.endswith("ModuleNotFoundError: No module named 'missing'\n")
    assert ended.stderr.startswith(f'Traceback (most recent call last):\n  File "{tmp_path / "package"}')


def test_nothing_is_patched_unless_told_so(tmp_path):
    (tmp_path / 'program.py').write_text('import time, eventlet.patcher as p; print(p.is_monkey_patched(time))')
    assert lines('program.py', cwd=tmp_path) == ['False']
    assert lines('--patch', 'program.py', cwd=tmp_path) == ['True']


def test_children(tmp_path):
    (tmp_path / 'program.py').write_text('''
import subprocess, sys
print(subprocess.run([sys.executable, '-c', 'import eventlet; print(eventlet.Queue.__module__)'],
                     capture_output=True, text=True).stdout.strip())
''')
    assert lines('--children', 'program.py', cwd=tmp_path) == ['greenhub.queue']
    assert lines('program.py', cwd=tmp_path) != ['greenhub.queue']


def test_threads_outlive_the_script_and_its_exit_code_is_ours(tmp_path):
    (tmp_path / 'program.py').write_text('''
import eventlet; eventlet.monkey_patch()
import sys, threading, time
word = 'still there'
def late():
    time.sleep(0.01)
    print(word, sys.modules['__main__'].word)
threading.Thread(target=late).start()
sys.exit(3)
''')
    ended = run('program.py', cwd=tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, 'still there still there\n', '')


@pytest.mark.parametrize('arguments, complaint', [
    ((), 'name a SCRIPT, or a module with -m MODULE'),
    (('missing.py',), "can't open file 'missing.py': No such file or directory"),
    (('-m', 'missing'), 'no module named missing'),
    (('-m', 'missing.part'), "No module named 'missing'"),
    (('-m', 'sys'), 'sys is not written in Python'),
    (('-m', ''), 'no module named '),
    (('.',), "can't find '__main__' module in '.'"),
    (('-m',), 'argument -m: expected one argument'),
    (('--unknown', 'x.py'), 'unrecognized arguments: --unknown'),
])
def test_mistakes_are_told_without_a_traceback(arguments, complaint, tmp_path):
    ended = run(*arguments, cwd=tmp_path)
    assert ended.returncode == 2 and complaint in ended.stderr and 'Traceback' not in ended.stderr
    assert ended.stderr.startswith('usage: python -m greenhub.run [--patch]')


def test_help_teaches(tmp_path):
    said = run('--help', cwd=tmp_path).stdout
    assert '-m gunicorn -k eventlet' in said and 'docs/greenhub.md' in said and 'import eventlet' in said
