"""The service circle: how long the way to the nearest site is, who is left out, and where the next site
helps most.

Promises: distances on the WGS-84 ellipsoid; every assumption comes from the pack or the caller and is
named in the result; a place without a point is counted and listed, never dropped; an estimate is a range
and is never called a measured time. Must not: read a file, a database, a clock or the network, or draw.
Maps and pages show what stands in the results.

`places` what is served and by what · `travel_time` minutes that compare exactly · `assumptions` the
pack's rules in use · `distance`, `nearest` geometry of the earth · `columns` a row a place · `straight_line`,
`road_graph`, `road_grid`, `road_pieces`, `road_network`, `by_road` the two ways of travelling · `account`, `report`,
`fingerprint` who is covered · `circle_shapes`, `features` shapes for maps · `siting` where next.
`cover_problem`, `cover_reduction`, `cover_choices`, `cover_relaxation`, `cover_rest`, `cover_program`, `cover_solver`
how that is solved: arrays, what changes nothing, good choices, bounds, what is left, HiGHS, all in turn.
"""
