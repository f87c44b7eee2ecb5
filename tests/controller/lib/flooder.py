"""The simplest switch app, for every OpenFlow version: floods each packet that a library leaves to apps."""

from __future__ import annotations

from typing import Any

from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventOFPStateChange
from controller.lib.own_flows import OwnFlow, OwnFlows, in_port_of, send_frame

__all__ = ['flooder']


def flooder(context: str, library: type[App], *observed: type[Any], setup: Any = lambda library: None) -> type[App]:
    """Such an app on a library, whose other events it keeps in `heard`; `setup` is called with the library."""

    class Flooder(App):
        _CONTEXTS = {context: library}

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.library: Any = kwargs[context]
            self.heard: list[Any] = []
            self.packets = 0
            setup(self.library)

        @set_ev_cls(EventOFPStateChange, MAIN_DISPATCHER)
        def joined(self, ev: Any) -> None:
            if ev.datapath.ofproto.OFP_VERSION > 1:
                OwnFlows(ev.datapath).keep('miss', OwnFlow(0, {}, (ev.datapath.ofproto.OFPP_CONTROLLER,)))

        @set_ev_cls(library.PACKET_IN, MAIN_DISPATCHER)
        def packet_in(self, ev: Any) -> None:
            datapath = ev.msg.datapath
            self.packets += 1
            send_frame(datapath, [datapath.ofproto.OFPP_FLOOD], ev.msg.data, in_port_of(ev.msg))

        @set_ev_cls(observed, MAIN_DISPATCHER)
        def note(self, ev: Any) -> None:
            self.heard.append(ev)

    return Flooder
