"""Writes the tables of docs/performance.md from what the benchmarks measured:

    python -m tests.benchmarks.performance build/benchmarks.json
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .aims import verdicts
from .processes import ROOT
from .report import Row, Section, table

__all__ = ['BEGIN', 'END', 'main', 'render', 'replace']

BEGIN, END = '<!-- tables: begin -->', '<!-- tables: end -->'


def render(results: Mapping[str, Any]) -> str:
    """Every section under its title, with where, when and beside what it was measured."""
    parts = [f'Peers: {"; ".join(", ".join(packages) for packages in results["peers"].values())}.\n',
             f'### What was to be reached\n\n```text\n{verdicts(results["sections"])}\n```\n']
    for section in results['sections']:
        rows = [Row(row['what'], row['unit'], row['values'], row['more_is_better'], row.get('aside', ()))
                for row in section['rows']]
        text = table(Section(section['title'], rows, section['notes'], each_peer=section['each_peer'],
                             ceiling=section.get('ceiling', '')))
        where = section['machine']
        parts.append(f'### {section["title"]}\n\n{section["date"]}, {"a quick run, " if section["quick"] else ""}'
                     f'{where["processor"]}, {where["cores"]} cores, {where["system"]}, Python {where["python"]}\n\n'
                     f'```text\n{text}\n```\n')
    return '\n'.join(parts)


def replace(page: str, tables: str) -> str:
    """The page with what stands between the markers replaced; raises ValueError when they are not there."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f'the page has no {BEGIN} with {END} behind it')
    return f'{before}{begin}\n\n{tables}\n{end}{after}'


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 if the results or the page cannot be read."""
    parser = argparse.ArgumentParser(prog='python -m tests.benchmarks.performance',
                                     description='Writes the tables of docs/performance.md.')
    parser.add_argument('results', nargs='?', default=ROOT / 'build' / 'benchmarks.json', type=Path)
    parser.add_argument('--page', default=ROOT / 'docs' / 'performance.md', type=Path)
    options = parser.parse_args(arguments)
    try:
        results = json.loads(options.results.read_text(encoding='utf-8'))
        page = replace(options.page.read_text(encoding='utf-8'), render(results))
    except (OSError, ValueError, KeyError) as error:
        print(f'performance: {options.results}: {error!r}', file=sys.stderr)
        return 1
    options.page.write_text(page, encoding='utf-8')
    return 0


if __name__ == '__main__':
    sys.exit(main())
