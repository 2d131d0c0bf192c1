"""The nearest ten by GeoDjango on PostGIS, as its documentation has it: one application in one file, for gunicorn.

`PEER_DATABASE` is the folder of the server's socket and the database's name with a colon between. The table is filled
by `peers_serving.geodjango`.
"""

from __future__ import annotations

import json
import os
from typing import Any

import django
from django.conf import settings

_FOLDER, _, _NAME = os.environ["PEER_DATABASE"].rpartition(":")
settings.configure(
    SECRET_KEY="a peer of a bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=["django.contrib.gis"],
    DATABASES={
        "default": {
            "ENGINE": "django.contrib.gis.db.backends.postgis",
            "HOST": _FOLDER,
            "NAME": _NAME,
            "USER": "postgres",
            "CONN_MAX_AGE": None,
        }
    },
)
django.setup()

from django.contrib.gis.db import models  # noqa: E402 # only after the settings
from django.contrib.gis.db.models.functions import Distance, GeometryDistance  # noqa: E402 # as above
from django.contrib.gis.geos import Point  # noqa: E402 # as above
from django.core.wsgi import get_wsgi_application  # noqa: E402 # as above
from django.http import HttpRequest, JsonResponse  # noqa: E402 # as above
from django.urls import path  # noqa: E402 # as above

MORE = 20
"""The index orders by distance on a sphere; so many of it are measured on the ellipsoid."""


class Site(models.Model):
    """A site of the table that the bench has filled."""

    code = models.TextField(primary_key=True)
    feature = models.TextField()
    point = models.PointField(geography=True)

    class Meta:
        app_label = "gis"
        db_table = "site"
        managed = False


def nearest(request: HttpRequest) -> JsonResponse:
    """The ten sites nearest to `lon`, `lat` with their metres."""
    here = Point(float(request.GET["lon"]), float(request.GET["lat"]), srid=4326)
    near: Any = Site.objects.annotate(metres=Distance("point", here)).order_by(GeometryDistance("point", here))[:MORE]
    shown = sorted(near, key=lambda site: site.metres.m)[:10]
    features = [json.loads(site.feature) | {"metres": round(site.metres.m)} for site in shown]
    return JsonResponse({"type": "FeatureCollection", "features": features})


urlpatterns = [path("nearest", nearest)]
application = get_wsgi_application()
