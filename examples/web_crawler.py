"""Fetches web pages, all at once, and tells how long they are, in the order in which they were asked for.

    python examples/web_crawler.py http://localhost:8080/ http://localhost:8080/stats/switches
"""

from __future__ import annotations

import argparse

import greenhub
from greenhub.green import urllib2  # urllib.request under its old name, on green sockets


def fetch(url: str) -> bytes:
    with urllib2.urlopen(url, timeout=30) as response:
        return response.read()


def main() -> None:
    parser = argparse.ArgumentParser(description='Fetch web pages, all at once.')
    parser.add_argument('urls', nargs='+', metavar='URL')
    options = parser.parse_args()

    pool = greenhub.GreenPool()
    for body in pool.imap(fetch, options.urls):  # takes as long as the slowest
        print('got body', len(body))


if __name__ == '__main__':
    main()
