"""From a structure's fields to the source text of its constructor, `encode` and `decode`.

Neighbouring fixed fields become one `struct` call, constants become literals. Every structure's text is kept in
`linecache`, so tracebacks, pdb and `inspect.getsource` show real lines. `plan` knows what the fields are to `struct`;
`encoder`, `decoder` and `sequences` write the methods.
"""

from __future__ import annotations

import linecache
from collections.abc import Iterator

from .encoder import Encoder, parameter_name
from .sequences import Sequences
from .sizes import ends_itself, is_alone
from .structure import GENERATED, Structure

__all__ = ['compile_structure', 'parameter_name']


def compile_structure(cls: type[Structure]) -> None:
    """Write, execute and attach the methods that the class does not define itself."""
    writer = _Writer(cls)
    source = '\n\n\n'.join(text for name, text in writer.methods() if name not in cls.table.written) + '\n'
    version = cls.table.version
    filename = f'<wire {version.name if version else cls.__module__} {cls.__name__}>'
    exec(compile(source, filename, 'exec'), writer.names)
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    if writer.length is not None and not isinstance(getattr(cls, writer.length, None), property):
        setattr(cls, writer.length, 1 if is_alone(cls) else writer.static_length)
    for name in GENERATED - cls.table.written:
        method = writer.names.get(name)
        if method is None:
            continue
        method.__qualname__, method.__module__ = f'{cls.__qualname__}.{name}', cls.__module__
        setattr(cls, name, classmethod(method) if name.startswith('decode') else method)
    cls.table.compiled = True


class _Writer(Encoder, Sequences):
    """The source text of one structure's methods."""

    def methods(self) -> Iterator[tuple[str, str]]:
        """Every method that this structure can have: name and text."""
        yield '__init__', self.constructor()
        yield 'encode', self.encoder()
        yield 'decode', self.decoder()
        if (self.length is not None and self.static is None) or (self.opened is not None and self.opened.length):
            yield 'decode_prefix', self.prefix_decoder()
            yield 'decode_list', self.list_decoder()
        elif self.static is not None:
            yield 'decode_prefix', self.static_prefix_decoder()
            yield 'decode_list', self.static_list_decoder()
        elif ends_itself(self.cls) and 'decode' not in self.cls.table.written:
            yield 'decode_prefix', self.own_prefix_decoder()
            yield 'decode_list', self.own_list_decoder()
        else:
            lines = ['def decode_prefix(cls, buf, offset, limit):', 'return cls.decode(buf, offset, limit), limit']
            yield 'decode_prefix', '\n    '.join(lines)
