"""greenlet's names, at the place where programs that were written for eventlet look for them."""

from greenlet import GreenletExit, getcurrent, greenlet

__all__ = ['greenlet', 'getcurrent', 'GreenletExit']
