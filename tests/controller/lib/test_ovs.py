"""Without the `ovs` library, what needs it says which extra brings it."""

import importlib
import sys

import pytest


@pytest.mark.parametrize('name', ['vsctl', 'bridge', 'database'])
def test_the_extra_is_named(monkeypatch, name):
    for module in [each for each in sys.modules if each == 'ovs' or each.startswith(('ovs.', 'controller.lib.ovs.'))]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, 'ovs', None)
    with pytest.raises(ImportError, match=r'pip install controller-manager\[ovs\]'):
        importlib.import_module(f'controller.lib.ovs.{name}')


def test_the_package_itself_needs_nothing(monkeypatch):
    monkeypatch.setitem(sys.modules, 'ovs', None)
    importlib.import_module('controller.lib.ovs')
