"""Runs Ryu's command with Ryu's own code, which its peer's environment has everything for but Ryu:

    python peer_ryu.py FOLDER_OF_THE_SOURCE --ofp-tcp-listen-port PORT ryu.app.ofctl_rest

Ryu 4.34 imports one name that eventlet no longer has, and never uses it but to return it for WebSockets.
"""

import sys

import eventlet.wsgi

if not hasattr(eventlet.wsgi, 'ALREADY_HANDLED'):
    eventlet.wsgi.ALREADY_HANDLED = object()

if __name__ == '__main__':
    sys.path.insert(0, sys.argv[1])
    from ryu.cmd.manager import main

    main(sys.argv[2:])
