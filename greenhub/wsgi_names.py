"""What programs that have a protocol class of their own know a connection by: the names of http.server's handler."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from .http1 import Request
from .wsgi_environ import host_and_port

if TYPE_CHECKING:
    from .wsgi import Server

__all__ = ['HandlerNames', 'escaped']

# As http.server has it. Bytes of a client are latin-1 here, and a terminal obeys 0x80 to 0x9f as well.
_ESCAPES: Final = str.maketrans({'\\': r'\\'} | {chr(c): rf'\x{c:02x}' for c in (*range(0x20), *range(0x7F, 0xA0))})


def escaped(text: str) -> str:
    """What a client sent, without control characters: one line of a log."""
    return text if text.isprintable() and '\\' not in text else text.translate(_ESCAPES)


class _MessageClass:
    """http.client's class of headers, which costs too much to import before somebody asks."""

    def __get__(self, instance: object, owner: type) -> Any:
        from http.client import HTTPMessage
        return HTTPMessage


class HandlerNames:
    """The request that was read, and how to log, by the names of `http.server.BaseHTTPRequestHandler`."""

    MessageClass = _MessageClass()  # what `headers` is made of

    client_address: Any
    socket: Any
    server: Server
    head: Request

    @property
    def connection(self) -> Any:
        """The socket."""
        return self.socket

    request = connection

    @property
    def command(self) -> str:
        """The method."""
        return self.head.method

    @property
    def path(self) -> str:
        """The request-target, as it was sent."""
        return self.head.target.decode('latin-1')

    @property
    def request_version(self) -> str:
        """'HTTP/1.0' or 'HTTP/1.1'."""
        return self.head.version

    @property
    def requestline(self) -> str:
        """The first line of the request."""
        return f'{self.command} {self.path} {self.request_version}'

    @property
    def headers(self) -> Any:
        """The header, as a new message of `MessageClass`."""
        message = self.MessageClass()
        for name, value in self.head.headers:
            message[name.decode('latin-1')] = value.decode('latin-1')
        return message

    def address_string(self) -> str:
        """The client's host."""
        return host_and_port(self.client_address)[0]

    def log_date_time_string(self) -> str:
        """The time of day, as it stands in the log."""
        return time.strftime('%d/%b/%Y %H:%M:%S')

    def log_message(self, format: str, *args: Any) -> None:
        """Log what is no answer of the application; control characters are escaped, as http.server does."""
        self.server.log.info(f'{self.address_string()} - - [{self.log_date_time_string()}] {escaped(format % args)}')

    def log_error(self, format: str, *args: Any) -> None:
        """Log a request that was refused."""
        self.log_message(format, *args)
