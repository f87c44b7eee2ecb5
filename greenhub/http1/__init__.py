"""HTTP/1 (RFC 9112) without a socket, a clock or a green thread: requests out of bytes, answers into bytes.

`httptools` (llhttp in C) reads the messages. What it leaves open is decided here: where each part of a
request ends and how long it may be, and which framings are refused although llhttp would take them. Each
part is cut out of the stream first, checked, then given to the parser; where the two readings of one
message differ, the request is refused, because a difference of readings is what request smuggling lives on.

    reader = RequestReader()
    reader.receive(data)
    request = reader.request()          # None: give it more bytes
    while piece := reader.body():       # None: more bytes are needed; b'': the end
        ...

Nothing is parsed ahead. While a request is being answered the ones behind it are bytes of one read, so the
caller, who reads from the socket only when told None, holds at most that read and one header block.

`ResponseWriter` is the way back: it decides the framing of an answer and keeps the application to it.
"""

from .reader import METHODS, REASONS, Limits, Request, RequestError, RequestReader
from .writer import HeaderNames, ResponseWriter, encode_header_line, interim_response

__all__ = [
    'METHODS', 'REASONS', 'HeaderNames', 'Limits', 'Request', 'RequestError', 'RequestReader', 'ResponseWriter',
    'encode_header_line', 'interim_response',
]  # fmt: skip
