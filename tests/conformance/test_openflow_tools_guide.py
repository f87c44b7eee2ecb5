"""docs/openflow-tools.md: mypy says of its app what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.readme import CHECKOUT

TEXT = (CHECKOUT / 'docs' / 'openflow-tools.md').read_text(encoding='utf-8')


@pytest.mark.timeout(300)  # ten seconds, unless others have the processor
def test_types(tmp_path):
    pytest.importorskip('mypy')
    _, app, _ = re.findall(r'```python\n(.*?)```', TEXT, re.DOTALL)
    (said,) = re.findall(r'\$ mypy .*\n(.*)\n', TEXT)
    (tmp_path / 'flooding.py').write_text(app)
    command = [sys.executable, '-m', 'mypy', '--config-file', 'pyproject.toml', '--cache-dir', str(tmp_path / 'cache')]
    done = subprocess.run([*command, str(tmp_path / 'flooding.py')], cwd=CHECKOUT, capture_output=True, text=True,
                          env={**os.environ, 'MYPYPATH': str(CHECKOUT)}, timeout=280)  # fmt: skip
    errors = [line for line in done.stdout.splitlines() if ': error: ' in line]
    assert [line.removeprefix(f'{tmp_path}/') for line in errors] == [said]
