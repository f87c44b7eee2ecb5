"""Where each module of Ryu's lives here, by its name without `ryu.` or `os_ken.`.

A row has whole homes, whose public names are the module's, and single names, each with where it comes from:
`'package.module'` is that module, `'package.module:name'` a name in it, and `'.lib.mac'` the module that this table
has under `lib.mac`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

from ..loader import bundled
from ..openflow import OF10
from ..services import SERVICE
from .ofctl.home import Ofctl
from .packets import EXTRAS, MODULES, Protocols
from .versions import NAMES, MessageEvents, NiciraNumbers, Numbers, Parser

__all__ = ['LEFT_OUT', 'TABLE', 'Adopting', 'Home', 'Row', 'row_of']


class Home(Protocol):
    """Where names come from that no module has as they are."""

    def find(self, name: str) -> Any:
        """What a name stands for; raises AttributeError."""

    def names(self) -> Iterable[str]:
        """Every public name."""


class Row:
    """What a module of Ryu's consists of."""

    @dataclass(frozen=True)
    class Sibling:
        """Another module of Ryu's, by its name without the root."""

        path: str

    def __init__(self, *homes: str | Home, **single: str) -> None:
        self.homes = homes
        self.single = single

    def find(self, name: str) -> Any:
        """What a name stands for, a Sibling where that is a module of this table; raises AttributeError."""
        if name in self.single:
            return self._single(self.single[name])
        for home in self.homes:
            try:
                return _public(import_module(home), name) if isinstance(home, str) else home.find(name)
            except AttributeError:
                continue
        raise AttributeError(name)

    def home_of(self, name: str) -> ModuleType | None:
        """The module of this package in which a name is at home; None where it is at home elsewhere."""
        for home in (self.single.get(name, '').removesuffix(f':{name}'), *self.homes):
            module = sys.modules.get(home) if isinstance(home, str) and home.startswith(f'{__package__}.') else None
            if module is not None and name in vars(module):
                return module
        return None

    def _single(self, place: str) -> Any:
        if place.startswith('.'):
            return Row.Sibling(place[1:])
        module, _, name = place.partition(':')
        return getattr(import_module(module), name) if name else import_module(module)

    def modules(self) -> list[str]:
        """The names of our modules that it consists of."""
        return [each for each in self.homes if isinstance(each, str)]

    def service(self) -> str | None:
        """The app module that those who use this one need, see `controller.services`."""
        return next((found for each in self.modules() if (found := vars(import_module(each)).get(SERVICE))), None)

    def names(self) -> list[str]:
        """Every public name, each once."""
        found = dict.fromkeys(self.single)
        for home in self.homes:
            found |= dict.fromkeys(import_module(home).__all__ if isinstance(home, str) else home.names())
        return list(found)


class Adopting(Row):
    """A module whose classes have Ryu's members from when a program first asks for one of its names.

    `members` names the module that puts them on, and takes them off.
    """

    def __init__(self, members: str, *homes: str | Home, **single: str) -> None:
        super().__init__(*homes, **single)
        self.members = members

    def find(self, name: str) -> Any:
        """As any row's."""
        import_module(self.members).adopt()
        return super().find(name)

    def disown(self) -> None:
        """Take the members off again."""
        if self.members in sys.modules:
            sys.modules[self.members].disown()


def _public(module: ModuleType, name: str) -> Any:
    """A public name of a module, which may make it when it is asked for; raises AttributeError."""
    if name in module.__all__:
        return getattr(module, name)
    if '__getattr__' not in vars(module):
        raise AttributeError(name)
    return vars(module)['__getattr__'](name)


HERE = __package__

#: What every parser module of Ryu's has imported for itself, and its users take from there.
COMMON = {
    'addrconv': '.lib.addrconv',
    'base64': 'base64',
    'ether': '.ofproto.ether',
    'exception': '.exception',
    'logging': 'logging',
    'mac': '.lib.mac',
    'msg_pack_into': f'{HERE}.pack_utils:msg_pack_into',
    'MsgBase': f'{HERE}.ofproto_parser:MsgBase',
    'nicira_ext': '.ofproto.nicira_ext',
    'nx_actions': '.ofproto.nx_actions',
    'nx_match': '.ofproto.nx_match',
    'ofproto_common': '.ofproto.ofproto_common',
    'ofproto_parser': '.ofproto.ofproto_parser',
    'StringifyMixin': f'{HERE}.stringify:StringifyMixin',
    'struct': 'struct',
    'utils': '.utils',
}

#: What modules of Ryu's packet library have imported for themselves, and users take from there.
IN_PACKETS = {
    'addrconv': '.lib.addrconv',
    'ether': '.ofproto.ether',
    'inet': '.ofproto.inet',
    'msg_pack_into': f'{HERE}.pack_utils:msg_pack_into',
    'packet_base': '.lib.packet.packet_base',
    'packet_utils': '.lib.packet.packet_utils',
    'stringify': '.lib.stringify',
    'struct': 'struct',
}

#: What modules of Ryu's framework have imported for themselves, and users take from there.
IN_FRAMEWORK = {
    'event': '.controller.event', 'gc': 'gc', 'hub': '.lib.hub', 'inspect': 'inspect',
    'itertools': 'itertools', 'logging': 'logging', 'os': 'os', 'sys': 'sys', 'utils': '.utils',
}  # fmt: skip

#: What modules with apps and their events have imported for themselves, and users take from there.
IN_APPS = {'app_manager': '.base.app_manager', 'event': '.controller.event', 'logging': 'logging'}

#: What Ryu's libraries for switches have imported for themselves, and users take from there.
IN_SWITCH_LIBRARIES = {
    **IN_APPS,
    **{_module: f'.lib.packet.{_module}' for _module in ('ethernet', 'packet')},
    **{f'ofproto_{_name}': f'.ofproto.ofproto_{_name}' for _name in ('v1_0', 'v1_2', 'v1_3')},
    'addrconv': '.lib.addrconv', 'DEAD_DISPATCHER': 'controller.app:DEAD_DISPATCHER',
    'dpid_to_str': 'controller.lib.dpid:dpid_to_str', 'ether': '.ofproto.ether', 'hub': '.lib.hub',
    'MAIN_DISPATCHER': 'controller.app:MAIN_DISPATCHER', 'ofp_event': '.controller.ofp_event',
    'set_ev_cls': 'controller.app:set_ev_cls',
}  # fmt: skip

#: What Ryu's module of topology has imported for itself, and users take from there.
IN_TOPOLOGY = {
    **{_number: f'controller.packet.ether_types:{_number}' for _number in ('ETH_TYPE_CFM', 'ETH_TYPE_LLDP')},
    **{_version: f'.ofproto.{_version}'
       for _version in ('ofproto_v1_0', 'ofproto_v1_2', 'ofproto_v1_3', 'ofproto_v1_4')},
    'addrconv': '.lib.addrconv', 'app_manager': '.base.app_manager', 'cfg': '.cfg',
    'CONF': f'{HERE}.framework.cfg:CONF',
    'DEAD_DISPATCHER': 'controller.app:DEAD_DISPATCHER', 'defaultdict': 'collections:defaultdict',
    'DONTCARE_STR': 'controller.lib.mac:DONTCARE_STR', 'dpid_to_str': 'controller.lib.dpid:dpid_to_str',
    'ether_types': '.lib.packet.ether_types', 'ethernet': '.lib.packet.ethernet', 'event': '.topology.event',
    'hub': '.lib.hub', 'lldp': '.lib.packet.lldp', 'logging': 'logging',
    'MAIN_DISPATCHER': 'controller.app:MAIN_DISPATCHER', 'nx_match': '.ofproto.nx_match',
    'ofp_event': '.controller.ofp_event', 'OSKenException': f'{HERE}.exception:OSKenException',
    'packet': '.lib.packet.packet', 'port_no_to_str': 'controller.lib.port_no:port_no_to_str',
    'RyuException': f'{HERE}.exception:RyuException', 'set_ev_cls': 'controller.app:set_ev_cls',
    'str_to_dpid': 'controller.lib.dpid:str_to_dpid', 'struct': 'struct', 'time': 'time',
}  # fmt: skip

#: What Ryu's modules of ofctl have imported for themselves, and users take from there.
IN_OFCTL = {
    'base64': 'base64', 'ether': '.ofproto.ether', 'haddr_to_bin': 'controller.lib.mac:haddr_to_bin',
    'haddr_to_str': 'controller.lib.mac:haddr_to_str', 'inet': '.ofproto.inet', 'logging': 'logging',
    'ofctl_nicira_ext': '.lib.ofctl_nicira_ext', 'ofctl_utils': '.lib.ofctl_utils',
    'ofproto_common': '.ofproto.ofproto_common', 'socket': 'socket',
    'str_to_int': f'{HERE}.ofctl.utils:str_to_int', 'struct': 'struct',
}  # fmt: skip

#: Parts of Ryu that are left out, and what to take in their place.
LEFT_OUT = {
    'services.protocols.bgp': 'for BGP run ExaBGP, GoBGP or FRRouting beside the controller',
    'services.protocols.vrrp': 'for VRRP run keepalived',
    'services.protocols.ovsdb': 'for OVSDB there are ryu.lib.ovs.vsctl and ryu.lib.ovs.bridge, and the package ovs',
    'services.protocols.zebra': 'for Zebra run FRRouting, whose messages ryu.lib.packet.zebra reads and writes',
    'lib.of_config': 'for OF-Config there is ncclient',
    'lib.netconf': 'for NETCONF there is ncclient',
    'lib.bfdlib': 'for BFD run FRRouting, whose packets ryu.lib.packet.bfd reads and writes',
    'lib.mrtlib': 'for dumps of routers there is mrtparse',
    'lib.ovs.db_client': 'for OVSDB there is the package ovs; ryu.lib.ovs.vsctl has the commands of ovs-vsctl',
    'lib.ovs.vswitch_idl': 'names of tables and columns are text here, as in ovs-vsctl',
    'contrib': 'what Ryu brought along is to be installed under its own name',
    'app': "Ryu's apps that are not bundled are found in any folder ryu/app on sys.path",
}

TABLE: dict[str, Row] = {
    '': Row(f'{HERE}.framework.version'),
    'cfg': Row(f'{HERE}.framework.cfg'),
    'exception': Row(f'{HERE}.exception'),
    'flags': Row(f'{HERE}.framework.flags', cfg='.cfg'),
    'log': Row(f'{HERE}.framework.log', cfg='.cfg', logging='logging', os='os', sys='sys'),
    'utils': Row(f'{HERE}.utils', importlib='importlib', logging='logging', os='os', sys='sys'),

    'cmd': Row(),
    'cmd.manager': Row(
        f'{HERE}.framework.manager', AppManager=f'{HERE}.framework.app_manager:AppManager',
        CONF=f'{HERE}.framework.cfg:CONF', cfg='.cfg', hub='.lib.hub', log='.log', logging='logging', os='os',
        sys='sys', version=f'{HERE}.framework.version:version',
    ),
    'cmd.ryu_base': Row(f'{HERE}.framework.ryu_base'),

    'app': Row(),
    'app.conf_switch_key': Row(
        **{_key: f'controller.lib.conf_switch:{_key}' for _key in ('OVSDB_ADDR', 'OVS_TUNNEL_ADDR')},
    ),
    'app.gui_topology.gui_topology': Row('controller.apps.gui_topology'),
    'app.ofctl': Row(),
    'app.ofctl.api': Row(f'{HERE}.ofctl.api', app_manager='.base.app_manager', event='.app.ofctl.event'),
    'app.ofctl.event': Row(f'{HERE}.ofctl.event', event='.controller.event', numbers='numbers'),
    'app.ofctl.exception': Row(f'{HERE}.ofctl.exception', exception='.exception'),
    'app.ofctl.service': Row(
        f'{HERE}.ofctl.service', app_manager='.base.app_manager', event='.app.ofctl.event',
        exception='.app.ofctl.exception', numbers='numbers', ofp_event='.controller.ofp_event',
        set_ev_cls='controller.app:set_ev_cls',
        **{f'{_phase}_DISPATCHER': f'controller.app:{_phase}_DISPATCHER' for _phase in ('CONFIG', 'DEAD', 'MAIN')},
    ),
    'app.wsgi': Adopting(
        f'{HERE}.framework.webob_text', f'{HERE}.framework.wsgi', 'controller.rest', MethodType='types:MethodType',
        CONF=f'{HERE}.framework.cfg:CONF', cfg='.cfg', hub='.lib.hub', inspect='inspect', webob='webob',
        webob_Request='webob:Request', webob_Response='webob:Response',
    ),
    'base': Row(),
    'base.app_manager': Row(
        f'{HERE}.framework.app_manager', require_app='controller.services:require_app', **IN_FRAMEWORK,
        Datapath='controller.datapath:Datapath', EventReplyBase='controller.events:EventReplyBase',
        EventRequestBase='controller.events:EventRequestBase', ofproto_protocol='.ofproto.ofproto_protocol',
        get_dependent_services=f'{HERE}.framework.handler:get_dependent_services',
        register_instance=f'{HERE}.framework.handler:register_instance',
    ),

    'contrib': Row(),
    'contrib.tinyrpc': Row(exc='.contrib.tinyrpc.exc'),
    'contrib.tinyrpc.exc': Row(
        BadReplyError='controller.rest:InvalidReplyError', InvalidReplyError='controller.rest:InvalidReplyError',
        RPCError='controller.rest:RPCError',
    ),

    'controller': Row(),
    'controller.conf_switch': Row(
        'controller.lib.conf_switch', dpid_to_str='controller.lib.dpid:dpid_to_str', **IN_APPS,
    ),
    'controller.controller': Row(
        f'{HERE}.framework.controller', CONF=f'{HERE}.framework.cfg:CONF', cfg='.cfg', contextlib='contextlib',
        Datapath='controller.datapath:Datapath',
        _split_addr=f'{HERE}.framework.controller:split_addr', dpid_to_str='controller.lib.dpid:dpid_to_str',
        DEAD_DISPATCHER='controller.app:DEAD_DISPATCHER', HANDSHAKE_DISPATCHER='controller.app:HANDSHAKE_DISPATCHER',
        StreamServer=f'{HERE}.framework.hub:StreamServer', hub='.lib.hub', ip='.lib.ip', logging='logging',
        nx_match='.ofproto.nx_match', ofp_event='.controller.ofp_event', ofproto_common='.ofproto.ofproto_common',
        ofproto_parser='.ofproto.ofproto_parser', ofproto_protocol='.ofproto.ofproto_protocol',
        ofproto_v1_0='.ofproto.ofproto_v1_0', random='random', ssl='ssl',
    ),
    'controller.dpset': Adopting(
        f'{HERE}.framework.dpset', 'controller.dpset', dpid_to_str='controller.lib.dpid:dpid_to_str',
        handler='.controller.handler', ofp_event='.controller.ofp_event', set_ev_cls='controller.app:set_ev_cls',
        ryu_exc='.exception', os_ken_exc='.exception', **IN_APPS,
    ),
    'controller.event': Row(
        EventBase='controller.events:EventBase', EventReplyBase='controller.events:EventReplyBase',
        EventRequestBase='controller.events:EventRequestBase',
    ),
    'controller.handler': Row(
        f'{HERE}.framework.handler', set_ev_cls='controller.app:set_ev_cls', inspect='inspect', logging='logging',
        sys='sys', **{f'{_phase}_DISPATCHER': f'controller.app:{_phase}_DISPATCHER'
                      for _phase in ('HANDSHAKE', 'CONFIG', 'MAIN', 'DEAD')},
    ),
    'controller.mac_to_network': Row(
        f'{HERE}.framework.mac_to_network', MacAddressDuplicated=f'{HERE}.exception:MacAddressDuplicated',
        haddr_to_str='controller.lib.mac:haddr_to_str',
    ),
    'controller.mac_to_port': Row(
        f'{HERE}.framework.mac_to_port', haddr_to_str='controller.lib.mac:haddr_to_str',
    ),
    'controller.network': Row(f'{HERE}.framework.network', ryu_exc='.exception', os_ken_exc='.exception', **IN_APPS),
    'controller.ofp_api': Row(
        f'{HERE}.framework.ofp_api', app_manager='.base.app_manager', hub='.lib.hub', ip='.lib.ip',
        ofp_event='.controller.ofp_event',
    ),
    'controller.ofp_event': Row(
        'controller.events', f'{HERE}.framework.ofp_event', MessageEvents(),
        event='.controller.event', handler='.controller.handler',
    ),
    'controller.ofp_handler': Row(
        f'{HERE}.framework.ofp_handler', OpenFlowController=f'{HERE}.framework.controller:OpenFlowController',
        hub='.lib.hub', ofp_event='.controller.ofp_event', utils='.utils',
    ),
    'controller.tunnels': Row(f'{HERE}.framework.tunnels', ryu_exc='.exception', os_ken_exc='.exception', **IN_APPS),

    'lib': Row(),
    'lib.addrconv': Row('controller.lib.addrconv'),
    'lib.alert': Adopting(f'{HERE}.libs.alert', 'controller.lib.alert', struct='struct'),
    'lib.dpid': Row('controller.lib.dpid'),
    'lib.hub': Row(
        f'{HERE}.framework.hub', eventlet='greenhub', greenlet='greenlet', ip='.lib.ip', logging='logging', os='os',
        socket='socket', ssl='ssl', sys='sys', traceback='traceback', websocket='greenhub.websocket',
    ),
    'lib.igmplib': Row(
        'controller.lib.igmp.app', **IN_SWITCH_LIBRARIES, igmp='.lib.packet.igmp', inet='.ofproto.inet',
        ipv4='.lib.packet.ipv4', struct='struct',
    ),
    'lib.ip': Row('controller.lib.ip', addrconv='.lib.addrconv', struct='struct', type_desc='.lib.type_desc'),
    'lib.lacplib': Row('controller.lib.lacp.app', **IN_SWITCH_LIBRARIES, slow='.lib.packet.slow'),
    'lib.mac': Row('controller.lib.mac', addrconv='.lib.addrconv', struct='struct'),
    'lib.netdevice': Row(f'{HERE}.libs.netdevice'),
    'lib.ofctl_nicira_ext': Row(
        f'{HERE}.ofctl.nicira', base64='base64', logging='logging', nicira_ext='.ofproto.nicira_ext',
    ),
    'lib.ofctl_string': Row(
        f'{HERE}.ofctl_string', nicira_ext='.ofproto.nicira_ext', re='re',
        str_to_int=f'{HERE}.ofctl.utils:str_to_int',
    ),
    'lib.ofctl_utils': Row(
        f'{HERE}.ofctl.utils', base64='base64', dpid='.lib.dpid', hub='.lib.hub', logging='logging',
        ofproto_v1_2='.ofproto.ofproto_v1_2',
    ),
    'lib.ofp_pktinfilter': Row(f'{HERE}.libs.ofp_pktinfilter', packet='.lib.packet.packet'),
    'lib.ovs': Row(),
    'lib.ovs.bridge': Row(
        'controller.lib.ovs.bridge', CONF=f'{HERE}.framework.cfg:CONF', cfg='.cfg', dpid_lib='.lib.dpid',
        functools='functools', logging='logging',
        ovs_vsctl='.lib.ovs.vsctl', valid_ovsdb_addr='controller.lib.ovs.vsctl:valid_ovsdb_addr',
    ),
    'lib.ovs.vsctl': Row('controller.lib.ovs.vsctl', hub='.lib.hub', ip='.lib.ip', logging='logging', os='os', re='re'),
    'lib.pack_utils': Row(f'{HERE}.pack_utils', struct='struct'),
    'lib.packet': Row(**{_module: f'.lib.packet.{_module}' for _module in MODULES}),
    'lib.pcaplib': Row(f'{HERE}.libs.pcaplib', 'controller.lib.pcap', struct='struct', sys='sys', time='time'),
    'lib.port_no': Row('controller.lib.port_no'),
    'lib.rpc': Row('controller.lib.rpc'),
    'lib.sockaddr': Row(f'{HERE}.sockaddr', addrconv='.lib.addrconv', socket='socket', struct='struct'),
    'lib.snortlib': Adopting(
        f'{HERE}.libs.alert', 'controller.lib.snortlib', alert='.lib.alert', hub='.lib.hub', os='os', **IN_APPS,
    ),
    'lib.sockopt': Row(f'{HERE}.libs.sockopt', sockaddr='.lib.sockaddr', socket='socket', struct='struct'),
    'lib.stplib': Row(
        f'{HERE}.libs.stplib', 'controller.lib.stp.app', **IN_SWITCH_LIBRARIES, bpdu='.lib.packet.bpdu',
        Bridge='controller.lib.stp:Bridge', datetime='datetime', handler='.controller.handler',
        llc='.lib.packet.llc', mac='.lib.mac', Port='controller.lib.stp:Port',
    ),
    'lib.stringify': Row(f'{HERE}.stringify', f'{HERE}.libs.string_types', base64='base64', inspect='inspect'),
    'lib.type_desc': Row(f'{HERE}.type_desc', addrconv='.lib.addrconv', base64='base64', struct='struct'),
    'lib.xflow': Row(),
    'lib.xflow.netflow': Row('controller.lib.xflow.netflow', struct='struct'),
    'lib.xflow.sflow': Row('controller.lib.xflow.sflow', logging='logging', struct='struct'),

    'ofproto': Row(f'{HERE}.ofproto'),
    'ofproto.ether': Row('controller.packet.ether_types'),
    'ofproto.inet': Row('controller.packet.in_proto'),
    'ofproto.nicira_ext': Row(f'{HERE}.nicira_ext', NiciraNumbers(OF10)),
    'ofproto.nx_actions': Row(),
    'ofproto.nx_match': Row(f'{HERE}.nx_match'),
    'ofproto.ofproto_common': Row(f'{HERE}.ofproto_common'),
    'ofproto.ofproto_parser': Row(
        f'{HERE}.ofproto_parser', exception='.exception', ofproto_common='.ofproto.ofproto_common', utils='.utils',
    ),
    'ofproto.ofproto_protocol': Row(f'{HERE}.ofproto_protocol'),
    'ofproto.ofproto_utils': Row(),
    'ofproto.oxm_fields': Row(),
    'ofproto.oxs_fields': Row(),
    'ofproto.oxx_fields': Row(),

    'services': Row(),
    'services.protocols': Row(),  # whose modules are left out, and name each what to take

    'topology': Row(),
    'topology.api': Row('controller.topology.api', app_manager='.base.app_manager', event='.topology.event'),
    'topology.dumper': Row(
        'controller.topology.dumper', app_manager='.base.app_manager', event='.topology.event',
        handler='.controller.handler', hub='.lib.hub', logging='logging', switches='.topology.switches', time='time',
    ),
    'topology.event': Row(
        'controller.topology.events', event='.controller.event', handler='.controller.handler', logging='logging',
    ),
    'topology.switches': Adopting(
        f'{HERE}.framework.topology', 'controller.topology.switches', 'controller.topology.model',
        LLDPPacket='controller.topology.probe:LLDPPacket', **IN_TOPOLOGY,
    ),
}


def row_of(name: str) -> Row | None:
    """What a module of Ryu's consists of, None for one that is not here; our bundled apps are in `app`."""
    package, _, app = name.partition('.')
    if package == 'app' and name not in TABLE and app in bundled():
        return Row(f'controller.apps.{app}')
    return TABLE.get(name)


for _number, _name in NAMES.items():
    TABLE[f'ofproto.ofproto_{_name}'] = Row(Numbers(_number))
    TABLE[f'ofproto.ofproto_{_name}_parser'] = Row(Parser(_number), **COMMON, ofproto=f'.ofproto.ofproto_{_name}')

    TABLE[f'lib.ofctl_{_name}'] = Row(
        Ofctl(_number), **IN_OFCTL,
        **{f'ofproto_{_name}{_end}': f'.ofproto.ofproto_{_name}{_end}' for _end in ('', '_parser')},
    )

for _module in MODULES:
    TABLE[f'lib.packet.{_module}'] = Row(Protocols(_module), **IN_PACKETS)

TABLE['lib.packet.packet'].single.update(ethernet='.lib.packet.ethernet')
for _module, _names in EXTRAS.items():
    TABLE[f'lib.packet.{_module}'].single.update({_name: f'{HERE}.packets:{_ours}' for _name, _ours in _names.items()})
