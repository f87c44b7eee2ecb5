"""Virtual addresses in front of pools of servers: `balancer` decides, without sockets and clocks; `orders` is what it
has switches do, in the words of every OpenFlow version.

`services` is what is asked for and which server a client gets, `health` which servers can be had, `frames` reads and
writes what hosts and the balancer say to each other.
"""

from .balancer import Balancer
from .orders import message
from .services import Backend, Method, Refused, Service

__all__ = ['Backend', 'Balancer', 'Method', 'Refused', 'Service', 'message']
