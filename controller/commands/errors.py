"""What a command tells its user instead of a traceback."""

__all__ = ['CommandError']


class CommandError(Exception):
    """What was asked for cannot be done; the text says why, and what can."""
