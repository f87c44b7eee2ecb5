"""What Ryu's classes have and ours have not is put on ours, as a program gets the same classes under either name."""

from __future__ import annotations

from typing import Any

__all__ = ['Adoption']

#: Class -> name -> what it becomes.
Members = dict[type, dict[str, Any]]


class Adoption:
    """Members for some classes, which have them between `adopt` and `disown`; either may be called again."""

    def __init__(self, members: Members) -> None:
        self.members = members
        self._ours: Members | None = None  # whose place they have taken

    def adopt(self) -> None:
        """Put the members on the classes."""
        if self._ours is None:
            self._ours = {cls: {name: vars(cls)[name] for name in names if name in vars(cls)}
                          for cls, names in self.members.items()}
            for cls, names in self.members.items():
                for name, member in names.items():
                    setattr(cls, name, member)

    def disown(self) -> None:
        """Take them off again."""
        for cls, ours in (self._ours or {}).items():
            for name in self.members[cls]:
                delattr(cls, name)
            for name, member in ours.items():
                setattr(cls, name, member)
        self._ours = None
