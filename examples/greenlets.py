"""What green threads are made of: two greenlets that hand each other the processor.  It prints 12, 56, 34.

    python examples/greenlets.py

78 is never printed: when the first greenlet ends, its parent goes on, which is the main program, and nobody switches
to the second one again.
"""

from __future__ import annotations

from greenlet import greenlet


def first() -> None:
    print(12)
    two.switch()
    print(34)


def second() -> None:
    print(56)
    one.switch()
    print(78)


one, two = greenlet(first), greenlet(second)

if __name__ == '__main__':
    one.switch()
