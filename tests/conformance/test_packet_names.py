"""Ryu's names: every number and class of os-ken's packet library is in ours, and takes the same arguments.

os-ken's source is read, not run: numbers are what a line `TCP_SYN = 0x002` says, arguments what a constructor lists.
"""

from __future__ import annotations

import ast
import inspect
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from controller.compat.packets import MODULES
from controller.wire import Structure
from controller.wire.layout import signature
from tests.conformance.sources import FETCHING, OS_KEN, CannotFetch, source

pytestmark = pytest.mark.timeout(FETCHING + 60)

#: What the codec fills in, and programs give by name if at all.
FILLED_IN = {
    'type_', 'len_', 'length', 'kind', 'size', 'marker', 'cap_length', 'ip_addr_len', 'mac_addr_len',
}  # fmt: skip

#: Layouts, which `controller.compat` has for programs that read them.
INTERNAL_NUMBERS = ('_PACK_STR', '_STR')

#: Classes whose constructor takes other arguments.
DIFFERENT = {
    'lldp': 'takes bytes to parse in Ryu, or all it needs by name, as ours does',
    'BadMsg': 'is an error of a BGP session, which ours has from the bytes that are to be sent',
    'MissingWellKnown': 'is an error of a BGP session, which ours has from the bytes that are to be sent',
    'UnsupportedVersion': 'is an error of a BGP session, which ours has from the bytes that are to be sent',
}


@pytest.fixture(scope='module')
def library() -> Path:
    try:
        return source(OS_KEN) / 'os_ken' / 'lib' / 'packet'
    except CannotFetch as problem:
        refuse = pytest.fail if os.environ.get('CI') == 'true' else pytest.skip
        refuse(str(problem))


def constants(tree: ast.Module) -> Iterator[tuple[str, Any]]:
    """The module's lines of the form NAME = NUMBER, or text."""
    for line in tree.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            name = line.targets[0].id
            if isinstance(line.value, ast.Constant) and name[0] != '_' and not name.endswith(INTERNAL_NUMBERS):
                yield name, line.value.value


def classes(tree: ast.Module) -> Iterator[tuple[str, list[str] | None]]:
    """The module's public classes, and the arguments of those that have a constructor and none derived from them."""
    found = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    bases = {ast.unparse(base) for each in found for base in each.bases}
    for each in found:
        makers = [line for line in each.body if isinstance(line, ast.FunctionDef) and line.name == '__init__']
        if each.name[0] != '_':
            wanted = makers and each.name not in bases and [given.arg for given in makers[0].args.args[1:]]
            yield each.name, wanted or None


def takes(cls: Any, wanted: list[str]) -> bool:
    """Whether a constructor takes these arguments in this order, but for those at the end that are filled in."""
    ours = signature(cls) if issubclass(cls, Structure) else inspect.signature(cls)
    while wanted and wanted[-1] in FILLED_IN:
        wanted = wanted[:-1]
    return list(ours.parameters)[: len(wanted)] == wanted


@pytest.mark.parametrize('name', MODULES)
def test_as_in_ryu(library: Path, name: str) -> None:
    module, tree = import_module(f'controller.packet.{name}'), ast.parse((library / f'{name}.py').read_text())
    numbers, theirs = dict(constants(tree)), dict(classes(tree))
    assert {number: getattr(module, number, None) for number in numbers} == numbers
    assert {*numbers, *theirs} <= set(module.__all__)
    wrong = {each for each, wanted in theirs.items() if wanted and not takes(getattr(module, each), wanted)}
    assert {each for each in wrong if not {each, name} & DIFFERENT.keys()} == set()
    assert name not in DIFFERENT or wrong


def test_there_is_a_library(library: Path) -> None:
    trees = [ast.parse((library / f'{name}.py').read_text()) for name in MODULES]
    assert sum(1 for tree in trees for _ in constants(tree)) > 700
    assert sum(1 for tree in trees for _ in classes(tree)) > 400
    assert {path.stem for path in library.glob('[a-z]*.py')} == set(MODULES)
