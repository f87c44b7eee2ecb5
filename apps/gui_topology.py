"""The topology as a picture in a browser: switches, links and hosts as they come and go, and the flows of a switch.

    controller-manager gui_topology --observe-links

Open http://localhost:8080/ then, and click on a switch. The page is `gui_topology.html`; what it shows comes from
`rest_topology`, `ws_topology` and `ofctl_rest`, which are loaded with this app.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from controller.app import App
from controller.rest import ControllerBase, Request, Response, WSGIApplication, route

__all__ = ['GUIServerApp', 'GUIServerController']

#: The apps that this one has loaded with it.
_REQUIRED_APP = ['controller.apps.rest_topology', 'controller.apps.ws_topology', 'controller.apps.ofctl_rest']

PAGE = Path(__file__).with_suffix('.html')

#: All that the page may do: run what is in it, and talk to where it came from. Names of ports come from switches.
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self' ws: wss:"


class GUIServerApp(App):
    """Serves `GUIServerController`."""

    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kwargs['wsgi'].register(GUIServerController)


class GUIServerController(ControllerBase):
    """Answers `/`."""

    @route('topology', '/', methods=['GET'])
    @route('topology', '/index.html', methods=['GET'])
    def static_handler(self, req: Request) -> Response:
        """The page."""
        response = Response(PAGE.read_bytes(), content_type='text/html')
        response.headers['Content-Security-Policy'] = POLICY
        return response
