"""What data the site is of, for catalogues and search engines that read no pages."""

from sqlalchemy import Connection

from etl.export.dataset_metadata import NAME, Distribution, dataset
from etl.export.exported_views import about

__all__ = ["NAME", "site_dataset"]

_FILES = (
    Distribution("index.html", "The site", "text/html"),
    Distribution("corrections.atom", "Corrections (Atom)", "application/atom+xml"),
    Distribution("corrections.json", "Corrections (JSON Feed)", "application/feed+json"),
)


def site_dataset(connection: Connection) -> str:
    """The dataset that the site shows, as JSON-LD."""
    return dataset(about(connection), _FILES)
