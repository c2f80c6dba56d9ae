"""What the data are, for catalogues and search engines: schema.org and DCAT as JSON-LD."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etl.export.exported_views import About
from etl.export.readme_text import DESCRIPTION, RIGHTS, TITLE, citation
from etl.warehouse.schema.views import load_views

NAME = "dataset.jsonld"
_KEYWORDS = (
    "市办实事",
    "民生实事",
    "政府承诺",
    "进展公报",
    "government promises",
    "open government",
    "municipal statistics",
    "China",
)


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file of the data."""

    address: str
    title: str
    media_type: str
    size: int | None = None
    sha256: str | None = None


def dataset(about: About, distributions: Sequence[Distribution]) -> str:
    """A dataset as ``schema.org/Dataset`` and ``dcat:Dataset`` at once."""
    described: dict[str, Any] = {
        "@context": {
            "@vocab": "https://schema.org/",
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@type": ["Dataset", "dcat:Dataset"],
        "name": TITLE,
        "dct:title": TITLE,
        "description": DESCRIPTION,
        "dct:description": DESCRIPTION,
        "inLanguage": ["zh-Hans", "en"],
        "dct:language": ["zh", "en"],
        "keywords": list(_KEYWORDS),
        "dcat:keyword": list(_KEYWORDS),
        "usageInfo": RIGHTS,
        "dct:rights": RIGHTS,
        "creditText": citation(about),
        "isAccessibleForFree": True,
        "measurementTechnique": "read from published bulletins and checked by their arithmetic",
        "dct:accrualPeriodicity": {"@id": "http://purl.org/cld/freq/monthly"},
    }
    described |= _where_and_when(about)
    described["variableMeasured"] = [
        {"@type": "PropertyValue", "name": name, "description": said}
        for name, said in _variables().items()
    ]
    files = [_distribution(one) for one in distributions]
    described |= {"distribution": files, "dcat:distribution": files}
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _variables() -> Mapping[str, str]:
    """What each column means, as the first view that has it says."""
    found: dict[str, str] = {}
    for view in sorted(load_views(), key=lambda view: view.name):
        found |= {name: said for name, said in view.columns.items() if name not in found}
    return found


def _where_and_when(about: About) -> dict[str, Any]:
    cities = [city for _, city in about.cities]
    said: dict[str, Any] = {
        "spatialCoverage": [{"@type": "Place", "name": city} for city in cities],
        "dct:spatial": cities,
    }
    if about.as_of is not None:
        day = f"{about.as_of:%Y-%m-%dT%H:%M:%SZ}"
        said |= {
            "dateModified": day,
            "dct:modified": {"@type": "xsd:dateTime", "@value": day},
        }
    if about.first_period and about.last_period:
        said |= {
            "temporalCoverage": f"{about.first_period}/{about.last_period}",
            "dct:temporal": {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": {"@type": "xsd:date", "@value": str(about.first_period)},
                "dcat:endDate": {"@type": "xsd:date", "@value": str(about.last_period)},
            },
        }
    return said


def _distribution(one: Distribution) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@type": ["DataDownload", "dcat:Distribution"],
        "name": one.title,
        "dct:title": one.title,
        "contentUrl": one.address,
        "dcat:downloadURL": {"@id": one.address},
        "encodingFormat": one.media_type,
        "dcat:mediaType": one.media_type,
    }
    if one.size is not None:
        said |= {"contentSize": f"{one.size} B", "dcat:byteSize": one.size}
    if one.sha256 is not None:
        said |= {
            "sha256": one.sha256,
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": one.sha256,
            },
        }
    return said
