"""Commands of `controller-manager` beside running apps, each with a parser of its own."""
