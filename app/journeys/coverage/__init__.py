"""The service circle, what it rests on (roads, villages' points), and where the next sites should go."""
