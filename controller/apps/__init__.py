"""The bundled apps: modules of this package, in a checkout as in an installed wheel."""

from pathlib import Path

__all__: list[str] = []

_checkout = Path(__file__).parents[2] / 'apps'
if _checkout.is_dir():
    __path__.append(str(_checkout))  # in the wheel the modules lie here, in a checkout beside this package
