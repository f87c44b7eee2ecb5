"""Run suites of os-ken's or Ryu's unit tests in this process, and write down each outcome as it comes.

    python -m controller.compat os_ken_child.py SOURCE ROOT REPORT SUITE ...

SOURCE is the unpacked source distribution of ROOT, `os_ken` or `ryu`, of which only the tests are used; everything else
that they import of it is the alias. REPORT gets one JSON array a line: [suite, test, outcome, traceback].
"""

import copy
import functools
import importlib
import json
import os
import signal
import sys
import traceback
import unittest
import unittest.mock
from pathlib import Path
from types import MethodType, ModuleType

LIMIT = 60  # seconds for a test


class WithScenarios:
    """What the tests use of the package testscenarios: a test runs once for each of its scenarios."""

    def run(self, result):
        for name, attributes in self.scenarios:
            each = copy.copy(self)
            vars(each).update(attributes)
            each.id = lambda name=name: f'{self.id()}({name})'
            unittest.TestCase.run(each, result)
            Path('/tmp', f'{name}.json').unlink(missing_ok=True)  # test_parser leaves one behind for each


class Recorder(unittest.TestResult):
    """Writes outcomes down instead of keeping them."""

    def __init__(self, suite, report, unit):
        super().__init__()
        self.suite, self.report, self.unit = suite, report, unit

    def startTest(self, test):
        signal.alarm(LIMIT)

    def stopTest(self, test):
        signal.alarm(0)

    def note(self, test, outcome, text=''):
        name = test if isinstance(test, str) else test.id().removeprefix(self.unit)
        self.report.write(json.dumps([self.suite, name, outcome, text]) + '\n')

    def addSuccess(self, test):
        self.note(test, 'passed')

    def addSkip(self, test, reason):
        self.note(test, 'skipped', reason)

    def addFailure(self, test, error):
        self.note(test, 'failed', ''.join(traceback.format_exception(*error)))

    addError = addFailure

    def addExpectedFailure(self, test, error):
        self.note(test, 'passed')

    def addUnexpectedSuccess(self, test):
        self.note(test, 'failed', 'passed where a failure is expected')


def provide(name, **names):
    module = sys.modules[name] = ModuleType(name)
    vars(module).update(names)
    return module


def raises(*errors):
    """nose's decorator: a test that has to raise one of these."""

    def decorate(test):
        @functools.wraps(test)
        def raising(*args):
            try:
                test(*args)
            except errors:
                return
            raise AssertionError(f'none of {errors} was raised')

        return raising

    return decorate


def provide_what_tests_import(root):
    """Ten lines each of packages that are kept no longer, or that a test uses one name of."""
    case = unittest.TestCase()
    tools = provide('nose.tools', eq_=case.assertEqual, ok_=case.assertTrue, raises=raises, nottest=lambda test: test)
    provide('nose', tools=tools)
    provide('mock', **{name: getattr(unittest.mock, name) for name in unittest.mock.__all__})
    provide('imp', reload=importlib.reload)
    provide('testtools', TestCase=unittest.TestCase)
    provide('testscenarios', WithScenarios=WithScenarios)
    provide(f'{root}.tests.test_lib', add_method=add_method)
    if root == 'os_ken':
        provide('ovs')  # imported, and not used, by the tests' package


def add_method(cls, name, method):
    """What Ryu's own runner makes its tests of."""
    setattr(cls, name, MethodType(method, cls))


def time_out(*_):
    raise TimeoutError(f'not in {LIMIT} s')


def main():
    source, root, report, *suites = sys.argv[1:]
    sys.path[0] = source  # not the folder of this file, in which there is an eventlet.py; apps are found there
    folder, unit = Path(source, root, 'tests'), f'{root}.tests.unit.'
    package = importlib.import_module(root)  # the alias; its tests come from the distribution
    package.tests = provide(f'{root}.tests', __path__=[str(folder)])
    provide_what_tests_import(root)
    signal.signal(signal.SIGALRM, time_out)
    os.chdir(folder / 'unit')  # some name files of their own from there
    with open(report, 'w', encoding='utf-8', buffering=1) as lines:
        for suite in suites:
            recorder = Recorder(suite, lines, unit)
            try:
                tests = unittest.defaultTestLoader.loadTestsFromName(unit + suite)
            except Exception:  # what the module asks for when it is imported is not there
                recorder.note(f'{suite}.import', 'failed', traceback.format_exc())
            else:
                tests.run(recorder)


if __name__ == '__main__':
    main()
