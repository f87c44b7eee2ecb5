"""What is put on a class is taken off again, and what was there before comes back."""

from __future__ import annotations

from controller.compat.adoption import Adoption


class Base:
    kept = 'kept'
    replaced = 'ours'


class Below(Base):
    pass


def test_there_and_back():
    adoption = Adoption({Base: {'replaced': 'theirs', 'added': 1}, Below: {'replaced': 'below'}})
    before = dict(vars(Base)), dict(vars(Below))
    for _ in range(2):
        adoption.adopt()
        adoption.adopt()
        assert (Base.kept, Base.replaced, Base.added, Below.replaced) == ('kept', 'theirs', 1, 'below')
        adoption.disown()
        adoption.disown()
        assert (dict(vars(Base)), dict(vars(Below))) == before


def test_what_a_class_gets_meanwhile_stays():
    adoption = Adoption({Base: {'added': 1}})
    adoption.adopt()
    Below.added = 2
    adoption.disown()
    assert Below.added == 2
    del Below.added
