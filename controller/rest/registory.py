"""The data of controllers by the names of their classes: what Ryu's apps write into `wsgi.registory`."""

from __future__ import annotations

from typing import Any

from ..current import current_app

__all__ = ['Registory']


class Registory(dict[str, Any]):
    """Data by name of a class; an app finds its own before that of others, whose classes may have the same names."""

    def __init__(self) -> None:
        super().__init__()
        self._owned: dict[tuple[int, str], Any] = {}  # by identity of the app, too

    def __setitem__(self, name: str, data: Any) -> None:
        super().__setitem__(name, data)
        self._owned[id(current_app()), name] = data

    def of(self, owner: object, name: str) -> Any:
        """What an app has written for a class, else what any has, None where none has."""
        return self._owned.get((id(owner), name), self.get(name))

    def forget(self, owner: object) -> dict[str, Any]:
        """Take out what an app has written, and return it."""
        gone = {name: data for (number, name), data in self._owned.items() if number == id(owner)}
        for name, data in gone.items():
            del self._owned[id(owner), name]
            if self.get(name) is data:
                del self[name]
        return gone

    def restore(self, owner: object, data: dict[str, Any]) -> None:
        """Undo `forget`."""
        for name, each in data.items():
            self._owned[id(owner), name] = each
            self.setdefault(name, each)
