"""The bundled apps: modules of this package, in a checkout as in an installed wheel."""

from pathlib import Path

__all__: list[str] = []

_checkout = Path(__file__).parents[2]
if (_checkout / 'pyproject.toml').is_file():
    __path__.append(str(_checkout / 'apps'))  # in the wheel the modules lie here, in a checkout beside this package
