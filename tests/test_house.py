"""The house of docs/design.md: who may import whom, what stays pure, and what an import and a start may cost."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.processes import free_port, listening

CHECKOUT = Path(__file__).resolve().parents[1]
MODULES = [path for part in ('greenhub', 'controller', 'apps') for path in sorted((CHECKOUT / part).rglob('*.py'))]

# A part of the house, and the parts that it may import. The longest name that fits a module counts.
MAY_IMPORT = {
    'greenhub': ('greenhub',),
    'controller.wire': ('controller.wire',),
    'controller.openflow': ('controller.wire', 'controller.openflow'),
    'controller.packet': ('controller.wire', 'controller.packet'),
    # a TCP segment may carry OpenFlow, whose messages are those of the tables
    'controller.packet.openflow': ('controller.wire', 'controller.packet', 'controller.openflow'),
    'controller': ('greenhub', 'controller'),
    'apps': ('greenhub', 'controller', 'apps'),
}
MAY_IMPORT_COMPAT = ('controller.cli', 'controller.compat')
PURE = ('controller.openflow', 'controller.packet', 'controller.lib.deadlines', 'controller.lib.stp.bridge',
        'controller.lib.stp.values', 'controller.lib.lacp.bond', 'controller.lib.lacp.values',
        'controller.lib.igmp.snooper', 'controller.lib.learning', 'controller.lib.router.frames',
        'controller.lib.router.messages', 'controller.lib.router.neighbours', 'controller.lib.router.router',
        'controller.lib.router.values', 'greenhub.http1', 'greenhub.websocket_protocol',
        'greenhub.websocket_frames', 'controller.lib.fabric')
IMPURE = ('socket', 'ssl', 'select', 'selectors', 'time', 'greenlet', 'threading', 'asyncio')
HEAVY = ('webob', 'wsproto', 'msgspec', 'ssl', 'asyncio', 'controller.app', 'controller.compat.table')


def within(module: str, *parts: str) -> bool:
    return any(module == part or module.startswith(part + '.') for part in parts)


def module_name(path: Path) -> str:
    return '.'.join(path.relative_to(CHECKOUT).with_suffix('').parts).removesuffix('.__init__')


@cache
def imported(path: Path) -> set[str]:
    """The full name of everything that a module imports, inside its functions too."""
    package, names = path.relative_to(CHECKOUT).parent.parts, set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            names |= {'.'.join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names}
    return names


def test_there_is_a_house() -> None:
    assert {module_name(path).partition('.')[0] for path in MODULES} == {'greenhub', 'controller', 'apps'}


@pytest.mark.parametrize('path', MODULES, ids=module_name)
def test_imports_go_one_way(path: Path) -> None:
    module = module_name(path)
    allowed = MAY_IMPORT[max((part for part in MAY_IMPORT if within(module, part)), key=len)]
    ours = {name for name in imported(path) if within(name, 'greenhub', 'controller', 'apps')}
    assert not {name for name in ours if not within(name, *allowed)}
    if not within(module, *MAY_IMPORT_COMPAT):
        assert not {name for name in ours if within(name, 'controller.compat')}


@pytest.mark.parametrize('path', [path for path in MODULES if within(module_name(path), *PURE)], ids=module_name)
def test_protocols_are_pure(path: Path) -> None:
    assert not {name for name in imported(path) if within(name, *IMPURE)}


@pytest.mark.parametrize('path', MODULES, ids=module_name)
def test_public_module_names_its_public_names(path: Path) -> None:
    tree = ast.parse(path.read_text())
    if path.stem == '__main__' or all(isinstance(node, ast.Expr) for node in tree.body):
        return  # a command, or a package that holds a docstring
    assigned = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    assert '__all__' in assigned or (path.stem.startswith('_') and path.stem != '__init__')


def python(code: str) -> str:
    """What `code` prints in an interpreter of its own, which finds the checkout."""
    environment = {**os.environ, 'PYTHONPATH': str(CHECKOUT)}
    done = subprocess.run([sys.executable, '-c', code], env=environment, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    return done.stdout


HELP = """
import sys, controller.cli
sys.argv[1:] = ['--help']
try:
    controller.cli.main()
except SystemExit:
    pass
"""


@pytest.mark.parametrize('code', ['import sys, controller', HELP], ids=['import', 'help'])
def test_loads_nothing_heavy(code: str) -> None:
    loaded = python(f'{code}\nprint(*sys.modules)').splitlines()[-1].split()
    assert 'controller' in loaded
    assert not set(HEAVY) & set(loaded)


def test_import_is_cheap() -> None:
    """At most twice `import json, socket, logging`, in CPU time, the best of ten each, in turns."""

    def cost(modules: str) -> float:
        code = f'import time; start = time.process_time(); import {modules}; print(time.process_time() - start)'
        return float(python(code))

    ours, theirs = zip(*((cost('controller'), cost('json, socket, logging')) for _ in range(10)), strict=True)
    assert min(ours) <= 2 * min(theirs)


def test_a_switch_app_listens_within_a_second() -> None:
    """The best of three, as another process may have the processor."""

    def seconds() -> float:
        port = free_port()
        options = ['--ofp-listen-host', '127.0.0.1', '--ofp-tcp-listen-port', str(port)]
        command = [sys.executable, '-m', 'controller', 'apps/simple_switch_13.py', *options]
        with listening(command, port, cwd=CHECKOUT) as taken:
            return taken

    assert min(seconds() for _ in range(3)) < 1
