"""The interface's description of itself: `/openapi.json` for programs, `/docs` for people to read and try."""

from __future__ import annotations

from importlib.resources import files

from .controller import ControllerBase
from .messages import Json, Request, Response
from .route import route

__all__ = ['DocumentationController', 'Page']


class Page(Response):
    """A page for a browser, which needs nothing but itself, and may load nothing else."""

    default_content_type = 'text/html'


class DocumentationController(ControllerBase):
    """Answers what every controller with REST has, unless an app answers it."""

    @route('openapi', '/openapi.json', methods=['GET'])
    def describe(self, req: Request) -> Json:
        """What can be asked of this controller, in OpenAPI 3.1."""
        return Json(self.parent.description())

    @route('docs', '/docs', methods=['GET'])
    def show(self, req: Request) -> Page:
        """A page to read and try what can be asked of this controller."""
        page = Page(files(__package__).joinpath('docs.html').read_bytes())
        page.headers['Content-Security-Policy'] = (
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
            "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        return page
