"""The map: what is drawn, as data that the browser fetches, and the script that draws it.

No text that people typed passes through folium or branca, which compile what they are given as a template
once more. Names travel in GeoJSON and are set as text by ``static/js/network-map.js``.
"""
