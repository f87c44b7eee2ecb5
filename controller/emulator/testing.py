"""A network for the tests of an app: `with testing_network('linear,2', [MyApp]) as net: ...`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from greenhub.testing import jumping_clock

from ..app import App
from ..config import Config
from ..manager import Controller
from .network import Network
from .topology import Topology
from .transport import in_memory

__all__ = ['TestingNetwork', 'testing_network']


class TestingNetwork(Network):
    """A network with its controller."""

    __test__ = False  # pytest looks for classes named so

    def __init__(self, topology: Topology | str, controller: Controller, **options: Any) -> None:
        super().__init__(topology, in_memory(controller), **options)
        self.controller = controller


@contextmanager
def testing_network(
    topology: Topology | str,
    apps: Iterable[str | type[App]],
    *,
    config: Config | None = None,
    **options: Any,
) -> Iterator[TestingNetwork]:
    """Run apps on an emulated network, in memory, on a clock that jumps: time-outs take no time.

    `apps` are classes, paths, modules or names of bundled apps; `options` are those of `Network`. Inside the block
    every switch has joined; `net.controller.apps` are the apps by name.
    """
    with jumping_clock():
        controller = Controller(config or Config(wsapi_port=0))
        controller.load(apps)
        network = TestingNetwork(topology, controller, **options)
        controller.start_apps()
        network.start()
        try:
            network.wait_until_connected()
            yield network
        finally:
            network.stop()
            controller.stop()


testing_network.__test__ = False  # type: ignore[attr-defined]  # nor is this a test
