"""Every bundled app by its name and by Ryu's, with the class that a program of Ryu's finds in it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest

import controller.compat
from controller.loader import bundled, load_class

#: The app class of each module, as Ryu calls it, and the class that answers its requests.
CLASSES = {
    'example_switch_13': ['ExampleSwitch13'],
    'gui_topology': ['GUIServerApp', 'GUIServerController'],
    'ofctl_rest': ['RestStatsApi', 'StatsController'],
    'qos_rest_router': ['RestRouterAPI'],
    'qos_simple_switch_13': ['SimpleSwitch13'],
    'rest_conf_switch': ['ConfSwitchAPI', 'ConfSwitchController'],
    'rest_firewall': ['RestFirewallAPI', 'FirewallController'],
    'rest_router': ['RestRouterAPI', 'RouterController'],
    'rest_qos': ['RestQoSAPI', 'QoSController'],
    'rest_topology': ['TopologyAPI', 'TopologyController'],
    'simple_monitor_13': ['SimpleMonitor13'],
    'simple_switch': ['SimpleSwitch'],
    'simple_switch_12': ['SimpleSwitch12'],
    'simple_switch_13': ['SimpleSwitch13'],
    'simple_switch_14': ['SimpleSwitch14'],
    'simple_switch_15': ['SimpleSwitch15'],
    'simple_switch_igmp': ['SimpleSwitchIgmp'],
    'simple_switch_igmp_13': ['SimpleSwitchIgmp13'],
    'simple_switch_lacp': ['SimpleSwitchLacp'],
    'simple_switch_lacp_13': ['SimpleSwitchLacp13'],
    'simple_switch_rest_13': ['SimpleSwitchRest13', 'SimpleSwitchController'],
    'simple_switch_stp': ['SimpleSwitchStp'],
    'simple_switch_stp_13': ['SimpleSwitch13'],
    'simple_switch_websocket_13': ['SimpleSwitchWebSocket13', 'SimpleSwitchWebSocketController'],
    'ws_topology': ['WebSocketTopology', 'WebSocketTopologyController'],
}

OURS = {'flow_monitor', 'l2_multi', 'load_balancer', 'rest_apps', 'rest_ctl', 'rest_events'}  # Ryu has nothing like it


@pytest.fixture
def alias() -> Iterator[None]:
    controller.compat.install()
    yield
    controller.compat.uninstall()


def test_none_is_forgotten_here() -> None:
    assert CLASSES.keys() | OURS == set(bundled())


@pytest.mark.parametrize('name', CLASSES)
def test_it_is_loaded_by_either_name(name: str, alias: None) -> None:
    app, *answering = CLASSES[name]
    loaded = load_class(name)
    assert loaded.__name__ == app
    assert load_class(f'ryu.app.{name}') is loaded
    module = import_module(f'ryu.app.{name}')
    assert getattr(module, app) is loaded
    assert all(hasattr(module, each) for each in answering)


def test_ryu_has_the_picture_in_a_package_of_its_own(alias: None) -> None:
    assert load_class('ryu.app.gui_topology.gui_topology') is load_class('gui_topology')


def test_a_subclass_of_what_answers_for_switches_finds_ryus_methods() -> None:
    from controller.apps.ofctl_rest import StatsController

    kinds = ('desc_stats', 'flow_desc', 'flow_stats', 'aggregate_flow_stats', 'table_stats', 'table_features',
             'port_stats', 'port_desc', 'queue_stats', 'queue_config', 'queue_desc', 'meter_features', 'meter_config',
             'meter_desc', 'meter_stats', 'group_features', 'group_desc', 'group_stats', 'dpids', 'role')
    changes = ('mod_flow_entry', 'delete_flow_entry', 'mod_meter_entry', 'mod_group_entry', 'mod_port_behavior',
               'set_role')
    assert {*(f'get_{kind}' for kind in kinds), *changes} <= vars(StatsController).keys()
