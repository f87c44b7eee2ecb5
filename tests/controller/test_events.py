"""Event classes: one for every message, the same however one comes to it."""

import time

import pytest

from controller import events
from controller.events import EventBase, EventOFPMsgBase, EventOFPStateChange, EventReplyBase, EventRequestBase
from controller.openflow import OF10, OF13, version
from controller.wire import Message


@pytest.mark.parametrize('number', [OF10, OF13])
def test_every_message_of_every_version_has_an_event(number):
    for name, each in vars(version(number)).items():
        if isinstance(each, type) and issubclass(each, Message):
            event = getattr(events, f'Event{name}')
            assert issubclass(event, EventOFPMsgBase)
            assert event.__name__ == f'Event{name}'
            assert event.message_name == name


def test_an_event_class_is_made_once():
    from controller.events import EventOFPPacketIn

    assert events.message_event('OFPPacketIn') is EventOFPPacketIn is events.EventOFPPacketIn
    assert EventOFPPacketIn.__doc__ == 'A switch sent OFPPacketIn.'
    assert EventOFPPacketIn.__module__ == 'controller.events'


@pytest.mark.parametrize('name', ['EventOFPPaketIn', 'OFPPacketIn', 'EventOFPMatch', 'Nonsense', '__nonsense__'])
def test_no_event_of_what_is_no_message(name):
    with pytest.raises(AttributeError, match=name):
        getattr(events, name)


def test_a_misspelt_event_cannot_be_imported():
    with pytest.raises(ImportError, match='EventOFPPaketIn'):
        from controller.events import EventOFPPaketIn  # noqa: F401


def test_a_message_and_when_it_was_read():
    message = version(OF13).OFPBarrierReply(None)
    before = time.time()
    event = events.EventOFPBarrierReply(message)
    assert event.msg is message
    assert before <= event.timestamp <= time.time()
    assert events.EventOFPBarrierReply(message, 5.0).timestamp == 5.0
    assert repr(event) == 'EventOFPBarrierReply(OFPBarrierReply())'


def test_a_state_change_tells_the_state_that_begins():
    class Switch:
        state = 'main'

    assert EventOFPStateChange(Switch()).state == 'main'
    assert EventOFPStateChange(Switch(), 'dead').state == 'dead'


def test_requests_and_replies():
    class Question(EventRequestBase):
        pass

    assert (Question().dst, Question().src, Question().sync) == (None, None, True)
    assert EventReplyBase('app').dst == 'app'
    assert issubclass(EventReplyBase, EventBase)
