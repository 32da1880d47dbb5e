"""The stage-1 student and its training step in plain PyTorch, laid out as the official code is: convolution over the whole clip, tables
added to all tokens, a boolean gather, QK-RMSNorm attention, decoders, losses against given targets, clipping, torch.optim.AdamW.

Reads one JSON line with the sizes from standard input, then lines "run N"; answers each with one JSON line of N step times in ms.
"""
import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class RMSNorm(nn.Module):
    def __init__(self, width, eps=1e-6):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x):
        dtype = x.dtype
        x = x.to(torch.float32)
        x = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps)
        return self.weight * x.to(dtype)


class LayerScale(nn.Module):
    def __init__(self, width, init=1e-5):
        super().__init__()
        self.gamma = nn.Parameter(init * torch.ones(width))

    def forward(self, x):
        return (x.float() * self.gamma.float()).to(x.dtype)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.qkv = nn.Linear(width, width * 3, bias=False)
        self.proj = nn.Linear(width, width)
        self.q_norm, self.k_norm = RMSNorm(width), RMSNorm(width)

    def forward(self, x):
        b, n, c = x.shape
        qkv = self.qkv(x).reshape(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        _, h, _, d = q.shape
        q = self.q_norm(q.transpose(1, 2).flatten(-2, -1)).view(b, n, h, d).transpose(1, 2)
        k = self.k_norm(k.transpose(1, 2).flatten(-2, -1)).view(b, n, h, d).transpose(1, 2)
        attention = ((q * self.scale) @ k.transpose(-2, -1)).softmax(dim=-1)
        return self.proj((attention @ v).transpose(1, 2).reshape(b, n, c))


class Mlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.norm1, self.attn, self.ls1 = RMSNorm(width), Attention(width, heads), LayerScale(width)
        self.norm2, self.mlp, self.ls2 = RMSNorm(width), Mlp(width, hidden), LayerScale(width)

    def forward(self, x):
        x = x + self.ls1(self.attn(self.norm1(x)))
        return x + self.ls2(self.mlp(self.norm2(x)))


class AttentionPool(nn.Module):
    def __init__(self, width, heads, out):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.norm_q, self.norm_k, self.norm_v = (nn.LayerNorm(width) for _ in range(3))
        self.q, self.k, self.v = (nn.Linear(width, width, bias=False) for _ in range(3))
        self.q_bias, self.k_bias, self.v_bias = (nn.Parameter(torch.zeros(width)) for _ in range(3))
        self.proj = nn.Linear(width, out)

    def forward(self, x):
        b, n, c = x.shape
        q = F.linear(self.norm_q(x.mean(1, keepdim=True)), self.q.weight, self.q_bias).reshape(b, 1, self.heads, -1).transpose(1, 2)
        k = F.linear(self.norm_k(x), self.k.weight, self.k_bias).reshape(b, n, self.heads, -1).transpose(1, 2)
        v = F.linear(self.norm_v(x), self.v.weight, self.v_bias).reshape(b, n, self.heads, -1).transpose(1, 2)
        attention = ((q * self.scale) @ k.transpose(-2, -1)).softmax(dim=-1)
        return self.proj((attention @ v).transpose(1, 2).reshape(b, c))


class Decoder(nn.Module):
    """Linear (or Linear-GELU-Linear), LayerNorm, unit length."""

    def __init__(self, width, out, mlp=False):
        super().__init__()
        self.head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, out)) if mlp else nn.Linear(width, out)
        self.norm = nn.LayerNorm(out)

    def forward(self, x):
        x = self.norm(self.head(x))
        return x / x.norm(dim=-1, keepdim=True)


class Student(nn.Module):
    def __init__(self, s):
        super().__init__()
        width, tokens = s["width"], s["tokens"]
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.randn(1, 1 + tokens, width) * 0.02)
        self.clip_pos_embed = nn.Parameter(torch.randn(1, 1 + tokens, width) * 0.02)
        self.mae_pos_embed = nn.Parameter(torch.randn(1, tokens, width) * 0.02)
        kernel = (s["tubelet"], s["patch"], s["patch"])
        self.patch_embed = nn.Conv3d(3, width, kernel_size=kernel, stride=kernel)
        self.blocks = nn.ModuleList(Block(width, s["heads"], s["hidden"]) for _ in range(s["depth"]))
        self.clip_projector = AttentionPool(width, s["pool_heads"], s["pool_width"])
        self.clip_decoder = nn.ModuleList(Decoder(width, s["clip_width"]) for _ in range(s["clip_layers"]))
        self.final_clip_decoder = Decoder(s["pool_width"], s["final_width"])
        self.mae_decoder = nn.ModuleList(Decoder(width, s["mae_width"], mlp=True) for _ in range(s["mae_layers"]))

    def forward(self, video, mask):
        x = self.patch_embed(video).flatten(2).transpose(1, 2)
        b, _, c = x.shape
        x = torch.cat((self.cls_token.expand(b, -1, -1), x), dim=1) + self.pos_embed
        x = x[~mask].reshape(b, -1, c)
        kept = []
        for block in self.blocks:
            x = block(x)
            kept.append(x)
        final = self.final_clip_decoder(self.clip_projector(x))
        clip_table = self.clip_pos_embed.expand(b, -1, -1)[~mask].view(b, -1, c)
        mae_table = self.mae_pos_embed.expand(b, -1, -1)[~mask[:, 1:]].view(b, -1, c)
        clip = torch.stack([d(f + clip_table) for d, f in zip(self.clip_decoder, kept[-len(self.clip_decoder):])])
        mae = torch.stack([d(f[:, 1:] + mae_table) for d, f in zip(self.mae_decoder, kept[-len(self.mae_decoder):])])
        return clip, final, mae


def unit(*shape):
    return F.normalize(torch.randn(*shape), dim=-1)


def main():
    s = json.loads(sys.stdin.readline())
    torch.set_num_threads(s["threads"])
    torch.manual_seed(0)
    student = Student(s)
    decayed = [p for n, p in student.named_parameters() if p.ndim > 1 and "pos_embed" not in n and n != "cls_token"]
    plain = [p for n, p in student.named_parameters() if p.ndim <= 1 or "pos_embed" in n or n == "cls_token"]
    optimizer = torch.optim.AdamW([{"params": plain, "weight_decay": 0.0}, {"params": decayed, "weight_decay": 0.05}], lr=1e-5, betas=(0.9, 0.98), eps=1e-6)

    b, tokens, visible = s["batch"], s["tokens"], s["visible"]
    video = torch.randn(b, 3, s["frames"], s["side"], s["side"])
    mask = torch.ones(b, 1 + tokens, dtype=torch.bool)
    mask[:, 0] = False
    for row in mask:
        row[1 + torch.randperm(tokens)[:visible]] = False
    clip_target = unit(s["clip_layers"], b, 1 + visible, s["clip_width"])
    final_target = unit(b, s["final_width"])
    mae_target = unit(s["mae_layers"], b, visible, s["mae_width"])

    def step():
        clip, final, mae = student(video, mask)
        loss = ((2 - 2 * (clip * clip_target).sum(dim=-1)).mean() + (2 - 2 * (final * final_target).sum(dim=-1)).mean()
                + (2 - 2 * (mae * mae_target).sum(dim=-1)).mean())
        if not math.isfinite(loss.item()):
            raise RuntimeError("the loss is not finite")
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 3.0)
        optimizer.step()

    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), "parameters": sum(p.numel() for p in student.parameters())}), flush=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line.split()[1])):
            start = time.perf_counter()
            step()
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
