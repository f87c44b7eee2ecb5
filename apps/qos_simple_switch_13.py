"""The learning switch of `simple_switch_13` behind `rest_qos`: with its flow entries in table 1.

    controller-manager rest_qos rest_conf_switch qos_simple_switch_13

The rules of `rest_qos` are in table 0, and send packets on to table 1.
"""

from __future__ import annotations

from controller.apps.simple_switch_13 import SimpleSwitch13 as InTable0

__all__ = ['SimpleSwitch13']


class SimpleSwitch13(InTable0):
    """`mac_to_port` holds what was learned: datapath id -> Ethernet address -> port number."""

    table_id = 1
