"""Settings of switches over REST: a value under a key, for whatever app wants to know.

    controller-manager rest_conf_switch

    curl -X PUT -d '"tcp:127.0.0.1:6632"' localhost:8080/v1.0/conf/switches/0000000000000001/ovsdb_addr
    curl localhost:8080/v1.0/conf/switches
    curl localhost:8080/v1.0/conf/switches/0000000000000001/ovsdb_addr
    curl -X DELETE localhost:8080/v1.0/conf/switches/0000000000000001

A value is any JSON; a switch need not be connected to have some. Apps hear of them by the events of
`controller.lib.conf_switch`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from controller.app import App
from controller.lib.conf_switch import ConfSwitchSet
from controller.lib.dpid import DPID_PATTERN, dpid_to_str, str_to_dpid
from controller.rest import (
    BadRequest,
    ControllerBase,
    Json,
    NotFound,
    Request,
    ServiceUnavailable,
    WSGIApplication,
    route,
)

__all__ = ['ConfSwitchAPI', 'ConfSwitchController']

#: Settings that clients may make, of all switches, and bytes of the body that has a value.
MOST_SETTINGS, MOST_BYTES = 65536, 1 << 14

SWITCHES = '/v1.0/conf/switches'
SWITCH = SWITCHES + '/{dpid:' + DPID_PATTERN + '}'
KEY = SWITCH + '/{key}'


class ConfSwitchAPI(App):
    """Serves `ConfSwitchController` for the settings, `conf_switch`."""

    _CONTEXTS = {'conf_switch': ConfSwitchSet, 'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conf_switch: ConfSwitchSet = kwargs['conf_switch']
        kwargs['wsgi'].register(ConfSwitchController, self.conf_switch)


class ConfSwitchController(ControllerBase):
    """Answers `/v1.0/conf/switches/...`; `conf_switch` has the settings."""

    def __init__(self, req: Request, link: Callable[..., str], data: ConfSwitchSet, **config: Any) -> None:
        super().__init__(req, link, data, **config)
        self.conf_switch = data

    @route('conf_switch', SWITCHES, methods=['GET'])
    def list_switches(self, req: Request) -> list[str]:
        """The datapath ids of switches that have settings."""
        return [dpid_to_str(dpid) for dpid in self.conf_switch.dpids()]

    @route('conf_switch', SWITCH, methods=['DELETE'], status=202, errors=[NotFound])
    def delete_switch(self, req: Request, dpid: str) -> None:
        """Drop all settings of a switch."""
        self._known(dpid, self.conf_switch.del_dpid)

    @route('conf_switch', SWITCH, methods=['GET'], errors=[NotFound])
    def list_keys(self, req: Request, dpid: str) -> list[str]:
        """The keys of the settings of a switch."""
        return self._known(dpid, self.conf_switch.keys)

    @route('conf_switch', KEY, methods=['PUT'], status=201, errors=[ServiceUnavailable])
    def set_key(self, req: Request, dpid: str, key: str, body: object = None) -> None:
        """Set a value: the body, or `{}` where there is none."""
        if len(req.body) > MOST_BYTES:
            raise BadRequest(f'a value of {len(req.body)} bytes; {MOST_BYTES} is the most')
        number, value = str_to_dpid(dpid), body if req.body else {}
        if (number, key) not in self.conf_switch and sum(map(len, self.conf_switch.confs.values())) >= MOST_SETTINGS:
            raise ServiceUnavailable(f'there are {MOST_SETTINGS} settings, and no more are allowed')
        self.conf_switch.set_key(number, key, value)

    @route('conf_switch', KEY, methods=['GET'], errors=[NotFound])
    def get_key(self, req: Request, dpid: str, key: str) -> Json:
        """The value of a setting."""
        return Json(json=self._known(dpid, self.conf_switch.get_key, key))

    @route('conf_switch', KEY, methods=['DELETE'], errors=[NotFound])
    def delete_key(self, req: Request, dpid: str, key: str) -> None:
        """Drop a setting."""
        self._known(dpid, self.conf_switch.del_key, key)

    def _known(self, dpid: str, do: Callable[..., Any], *key: str) -> Any:
        """What `do` returns for a setting, or all settings of a switch, that there must be."""
        try:
            return do(str_to_dpid(dpid), *key)
        except KeyError:
            what = f'setting {key[0]!r}' if key else 'setting'
            raise NotFound(f'switch {dpid} has no {what}', switch=dpid) from None
