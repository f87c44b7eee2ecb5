"""Deadlines: in order, set anew, cancelled, and no bigger than what is set."""

from hypothesis import given
from hypothesis import strategies as st

from controller.lib.deadlines import Deadlines


def test_what_is_due_comes_in_order():
    deadlines = Deadlines()
    for name, when in (('c', 3.0), ('a', 1.0), ('b', 2.0)):
        deadlines.set(name, when)
    assert deadlines.next == 1.0
    assert list(deadlines.take(2.5)) == ['a', 'b']
    assert 'a' not in deadlines and 'c' in deadlines and len(deadlines) == 1
    assert deadlines.next == deadlines.get('c') == 3.0


def test_set_anew_and_cancelled():
    deadlines = Deadlines()
    deadlines.set('a', 1.0)
    deadlines.set('a', 5.0)
    deadlines.set('b', 2.0)
    deadlines.cancel('b')
    deadlines.cancel('nobody')
    assert list(deadlines.take(4.0)) == []
    assert deadlines.next == 5.0
    assert list(deadlines.take(5.0)) == ['a']
    assert deadlines.next is None


def test_one_set_while_taken_comes_too_if_it_is_due():
    deadlines = Deadlines()
    deadlines.set('a', 1.0)
    taken = []
    for name in deadlines.take(3.0):
        taken.append(name)
        if len(taken) < 3:
            deadlines.set('a', float(len(taken) + 1))
    assert taken == ['a', 'a', 'a']


def test_one_that_is_set_again_and_again_takes_no_more_room():
    deadlines = Deadlines()
    for when in range(100_000):
        deadlines.set('a', float(when))
    assert len(deadlines._heap) < 100
    assert list(deadlines.take(1e6)) == ['a']


@given(st.lists(st.tuples(st.integers(0, 5), st.one_of(st.none(), st.integers(0, 20)))), st.integers(0, 20))
def test_like_a_dictionary(steps, now):
    deadlines, known = Deadlines(), {}
    for key, when in steps:
        if when is None:
            deadlines.cancel(key)
            known.pop(key, None)
        else:
            deadlines.set(key, float(when))
            known[key] = when
    assert deadlines.next == min(known.values(), default=None)
    taken = list(deadlines.take(now))
    assert sorted(taken) == sorted(key for key, when in known.items() if when <= now)
    assert [known[key] for key in taken] == sorted(known[key] for key in taken)
