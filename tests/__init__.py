"""The tests, a folder a room, and what several rooms' tests share."""
