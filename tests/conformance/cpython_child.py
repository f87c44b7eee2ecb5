"""Run a file of CPython's tests in this process, patched as told, and write down each outcome as it comes.

    python cpython_child.py WAY REPORT FILE [OPTION OF `python -m test` ...]

REPORT gets one JSON array a line: ["start", test] and ["end", test, outcome, traceback].
"""

import json
import os
import runpy
import sys
import traceback
import unittest
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def patch(way):
    """Patch this process: `unpatched`, `greenhub` or `gevent`."""
    if way == 'greenhub':
        import greenhub
        greenhub.monkey_patch()
    elif way == 'gevent':
        from gevent import monkey
        monkey.patch_all()


class Recorder:
    """Writes what the results of unittest are told; to them it is a set of functions around their own."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self.write, self.getpid, self.pid = os.write, os.getpid, os.getpid()  # the real ones
        self.outcome = None

    def line(self, *values):
        if self.getpid() == self.pid:  # tests fork
            self.write(self.fd, json.dumps(values).encode() + b'\n')

    def observe(self, method, note):
        original = getattr(unittest.TestResult, method)

        def observed(result, test, *args):
            note(test, *args)
            return original(result, test, *args)

        setattr(unittest.TestResult, method, observed)

    def install(self):
        self.observe('startTest', self.start)
        self.observe('stopTest', lambda test: self.line('end', test.id(), *(self.outcome or ('passed', ''))))
        for method in ('addError', 'addFailure'):
            self.observe(method, self.failed)
        self.observe('addUnexpectedSuccess', lambda test: self.failed(test, None))
        self.observe('addSkip', lambda test, reason: self.aside(test, 'skipped', reason))
        self.observe('addSubTest', lambda test, subtest, error: error and self.failed(test, error))

    def start(self, test):
        self.outcome = None
        self.line('start', test.id())

    def failed(self, test, error):
        text = ''.join(traceback.format_exception(*error)) if error else 'passed where a failure is expected'
        self.aside(test, 'failed', text)

    def aside(self, test, outcome, text):
        if not isinstance(test, unittest.TestCase):  # setUpClass and the like: no start, no end
            self.line('end', test.id(), outcome, text)
        elif self.outcome is None or outcome == 'failed':
            self.outcome = outcome, text


def main():
    way, report, *arguments = sys.argv[1:]
    sys.path[0] = str(CHECKOUT)
    Recorder(report).install()
    patch(way)
    sys.path.remove(str(CHECKOUT))  # what follows sees what any run of these tests sees
    sys.argv = ['test', *arguments]
    runpy.run_module('test', run_name='__main__', alter_sys=True)


if __name__ == '__main__':
    main()
