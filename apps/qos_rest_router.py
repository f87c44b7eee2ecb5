"""The routers of `rest_router` behind `rest_qos`: with their flow entries in table 1.

    controller-manager rest_qos rest_conf_switch qos_rest_router

The rules of `rest_qos` are in table 0, and send packets on to table 1. That takes OpenFlow 1.2 or 1.3.
"""

from __future__ import annotations

from controller.apps.rest_router import RestRouterAPI as InTable0
from controller.openflow import OF12, OF13

__all__ = ['RestRouterAPI']


class RestRouterAPI(InTable0):
    """Serves `controller.apps.rest_router.RouterController`."""

    OFP_VERSIONS = [OF12, OF13]
    table_id = 1
