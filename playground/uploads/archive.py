"""A zip file from somebody unknown: looked at as a whole before anything in it is unpacked, then read file by file."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from playground.translations import N_, PlaygroundError
from playground.uploads.limits import MOST_ENTRIES, MOST_PACKED, MOST_UNPACKED

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may ask for gigabytes only to begin
MEGABYTE = 2**20


def files_of(contents: bytes) -> Iterator[tuple[str, bytes]]:
    """Give name and contents of each file in a zip file, none of which is written anywhere.

    Raises `PlaygroundError` where it is none, is broken, or holds what no folder of pictures holds: names that lead out
    of it, links, a password, or far more than its size tells.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(entries, len(contents))
            for entry in entries:
                if _of_interest(entry.filename):
                    yield entry.filename, archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise PlaygroundError(
            N_("The zip file is broken, or is none ({words}). Make it anew and upload it again."),
            words=str(error)[:100],
        ) from None


def _of_interest(name: str) -> bool:
    """Return whether somebody put this file there: not macOS, not a file manager."""
    return not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _quoted(name: str) -> str:
    """Return a name as it can stand in a sentence."""
    return f"`{name[:60].replace('`', '´')}`"


def _check(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > MOST_ENTRIES:
        raise PlaygroundError(
            N_("The zip file holds {count} files; at most {limit} can be read."),
            count=f"{len(entries):,}",
            limit=f"{MOST_ENTRIES:,}",
        )
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
            raise PlaygroundError(
                N_("The zip file holds a name that leads out of it, {name}; such files are not opened."),
                name=_quoted(entry.filename),
            )
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise PlaygroundError(
                N_("The zip file holds a link, {name}; put the picture itself into it."), name=_quoted(entry.filename)
            )
        if entry.flag_bits & 1:
            raise PlaygroundError(N_("The zip file has a password. Make it without one."))
        if entry.compress_type not in METHODS:
            raise PlaygroundError(
                N_("The zip file is packed in an unusual way. Make it with the usual method, Deflate.")
            )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or unpacked > max(MOST_PACKED * packed, MEGABYTE):
        raise PlaygroundError(
            N_(
                "Unpacked, the zip file would have {unpacked} MB, from {packed} MB. "
                "At most {limit} MB and {times} times its size are unpacked."
            ),
            unpacked=f"{unpacked / MEGABYTE:,.0f}",
            packed=f"{packed / MEGABYTE:,.1f}",
            limit=MOST_UNPACKED // MEGABYTE,
            times=MOST_PACKED,
        )
