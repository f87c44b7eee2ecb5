"""The tables of all versions together: a version declares only what differs from the one it is based on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import controller.openflow
from controller.openflow import version, versions
from controller.wire import DecodeError, Enumeration

DERIVED = [of for of in map(version, sorted(versions())) if of._base is not None]

#: What a class body holds without being a declaration.
SURROUNDINGS = ('__doc__', '__module__', '__qualname__', '__annotations__', '__annotate_func__', '__annotate__',
                '__firstlineno__', '__static_attributes__')


def declaration(cls: type) -> Any:
    """All that the table says of a class; `size` is but a check of it."""
    if issubclass(cls, Enumeration):
        return cls.members, cls.bitmap
    table: Any = cls.table  # type: ignore[attr-defined]
    methods = {name: value for name, value in table.body.items() if name not in SURROUNDINGS}
    keywords = {name: value for name, value in table.keywords.items() if name != 'size'}
    return table.lines, keywords, methods, [base.__name__ for base in cls.__bases__]


@pytest.mark.parametrize('of', DERIVED, ids=repr)
def test_what_a_version_declares_differs_from_what_it_would_inherit(of: Any) -> None:
    of.complete()
    base = of._base
    theirs = {**base.structures(), **base.enumerations()}
    made = of._taken | {each.__name__ for each in of.fields.enumerations()}
    own = {name: cls for name, cls in of._classes.items() if name not in made}
    again = [name for name, cls in own.items() if name in theirs and declaration(cls) == declaration(theirs[name])]
    assert not again
    assert len(own) < len(of._classes)


@pytest.mark.parametrize('of', DERIVED, ids=repr)
def test_what_a_version_takes_over_is_its_own(of: Any) -> None:
    for name, cls in of.structures().items():
        assert cls.table.version is of, name
        assert getattr(of, name) is cls
        assert cls is not getattr(of._base, name, None), name


def test_the_tables_are_small() -> None:
    """Under 6,000 lines for versions, match fields and extensions, blank ones left out; Ryu has 39,600."""
    folder = Path(controller.openflow.__file__).parent
    tables = [path for part in ('v1_*', 'nicira', 'onf', 'oxm_fields', 'oxs') for path in folder.glob(f'{part}.py')]
    assert len(tables) >= 8
    assert sum(bool(line.strip()) for path in tables for line in path.read_text().splitlines()) < 6000


@pytest.mark.parametrize('number', sorted(versions()))
def test_bytes_that_were_never_a_message(number: int) -> None:
    for data in (b'', b'\x04', bytes(7), bytes(8), b'\xff' * 64, bytes([number, 0, 0, 7]) + bytes(4)):
        with pytest.raises(DecodeError):
            version(number).decode(data)
