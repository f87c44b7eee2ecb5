"""Run suites of os-ken's unit tests in this process, and write down each outcome as it comes.

    python -m controller.compat os_ken_child.py SOURCE REPORT SUITE ...

SOURCE is os-ken's unpacked source distribution, of which only the tests are used; everything else that they import of
`os_ken` is the alias. REPORT gets one JSON array a line: [suite, test, outcome, traceback].
"""

import copy
import json
import sys
import traceback
import unittest
from pathlib import Path
from types import ModuleType

UNIT = 'os_ken.tests.unit.'


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

    def __init__(self, suite, report):
        super().__init__()
        self.suite, self.report = suite, report

    def note(self, test, outcome, text=''):
        name = test if isinstance(test, str) else test.id().removeprefix(UNIT)
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


def main():
    source, report, *suites = sys.argv[1:]
    sys.path.pop(0)  # the folder of this file, in which there is an eventlet.py
    import os_ken  # the alias; its tests come from the distribution
    os_ken.tests = provide('os_ken.tests', __path__=[str(Path(source, 'os_ken', 'tests'))])
    provide('testscenarios', WithScenarios=WithScenarios)
    provide('ovs')  # imported, and not used, by the tests' package
    with open(report, 'w', encoding='utf-8') as lines:
        for suite in suites:
            recorder = Recorder(suite, lines)
            try:
                tests = unittest.defaultTestLoader.loadTestsFromName(UNIT + suite)
            except Exception:  # what the module asks for when it is imported is not there
                recorder.note(f'{suite}.import', 'failed', traceback.format_exc())
            else:
                tests.run(recorder)


if __name__ == '__main__':
    main()
