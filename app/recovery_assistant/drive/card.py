# SPDX-License-Identifier: Apache-2.0
"""A graphics card that stretches keys, or what stands in for one in software, through wgpu.

Lives in the process that `gpu_worker` is; nobody else imports this module, because wgpu is an
optional extra and loads the drivers of the system. Whatever fails here ends that process.
"""

import struct
from array import array
from typing import Final

import wgpu

from recovery_assistant.drive.shader import (
    ENTRY_POINT,
    HASH_WORDS,
    JOB_BINDING,
    KEYS_BINDING,
    STATES_BINDING,
    shader,
)

# Small groups let a card in software share a small batch between the cores; one of hardware has
# bundles of 32 or 64.
_GROUP_IN_SOFTWARE: Final = 16
_GROUP: Final = 64
_WORD_BYTES: Final = 4
_HASH_BYTES: Final = HASH_WORDS * _WORD_BYTES
_SALT: Final = struct.Struct(">4I")
# Salt, first round, rounds, keys.
_JOB: Final = struct.Struct("<7I")
_IN_SOFTWARE: Final = "CPU"


class WgpuCard:
    """The fastest card of this PC.

    Attributes:
        name: what it calls itself.
        in_software: whether the processor does the work.

    """

    def __init__(self, text: str | None = None) -> None:
        """Ask for the card and compile the program for it.

        Args:
            text: another program than ours; tests break it.

        """
        adapter = wgpu.gpu.request_adapter_sync(power_preference="high-performance")
        self.name = adapter.info["device"]
        self.in_software = adapter.info["adapter_type"] == _IN_SOFTWARE
        self._group = _GROUP_IN_SOFTWARE if self.in_software else _GROUP
        self._device = adapter.request_device_sync()
        module = self._device.create_shader_module(code=text or shader(self._group))
        self._pipeline = self._device.create_compute_pipeline(
            layout="auto", compute={"module": module, "entry_point": ENTRY_POINT}
        )
        self._job = self._device.create_buffer(
            size=_JOB.size, usage=wgpu.BufferUsage.STORAGE | wgpu.BufferUsage.COPY_DST
        )

    def begin(self, salt: bytes, hashes: bytes) -> None:
        """Take up other keys: the salt, and the SHA-256 of each key."""
        self._salt = _SALT.unpack(salt)
        self._count = len(hashes) // _HASH_BYTES
        # The buffers of the batch before are freed with their last reference.
        keys = self._device.create_buffer_with_data(
            data=_turned(hashes), usage=wgpu.BufferUsage.STORAGE
        )
        # Zeros, as the stretching starts with.
        self._states = self._device.create_buffer(
            size=len(hashes), usage=wgpu.BufferUsage.STORAGE | wgpu.BufferUsage.COPY_SRC
        )
        bindings = {KEYS_BINDING: keys, STATES_BINDING: self._states, JOB_BINDING: self._job}
        self._bindings = self._device.create_bind_group(
            layout=self._pipeline.get_bind_group_layout(0),
            entries=[
                {"binding": number, "resource": {"buffer": one, "offset": 0, "size": one.size}}
                for number, one in bindings.items()
            ],
        )

    def advance(self, first: int, rounds: int) -> None:
        """Do so many rounds on all keys, and wait until they are done."""
        queue = self._device.queue
        queue.write_buffer(self._job, 0, _JOB.pack(*self._salt, first, rounds, self._count))
        encoder = self._device.create_command_encoder()
        work = encoder.begin_compute_pass()
        work.set_pipeline(self._pipeline)
        work.set_bind_group(0, self._bindings)
        work.dispatch_workgroups(-(-self._count // self._group))
        work.end()
        queue.submit([encoder.finish()])
        # Reading a word waits for all that; what is made for waiting is broken in wgpu 0.32.0.
        queue.read_buffer(self._states, 0, _WORD_BYTES)

    def result(self) -> bytes:
        """Return 32 bytes for each key."""
        return _turned(self._device.queue.read_buffer(self._states))


def _turned(data: bytes | memoryview) -> bytes:
    """Turn the bytes of each word round: SHA-256 counts from the high one, a card from the low."""
    words = array("I", bytes(data))
    words.byteswap()
    return words.tobytes()
