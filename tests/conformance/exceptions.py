"""The lists of tests that may fail, as docs/greenhub.md shows them.

    python -m tests.conformance.exceptions

writes them there.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from tests.conformance import cpython, eventlet

__all__ = ['DOCUMENT', 'LISTS', 'section', 'table']

DOCUMENT = Path(__file__).resolve().parents[2] / 'docs' / 'greenhub.md'
LISTS = {"eventlet's own tests": eventlet.EXCEPTIONS, "CPython's own tests": cpython.EXCEPTIONS}  # by their heading
SHOWN = re.compile(r'^(?:None at present\.|\| test \| Python \| why \|(?:\n\|.*)+)$', re.MULTILINE)


def table(path: Path) -> str:
    """What a list says, as a table."""
    entries = tomllib.loads(path.read_text(encoding='utf-8')).get('exception', [])
    lines = ['| test | Python | why |', '|---|---|---|']
    for entry in entries:
        tests = entry['tests'] if 'tests' in entry else [entry['test']]
        names = ', '.join(f'`{test.removeprefix("test.")}`' for test in tests)
        lines.append(f'| {names} | {", ".join(entry.get("python", ["all"]))} | {entry["reason"]} |')
    return '\n'.join(lines) if entries else 'None at present.'


def section(heading: str, text: str) -> str:
    """The text below a heading, as far as the next one."""
    return re.split(r'\n##+ ', text.partition(f' {heading}\n')[2])[0]


def main(arguments: Sequence[str] | None = None) -> None:
    argparse.ArgumentParser(prog='python -m tests.conformance.exceptions', description=(
        f'Write the lists of tests that may fail into {DOCUMENT.name}.')).parse_args(arguments)
    text = DOCUMENT.read_text(encoding='utf-8')
    for heading, path in LISTS.items():
        before = section(heading, text)
        text = text.replace(before, SHOWN.sub(lambda _, path=path: table(path), before, count=1))
    DOCUMENT.write_text(text, encoding='utf-8')


if __name__ == '__main__':
    main()
