"""Answers into bytes: the framing of one, and what must not go out."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ['HeaderNames', 'ResponseWriter', 'encode_header_line', 'interim_response']

_BAD_NAME = re.compile(r'[\0- :\x7f]')
_CONTROLS = bytes((*range(9), *range(10, 32), 127))  # not HTAB; from 0x80 on it is text (RFC 9110, 5.5)
_BAD_LINE = re.compile(rb'[%b](?!\n?\Z)' % re.escape(_CONTROLS))


def encode_header_line(header: tuple[str, str]) -> bytes:
    """A header line as it is sent. Raises UnicodeEncodeError, which says what to do, for what is not latin-1."""
    name, value = header
    return b'%b: %b\r\n' % (
        _latin_1(name, 'header names are made of latin-1 characters'),
        _latin_1(value, 'header values are made of latin-1 characters; RFC 8187 has a form for others'),
    )


def _latin_1(text: str, rule: str) -> bytes:
    try:
        return text.encode('latin-1')
    except UnicodeEncodeError as error:
        raise UnicodeEncodeError('latin-1', text, error.start, error.end, rule) from None


class HeaderNames(dict[str, tuple[str, str]]):
    """Header name as an application gives it -> (as it is sent, what `ResponseWriter` has to know it as or '').

    Filled on use; an application that makes up names by the thousand gets the later ones without memory.
    """

    MOST = 512
    _SPECIAL = frozenset(('content-length', 'transfer-encoding', 'connection', 'date'))

    def __init__(self, capitalize: bool = True):
        super().__init__()
        self._capitalize = capitalize

    def __missing__(self, name: str) -> tuple[str, str]:
        if not isinstance(name, str):
            raise TypeError(f'the header name {name!r} is not a str')
        if not name or _BAD_NAME.search(name):
            raise ValueError(f'{name!r} is no header name')
        sent = name
        if self._capitalize:  # of ASCII letters only: str.capitalize makes two letters of a sharp s
            words = _latin_1(name, 'header names are made of latin-1 characters').split(b'-')
            sent = b'-'.join(map(bytes.capitalize, words)).decode('latin-1')
        lower = name.lower()
        entry = sent, lower if lower in self._SPECIAL else ''
        if len(self) < self.MOST:
            self[name] = entry
        return entry


class ResponseWriter:
    """The answer to one request, as bytes.

    method, version: the request's; keep_alive: whether the connection may go on behind the answer, and turns False
    where the framing forbids it; announce: header lines to send while it is True; speaks: the server's version.
    """

    __slots__ = (
        '_announce', '_chunked', '_has_connection', '_has_date', '_head', '_head_only', '_left', '_method', '_names',
        '_speaks', '_version', 'body_bytes', 'excess', 'head_sent', 'keep_alive', 'status',
    )  # fmt: skip

    def __init__(
        self,
        names: HeaderNames,
        method: str,
        version: str,
        keep_alive: bool,
        announce: bytes = b'',
        speaks: str = 'HTTP/1.1',
    ):
        self._names = names
        self._method = method
        self._version = version
        self._announce = announce
        self._speaks = speaks
        self._head = b''
        self._head_only = False
        self._chunked = False
        self._has_date = False
        self._has_connection = False
        self._left: int | None = None  # bytes of Content-Length that are still to be sent
        self.keep_alive = keep_alive
        self.status = ''
        self.head_sent = False
        self.body_bytes = 0
        self.excess = 0  # bytes beyond the Content-Length, which were dropped

    def start(self, status: str, headers: Iterable[tuple[str, str]]) -> None:
        """Set the head; again, as long as it was not sent. Raises ValueError for what must not go out."""
        code = status[:3]
        if not (len(code) == 3 and code.isascii() and code.isdigit() and status[3:4] in ('', ' ')):
            raise ValueError(f'the status {status!r} is not three digits and a reason')
        self._left = None
        self._has_date = self._has_connection = False
        empty = code[0] == '1' or code == '204'
        lines = [f'{self._speaks} {status}\r\n']
        for name, value in headers:
            sent, special = self._names[name]
            if not special or self._note(special, value, empty):
                lines.append(f'{sent}: {value}\r\n')
        try:
            self._head = head = ''.join(lines).encode('latin-1')
        except UnicodeEncodeError:
            for line in lines[1:]:
                name, _, value = line.partition(': ')
                encode_header_line((name, value))  # raises the error that names the header
            raise
        if len(head) - len(head.translate(None, _CONTROLS)) != 2 * len(lines):  # each line's own CR and LF
            bad = next(line for line in lines if _BAD_LINE.search(line.encode('latin-1')))
            raise ValueError(f'a control character in a header: {bad!r}')
        self._head_only = empty or code == '304' or self._method == 'HEAD'  # RFC 9112, 6.3
        self.status = status

    def _note(self, special: str, value: str, empty: bool) -> bool:
        """Read a header that the framing depends on; False when it is not to be sent."""
        if special == 'date':
            self._has_date = True
        elif special == 'connection':
            self._has_connection = True
            if 'close' in [option.strip() for option in value.lower().split(',')]:
                self.keep_alive = False
        elif special == 'transfer-encoding':
            return False  # PEP 3333: hop-by-hop headers are the server's own
        else:
            length = str(value).strip()
            if not (length.isascii() and length.isdecimal() and len(length) <= 20):
                raise ValueError(f'the Content-Length {value!r} is not a number')
            again, self._left = self._left, int(length)
            if again not in (None, self._left):
                raise ValueError(f'two Content-Lengths: {again} and {self._left}')
            return again is None and not empty  # RFC 9110, 8.6
        return True

    @property
    def head_only(self) -> bool:
        """Whether whatever body is given will not be sent."""
        return self._head_only

    def send(self, data: bytes, date: bytes, length: int | None = None, last: bool = False) -> bytes:
        """What to put on the wire for some of the body; the first call sends the head too.

        date: a header line, for an answer without one; length: the whole body's, if it is known; last: no more comes.
        """
        head = b''
        if not self.head_sent:
            head = self._complete_head(date, length)
            self.head_sent = True
        if self._head_only:
            return head
        if self._left is not None:
            if len(data) > self._left:
                self.excess += len(data) - self._left
                data = data[: self._left]
            self._left -= len(data)
            if last and self._left:
                self.keep_alive = False  # so that the client sees that something is missing
        self.body_bytes += len(data)
        if self._chunked:
            data = b'%x\r\n%b\r\n' % (len(data), data) if data else b''
            if last:
                data += b'0\r\n\r\n'
        return head + data

    def _complete_head(self, date: bytes, length: int | None) -> bytes:
        if not self.status:
            raise RuntimeError('there is no status yet')
        lines = self._head if self._has_date else self._head + date
        if self._left is None and not self._head_only:
            if length is not None:
                self._left = length
                lines += b'Content-Length: %d\r\n' % length
            elif self._version == self._speaks == 'HTTP/1.1':
                self._chunked = True
                lines += b'Transfer-Encoding: chunked\r\n'
            else:
                self.keep_alive = False  # the end of the connection is the end of the body
        if not self._has_connection:
            lines += self._announce if self.keep_alive else b'Connection: close\r\n'
        return lines + b'\r\n'


def interim_response(names: HeaderNames, status: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """An answer before the answer (RFC 9110, 15.2), such as '100 Continue'. Raises ValueError as `start` does."""
    writer = ResponseWriter(names, 'GET', 'HTTP/1.1', keep_alive=True)
    writer.start(status, headers)
    return writer.send(b'', date=b'')
