"""A learning switch for OpenFlow 1.4: that of 1.3, whose messages 1.4 has as well."""

from __future__ import annotations

from controller.apps.simple_switch_13 import SimpleSwitch13
from controller.openflow import OF14

__all__ = ['SimpleSwitch14']


class SimpleSwitch14(SimpleSwitch13):
    """`mac_to_port` holds what was learned: datapath id -> Ethernet address -> port number."""

    OFP_VERSIONS = [OF14]
