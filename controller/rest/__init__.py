"""The REST framework: controllers with `@route` methods, served by the `wsgi` context of an app.

    class Greeter(App):
        _CONTEXTS = {'wsgi': WSGIApplication}

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            kwargs['wsgi'].register(Greetings, {'greeting': 'hello'})

    class Greetings(ControllerBase):
        @route('greet', '/greet/{name}', methods=['GET'])
        def greet(self, req, name):
            return {'answer': f'{self.data["greeting"]}, {name}'}

Modules: `route` and `router` (which method answers), `controller`, `messages` (requests and responses), `body` (JSON),
`errors` (HTTP errors), `switches` (finding and asking one), `application` (all of it together), `server`.
Importing this package imports webob and msgspec.
"""

from .application import WSGIApplication
from .controller import ControllerBase
from .errors import BadGateway, BadRequest, GatewayTimeout, HTTPError, NotFound, NotSupported
from .messages import Request, Response
from .route import route
from .server import WSGIServer
from .switches import ask, confirm, find_switch, read_dpid

__all__ = [
    'BadGateway',
    'BadRequest',
    'ControllerBase',
    'GatewayTimeout',
    'HTTPError',
    'NotFound',
    'NotSupported',
    'Request',
    'Response',
    'WSGIApplication',
    'WSGIServer',
    'ask',
    'confirm',
    'find_switch',
    'read_dpid',
    'route',
]
