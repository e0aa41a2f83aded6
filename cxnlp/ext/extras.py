"""What to say where an optional package is missing."""

from __future__ import annotations

from importlib.util import find_spec


def require(package: str, extra: str) -> None:
    """Make sure that an optional package is installed.

    Parameters
    ----------
    package : str
        The package as it is imported.
    extra : str
        Our extra that installs it.

    Raises
    ------
    ModuleNotFoundError
        If it is not; the message says the command that installs it.
    """
    if find_spec(package) is None:
        raise ModuleNotFoundError(
            f'{package} is not installed; in the checkout, run: pip install -e ".[{extra}]"',
            name=package,
        )
