"""The source text of a structure's constructor and of `encode`."""

from __future__ import annotations

import builtins
from itertools import pairwise
from struct import Struct, calcsize

from .kinds import Bare, Enclosed, Fixed, List, Ref, SizeOf, Tail, Value, Words
from .plan import ALIGNMENT, Part, Plan
from .sizes import is_alone
from .structure import NO_DEFAULT, Field, Message, families_of, lookup

__all__ = ['Encoder', 'parameter_name']


class Encoder(Plan):
    """What writes a structure."""

    def constructor(self) -> str:
        """`__init__`: the fields in wire order, then what the codec fills in."""
        message = issubclass(self.cls, Message)
        parameters, body = (['datapath'], ['self.datapath = datapath']) if message else ([], [])
        trailing, seen_default = [], False
        first = {name: index for index, name in enumerate(self.cls.table.order)}
        last = {} if self.opened else {self.cls.table.last: len(self.fields)}
        for each in sorted(self.fields, key=lambda each: first.get(each.name, last.get(each.name, len(first)))):
            name = parameter_name(each.name)
            if each.is_pad:
                continue
            if each.name in self.filled or isinstance(each.kind, SizeOf):
                if each.name in self.given and each.name not in self.constants:
                    parameters.append(f'{name}={each.default!r}')
                    body.append(f'self.{each.name} = {name}')
                    seen_default = True
                    continue
                placed = self.cls.table.wire_order or each.name in first
                (parameters if placed else trailing).append(f'{name}=None')
                seen_default |= placed
                body += [f'if {name} is not None:', f'    self.{each.name} = {name}']
                continue
            default, value = self._default(each, name, seen_default or self.cls.table.optional)
            seen_default |= default is not None
            parameters.append(name if default is None else f'{name}={default}')
            body.append(f'self.{each.name} = {value}')
        head = ', '.join(['self', *parameters, *trailing])
        return '\n    '.join([f'def __init__({head}):', *(body or ['pass'])])

    def _default(self, each: Field, name: str, optional: bool) -> tuple[str | None, str]:
        """The text of a parameter's default (None: it has none) and of what is stored."""
        if isinstance(each.kind, List) and each.default is NO_DEFAULT:
            empty = '{}' if each.kind.key else '[]'
            if each.kind.count and isinstance(each.kind.item, Fixed):
                empty = f'[0] * {each.kind.count}'
            return 'None', f'{empty} if {name} is None else {name}'
        if isinstance(each.kind, Words):
            return 'None', f'[] if {name} is None else {name}'
        if isinstance(each.kind, Ref) and '__init__' in lookup(self.cls, each.kind.name).table.written:
            return 'None', f'{self._class(each.kind.name)}() if {name} is None else {name}'
        if isinstance(each.default, list):
            return 'None', f'{each.default!r} if {name} is None else {name}'
        if each.default is not NO_DEFAULT:
            return repr(each.default), name
        if isinstance(each.kind, Tail):
            return "b''", name
        return ('None' if optional else None), name

    def encoder(self) -> str:
        """`encode`: the variable fields first, since lengths count them, then one `pack` a run."""
        before, terms, guards = [], [], []
        for piece in self.pieces:
            if isinstance(piece, Field):
                before.append(f'_{piece.name} = {self._encoded(piece)}')
                before += [f'_{piece.name} += bytes(-len(_{piece.name}) % {unit})' for unit in self._units(piece)]
                terms.append(f'_{piece.name}')
                if isinstance(piece.kind, Bare):
                    before.append(f'_{piece.name}_padding = bytes(-len(_{piece.name}) % {ALIGNMENT})')
                    terms.append(f'_{piece.name}_padding')
            elif piece:
                guards += [part.guard for part in piece if part.guard]
                terms.append(self._packed(piece))
        for each, behind in pairwise(piece for piece in self.pieces if isinstance(piece, Field)):
            if isinstance(each.kind, Enclosed):
                before.append(f'_{each.name} += bytes(-len(_{each.name}) % {ALIGNMENT} if _{behind.name} else 0)')
        if self.padding:
            terms.append(f'bytes({self.padding})')
        elif self.static is None and (self.length is not None or issubclass(self.cls, Message)):
            sizes = [str(self.fixed), *(f'len({term})' for term in terms if term[0] == '_')]
            before.append(f'length = {" + ".join(sizes)}')
            if self.align is not None:
                before.append(f'padding = -length % {self.extent.boundary}')
                terms.append('bytes(padding)')
            if self.align == 'inside':
                before.append('length += padding')
            if self._said('length') != 'length':
                before.append(f'length = {self._said("length")}')
        whole = ' + '.join(terms) or "b''"
        whole = f'self.packed({whole})' if hasattr(self.cls, 'packed') else whole
        if guards:
            before += [f'if {" or ".join(guards)}:', '    raise ValueError']
        body = [*self._encoded_alone(), *before, f'return {whole}']
        tried = ['try:', *(f'    {line}' for line in body), 'except EncodeError:', '    raise']
        caught = ['except FAULTS as fault:', '    raise explained(self, fault) from fault']
        return '\n    '.join(['def encode(self):', *tried, *caught])

    def _encoded_alone(self) -> list[str]:
        """The statements that write what may be its type and nothing else."""
        if is_alone(self.cls) is False:
            return []
        place = f'self.{self.discriminator}'
        if is_alone(self.cls):
            return [f'return bytes(({place},))']
        return [f'if {place} in {set(self.alone)}:', f'    return bytes(({place},))']

    def _encoded(self, each: Field) -> str:
        kind, value = each.kind, f'self.{each.name}'
        if isinstance(kind, Tail):
            return kind.write.format(value)
        if isinstance(kind, Enclosed):
            return f'enclosed(self, {each.name!r}, {kind.same_xid})'
        if isinstance(kind, Value):
            return kind.write.format(value)
        if isinstance(kind, Bare):
            return f'{value}.encode_fields({kind.header or ""})'
        if isinstance(kind, Ref):
            return f'{value}.encode()'
        if not isinstance(kind, List):
            raise TypeError(f'{self.name}.{each.name}: {kind!r} is no kind of field')
        if isinstance(kind.item, Ref):
            if kind.count is not None:
                return f'joined(exactly({value}, {kind.count}))'
            item = lookup(self.cls, kind.item.name)
            families = [family for _, family in families_of(item)]
            if any(family.closed for family in families):
                return f'closed({value}, {families[0].end})'
            if any(family.loose for family in families) or 'decode_list' in item.table.written:
                raw = f'self._{each.name}'  # of items that nobody has looked at, nor put others in their place
                untouched = f'{raw} is not None and {each.name!r} not in self.__dict__'
                return f'{raw} if {untouched} else body_bytes({value})' if kind.late else f'body_bytes({value})'
            return f'joined(({value} or {{}}).values())' if kind.key else f'joined({value})'
        if kind.count is not None:
            return f'{self._struct(f"{kind.count}{kind.item.code}", "pack")}(*{value})'
        if kind.item.code[-1] == 's':
            return f"b''.join([{kind.item.write.format('item')} for item in {value} or ()])"
        self.names['Struct'] = Struct
        return f"Struct(f'!{{len({value})}}{kind.item.code}').pack(*{value})"

    def _packed(self, run: list[Part]) -> str:
        values = ', '.join(part.value for part in run if part.value is not None)
        codes = ''.join(part.code for part in run)
        return f'{self._struct(codes, "pack")}({values})' if values else f'bytes({calcsize("!" + codes)})'


def parameter_name(field: str) -> str:
    """The constructor's name for a field: what would hide a builtin gets a trailing underscore."""
    return f'{field}_' if hasattr(builtins, field) else field
