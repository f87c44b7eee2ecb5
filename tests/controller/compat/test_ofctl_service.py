"""`ryu.app.ofctl`: finding switches and sending messages that are confirmed or answered."""

import importlib
import sys
import types

import pytest

import greenhub
from controller.app import App
from controller.manager import Controller
from controller.openflow import OF13, version

from ..fake_switch import FakeSwitch

of13 = version(OF13)


@pytest.fixture(autouse=True)
def _alias(alias):
    """Every test has it."""


@pytest.fixture
def ofctl():
    """The package's modules."""
    names = ('api', 'event', 'exception', 'service')
    return types.SimpleNamespace(**{name: importlib.import_module(f'ryu.app.ofctl.{name}') for name in names})


class Asking(App):
    """An app that has not asked for any other."""


@pytest.fixture
def app(controller: Controller, ofctl):
    controller.load([Asking, ofctl.service.OfctlService])
    controller.start_apps()
    return controller.apps['Asking']


@pytest.fixture
def switch(controller, app, clock):
    switch = FakeSwitch(controller)
    greenhub.sleep(0.1)
    return switch


def flow(datapath, **fields):
    return of13.OFPFlowMod(datapath, **fields)


def test_switches(ofctl, app, switch):
    assert ofctl.api.get_datapath(app, 1) is switch.datapath
    assert ofctl.api.get_datapath(app) == [switch.datapath]
    assert ofctl.api.get_datapath(app, 2) is None
    with pytest.raises(TypeError):
        ofctl.api.get_datapath(app, '1')


def test_a_message_that_is_done(ofctl, app, switch):
    assert ofctl.api.send_msg(app, flow(switch.datapath, priority=5)) is None
    assert [each.priority for each in switch.seen if type(each) is of13.OFPFlowMod] == [5]


def test_a_reply(ofctl, app, switch):
    switch.answer['OFPDescStatsRequest'] = lambda request: of13.OFPDescStatsReply(
        None, body=of13.OFPDescStats(b'm', b'h', b's', b'n', b'd'))  # fmt: skip
    request = of13.OFPDescStatsRequest(switch.datapath, 0)
    reply = ofctl.api.send_msg(app, request, reply_cls=of13.OFPDescStatsReply)
    assert reply.body.mfr_desc == b'm'
    request = of13.OFPDescStatsRequest(switch.datapath, 0)
    (reply,) = ofctl.api.send_msg(app, request, reply_cls=of13.OFPDescStatsReply, reply_multi=True)
    assert reply.body.mfr_desc == b'm'
    request = of13.OFPDescStatsRequest(switch.datapath, 0)
    assert ofctl.api.send_msg(app, request, reply_cls=of13.OFPFlowStatsReply) is None


def test_parts_of_a_reply_come_as_one_message(ofctl, app, switch):
    def answer(request):
        for priority, flags in ((1, of13.OFPMPF_REPLY_MORE), (2, of13.OFPMPF_REPLY_MORE)):
            part = of13.OFPFlowStatsReply(None, flags, [entry(priority)])
            part.xid = request.xid
            switch.send(part)
        return of13.OFPFlowStatsReply(None, 0, [entry(3)])

    def entry(priority):
        return of13.OFPFlowStats(0, 0, 0, priority, 0, 0, 0, 0, 0, 0, of13.OFPMatch(), [])

    switch.answer['OFPFlowStatsRequest'] = answer
    request = of13.OFPFlowStatsRequest(switch.datapath)
    (reply,) = ofctl.api.send_msg(app, request, reply_cls=of13.OFPFlowStatsReply, reply_multi=True)
    assert [each.priority for each in reply.body] == [1, 2, 3]


def test_a_refusal(ofctl, app, switch):
    switch.answer['OFPFlowMod'] = lambda request: of13.OFPErrorMsg(None, 5, 1, b'')
    with pytest.raises(ofctl.exception.OFError) as caught:
        ofctl.api.send_msg(app, flow(switch.datapath))
    (error,) = caught.value.result
    assert (error.type, error.code) == (5, 1)
    assert isinstance(caught.value, importlib.import_module('ryu.exception').RyuException)
    switch.answer['OFPDescStatsRequest'] = lambda request: of13.OFPErrorMsg(None, 1, 2, b'')
    with pytest.raises(ofctl.exception.OFError):
        ofctl.api.send_msg(app, of13.OFPDescStatsRequest(switch.datapath, 0), reply_cls=of13.OFPDescStatsReply)


def test_a_switch_that_does_not_answer(ofctl, app, switch, clock):
    switch.answer['OFPBarrierRequest'] = None
    began = clock()
    with pytest.raises(ofctl.exception.InvalidDatapath, match='Datapath 1 does not answer') as caught:
        ofctl.api.send_msg(app, flow(switch.datapath))
    assert clock() - began == pytest.approx(5.0)
    assert caught.value.result == 1


def test_a_switch_that_has_gone(ofctl, app, switch):
    switch.answer['OFPBarrierRequest'] = lambda request: switch.close()
    for _ in range(2):
        with pytest.raises(ofctl.exception.InvalidDatapath, match='Datapath Invalid 1'):
            ofctl.api.send_msg(app, flow(switch.datapath))
    with pytest.raises(ofctl.exception.InvalidDatapath):
        ofctl.api.send_msg(app, flow(None))


def test_a_message_that_does_not_fit(ofctl, app, switch):
    with pytest.raises(ofctl.exception.InvalidMessage, match='priority'):
        ofctl.api.send_msg(app, flow(switch.datapath, priority=70000))


def test_requests_to_the_service(ofctl, app, switch):
    ask = app.send_request
    assert ask(ofctl.event.GetDatapathRequest(1))() is switch.datapath
    assert ask(ofctl.event.SendMsgRequest(flow(switch.datapath)))() is None
    switch.answer['OFPFlowMod'] = lambda request: of13.OFPErrorMsg(None, 5, 1, b'')
    with pytest.raises(ofctl.exception.OFError):
        ask(ofctl.event.SendMsgRequest(flow(switch.datapath)))()


def test_a_switch_that_does_not_answer_holds_up_no_other(controller, ofctl, app, switch, clock):
    other = FakeSwitch(controller, dpid=2)
    greenhub.sleep(0.1)
    switch.answer['OFPBarrierRequest'] = None
    slow = greenhub.spawn(app.send_request, ofctl.event.SendMsgRequest(flow(switch.datapath)))
    began = clock()
    assert app.send_request(ofctl.event.SendMsgRequest(flow(other.datapath)))() is None
    assert clock() - began < 1
    assert isinstance(slow.wait().exception, ofctl.exception.NoAnswer)


def test_an_app_that_has_imported_the_events_has_the_service_loaded(controller, ofctl):
    module = types.ModuleType('asks_by_events')
    sys.modules[module.__name__] = module
    try:
        exec('from ryu.base import app_manager\nfrom ryu.app.ofctl import event\n'
             'class Asks(app_manager.RyuApp):\n    pass\n', vars(module))  # fmt: skip
        controller.load([module.Asks])
    finally:
        del sys.modules[module.__name__]
    assert 'ofctl_service' in controller.apps
