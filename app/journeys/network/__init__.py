"""The network as it stands or stood: stored sites, judged sites, finding them, judging documents."""
