"""``python -m app.cli``: the `zhanwang` command."""

from app.cli import main

main()
