"""Settings of switches over REST, and the events that apps get of them."""

from __future__ import annotations

from typing import Any

import pytest

import controller.compat
import greenhub
from controller.app import App, set_ev_cls
from controller.apps import rest_conf_switch
from controller.lib.conf_switch import EventConfSwitchDel, EventConfSwitchDelDPID, EventConfSwitchSet
from tests.apps.served import ask, served

FIRST = '0000000000000001'
SWITCH = f'/v1.0/conf/switches/{FIRST}'
KEY = f'{SWITCH}/ovsdb_addr'


class Listening(App):
    """Keeps what it hears."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heard: list[str] = []

    @set_ev_cls([EventConfSwitchSet, EventConfSwitchDel, EventConfSwitchDelDPID])
    def changed(self, ev: Any) -> None:
        self.heard.append(str(ev))


def test_settings_are_made_read_and_dropped() -> None:
    with served('single,1', ['rest_conf_switch', Listening]) as net:
        assert ask(net, '/v1.0/conf/switches') == (200, [])
        assert ask(net, KEY) == (404, {
            'status': 404, 'error': f"switch {FIRST} has no setting 'ovsdb_addr'", 'switch': FIRST,
        })  # fmt: skip
        assert ask(net, SWITCH)[0] == ask(net, SWITCH, 'DELETE')[0] == ask(net, KEY, 'DELETE')[0] == 404
        assert ask(net, KEY, 'PUT', '"tcp:127.0.0.1:6632"') == (201, None)
        assert ask(net, f'{SWITCH}/other', 'PUT') == (201, None)
        assert ask(net, '/v1.0/conf/switches') == (200, [FIRST])
        assert ask(net, SWITCH) == (200, ['ovsdb_addr', 'other'])
        assert ask(net, KEY) == (200, 'tcp:127.0.0.1:6632')
        assert ask(net, f'{SWITCH}/other') == (200, {})
        assert ask(net, KEY, 'DELETE') == (200, None)
        assert ask(net, KEY)[0] == 404
        assert ask(net, SWITCH, 'DELETE') == (202, None)
        assert ask(net, '/v1.0/conf/switches') == (200, [])
        greenhub.sleep(0)
        assert net.controller.apps['Listening'].heard == [
            f'EventConfSwitchSet<{FIRST}, ovsdb_addr, tcp:127.0.0.1:6632>',
            f'EventConfSwitchSet<{FIRST}, other, {{}}>',
            f'EventConfSwitchDel<{FIRST}, ovsdb_addr>',
            f'EventConfSwitchDelDPID<{FIRST}>',
        ]


def test_the_keys_that_apps_agree_on() -> None:
    controller.compat.install()
    try:
        from ryu.app import conf_switch_key

        keys = {name: getattr(conf_switch_key, name) for name in conf_switch_key.__all__}
        assert keys == {'OVSDB_ADDR': 'ovsdb_addr', 'OVS_TUNNEL_ADDR': 'ovs_tunnel_addr'}
    finally:
        controller.compat.uninstall()


@pytest.mark.parametrize('value', ['null', 'true', '7', '[]', '{"a": [1, "b"]}', '"\\u00e9"'])
def test_a_value_is_any_json(value: str) -> None:
    with served('single,1', ['rest_conf_switch']) as net:
        assert ask(net, KEY, 'PUT', value) == (201, None)
        assert ask(net, f'{SWITCH}/copy', 'PUT', value) == (201, None)
        assert ask(net, KEY) == ask(net, f'{SWITCH}/copy')
        assert ask(net, KEY)[0] == 200


def test_mistakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest_conf_switch, 'MOST_SETTINGS', 2)
    with served('single,1', ['rest_conf_switch']) as net:
        assert ask(net, KEY, 'PUT', 'tcp:127.0.0.1')[0] == 400
        assert ask(net, KEY, 'PUT', '"%s"' % ('x' * rest_conf_switch.MOST_BYTES))[0] == 400
        assert ask(net, '/v1.0/conf/switches/1')[0] == 404
        assert ask(net, SWITCH, 'PUT')[0] == 405
        assert [ask(net, f'{SWITCH}/{number}', 'PUT', '1')[0] for number in range(4)] == [201, 201, 503, 503]
        assert ask(net, f'{SWITCH}/1', 'PUT', '2')[0] == 201
