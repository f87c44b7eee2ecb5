"""Timeout: what it raises, where, and what it leaves alone."""

from __future__ import annotations

import gc
import weakref

import pytest

import greenhub
from greenhub import Timeout

pytestmark = pytest.mark.usefixtures('jumping_clock')


def test_it_raises_itself():
    with pytest.raises(Timeout) as raised, Timeout(1) as timeout:
        greenhub.sleep(2)
    assert raised.value is timeout and not timeout.pending


@pytest.mark.parametrize('exception', [KeyError, KeyError('x')])
def test_it_raises_what_it_is_given(exception):
    with pytest.raises(KeyError), Timeout(1, exception):
        greenhub.sleep(2)


def test_false_is_silent_only_for_its_own_block():
    with Timeout(1, False):
        greenhub.sleep(2)
        pytest.fail('must not get there')
    with pytest.raises(Timeout), Timeout(1), Timeout(2, False):
        greenhub.sleep(3)


def test_none_never_fires():
    with Timeout(None) as timeout:
        greenhub.sleep(1000)
    assert not timeout.pending and str(timeout) == ''


def test_cancel_and_start_again():
    timeout = Timeout(1)
    assert timeout.pending
    with pytest.raises(AssertionError, match='already started'):
        timeout.start()
    timeout.cancel()
    timeout.cancel()
    greenhub.sleep(2)
    assert timeout.start() is timeout
    with pytest.raises(Timeout):
        greenhub.sleep(2)


def test_it_fires_only_in_its_green_thread():
    thread = greenhub.spawn(greenhub.with_timeout, 1, greenhub.sleep, 10, timeout_value='inner')
    greenhub.sleep(5)
    assert thread.wait() == 'inner'


def test_with_timeout():
    assert greenhub.with_timeout(2, greenhub.sleep, 1) is None
    assert greenhub.with_timeout(1, greenhub.sleep, 2, timeout_value='v') == 'v'
    with pytest.raises(Timeout):
        greenhub.with_timeout(1, greenhub.sleep, 2)
    with pytest.raises(Timeout):  # the outer one is not the inner one's to swallow
        greenhub.with_timeout(1, lambda: greenhub.with_timeout(2, greenhub.sleep, 3, timeout_value='inner'))


def test_texts():
    for timeout, text in (
        (Timeout(1), '1 second'),
        (Timeout(2), '2 seconds'),
        (Timeout(2, False), '2 seconds (silent)'),
        (Timeout(2, KeyError), "2 seconds (<class 'KeyError'>)"),
    ):
        assert str(timeout) == text and 'Timeout at' in repr(timeout) and 'pending' in repr(timeout)
        timeout.cancel()
        assert 'pending' not in repr(timeout)


def test_is_timeout():
    assert greenhub.is_timeout(Timeout(None)) and greenhub.is_timeout(TimeoutError())
    assert not greenhub.is_timeout(ValueError())
    assert greenhub.is_timeout(greenhub.wrap_is_timeout(ValueError()))

    @greenhub.wrap_is_timeout
    class Mine(Exception):
        pass

    assert greenhub.is_timeout(Mine())

    @greenhub.wrap_is_timeout
    def made(text):
        return ValueError(text)

    assert greenhub.is_timeout(made('by a function')) and made.__name__ == 'made'


def test_it_is_no_exception_that_code_swallows():
    assert not issubclass(Timeout, Exception)


def test_it_does_not_keep_what_it_was_given():
    class Error(Exception):
        pass

    error = Error()
    reference = weakref.ref(error)
    with Timeout(1, error):
        greenhub.sleep(0)
    del error
    gc.collect()
    assert reference() is None
