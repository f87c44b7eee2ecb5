"""Names of Python 2 in the modules of a program, and in no library."""

from __future__ import annotations

import importlib
import sys
import textwrap

import pytest

from controller.loader import load_module

OLD = '''
    from helping import shout

    class Old(object):
        def all_of_them(self, text):
            return [unicode(text), shout(text), list(xrange(2)), isinstance(text, basestring), long(3), unichr(65)]

        def packed(self, data):
            return bytes(buffer(data))
'''


@pytest.fixture
def folder(tmp_path, alias, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], '__file__', '')):
            del sys.modules[name]


def write(path, text):
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(textwrap.dedent(text))
    return str(path)


@pytest.mark.parametrize('name', ['old_program.py', 'json.py'])
def test_an_old_program(folder, name):
    write(folder / 'helping.py', "def shout(text):\n    return reduce(lambda a, b: a + b, unicode(text).upper())\n")
    module = load_module(write(folder / name, OLD))
    assert module.Old().all_of_them('x') == ['x', 'X', [0, 1], True, 3, 'A']
    assert module.Old().packed(b'12') == b'12'
    assert 'raw_input' not in vars(module)  # it is not used
    assert not hasattr(__builtins__, 'unicode')


def test_a_name_that_the_program_has_is_its_own(folder):
    write(folder / 'own_name.py', 'unicode = "mine"\n')
    assert importlib.import_module('own_name').unicode == 'mine'


def test_a_library_may_still_find_out_what_it_runs_on(folder, monkeypatch):
    write(folder / 'site-packages' / 'some_library.py', '''
        try:
            unicode
        except NameError:
            python = 3
        else:
            python = 2
    ''')
    monkeypatch.syspath_prepend(str(folder / 'site-packages'))
    assert importlib.import_module('some_library').python == 3
