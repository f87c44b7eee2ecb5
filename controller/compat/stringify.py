"""What programs derive classes of their own from, to have them as text and as JSON: Ryu's `StringifyMixin`.

Structures have the same methods from the tables, and are not derived from this.
"""

from __future__ import annotations

import builtins
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Self

__all__ = ['StringifyMixin']

#: What `_TYPE` says of an attribute -> its value as JSON, and back. Every other text is base64 in JSON.
TYPES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    'ascii': (lambda value: value if isinstance(value, str) else value.decode('ascii'), lambda value: value),
    'utf-8': (lambda value: value.decode(), lambda value: value.encode()),
    'asciilist': (list, list),
}


class StringifyMixin:
    """The public attributes of an instance as text, and as JSON: `{class name: {attribute: value}}`.

    An attribute that is named as a builtin with an underscore behind it, `type_`, has none in JSON. Class attributes:

    * `_TYPE`: which attributes hold text, `{'ascii': ['hw_addr'], 'utf-8': ['name']}`;
    * `_class_prefixes`, `_class_suffixes`: by which a dictionary of one key is known to describe an instance;
    * `_base_attributes`, `_opt_attributes`: what is left out, and what is taken although the class has it too.
    """

    _TYPE: ClassVar[dict[str, list[str]]] = {}
    _class_prefixes: ClassVar[list[str]] = []
    _class_suffixes: ClassVar[list[str]] = []
    _base_attributes: ClassVar[list[str]] = []
    _opt_attributes: ClassVar[list[str]] = []

    def stringify_attrs(self) -> Iterator[tuple[str, Any]]:
        """The attributes that are shown, by name."""
        for name in sorted({*vars(self), *self._opt_attributes}):
            value = getattr(self, name)
            hidden = name[0] == '_' or callable(value) or name in self._base_attributes or hasattr(type(self), name)
            if name in self._opt_attributes or not hidden:
                yield name, value

    def __repr__(self) -> str:
        return f'{type(self).__name__}({",".join(f"{name}={value!r}" for name, value in self.stringify_attrs())})'

    def to_jsondict(self, encode_string: Callable[[bytes], bytes] = b64encode) -> dict[str, dict[str, Any]]:
        """`{class name: {attribute: value}}`; `encode_string` turns bytes into ASCII."""
        shown = {_json_name(name): self._to_json(name, value, encode_string) for name, value in self.stringify_attrs()}
        return {type(self).__name__: shown}

    @classmethod
    def from_jsondict(cls, dict_: dict[str, Any], decode_string: Callable[[str], bytes] = b64decode,
                      **additional_args: Any) -> Self:
        """An instance of what stands below its class's name; `additional_args` are for the constructor."""
        given = {f'{name}_' if hasattr(builtins, name) else name: cls._from_json(name, value, decode_string)
                 for name, value in dict_.items()}
        return cls(**given, **additional_args)

    @classmethod
    def obj_from_jsondict(cls, jsondict: dict[str, Any], **additional_args: Any) -> Any:
        """An instance of the class of that name in this class's module."""
        ((name, body),) = jsondict.items()
        return cls.cls_from_jsondict_key(name).from_jsondict(body, **additional_args)

    @classmethod
    def cls_from_jsondict_key(cls, k: str) -> Any:
        """The class of that name; a class may look elsewhere than in its own module."""
        return getattr(sys.modules[cls.__module__], k)

    @classmethod
    def set_classes(cls, registered_dict: dict[Any, type]) -> None:
        """Know dictionaries that describe instances of these classes by their names."""
        cls._class_prefixes.extend(each.__name__ for each in registered_dict.values())

    @classmethod
    def _types_of(cls, name: str) -> tuple[Callable[[Any], Any], Callable[[Any], Any]] | None:
        return next((TYPES[kind] for kind, names in cls._TYPE.items() if name in names), None)

    @classmethod
    def _to_json(cls, name: str, value: Any, encode_string: Callable[[bytes], bytes]) -> Any:
        types = cls._types_of(name)
        if types is not None:
            return types[0](value)
        if isinstance(value, (bytes, str)):
            return encode_string(value.encode() if isinstance(value, str) else value).decode('ascii')
        if isinstance(value, list):
            return [cls._to_json('', each, encode_string) for each in value]
        if isinstance(value, dict):
            return {str(key): cls._to_json('', each, encode_string) for key, each in value.items()}
        return value.to_jsondict() if hasattr(value, 'to_jsondict') else value

    @classmethod
    def _from_json(cls, name: str, value: Any, decode_string: Callable[[str], bytes]) -> Any:
        types = cls._types_of(name)
        if types is not None:
            return types[1](value)
        if isinstance(value, str):
            return decode_string(value)
        if isinstance(value, list):
            return [cls._from_json('', each, decode_string) for each in value]
        if not isinstance(value, dict):
            return value
        if cls._describes_instance(value):
            return cls.obj_from_jsondict(value)
        read = {key: cls._from_json('', each, decode_string) for key, each in value.items()}
        return {int(key): each for key, each in read.items()} if all(key.isdecimal() for key in read) else read

    @classmethod
    def _describes_instance(cls, value: dict[str, Any]) -> bool:
        return len(value) == 1 and any(
            key.startswith(tuple(cls._class_prefixes)) or key.endswith(tuple(cls._class_suffixes)) for key in value)


def _json_name(name: str) -> str:
    return name[:-1] if name.endswith('_') and hasattr(builtins, name[:-1]) else name
