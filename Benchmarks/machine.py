"""What the figures were measured on."""

import os
import pathlib

# As Bearing names what its engine asks for.
INSTRUCTION_SETS = {
    "avx2": ("avx2", "fma"),
    "avx512": ("avx512f", "avx512bw", "avx512dq", "avx512vl"),
    "avx512_bf16": ("avx512_bf16",),
    "amx_bf16": ("amx_bf16",),
}


def here() -> str:
    """The processor's own name, its cores, and its instruction sets."""
    return f"{named(pathlib.Path('/proc/cpuinfo').read_text())}; {os.cpu_count()} cores"


def named(text: str) -> str:
    """Of `/proc/cpuinfo`, whose entries are all alike."""
    lines = [line.partition(":") for line in text.partition("\n\n")[0].splitlines()]
    fields = {key.strip(): value.strip() for key, _, value in lines}
    flags = set(fields.get("flags", "").split())
    sets = [name for name, needed in INSTRUCTION_SETS.items() if flags.issuperset(needed)]
    return f"{fields.get('model name', 'unknown processor')} ({', '.join(sets) or 'none of ' + ', '.join(INSTRUCTION_SETS)})"
