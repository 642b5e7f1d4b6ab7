"""The ingested files as they were, for publishers and reviewers to keep and open: never shown by the browser itself."""

import re
from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from knowledge.accounts import Role
from knowledge.version_history import published_version
from review.console.means import means_of
from review.console.routes import page_route

# Whatever the file is, a browser that opens it all the same lets it do nothing.
DOWNLOAD_HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox"}
_SHA256 = re.compile("[0-9a-f]{64}")


def download_original(request: Request) -> Response:
    """An original by its digest, if an edition or an answer knows it."""
    sha256, means = request.path_params["sha256"], means_of(request)
    if not _SHA256.fullmatch(sha256):
        raise HTTPException(404)
    version = published_version(means.editions, sha256)
    if version is None and not means.ledger.documents.knows_version(sha256):
        raise HTTPException(404)
    file = means.data / "originals" / sha256
    if not file.is_file():
        raise HTTPException(404)
    name = PurePosixPath(version.document.path).name if version else sha256[:12]
    return FileResponse(file, media_type="application/octet-stream", filename=name, headers=DOWNLOAD_HEADERS)


ROUTES = [page_route("/originals/{sha256}", download_original, Role.PUBLISHER, Role.REVIEWER)]
