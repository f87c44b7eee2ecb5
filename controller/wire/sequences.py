"""The source text of `decode_prefix` and `decode_list`: structures one behind the other, each of which says its end."""

from __future__ import annotations

from .decoder import Decoder
from .sizes import least_size
from .structure import families_of

__all__ = ['Sequences']

MOST_ITEMS = 1024  # of a loose list: whoever sends it decides how many there are


class Sequences(Decoder):
    """What reads structures that say themselves where they end."""

    def _header(self) -> list[str]:
        """Read a TLV's length (and kind), and check that it moves on and stays inside."""
        family = self.opened if self.opened is not None and self.opened.length else None
        if family:
            self.names['members'], self.names['other'] = family.members, family.other
        loose, unit, uncounted = family is not None and family.loose, self.extent.unit, self.extent.uncounted
        wanted = {self.length: 'size'}
        if family and not family.alone:
            wanted[family.discriminator] = 'kind'
        counted = [f'size = size * {unit} + {uncounted}'] if unit > 1 or uncounted else []
        padded = f'offset + (size + {self.extent.boundary - 1} & -{self.extent.boundary})'
        if loose:
            padded = f'min({padded}, limit)'
        families = families_of(self.cls)  # what `unpacked` makes longer may be its head alone
        least = least_size(families[0][0]) if families and hasattr(self.cls, 'unpacked') else self.least
        lines = [
            f'if limit - offset < {least}:',
            self._raise(f'takes at least {least} bytes, there are'),
            *self._read_head(wanted),
            *counted,
            'end = offset + size',
            f'after = {padded if self.align == "outside" else "end"}',
            f'if size < {least} or {"end" if loose else "after"} > limit:',
            self._raise('length {size}, bytes left'),
        ]
        if not (family and family.alone):
            return lines
        kind = [f'kind = {self._peek(family.discriminator)}', f'if kind in {set(family.alone)}:']
        return [*kind, '    after = end = offset + 1', 'else:', *(f'    {line}' for line in lines)]

    def _decoded_item(self) -> str:
        if self.opened is None or not self.opened.length or self.opened.loose:
            return 'cls'
        return f'members.get(kind, {"other" if self.opened.other else "cls"})'

    def prefix_decoder(self) -> str:
        """`decode_prefix` of what holds its own length."""
        lines = ['if offset >= limit:', self._raise('no bytes, but')] if self.alone else []
        lines += self._header()
        lines.append(f'return {self._decoded_item()}.decode(buf, offset, end), after')
        return '\n    '.join(['def decode_prefix(cls, buf, offset, limit):', *lines])

    def list_decoder(self) -> str:
        """`decode_list` of what holds its own length."""
        if self.opened is not None and self.opened.loose:
            return self.loose_list_decoder(self.opened.end, self.opened.closed)
        lines = ['items = []', 'try:', '    while offset < limit:']
        lines += [f'        {line}' for line in self._header()]
        lines += [f'        items.append({self._decoded_item()}.decode(buf, offset, end))', '        offset = after']
        lines += ['except DecodeError as error:', '    raise error.within(len(items))', 'return items']
        return '\n    '.join(['def decode_list(cls, buf, offset, limit):', *lines])

    def loose_list_decoder(self, last: int | None, closed: bool) -> str:
        """`decode_list` of what keeps bytes that are no item; `last` is the kind that ends a list, which is no item of
        one that is `closed`."""
        lines = ['items = []', 'try:', f'    while offset < limit and len(items) < {MOST_ITEMS}:']
        lines += [f'        {line}' for line in self._header()]
        stop = [] if last is None else [f'        if kind == {last}:', '            break']
        lines += stop if closed else []
        lines += ['        items.append(cls.decode(buf, offset, end))', '        offset = after']
        lines += [] if closed else stop
        lines += ['except DecodeError:', '    pass', 'rest = buf[offset:limit]']
        filled = f'rest and (rest[0] != {last} or any(rest[1:]))' if closed else "rest.strip(b'\\0')"
        lines += ['if rest:' if last is None else f'if {filled}:', '    items.append(rest)', 'return items']
        return '\n    '.join(['def decode_list(cls, buf, offset, limit):', *lines])

    def own_prefix_decoder(self) -> str:
        """`decode_prefix` of what ends behind its last field."""
        lines = [f'if limit - offset < {self.least}:', self._raise(f'takes at least {self.least} bytes, has')]
        lines += [*self._instance(fills=False), 'return self, offset']
        return '\n    '.join(['def decode_prefix(cls, buf, offset, limit):', *lines])

    def own_list_decoder(self) -> str:
        """`decode_list` of what ends behind its last field."""
        lines = ['items = []', 'try:', '    while offset < limit:']
        lines += ['        item, offset = cls.decode_prefix(buf, offset, limit)', '        items.append(item)']
        lines += ['except DecodeError as error:', '    raise error.within(len(items))', 'return items']
        return '\n    '.join(['def decode_list(cls, buf, offset, limit):', *lines])

    def static_prefix_decoder(self) -> str:
        """`decode_prefix` of what is always as long."""
        size, padded = self.least, self.least + self.padding
        lines = [f'if limit - offset < {padded}:', self._raise(f'takes {padded} bytes, there are')]
        if self.opened is not None or 'decode' in self.cls.table.written:
            lines.append(f'return cls.decode(buf, offset, offset + {size}), offset + {padded}')
        else:
            lines += [*self._instance(), f'return self, offset + {padded}']
        return '\n    '.join(['def decode_prefix(cls, buf, offset, limit):', *lines])

    def static_list_decoder(self) -> str:
        """`decode_list` of what is always as long."""
        size, padded = self.least, self.least + self.padding
        lines = [f'if (limit - offset) % {padded}:', self._raise(f'no whole number of items of {padded} bytes:')]
        lines += ['items = []', 'try:', f'    for start in range(offset, limit, {padded}):']
        lines += [f'        items.append(cls.decode(buf, start, start + {size}))']
        lines += ['except DecodeError as error:', '    raise error.within(len(items))', 'return items']
        return '\n    '.join(['def decode_list(cls, buf, offset, limit):', *lines])
