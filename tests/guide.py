"""Guides as apps to run: each program, the versions of OpenFlow it runs under, and what it logs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.readme import CHECKOUT, matches

__all__ = ['DOCUMENT', 'PACKETS', 'TOPOLOGY', 'Program', 'programs']

DOCUMENT, PACKETS, TOPOLOGY = (CHECKOUT / 'docs' / name for name in ('openflow.md', 'packet.md', 'topology.md'))
PROGRAM = re.compile(r'<!-- file: (\S+) -->\n```python\n(.*?)\n```\n\nIt logs:\n\n```\n(.*?)\n```\n', re.DOTALL)
VERSIONS = {'OF13': 0x04, 'OF14': 0x05, 'OF15': 0x06}


@dataclass(frozen=True)
class Program:
    """An app of the guide: the name of its file, its text, and the lines that it logs."""

    name: str
    text: str
    logged: tuple[str, ...]

    @property
    def versions(self) -> list[int]:
        """The versions that it names."""
        (named,) = re.findall(r'OFP_VERSIONS = \[(.*)\]', self.text)
        return [VERSIONS[name] for name in named.split(', ')]

    def write(self, directory: Path) -> Path:
        """Write its file."""
        path = directory / self.name
        path.write_text(self.text + '\n', encoding='utf-8')
        return path

    def has_logged(self, lines: list[str]) -> bool:
        """Whether these lines begin with what the guide shows."""
        shown = self.logged
        return len(lines) >= len(shown) and matches(shown, '\n'.join(lines[: len(shown)]) + '\n')


def programs(document: Path = DOCUMENT) -> list[Program]:
    """Every program of a guide."""
    text = document.read_text(encoding='utf-8')
    found = [Program(name, code, tuple(log.split('\n'))) for name, code, log in PROGRAM.findall(text)]
    if len(found) != text.count('```python'):
        raise ValueError(f'{document.name} has a program that does not say what it logs')
    return found
