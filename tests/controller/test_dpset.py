"""DPSet: switches that come, go, come again, and what their ports do meanwhile."""

import pytest

from controller import dpset
from controller.app import App, set_ev_cls
from controller.openflow import OF10, OF12, OF13, OF14, OF15
from controller.registry import PROOF

from .fake_switch import FakeSwitch

EVENTS = [dpset.EventDP, dpset.EventDPReconnected, dpset.EventPortAdd, dpset.EventPortDelete, dpset.EventPortModify]


class Listening(App):
    _CONTEXTS = {'dpset': dpset.DPSet}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.dpset = kwargs['dpset']
        self.heard = []

    @set_ev_cls(EVENTS)
    def listen(self, ev):
        name = type(ev).__name__.removeprefix('Event')
        if isinstance(ev, dpset.EventPortBase):
            self.heard.append((name, ev.dp.id, ev.port.port_no))
        else:
            name += {True: ' enter', False: ' leave'}.get(getattr(ev, 'enter', None), '')
            self.heard.append((name, ev.dp.id, [port.port_no for port in ev.ports]))


class Switch(FakeSwitch):
    """A fake switch with ports."""

    def __init__(self, controller, ports=(), **kwargs):
        super().__init__(controller, **kwargs)
        self.numbers = ports
        self.answer['OFPPortDescStatsRequest'] = lambda request: self.tables.OFPPortDescStatsReply(
            None, 0, list(self.ports().values()))

    def features(self, request):
        features = super().features(request)
        if self.tables.OFP_VERSION <= OF12:
            features.ports = self.ports()
        return features

    def ports(self):
        return {number: self.port(number) for number in self.numbers}

    def port(self, number, config=0):
        of = self.tables
        cls = of.OFPPhyPort if of.OFP_VERSION == OF10 else of.OFPPort
        rest = dict.fromkeys(('curr', 'advertised', 'supported', 'peer'), 0)
        if of.OFP_VERSION in (OF12, OF13):
            rest |= {'curr_speed': 0, 'max_speed': 0}
        if of.OFP_VERSION >= OF14:
            rest = {'properties': []}
        hw_addr, name = f'02:00:00:00:00:{number:02x}', f's1-eth{number}'.encode()
        return cls(port_no=number, hw_addr=hw_addr, name=name, config=config, state=0, **rest)

    def tell(self, reason, port):
        self.send(self.tables.OFPPortStatus(None, reason, port))


@pytest.fixture
def app(controller):
    (app,) = controller.load([Listening])
    controller.start_apps()
    return app


@pytest.fixture
def join(controller, app, clock):
    def join(*ports, **kwargs):
        switch = Switch(controller, ports, **kwargs)
        clock.advance(0.1)
        return switch

    return join


@pytest.mark.parametrize('number', [OF10, OF12, OF13, OF14, OF15])
def test_a_switch_comes_changes_and_goes(app, join, clock, number):
    switch = join(1, 2, number=number)
    of = switch.tables
    assert app.dpset.get(1) is switch.datapath
    assert app.dpset.get_all() == [(1, switch.datapath)]
    switch.tell(of.OFPPR_ADD, switch.port(3))
    switch.tell(of.OFPPR_MODIFY, switch.port(2, config=of.OFPPC_PORT_DOWN))
    switch.tell(of.OFPPR_DELETE, switch.port(1))
    clock.advance(0.1)
    assert app.dpset.get_port(1, 2).config == of.OFPPC_PORT_DOWN
    assert [port.port_no for port in app.dpset.get_ports(1)] == [2, 3]
    assert app.dpset.port_state[1].keys() == {2, 3}
    switch.close()
    clock.advance(0.1)
    assert app.heard == [
        ('DP enter', 1, [1, 2]), ('PortAdd', 1, 3), ('PortModify', 1, 2), ('PortDelete', 1, 1), ('DP leave', 1, [2, 3]),
    ]
    assert app.dpset.dps == app.dpset.port_state == {}


def test_who_is_not_there(app, join):
    join(1)
    assert app.dpset.get(7) is None
    for dpid, port in ((7, 1), (1, 7)):
        with pytest.raises(KeyError):
            app.dpset.get_port(dpid, port)
    with pytest.raises(KeyError):
        app.dpset.get_ports(7)


def test_a_switch_that_takes_its_place_again_never_went(app, join, clock):
    first = join(1, 2, 3)
    first.thread.kill()
    second = join(2, 4)
    clock.advance(PROOF + 0.1)
    assert app.heard == [
        ('DP enter', 1, [1, 2, 3]), ('DPReconnected', 1, [2, 4]), ('PortDelete', 1, 1), ('PortDelete', 1, 3),
        ('PortAdd', 1, 4),
    ]
    assert app.dpset.dps == {1: second.datapath}
    assert list(app.dpset.port_state[1]) == [2, 4]


def test_a_connection_that_is_refused_changes_nothing(app, join, clock):
    first = join(1)
    second = join(2)
    clock.advance(PROOF + 0.1)
    assert second.closed
    assert app.heard == [('DP enter', 1, [1])]
    assert app.dpset.get_all() == [(1, first.datapath)]


def test_a_switch_goes_with_a_connection_that_never_was_in_use(app, join, clock):
    first = join(1)
    first.thread.kill()
    second = Switch(app.controller)
    second.answer['OFPPortDescStatsRequest'] = lambda request: None
    clock.advance(PROOF + 0.1)
    assert not first.datapath.is_active and second.datapath.id == 1
    assert app.heard == [('DP enter', 1, [1])]
    second.close()
    clock.advance(0.1)
    assert app.heard == [('DP enter', 1, [1]), ('DP leave', 1, [1])]


def test_a_switch_that_comes_back_comes_anew(app, join, clock):
    join(1).close()
    clock.advance(0.1)
    join(2)
    assert app.heard == [('DP enter', 1, [1]), ('DP leave', 1, [1]), ('DP enter', 1, [2])]


def test_what_is_known_is_not_told_again(app, join, clock):
    switch = join(1)
    of = switch.tables
    switch.tell(of.OFPPR_ADD, switch.port(1))
    switch.tell(of.OFPPR_DELETE, switch.port(5))
    clock.advance(0.1)
    assert app.heard == [('DP enter', 1, [1])]
    switch.tell(of.OFPPR_ADD, switch.port(1, config=of.OFPPC_PORT_DOWN))
    switch.tell(of.OFPPR_MODIFY, switch.port(6))
    clock.advance(0.1)
    assert app.heard[1:] == [('PortModify', 1, 1), ('PortAdd', 1, 6)]


def test_many_switches_at_once(controller, app, clock):
    switches = [Switch(controller, (1, 2), dpid=dpid) for dpid in range(1, 51)]
    clock.advance(0.5)
    assert dict(app.dpset.get_all()) == {each.dpid: each.datapath for each in switches}
    for each in switches:
        each.close()
    clock.advance(0.5)
    assert app.dpset.get_all() == []
    assert sum(name == 'DP leave' for name, *_ in app.heard) == 50
