"""Sends lines to an echo server, one at a time, and prints what comes back.

    python examples/echo_client.py hello world
    python examples/echo_client.py < FILE
"""

from __future__ import annotations

import argparse
import sys

import greenhub


def main() -> None:
    parser = argparse.ArgumentParser(description='Send lines to an echo server and print what comes back.')
    parser.add_argument('lines', nargs='*', metavar='LINE', help='without any: the lines of standard input')
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=6000)
    options = parser.parse_args()

    try:
        server = greenhub.connect((options.host, options.port))
    except OSError as error:
        sys.exit(f'{options.host}, port {options.port}: {error.strerror}')
    with server:
        for line in options.lines or sys.stdin:
            server.sendall(line.rstrip('\n').encode() + b'\n')
            answer = b''
            while not answer.endswith(b'\n'):  # TCP is a stream: a line may come in parts
                data = server.recv(1024)
                if not data:
                    sys.exit('the server has closed the connection')
                answer += data
            print(answer.decode(), end='')


if __name__ == '__main__':
    main()
