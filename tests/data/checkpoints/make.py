"""Makes the small checkpoints beside this file with PyTorch itself (here 1.13, NumPy 1.24):  python3 make.py

They are what real training files are: tensors of every type and layout, and beside them an optimiser, settings and numbers of NumPy.
"""

import argparse
import collections

import numpy
import torch

torch.manual_seed(0)
layer = torch.nn.Linear(3, 2)
with torch.no_grad():
    layer.weight.copy_(torch.arange(6).reshape(2, 3))
    layer.bias.copy_(torch.tensor([0.5, -0.5]))
base = torch.arange(24, dtype=torch.float32).reshape(4, 6)

state = collections.OrderedDict(
    plain=base,
    transposed=base.t(),
    slice=base[1:3, 2:5],
    half=torch.tensor([1.5, -2.25, 0.0], dtype=torch.float16),
    bf16=torch.tensor([[1.5], [-3.0]], dtype=torch.bfloat16),
    double=torch.tensor([0.1, 0.2], dtype=torch.float64),
    long=torch.tensor([1, -2, 1 << 40]),
    int=torch.tensor([7], dtype=torch.int32),
    short=torch.tensor([-7], dtype=torch.int16),
    char=torch.tensor([-1], dtype=torch.int8),
    byte=torch.tensor([255], dtype=torch.uint8),
    bool=torch.tensor([True, False, True]),
    scalar=torch.tensor(2.5),
    empty=torch.zeros(0, 3),
    parameter=layer.weight,
    expanded=torch.tensor([[1.0], [2.0]]).expand(2, 3),
)
training = {
    "model": state,
    "optimizer": torch.optim.AdamW(layer.parameters()).state_dict(),
    "epoch": 3,
    "scaler": {"scale": 65536.0, "growth_factor": 2.0},
    "args": argparse.Namespace(lr=1e-3, betas=[0.9, 0.98], device=torch.device("cpu"), dtype=torch.float32, size=torch.Size([1, 2])),
    "loss": numpy.float64(3.5),
    "seen": {1, 2},
    "curve": numpy.arange(3),
}
torch.save(training, "training-zip.pth")
torch.save(training, "training-legacy.pth", _use_new_zipfile_serialization=False)
torch.save({"module": layer.state_dict()}, "module-protocol4.pth", pickle_protocol=4)
torch.save(layer.state_dict(), "bare.pth")
