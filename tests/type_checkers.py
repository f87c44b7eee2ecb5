"""What mypy and pyright say of a program, for tests of the types."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


def wrong_lines(program: str) -> set[int]:
    """The lines of a program that end in `# wrong`, which a type checker has to complain about, and of no others."""
    return {number for number, line in enumerate(program.splitlines(), 1) if line.endswith('# wrong')}


def mypy_errors(program: Path, cache: Path) -> dict[int, str]:
    """mypy's errors by line; there are none in any stub."""
    pytest.importorskip('mypy')
    options = ['--config-file', 'pyproject.toml', '--cache-dir', str(cache), '--output', 'json']
    output = _output('mypy', *options, str(program))
    found = [json.loads(line) for line in output.splitlines() if line.startswith('{')]
    errors = [each for each in found if each['severity'] == 'error']
    assert not [each for each in errors if each['file'].endswith('.pyi')], output
    return {each['line']: each['message'] for each in errors if each['file'] == str(program)}


def pyright_errors(program: Path) -> dict[int, str]:
    """pyright's errors by line."""
    pytest.importorskip('pyright')
    (program.parent / 'pyrightconfig.json').write_text(json.dumps({'extraPaths': [str(CHECKOUT)]}))
    found = json.loads(_output('pyright', '--outputjson', '--project', str(program.parent)))
    errors = [each for each in found['generalDiagnostics'] if each['severity'] == 'error']
    return {each['range']['start']['line'] + 1: each['message'] for each in errors}


def _output(module: str, *arguments: str) -> str:
    environment = {**os.environ, 'MYPYPATH': str(CHECKOUT), 'PYRIGHT_PYTHON_IGNORE_WARNINGS': '1'}
    command = [sys.executable, '-m', module, *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, timeout=280).stdout
