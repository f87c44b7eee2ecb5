"""Settings of switches: set, found, dropped, and told."""

import pytest

from controller.app import App, set_ev_cls
from controller.lib import conf_switch


class Listening(App):
    _CONTEXTS = {'conf_switch': conf_switch.ConfSwitchSet}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conf = kwargs['conf_switch']
        self.heard = []

    @set_ev_cls([
        conf_switch.EventConfSwitchSet, conf_switch.EventConfSwitchDel, conf_switch.EventConfSwitchDelDPID,
    ])
    def listen(self, ev):
        self.heard.append(str(ev))


@pytest.fixture
def app(controller):
    (app,) = controller.load([Listening])
    controller.start_apps()
    return app


def test_set_find_drop(app, clock):
    conf = app.conf
    conf.set_key(1, 'ovsdb_addr', 'tcp:127.0.0.1:6640')
    conf.set_key(2, 'tunnel', 7)
    conf.set_key(2, 'tunnel', 8)
    assert sorted(conf.dpids()) == [1, 2]
    assert conf.keys(2) == ['tunnel']
    assert conf.get_key(2, 'tunnel') == 8
    assert conf.find_dpid('tunnel', 8) == 2
    assert conf.find_dpid('tunnel', 7) is None
    assert (2, 'tunnel') in conf and (2, 'other') not in conf and (3, 'tunnel') not in conf
    conf.del_key(2, 'tunnel')
    conf.del_dpid(1)
    assert (conf.dpids(), conf.keys(2)) == ([2], [])
    clock.advance(0.1)
    assert app.heard == [
        'EventConfSwitchSet<0000000000000001, ovsdb_addr, tcp:127.0.0.1:6640>',
        'EventConfSwitchSet<0000000000000002, tunnel, 7>',
        'EventConfSwitchSet<0000000000000002, tunnel, 8>',
        'EventConfSwitchDel<0000000000000002, tunnel>',
        'EventConfSwitchDelDPID<0000000000000001>',
    ]


@pytest.mark.parametrize('question', [
    lambda conf: conf.keys(9), lambda conf: conf.get_key(9, 'a'), lambda conf: conf.get_key(1, 'a'),
    lambda conf: conf.del_key(1, 'a'), lambda conf: conf.del_dpid(9),
])
def test_what_is_not_there(app, clock, question):
    app.conf.set_key(1, 'b', 1)
    with pytest.raises(KeyError):
        question(app.conf)
    clock.advance(0.1)
    assert len(app.heard) == 1
