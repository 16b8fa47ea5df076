"""What a device is good at."""

import torch


def has_fast_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 convolutions are faster: on GPUs, and CPUs with AVX512-BF16 (measured: 2x on Zen 4) or AMX."""
    if device.type != "cpu":
        return device.type == "cuda"
    probes = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")  # torch has no public ones yet
    return any(bool(getattr(torch.cpu, probe, lambda: False)()) for probe in probes)


def runs_ahead(device: torch.device) -> bool:
    """Whether the device computes while the CPU queues more work: then nothing may be read back between two steps, and
    batches are drawn ahead. Convolutions are fastest there with channels last in memory.
    """
    return device.type == "cuda"
