"""A run's curves as TensorBoard's event file.

It is written here, because all that could write it would have to be installed by everybody who runs the playground:
the package tensorboard with gRPC and a web server, 30 MB. The format is public and does not change: a file of records
(https://www.tensorflow.org/tutorials/load_data/tfrecord), each an `Event` message of TensorFlow's
``core/util/event.proto`` in protobuf's encoding (https://protobuf.dev/programming-guides/encoding). A test reads it
with TensorBoard's own reader.
"""

import struct
from collections.abc import Iterator

from playground.runs import Run, Store
from playground.takehome.curves import COLUMNS, curves

VERSION = b"brain.Event:2"
POLYNOMIAL = 0x82F63B78  # CRC-32C (Castagnoli), reversed
MASK = 0xA282EAD8


def as_events(run: Run, store: Store) -> bytes:
    """Return the event file: each column of the curves is a scalar, with step and time."""
    found = curves(run, store)
    names = {column: chart.format(score=found.score).encode() for column, chart in COLUMNS.items()}
    started = found.points[0].time if found.points else run.created
    records = [_record(_double(1, started) + _bytes(3, VERSION))]
    for point in found.points:
        where = _double(1, point.time) + _number(2, point.step)
        for column, value in point.values.items():
            scalar = _bytes(1, names[column]) + _float(2, value)
            records.append(_record(where + _bytes(5, _bytes(1, scalar))))
    return b"".join(records)


def _record(data: bytes) -> bytes:
    length = struct.pack("<Q", len(data))
    return length + _checksum(length) + data + _checksum(data)


def _table() -> Iterator[int]:
    for number in range(256):
        for _ in range(8):
            number = number >> 1 ^ (POLYNOMIAL if number & 1 else 0)
        yield number


_CRC = tuple(_table())


def _checksum(data: bytes) -> bytes:
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _CRC[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + MASK) & 0xFFFFFFFF)


def _varint(number: int) -> bytes:
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _double(field: int, value: float) -> bytes:
    return _varint(field << 3 | 1) + struct.pack("<d", value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _float(field: int, value: float) -> bytes:
    return _varint(field << 3 | 5) + struct.pack("<f", value)
