"""Ryu's DPSet is ours, but for what it raises."""

import importlib

import pytest

import controller.compat
from controller import dpset


def test_ports_that_are_not_there(controller):
    (app,) = controller.load([dpset.DPSet])
    with pytest.raises(KeyError):
        app.get_port(1, 2)


def test_ports_that_are_not_there_under_ryus_name(alias, controller):
    theirs = importlib.import_module('ryu.controller.dpset')
    assert theirs.DPSet is dpset.DPSet
    (app,) = controller.load([theirs.DPSet])
    with pytest.raises(importlib.import_module('ryu.exception').PortNotFound, match=r'no such port \(1, 2\)'):
        app.get_port(1, 2)


def test_it_is_ours_again_without_the_alias():
    controller.compat.install()
    theirs = importlib.import_module('os_ken.controller.dpset').DPSet
    assert theirs.get_port.__module__ == 'controller.compat.framework.dpset'
    controller.compat.uninstall()
    assert dpset.DPSet.get_port.__module__ == 'controller.dpset'


def test_it_is_loaded_with_an_app_that_handles_its_events(alias, controller, tmp_path):
    path = tmp_path / 'hears_switches.py'
    path.write_text('''
from ryu.base import app_manager
from ryu.controller import dpset
from ryu.controller.handler import set_ev_cls


class Hearing(app_manager.RyuApp):
    @set_ev_cls(dpset.EventDP, dpset.DPSET_EV_DISPATCHER)
    def hear(self, ev):
        pass
''')
    controller.load([str(path)])
    assert set(controller.apps) == {'dpset', 'Hearing'}
