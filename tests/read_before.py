"""What the process that commands are forked from reads when it begins, so that each of them finds it: the seeds."""

from tests.installed import seeds

seeds()
