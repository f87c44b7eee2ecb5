"""What the signature of a handler declares is what it gets, and what does not fit is named in one sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
import pytest

from controller.ofctl import BadValue, Impossible
from controller.rest import U16, Body, ControllerBase, Dpid, NotFound, Request, Response, WSGIApplication, route
from controller.rest.declaration import ANYTHING, convert, declaration_of

if TYPE_CHECKING:
    from nowhere import Missing


class Place(Body):
    """Where a note hangs."""

    port: U16
    side: Literal['front', 'back'] = 'front'


class Note(Body):
    """What somebody has to remember."""

    text: str
    number: int = 0
    place: Place | None = None
    places: list[Place] = []
    named: dict[str, Place] = {}
    copies: Annotated[int, msgspec.Meta(ge=1)] = 1


class Text(Response):
    """Plain text."""

    default_content_type = 'text/plain'


class Even(int):
    """A number of a kind of its own."""

    @classmethod
    def read(cls, value: Any) -> Even:
        if not isinstance(value, int) or value % 2:
            raise ValueError(f'{value!r} is not even')
        return cls(value)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        return {'$ref': '#/components/schemas/Even'}

    @classmethod
    def definitions(cls) -> dict[str, Any]:
        return {'Even': {'type': 'integer', 'multipleOf': 2}}


class Notes(ControllerBase):
    @route('notes', '/notes', methods=['GET'])
    def find(self, req: Request, *, word: str = '', tags: list[str] = [], limit: int = 10) -> list[str]:  # noqa: B006
        """The notes with a word.

        At most `limit` of them.
        """
        return [word, *tags, str(limit)]

    @route('notes', '/notes/{number}', methods=['PUT'], status=201, errors=[NotFound])
    def write(self, req: Request, number: int, body: Note, *, loud: bool = False) -> Note:
        """Write a note."""
        assert isinstance(number, int) and isinstance(loud, bool)
        return body

    @route('switch', '/switches/{dpid}/{page:[a-z]+}', methods=['GET'])
    def switch(self, req: Request, dpid: Dpid, page: str) -> dict[str, int]:
        return {page: dpid}

    @route('perhaps', '/perhaps', methods=['GET'])
    def perhaps(self, req: Request, *, port: U16 | None = None, word: str | None = None) -> None:
        """Parameters that may be left out."""

    @route('text', '/text', methods=['GET'])
    def text(self, req: Request) -> Text:
        return Text('as it is')

    @route('even', '/even', methods=['POST'])
    def even(self, req: Request, body: list[Even] = []) -> None:  # noqa: B006
        """Take even numbers."""

    @route('old', '/old/{name}')
    def old(self, req, name, **kwargs):
        """As apps for Ryu have it."""
        return Response(json_body=[name, kwargs])

    @route('half', '/half/{name}', methods=['GET'])
    def half(self, req: Missing, name: str) -> Missing:
        return Response(json_body=name)


@pytest.fixture
def app() -> WSGIApplication:
    app = WSGIApplication()
    app.register(Notes)
    return app


def ask(app: WSGIApplication, path: str, method: str = 'GET', body: Any = None) -> tuple[int, Any]:
    text = b'' if body is None else json.dumps(body).encode()
    answer = Request.blank(path, method=method, body=text).get_response(app)
    return answer.status_int, json.loads(answer.body) if answer.body else None


@pytest.mark.parametrize(('path', 'answer'), [
    ('/notes', ['', '10']),
    ('/notes?word=a%20b&limit=3&tags=x,y&tags=z', ['a b', 'x', 'y', 'z', '3']),
    ('/switches/0xff/ports', {'ports': 255}),
    ('/switches/18446744073709551615/x', {'x': (1 << 64) - 1}),
    ('/old/it?word=1', ['it', {}]),
    ('/half/it?word=1', 'it'),
])  # fmt: skip
def test_parameters(app: WSGIApplication, path: str, answer: Any) -> None:
    assert ask(app, path) == (200, answer)


def test_a_body(app: WSGIApplication) -> None:
    note = {'text': 'plug s3 in', 'place': {'port': '0x10', 'side': 'back'}}
    status, answer = ask(app, '/notes/1?loud=1', 'PUT', note)
    assert status == 201
    assert answer == {'text': 'plug s3 in', 'number': 0, 'place': {'port': 16, 'side': 'back'}, 'places': [],
                      'named': {}, 'copies': 1}  # fmt: skip


def test_a_body_may_be_left_out_where_it_has_a_default(app: WSGIApplication) -> None:
    assert ask(app, '/even', 'POST') == (200, None)
    assert ask(app, '/even', 'POST', [2, 4]) == (200, None)
    status, answer = ask(app, '/notes/1', 'PUT')
    assert (status, answer['error']) == (400, 'the request has no body; JSON wanted')


@pytest.mark.parametrize(('path', 'problem', 'where'), [
    ('/notes?wrod=a', 'wrod: is not a parameter of this endpoint; there are word, tags, limit', 'wrod'),
    ('/notes?word=a&word=b', 'word: is there more than once', 'word'),
    ('/notes?limit=many', "limit: 'many' is not a number", 'limit'),
    ('/notes?word=%ff', 'the query is not UTF-8', None),
    ('/notes?' + '&' * 200, 'the query has more than 100 parameters', None),
    ('/switches/s1/x', "dpid: 's1' is not a datapath id; write it in decimal or as 0x...", 'dpid'),
    ('/switches/18446744073709551616/x', "dpid: '18446744073709551616' takes more than 64 bits", 'dpid'),
])  # fmt: skip
def test_parameters_that_do_not_fit(app: WSGIApplication, path: str, problem: str, where: str | None) -> None:
    wanted = {'status': 400, 'error': problem} | ({} if where is None else {'where': where})
    assert ask(app, path) == (400, wanted)


@pytest.mark.parametrize(('body', 'problem', 'where'), [
    ({}, 'text: is missing', 'text'),
    ({'text': 1}, 'text: 1 is not text', 'text'),
    ({'text': 'a', 'txt': 1}, 'txt: there is no such field', 'txt'),
    ({'text': 'a', 'number': '5'}, "number: '5' is not a number", 'number'),
    ({'text': 'a', 'copies': 0}, 'copies: 0 is not a number >= 1', 'copies'),
    ({'text': 'a', 'place': 3}, 'place: 3 is not an object or null', 'place'),
    ({'text': 'a', 'place': {'port': 65536}}, 'place.port: 65536 does not fit in 16 bits', 'place.port'),
    ({'text': 'a', 'places': [{'port': 1}, {}]}, 'places[1].port: is missing', 'places[1].port'),
    ({'text': 'a', 'places': [{'port': 1, 'side': 'top'}]}, "places[0].side: 'top' is not one of back, front",
     'places[0].side'),
    ({'text': 'a', 'named': {'x': {'port': 1, 'side': 5}}}, 'named[...].side: is not text', 'named[...].side'),
    ({'text': 'a', 'place': {'port': 1, 'side': 'x` - at `$.y[7]'}},
     "place.side: 'x` - at `$.y[7]' is not one of back, front", 'place.side'),
    ({'text': 'a', 'x - at `$.y': 1}, 'y: is of no use: object contains unknown field `x', 'y'),
    (True, 'body: true is not an object', 'body'),
    (None, 'body: null is not an object', 'body'),
])  # fmt: skip
def test_bodies_that_do_not_fit(body: Any, problem: str, where: str) -> None:
    with pytest.raises(BadValue) as raised:
        convert(body, Note)
    assert (str(raised.value), raised.value.path) == (problem, where)


def test_a_class_that_reads_for_itself_says_what_is_wrong(app: WSGIApplication) -> None:
    status, answer = ask(app, '/even', 'POST', [2, 3])
    assert (status, answer) == (400, {'status': 400, 'error': '[1]: 3 is not even', 'where': '[1]'})


def test_what_a_type_checker_alone_knows_declares_nothing() -> None:
    declaration = declaration_of(Notes.half, '/half/{name}')
    assert declaration.result is ANYTHING
    assert declaration.path['name'].type is str


# -- the description of all that ---------------------------------------------------------------------------------------


def described(app: WSGIApplication) -> dict[str, Any]:
    status, answer = ask(app, '/openapi.json')
    assert status == 200
    return answer


def test_every_route_is_described(app: WSGIApplication) -> None:
    paths = described(app)['paths']
    assert {(path, method) for path, operations in paths.items() for method in operations} == {
        ('/notes', 'get'), ('/notes/{number}', 'put'), ('/switches/{dpid}/{page}', 'get'), ('/text', 'get'),
        ('/even', 'post'), ('/perhaps', 'get'),
        ('/old/{name}', 'get'), ('/half/{name}', 'get'), ('/openapi.json', 'get'), ('/docs', 'get'),
    }  # fmt: skip


def test_the_description_of_an_endpoint(app: WSGIApplication) -> None:
    document = described(app)
    found = document['paths']['/notes/{number}']['put']
    assert found['summary'] == 'Write a note.'
    assert found['operationId'] == 'Notes.write'
    number, loud = found['parameters']
    assert number == {'name': 'number', 'in': 'path', 'required': True, 'schema': {'type': 'integer'}}
    assert (loud['in'], loud['required'], loud['schema']['default']) == ('query', False, False)
    assert found['requestBody'] == {
        'required': True, 'content': {'application/json': {'schema': {'$ref': '#/components/schemas/Note'}}},
    }  # fmt: skip
    assert set(found['responses']) == {'201', '400', '404', 'default'}
    note = document['components']['schemas']['Note']
    assert note['description'] == 'What somebody has to remember.'
    assert (note['required'], note['additionalProperties']) == (['text'], False)


def test_descriptions_of_other_kinds(app: WSGIApplication) -> None:
    document = described(app)
    paths, schemas = document['paths'], document['components']['schemas']
    assert paths['/notes']['get']['description'] == 'At most `limit` of them.'
    assert paths['/text']['get']['responses']['200']['content'] == {'text/plain': {'schema': {'type': 'string'}}}
    assert 'content' not in paths['/even']['post']['responses']['200']
    assert schemas['Even'] == {'type': 'integer', 'multipleOf': 2}
    assert '2XX' in paths['/old/{name}']['get']['responses']
    port, word = paths['/perhaps']['get']['parameters']
    assert {'type': 'null'} not in port['schema']['anyOf']
    assert word['schema'] == {'type': 'string'}
    page = paths['/switches/{dpid}/{page}']['get']['parameters'][1]
    assert page['schema'] == {'type': 'string', 'pattern': '^([a-z]+)$'}


def test_an_app_may_answer_what_the_application_would(app: WSGIApplication) -> None:
    class Mine(ControllerBase):
        @route('docs', '/docs', methods=['GET'])
        def show(self, req):
            return {'mine': True}

    app.register(Mine)
    assert ask(app, '/docs') == (200, {'mine': True})
    assert ask(app, '/openapi.json')[0] == 200


class Wrong(Body):
    """A default that no description can show."""

    priority: U16 = U16(1)


def test_a_default_that_cannot_be_described_is_refused_where_it_is_declared() -> None:
    def write(self: Any, req: Request, body: Wrong) -> None:
        """Never called."""

    write.__annotations__ = {'body': Wrong, 'return': None}
    with pytest.raises(TypeError, match=r'Wrong.priority: write its default as .*lambda: U16\(1\)'):
        declaration_of(write)


def test_what_cannot_be_is_a_conflict() -> None:
    class Full(ControllerBase):
        @route('full', '/full', methods=['GET'])
        def full(self, req):
            raise Impossible('port', 'the switch has no such port')

    app = WSGIApplication()
    app.register(Full)
    assert ask(app, '/full') == (409, {'status': 409, 'error': 'port: the switch has no such port', 'where': 'port'})
