"""A LLaMA in plain PyTorch, as one would write it to chat: keys and values of all tokens so far in buffers made once, no gradients, greedy.

Reads one JSON line with the sizes from standard input, answers with one line about itself, then reads lines "NAME N" and answers each with one
JSON line of N times in ms. NAME is one of
  first     reading a short prompt and choosing the first token
  token     choosing one of the tokens that follow (mean over an answer)
  prompt    reading a long prompt
"""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

from stage1 import RMSNorm, parameters


def rotate(x, cosines, sines):
    low, high = x.chunk(2, dim=-1)
    return x * cosines + torch.cat((-high, low), dim=-1) * sines


class Layer(nn.Module):
    def __init__(self, s):
        super().__init__()
        width, hidden = s["width"], s["hidden"]
        self.heads, self.head_width = s["heads"], width // s["heads"]
        self.norm1, self.norm2 = RMSNorm(width), RMSNorm(width)
        self.q, self.k, self.v, self.o = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.gate, self.up = nn.Linear(width, hidden, bias=False), nn.Linear(width, hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)
        shape = (1, self.heads, s["positions"], self.head_width)
        self.keys, self.values = torch.zeros(shape), torch.zeros(shape)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, self.head_width).transpose(1, 2)

    def forward(self, x, start, cosines, sines, mask):
        u, end = self.norm1(x), start + x.shape[1]
        q, k = rotate(self.split(self.q(u)), cosines, sines), rotate(self.split(self.k(u)), cosines, sines)
        self.keys[:, :, start:end], self.values[:, :, start:end] = k, self.split(self.v(u))
        scores = q @ self.keys[:, :, :end].transpose(-1, -2) * self.head_width ** -0.5
        if mask is not None:
            scores = scores + mask
        mixed = scores.softmax(dim=-1) @ self.values[:, :, :end]
        x = x + self.o(mixed.transpose(1, 2).reshape(x.shape))
        u = self.norm2(x)
        return x + self.down(F.silu(self.gate(u)) * self.up(u))


class Llama(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.words = nn.Embedding(s["vocabulary"], s["width"])
        self.layers = nn.ModuleList(Layer(s) for _ in range(s["depth"]))
        self.norm, self.head = RMSNorm(s["width"]), nn.Linear(s["width"], s["vocabulary"], bias=False)
        half = s["width"] // s["heads"] // 2
        angles = torch.arange(s["positions"])[:, None] * 10000.0 ** (-torch.arange(half) / half)
        self.cosines, self.sines = torch.cat((angles, angles), dim=1).cos(), torch.cat((angles, angles), dim=1).sin()
        self.mask = torch.full((s["positions"], s["positions"]), float("-inf")).triu(1)

    def forward(self, ids, start):
        """The next token after ids (1 x L), which stand behind `start` tokens that have been read."""
        end = start + ids.shape[1]
        mask = self.mask[start:end, :end] if ids.shape[1] > 1 else None
        x = self.words(ids)
        for layer in self.layers:
            x = layer(x, start, self.cosines[start:end], self.sines[start:end], mask)
        return self.head(self.norm(x[:, -1])).argmax(dim=-1, keepdim=True)


def main():
    s = json.loads(sys.stdin.readline())
    torch.set_num_threads(s["threads"])
    torch.manual_seed(0)
    model = Llama(s).eval()
    short, long = (torch.randint(s["vocabulary"], (1, s[name])) for name in ("short", "long"))
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), "parameters": {"chat": parameters(model)}}), flush=True)

    def timed(work):
        start = time.perf_counter()
        work()
        return (time.perf_counter() - start) * 1000

    def answer():
        token = model(short, 0)
        token.item()

        def rest():
            nonlocal token
            for i in range(s["answer"]):
                token = model(token, s["short"] + i)
                token.item()  # a program that chats looks at each token: is it the last one?

        return timed(rest) / s["answer"]

    works = {"first": lambda: timed(lambda: model(short, 0).item()), "prompt": lambda: timed(lambda: model(long, 0).item()), "token": answer}
    with torch.inference_mode():
        for line in sys.stdin:
            name, count = line.split()
            print(json.dumps([works[name]() for _ in range(int(count))]), flush=True)


if __name__ == "__main__":
    main()
