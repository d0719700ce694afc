"""Frames: how messages lie on a pipe.

The server and the supervisor exchange `length, JSON`. A session's frames reach the supervisor sealed
with a token and a checksum, because a test may write anything to any descriptor: what is not ours must
be told apart before it is passed on.
"""

from __future__ import annotations

import json
import struct
from binascii import crc32
from collections.abc import Iterator

LIMIT = 16 * 1024 * 1024
TOKEN_BYTES = 16

_LENGTH = struct.Struct(">I")
_SEAL = struct.Struct(f">{TOKEN_BYTES}sII")
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_from_json = json.JSONDecoder().decode


class FrameError(Exception):
    """What came through a pipe is not a frame, or a frame would be too long to send."""


def encode(value: object) -> bytes:
    """Give the JSON of a value in UTF-8, lone surrogates written as `\\u` escapes."""
    return _to_json(value).encode("utf-8", "backslashreplace")


def decode(body: bytes | bytearray | memoryview) -> dict:
    """Give the object that a frame's body holds; anything but an object is a FrameError."""
    try:
        value = _from_json(str(body, "utf-8"))
    except ValueError as error:
        raise FrameError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise FrameError("not a JSON object")
    return value


def frame(body: bytes) -> bytes:
    """Put the length in front of a body."""
    if len(body) > LIMIT:
        raise FrameError(f"a frame of {len(body)} bytes is too long")
    return _LENGTH.pack(len(body)) + body


def seal(token: bytes, body: bytes) -> bytes:
    """Put token, length and checksum in front of a body, for the way from a session to the supervisor."""
    if len(body) > LIMIT:
        raise FrameError(f"a frame of {len(body)} bytes is too long")
    return _SEAL.pack(token, len(body), crc32(body)) + body


class FrameReader:
    """Takes bytes as they come and gives the bodies of the frames that are complete."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        buffer = self._buffer
        buffer += data
        bodies = []
        start = 0
        while len(buffer) - start >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(buffer, start)
            if length > LIMIT:
                raise FrameError(f"a frame of {length} bytes is too long")
            end = start + _LENGTH.size + length
            if len(buffer) < end:
                break
            bodies.append(bytes(buffer[start + _LENGTH.size : end]))
            start = end
        del buffer[:start]
        return bodies


class SealedReader:
    """As FrameReader, for sealed frames; the first byte that is not ours is a FrameError."""

    def __init__(self, token: bytes) -> None:
        self._token = token
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Give the frames one by one: those in front of foreign bytes are good ones."""
        buffer = self._buffer
        buffer += data
        start = 0
        try:
            while len(buffer) - start >= _SEAL.size:
                token, length, checksum = _SEAL.unpack_from(buffer, start)
                if token != self._token or length > LIMIT:
                    raise FrameError("foreign bytes on a session's channel")
                end = start + _SEAL.size + length
                if len(buffer) < end:
                    break
                body = bytes(buffer[start + _SEAL.size : end])
                if crc32(body) != checksum:
                    raise FrameError("a damaged frame on a session's channel")
                start = end
                yield body
        finally:
            del buffer[:start]
