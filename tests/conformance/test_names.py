"""Ryu's names: every number and class of os-ken's OpenFlow modules is in our tables, and takes the same arguments.

os-ken's source is read, not run: numbers are what a line `OFPT_HELLO = 0` says, arguments what a constructor lists.
"""

from __future__ import annotations

import ast
import inspect
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from controller.openflow import OF10, OF12, OF13, OF14, OF15, version
from controller.wire.layout import signature
from tests.conformance.sources import FETCHING, OS_KEN, CannotFetch, source

pytestmark = pytest.mark.timeout(FETCHING + 60)

VERSIONS = {OF10: 'v1_0', OF12: 'v1_2', OF13: 'v1_3', OF14: 'v1_4', OF15: 'v1_5'}

#: Numbers that describe os-ken's own code; `controller.compat` derives them for programs that read them.
INTERNAL_NUMBERS = ('_SIZE', '_STR', '_OFFSET')

#: Classes that the specification does not know: parts of os-ken's parser, and of matches as they were before OXM.
INTERNAL_CLASSES = {
    'Flow', 'FlowWildcards', 'OFPMatchField', 'OFPActionHeader', 'OFPQueuePropHeader', 'OFPMeterBand', 'OFPPropBase',
    'OFPPropUnknown', 'OFPPropCommonExperimenter4ByteData', 'OFPFlowUpdate', 'NXActionHeader',
}  # fmt: skip

#: What the codec fills in: arguments that may come behind others that Ryu does not have.
FILLED_IN = ('type_', 'len_', 'length', 'property_')

#: Classes whose constructor differs: what Ryu does with them, or why ours takes other arguments.
DIFFERENT = {
    (OF10, 'OFPActionTpPort'): 'has no number of its own in Ryu and cannot be sent',
    (OF10, 'OFPStatsRequest'): 'takes no type in Ryu and cannot be sent',
    (OF12, 'OFPGroupFeaturesStats'): 'takes a length in Ryu that the specification does not have',
    **{(number, name): 'takes no type in Ryu and cannot be sent'
       for number in (OF13, OF14, OF15) for name in ('OFPMultipartRequest', 'OFPMultipartReply')},
}  # fmt: skip

#: Numbers that Ryu has in a version whose specification does not.
FOREIGN = {(OF10, 'OFPXMC_OPENFLOW_BASIC')}


@pytest.fixture(scope='module')
def modules() -> Path:
    try:
        return source(OS_KEN) / 'os_ken' / 'ofproto'
    except CannotFetch as problem:
        refuse = pytest.fail if os.environ.get('CI') == 'true' else pytest.skip
        refuse(str(problem))


def is_internal(name: str) -> bool:
    """Whether a class is of os-ken's own making."""
    return name[0] == '_' or name.startswith('MT') or name.endswith('Base') or name in INTERNAL_CLASSES


def numbers(module: Path) -> Iterator[tuple[str, int]]:
    """The module's lines of the form NAME = NUMBER."""
    for line in ast.parse(module.read_text()).body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            name, plain = line.targets[0].id, ast.unparse(line.value)
            if name[0] != '_' and not name.endswith(INTERNAL_NUMBERS) and set(plain) <= set('0123456789 <|()'):
                yield name, eval(plain)


def constructors(module: Path) -> Iterator[tuple[str, list[str]]]:
    """The module's classes that have constructors of their own, and the names of the arguments."""
    for cls in ast.parse(module.read_text()).body:
        if isinstance(cls, ast.ClassDef) and not is_internal(cls.name):
            for method in cls.body:
                if isinstance(method, ast.FunctionDef) and method.name == '__init__':
                    yield cls.name, [each.arg for each in method.args.args[1:]]


def takes(cls: Any, wanted: list[str]) -> bool:
    """Whether a constructor takes these arguments in this order; those that are filled in, by name."""
    parameters = signature(cls).parameters.values()
    if any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters):
        return True
    ours, wanted = [each.name for each in parameters], list(wanted)
    by_name = []
    while wanted and wanted[-1] in FILLED_IN:
        by_name.append(wanted.pop())
    return ours[: len(wanted)] == wanted and set(by_name) <= set(ours)


@pytest.mark.parametrize('number', VERSIONS, ids=VERSIONS.get)
def test_numbers(modules: Path, number: int) -> None:
    tables: Any = version(number)
    theirs = dict(numbers(modules / f'ofproto_{VERSIONS[number]}.py'))
    assert len(theirs) > 150
    different = {name: value for name, value in theirs.items() if getattr(tables, name, None) != value}
    assert {(number, name) for name in different} == {each for each in FOREIGN if each[0] == number}


@pytest.mark.parametrize('number', VERSIONS, ids=VERSIONS.get)
def test_classes_and_their_arguments(modules: Path, number: int) -> None:
    tables: Any = version(number)
    theirs = dict(constructors(modules / f'ofproto_{VERSIONS[number]}_parser.py'))
    assert len(theirs) > 50
    assert [name for name in theirs if not isinstance(getattr(tables, name, None), type)] == []
    different = {name for name, wanted in theirs.items() if not takes(getattr(tables, name), wanted)}
    assert different == {name for of, name in DIFFERENT if of == number}
