"""What the application gives its handlers: the house, the reader's language, the maps; and texts of the path."""

from __future__ import annotations

from litestar.di import NamedDependency
from litestar.params import FromPath

from app.journeys.house import House
from app.web.language import Speech
from app.web.maps.files import MapFiles

GivenHouse = NamedDependency[House]
GivenSpeech = NamedDependency[Speech]
GivenMaps = NamedDependency[MapFiles]
PathText = FromPath[str]
