"""`DPSet.get_port` raises what Ryu's raises."""

from __future__ import annotations

from typing import Any

from ...dpset import DPSet
from ..adoption import Adoption
from ..exception import PortNotFound

__all__ = ['adopt', 'disown']


def get_port(self: DPSet, dpid: int, port_no: int) -> Any:
    """A port (OFPPort) of a switch; raises PortNotFound."""
    try:
        return self.port_state[dpid][port_no]
    except KeyError:
        raise PortNotFound(dpid=dpid, port=port_no, network_id=None) from None


ADOPTION = Adoption({DPSet: {'get_port': get_port}})

adopt, disown = ADOPTION.adopt, ADOPTION.disown
