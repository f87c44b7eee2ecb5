"""What REST clients say to routers, and are told of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Self, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from ...ofctl.values import shown
from ...rest.values import U16, Body
from .router import Refused, Router
from .values import Prefix, ip_number, ip_text

__all__ = ['ALL', 'AddressShown', 'IPv4Text', 'Ids', 'PrefixText', 'RouteShown', 'RouterShown', 'Selection',
           'SelectionBody', 'Setting', 'SettingBody', 'add', 'remove', 'shown_router']

ALL = -1

OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
ADDRESS = rf'{OCTET}(\.{OCTET}){{3}}'


class IPv4Text(str):
    """An IPv4 address: 10.0.0.1."""

    pattern = re.compile(ADDRESS)
    wanted = 'an IPv4 address'

    @classmethod
    def read(cls, value: Any) -> Self:
        """The text, if it is one; raises ValueError."""
        if not isinstance(value, str) or not cls.pattern.fullmatch(value):
            raise ValueError(f'{shown(value)} is not {cls.wanted}')
        return cls(value)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Text of that pattern."""
        return {'type': 'string', 'pattern': f'^({cls.pattern.pattern})$'}


class PrefixText(IPv4Text):
    """An IPv4 address and how many of its bits are the network's, all if that is not said: 10.0.0.1/24."""

    pattern = re.compile(f'{ADDRESS}(/([12]?[0-9]|3[0-2]))?')
    wanted = 'an IPv4 address with a prefix length, such as 10.0.0.1/24'

    @property
    def prefix(self) -> Prefix:
        """What it says."""
        address, _, length = self.partition('/')
        return Prefix(ip_number(address), int(length or 32))


class Ids(int):
    """The id of one of them, or ALL."""

    @classmethod
    def read(cls, value: Any) -> Self:
        """The id; raises ValueError."""
        return cls(ALL if value == 'all' else U16.read(value))

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """A number, or text."""
        return {'anyOf': [U16.schema(), {'const': 'all'}]}


class Setting(Body):
    """Either an address of the router, which then routes in its network, or a gateway to a destination: the default
    route where there is none."""

    address: PrefixText | UnsetType = UNSET
    gateway: IPv4Text | UnsetType = UNSET
    destination: PrefixText | UnsetType = UNSET

    def __post_init__(self) -> None:
        if (self.address is UNSET) == (self.gateway is UNSET):
            raise ValueError('the body takes either an address or a gateway')
        if self.gateway is UNSET and self.destination is not UNSET:
            raise ValueError('the body has a destination and no gateway')


class Selection(Body):
    """Which addresses, or which routes."""

    address_id: Ids | UnsetType = UNSET
    route_id: Ids | UnsetType = UNSET

    def __post_init__(self) -> None:
        if (self.address_id is UNSET) == (self.route_id is UNSET):
            raise ValueError('the body takes either address_id or route_id')


#: The same as bodies: their schemas, too, say that one of two has to be there.
SettingBody: TypeAlias = Annotated[Setting, Meta(extra_json_schema={
    'oneOf': [{'required': ['address']}, {'required': ['gateway']}], 'dependentRequired': {'destination': ['gateway']},
})]  # fmt: skip
SelectionBody: TypeAlias = Annotated[Selection, Meta(extra_json_schema={
    'oneOf': [{'required': ['address_id']}, {'required': ['route_id']}],
})]  # fmt: skip


class AddressShown(Struct):
    """An address of a router."""

    address_id: int
    address: str


class RouteShown(Struct):
    """A route of a router; of the default route the destination is 0.0.0.0/0."""

    route_id: int
    destination: str
    gateway: str


class RouterShown(Struct, omit_defaults=True):
    """A router: what it has, and its VLAN if it is one of a VLAN."""

    address: list[AddressShown] = []
    route: list[RouteShown] = []
    vlan_id: int | UnsetType = UNSET


def shown_router(router: Router) -> RouterShown:
    """A router as JSON."""
    return RouterShown(
        [AddressShown(each.id, str(each.prefix)) for each in router.addresses.values()],
        [RouteShown(each.id, str(each.destination), ip_text(each.gateway)) for each in router.routes.values()],
        router.vlan or UNSET,
    )


def add(router: Router, wanted: Setting, now: float) -> tuple[str, Callable[[], None]]:
    """Give a router an address or a route: what is said of it, and what undoes it. Raises Refused."""
    if not isinstance(wanted.address, UnsetType):
        address = router.add_address(wanted.address.prefix)
        return f'Add address [address_id={address.id}]', lambda: router.remove_address(address.id)
    destination = Prefix(0, 0) if isinstance(wanted.destination, UnsetType) else wanted.destination.prefix
    route = router.add_route(destination, ip_number(wanted.gateway or ''), now)  # one of the two is there
    return f'Add route [route_id={route.id}]', lambda: router.remove_route(route.id)


def remove(router: Router, wanted: Selection) -> str:
    """Take addresses or routes from a router; what is said of it. Raises Refused where nothing could be taken."""
    kind, ids = 'address', wanted.address_id
    there, take = list(router.addresses), router.remove_address
    if isinstance(ids, UnsetType):
        kind, ids = 'route', wanted.route_id
        there, take = list(router.routes), router.remove_route
    taken, kept = [], []
    for number in there:
        if ids in (ALL, number):
            try:
                take(number)
                taken.append(str(number))
            except Refused as refused:
                kept.append(str(refused))
    said = [f'Delete {kind} [{kind}_id={",".join(taken)}]'] * bool(taken) + kept
    if not taken:
        raise Refused(', '.join(said) or 'Data is nothing.')
    return ', '.join(said)
