"""The Python side of the worker protocol (docs/worker-protocol.md). Standard library only."""
