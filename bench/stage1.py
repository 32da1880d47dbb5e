"""Stage 1 in plain PyTorch, as one would write it: student, teachers, attention-guided mask, decoders, losses, clipping, torch.optim.AdamW.

Reads one JSON line with the sizes from standard input, answers with one line about itself, then reads lines "NAME N" and answers each with one
JSON line of N times in ms. NAME is one of
  student   one training step towards given targets under a given mask
  stage1    one training step with the teachers' forward passes and the mask drawn from the spatial teacher's attention
  encoder   the student's encoder without a mask, one clip, no gradients
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
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps))


class Attention(nn.Module):
    """QK-normalised without biases (student, spatial teacher), or with query and value biases (motion teacher)."""

    def __init__(self, width, heads, motion):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.qkv = nn.Linear(width, width * 3, bias=False)
        self.proj = nn.Linear(width, width)
        self.q_norm, self.k_norm = (nn.Identity(), nn.Identity()) if motion else (RMSNorm(width), RMSNorm(width))
        if motion:
            self.q_bias, self.v_bias = nn.Parameter(torch.zeros(width)), nn.Parameter(torch.zeros(width))
        self.motion = motion

    def forward(self, x):
        b, n, c = x.shape
        bias = torch.cat((self.q_bias, torch.zeros_like(self.q_bias), self.v_bias)) if self.motion else None
        q, k, v = F.linear(x, self.qkv.weight, bias).chunk(3, dim=-1)
        q, k, v = (t.view(b, n, self.heads, -1).transpose(1, 2) for t in (self.q_norm(q), self.k_norm(k), v))
        attention = ((q * self.scale) @ k.transpose(-2, -1)).softmax(dim=-1)
        return self.proj((attention @ v).transpose(1, 2).reshape(b, n, c))


class Mlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, width, heads, hidden, motion=False):
        super().__init__()
        norm = (lambda w: nn.LayerNorm(w, eps=1e-6)) if motion else RMSNorm
        self.norm1, self.attn, self.norm2, self.mlp = norm(width), Attention(width, heads, motion), norm(width), Mlp(width, hidden)
        self.gamma1, self.gamma2 = (1.0, 1.0) if motion else (nn.Parameter(1e-5 * torch.ones(width)), nn.Parameter(1e-5 * torch.ones(width)))

    def forward(self, x):
        x = x + self.scaled(self.gamma1, self.attn(self.norm1(x)))
        return x + self.scaled(self.gamma2, self.mlp(self.norm2(x)))

    @staticmethod
    def scaled(gamma, x):
        return x if isinstance(gamma, float) else gamma * x


class AttentionPool(nn.Module):
    def __init__(self, width, heads, out):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.norm_q, self.norm_k, self.norm_v = (nn.LayerNorm(width) for _ in range(3))
        self.q, self.k, self.v = (nn.Linear(width, width) for _ in range(3))
        self.proj = nn.Linear(width, out)

    def forward(self, x):
        b, n, c = x.shape
        q, k, v = self.q(self.norm_q(x.mean(1, keepdim=True))), self.k(self.norm_k(x)), self.v(self.norm_v(x))
        q, k, v = (t.view(b, -1, self.heads, c // self.heads).transpose(1, 2) for t in (q, k, v))
        attention = ((q * self.scale) @ k.transpose(-2, -1)).softmax(dim=-1)
        return self.proj((attention @ v).transpose(1, 2).reshape(b, c)), attention.mean(1).squeeze(1)


class Encoder(nn.Module):
    """InternVideo2's video encoder, whole or masked."""

    def __init__(self, s):
        super().__init__()
        width, self.tokens = s["width"], (s["frames"] // s["tubelet"]) * (s["side"] // s["patch"]) ** 2
        kernel = (s["tubelet"], s["patch"], s["patch"])
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.randn(1, 1 + self.tokens, width) * 0.02)
        self.patch_embed = nn.Conv3d(3, width, kernel_size=kernel, stride=kernel)
        self.blocks = nn.ModuleList(Block(width, s["heads"], s["hidden"]) for _ in range(s["depth"]))
        self.pool = AttentionPool(width, s["pool_heads"], s["pool_width"])

    def forward(self, video, mask=None):
        x = self.patch_embed(video).flatten(2).transpose(1, 2)
        b, _, c = x.shape
        x = torch.cat((self.cls_token.expand(b, -1, -1), x), dim=1) + self.pos_embed
        if mask is not None:
            x = x[~mask].view(b, -1, c)
        layers = []
        for block in self.blocks:
            x = block(x)
            layers.append(x)
        pooled, attention = self.pool(x)
        return layers, pooled, attention


class Decoder(nn.Module):
    """Linear (or Linear-GELU-Linear), LayerNorm, unit length."""

    def __init__(self, width, out, mlp=False):
        super().__init__()
        self.head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, out)) if mlp else nn.Linear(width, out)
        self.norm = nn.LayerNorm(out)

    def forward(self, x):
        return unit(self.norm(self.head(x)))


class Student(nn.Module):
    def __init__(self, encoder, clip_layers, clip_width, final_width, mae_layers, mae_width):
        super().__init__()
        width = encoder["width"]
        self.encoder = Encoder(encoder)
        self.clip_pos_embed = nn.Parameter(torch.randn(1, 1 + self.encoder.tokens, width) * 0.02)
        self.mae_pos_embed = nn.Parameter(torch.randn(1, self.encoder.tokens, width) * 0.02)
        self.clip_decoder = nn.ModuleList(Decoder(width, clip_width) for _ in range(clip_layers))
        self.final_clip_decoder = Decoder(encoder["pool_width"], final_width)
        self.mae_decoder = nn.ModuleList(Decoder(width, mae_width, mlp=True) for _ in range(mae_layers))

    def forward(self, video, mask):
        layers, pooled, _ = self.encoder(video, mask)
        b, _, c = layers[-1].shape
        clip_table = self.clip_pos_embed.expand(b, -1, -1)[~mask].view(b, -1, c)
        mae_table = self.mae_pos_embed.expand(b, -1, -1)[~mask[:, 1:]].view(b, -1, c)
        clip = torch.stack([d(f + clip_table) for d, f in zip(self.clip_decoder, layers[-len(self.clip_decoder):])])
        mae = torch.stack([d(f[:, 1:] + mae_table) for d, f in zip(self.mae_decoder, layers[-len(self.mae_decoder):])])
        return clip, self.final_clip_decoder(pooled), mae


class MotionTeacher(nn.Module):
    """VideoMAE: LayerNorms, query and value biases, constant positions, no class token."""

    def __init__(self, s, count):
        super().__init__()
        kernel = (s["tubelet"], s["patch"], s["patch"])
        tokens = (s["frames"] // s["tubelet"]) * (s["side"] // s["patch"]) ** 2
        self.patch_embed = nn.Conv3d(3, s["width"], kernel_size=kernel, stride=kernel)
        self.register_buffer("positions", torch.randn(1, tokens, s["width"]))
        self.blocks = nn.ModuleList(Block(s["width"], s["heads"], s["hidden"], motion=True) for _ in range(s["depth"]))
        self.norm = nn.LayerNorm(s["width"], eps=1e-6)
        self.count = count

    def forward(self, video):
        x = self.patch_embed(video).flatten(2).transpose(1, 2) + self.positions
        layers = []
        for block in self.blocks:
            x = block(x)
            layers.append(x)
        layers[-1] = self.norm(x)
        return unit(torch.stack(layers[-self.count:]))


def unit(x):
    return x / x.norm(dim=-1, keepdim=True)


def distance(student, target):
    return (2 - 2 * (student * target).sum(dim=-1)).mean()


class Training:
    """A student and its optimiser."""

    def __init__(self, student):
        self.student = student
        plain, decayed = [], []
        for name, p in student.named_parameters():
            (plain if p.ndim <= 1 or "pos_embed" in name or name.endswith("cls_token") else decayed).append(p)
        groups = [{"params": plain, "weight_decay": 0.0}, {"params": decayed, "weight_decay": 0.05}]
        self.optimizer = torch.optim.AdamW(groups, lr=1e-5, betas=(0.9, 0.98), eps=1e-6)

    def step(self, video, mask, clip_target, final_target, mae_target):
        clip, final, mae = self.student(video, mask)
        loss = distance(clip, clip_target) + distance(final, final_target) + distance(mae, mae_target)
        if not math.isfinite(loss.item()):
            raise RuntimeError("the loss is not finite")
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.student.parameters(), 3.0)
        self.optimizer.step()


def visible_mask(kept, tokens):
    """kept: B x K patch numbers. True = removed; the class token stays."""
    mask = torch.ones(kept.shape[0], 1 + tokens, dtype=torch.bool)
    mask[:, 0] = False
    return mask.scatter_(1, kept + 1, False)


def random_unit(*shape):
    return unit(torch.randn(*shape))


def parameters(module):
    return sum(p.numel() for p in module.parameters())


def student_step(s):
    """The student alone: random targets as wide as the official teachers' features."""
    training = Training(Student(**s["student"]))
    shape, b, visible, tokens = s["student"], s["batch"], s["visible"], training.student.encoder.tokens
    video = torch.randn(b, 3, shape["encoder"]["frames"], shape["encoder"]["side"], shape["encoder"]["side"])
    mask = visible_mask(torch.stack([torch.randperm(tokens)[:visible] for _ in range(b)]), tokens)
    targets = (random_unit(shape["clip_layers"], b, 1 + visible, shape["clip_width"]), random_unit(b, shape["final_width"]),
               random_unit(shape["mae_layers"], b, visible, shape["mae_width"]))
    return training, lambda: training.step(video, mask, *targets)


def stage1_step(s):
    """The whole step: both teachers look, the spatial one's attention draws the mask, the student learns."""
    shape, b, visible = s["stage1"]["student"], s["batch"], s["visible"]
    training = Training(Student(**shape))
    spatial, motion = Encoder(s["stage1"]["spatial"]).eval(), MotionTeacher(s["stage1"]["motion"], shape["mae_layers"]).eval()
    teacher = s["stage1"]["motion"]
    video = torch.randn(b, 3, teacher["frames"], teacher["side"], teacher["side"])
    stride = teacher["frames"] // shape["encoder"]["frames"]

    def step():
        seen = video[:, :, ::stride].contiguous()
        with torch.no_grad():
            layers, pooled, attention = spatial(seen)
            clip = unit(torch.stack(layers[-shape["clip_layers"]:]))
            kept = torch.multinomial(attention[:, 1:], visible)
            mask = visible_mask(kept, training.student.encoder.tokens)
            mae = motion(video)
            targets = (clip[:, ~mask].view(clip.shape[0], b, -1, clip.shape[-1]), unit(pooled), mae[:, ~mask[:, 1:]].view(mae.shape[0], b, -1, mae.shape[-1]))
        training.step(seen, mask, *targets)

    return training, spatial, motion, step


def encoder_forward(s):
    encoder = Encoder(s["student"]["encoder"]).eval()
    video = torch.randn(1, 3, s["student"]["encoder"]["frames"], s["student"]["encoder"]["side"], s["student"]["encoder"]["side"])

    def forward():
        with torch.inference_mode():
            encoder(video)

    return encoder, forward


def main():
    s = json.loads(sys.stdin.readline())
    torch.set_num_threads(s["threads"])
    torch.manual_seed(0)
    student, student_run = student_step(s)
    training, spatial, motion, stage1_run = stage1_step(s)
    encoder, encoder_run = encoder_forward(s)
    counts = {"student": parameters(student.student), "stage1": parameters(training.student), "spatial": parameters(spatial),
              "motion": parameters(motion), "encoder": parameters(encoder)}
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), "parameters": counts}), flush=True)
    runs = {"student": student_run, "stage1": stage1_run, "encoder": encoder_run}
    for line in sys.stdin:
        name, count = line.split()
        times = []
        for _ in range(int(count)):
            start = time.perf_counter()
            runs[name]()
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
