"""Who hears what: exactly the class, in the phases asked for, looked up again when handlers come and go."""

import pytest

from controller.bus import Bus
from controller.events import EventBase
from controller.inbox import PACKET_IN, STATE, Inbox


class Ping(EventBase):
    pass


class LoudPing(Ping):
    pass


@pytest.fixture
def bus():
    return Bus()


def taken(inbox):
    events = []
    while inbox:
        events.append(inbox.get())
    return events


def test_an_event_reaches_every_inbox_once_with_its_handlers_in_order(bus):
    first, second = Inbox(), Inbox()
    bus.subscribe(first, 'a', Ping, ())
    bus.subscribe(second, 'b', Ping, ())
    bus.subscribe(first, 'c', Ping, ())
    ping = Ping()
    bus.publish(ping)
    assert taken(first) == [(('a', 'c'), ping)]
    assert taken(second) == [(('b',), ping)]


def test_only_the_very_class_is_heard(bus):
    inbox = Inbox()
    bus.subscribe(inbox, 'a', Ping, ())
    bus.publish(LoudPing())
    bus.publish(EventBase())
    assert not inbox


@pytest.mark.parametrize(
    ('wanted', 'phase', 'heard'),
    [
        (('main',), 'main', True),
        (('main',), 'config', False),
        (('main', 'config'), 'config', True),
        ((), 'config', True),
        (('main',), None, True),
        ((), None, True),
    ],
)
def test_phases(bus, wanted, phase, heard):
    inbox = Inbox()
    bus.subscribe(inbox, 'a', Ping, wanted)
    bus.publish(Ping(), phase)
    assert bool(inbox) is heard


def test_handlers_of_an_app_may_want_different_phases(bus):
    inbox = Inbox()
    bus.subscribe(inbox, 'early', Ping, ('config',))
    bus.subscribe(inbox, 'late', Ping, ('main',))
    bus.subscribe(inbox, 'always', Ping, ())
    assert bus.listeners(Ping, 'config') == ((inbox, ('early', 'always')),)
    assert bus.listeners(Ping, 'main') == ((inbox, ('late', 'always')),)


def test_a_look_up_is_kept_and_forgotten_when_somebody_comes_or_goes(bus):
    first, second = Inbox(), Inbox()
    assert bus.listeners(Ping, 'main') == ()
    bus.subscribe(first, 'a', Ping, ())
    assert bus.listeners(Ping, 'main') == ((first, ('a',)),)
    assert bus.listeners(Ping, 'main') is bus.listeners(Ping, 'main')
    bus.subscribe(second, 'b', Ping, ('main',))
    assert len(bus.listeners(Ping, 'main')) == 2
    bus.unsubscribe(first)
    assert bus.listeners(Ping, 'main') == ((second, ('b',)),)
    bus.unsubscribe(second)
    assert bus.listeners(Ping, 'main') == ()


def test_an_inbox_that_is_unknown_may_be_forgotten(bus):
    bus.unsubscribe(Inbox())


def test_what_there_is_no_room_for_follows_the_policy_of_the_inbox(bus):
    inbox = Inbox(packet_in_limit=1, other_limit=1)
    bus.subscribe(inbox, 'a', Ping, ())
    for kind in (PACKET_IN, PACKET_IN, STATE, STATE):
        bus.publish(Ping(), None, 'switch', kind)
    assert (inbox.packet_ins, inbox.others) == (1, 2)
