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

Modules: `route` and `router` (which method answers), `mapper` and `registory` (routes written apart from the
methods), `controller`, `messages` (requests and responses), `body` (JSON), `errors` (HTTP errors); `declaration` and
`values` (what a method takes and answers), `openapi` and `documentation` (which tell so); `switches` (finding and
asking one), `changes` (one or many), `per_switch` and `rule_match` (what firewalls, queues and routers share);
`websockets`, `jsonrpc` and `rpc` (calls over WebSockets), `streams`; `application` (all of it together); `server`,
and what it has requests pass: `guards`, `access`, `origins`, `limits`, `access_log`. docs/rest-framework.md is the
guide. Importing this package imports webob and msgspec.
"""

from .application import WSGIApplication
from .controller import ControllerBase
from .errors import (
    BadGateway,
    BadRequest,
    Conflict,
    GatewayTimeout,
    HTTPError,
    MultiStatus,
    NotFound,
    NotSupported,
    ServiceUnavailable,
)
from .jsonrpc import InvalidReplyError, RPCError
from .mapper import Mapper
from .messages import Json, Request, Response
from .route import route
from .rpc import WebSocketRPCClient, WebSocketRPCServer, WebSocketServerTransport, rpc_public
from .server import WSGIServer
from .switches import ask, confirm, find_switch, read_dpid
from .values import U8, U16, U32, U64, Body, Dpid, Readable, Unsigned
from .websockets import WebSocketDisconnectedError, WebSocketManager, WebSocketRegistrationWrapper, websocket

__all__ = [
    'BadGateway', 'BadRequest', 'Body', 'Conflict', 'ControllerBase', 'Dpid', 'GatewayTimeout', 'HTTPError',
    'InvalidReplyError', 'Json', 'Mapper', 'MultiStatus', 'NotFound', 'NotSupported', 'RPCError', 'Readable', 'Request',
    'Response', 'ServiceUnavailable', 'U16', 'U32', 'U64', 'U8', 'Unsigned', 'WSGIApplication', 'WSGIServer',
    'WebSocketDisconnectedError', 'WebSocketManager', 'WebSocketRPCClient', 'WebSocketRPCServer',
    'WebSocketRegistrationWrapper', 'WebSocketServerTransport', 'ask', 'confirm', 'find_switch', 'read_dpid',
    'route', 'rpc_public', 'websocket',
]  # fmt: skip
