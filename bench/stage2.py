"""Stage 2 in plain PyTorch, as one would write it: vision encoder, BERT with fusion layers, BEATs (frozen), contrast, matching, masked words.

Reads one JSON line with the sizes from standard input, answers with one line about itself, then reads lines "step N" and answers each with one JSON
line of N times in ms: training steps on one batch of videos with sound and captions, with the terms VTC, VTM, MLM, AVTC, AVTM, AVMLM.
"""
import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

from stage1 import Encoder, parameters, visible_mask

PAD, CLS, MASK, IGNORE = 0, 2, 4, -100


class BertAttention(nn.Module):
    def __init__(self, width, source, heads, dropout):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = nn.Linear(width, width), nn.Linear(source, width), nn.Linear(source, width)
        self.dense, self.norm = nn.Linear(width, width), nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, x, source, bias):
        q, k, v = self.split(self.query(x)), self.split(self.key(source)), self.split(self.value(source))
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        if bias is not None:
            scores = scores + bias
        mixed = self.dropout(scores.softmax(dim=-1)) @ v
        return self.norm(self.dropout(self.dense(mixed.transpose(1, 2).reshape(x.shape))) + x)


class BertLayer(nn.Module):
    def __init__(self, s, media_width):
        super().__init__()
        self.attention = BertAttention(s["width"], s["width"], s["heads"], s["dropout"])
        self.cross = BertAttention(s["width"], media_width, s["heads"], s["dropout"]) if media_width else None
        self.fc1, self.fc2 = nn.Linear(s["width"], s["hidden"]), nn.Linear(s["hidden"], s["width"])
        self.norm, self.dropout = nn.LayerNorm(s["width"], eps=1e-12), nn.Dropout(s["dropout"])

    def forward(self, x, bias, media):
        x = self.attention(x, x, bias)
        if self.cross is not None:
            x = self.cross(x, media, None)
        return self.norm(self.dropout(self.fc2(F.gelu(self.fc1(x)))) + x)


class Bert(nn.Module):
    def __init__(self, s, media_width):
        super().__init__()
        width = s["width"]
        self.words = nn.Embedding(s["vocabulary"], width, padding_idx=PAD)
        self.positions, self.types = nn.Embedding(s["positions"], width), nn.Embedding(2, width)
        self.norm, self.dropout = nn.LayerNorm(width, eps=1e-12), nn.Dropout(s["dropout"])
        self.layers = nn.ModuleList(BertLayer(s, media_width if i >= s["fusion_layer"] else None) for i in range(s["depth"]))
        self.fusion_layer = s["fusion_layer"]
        self.transform, self.head_norm = nn.Linear(width, width), nn.LayerNorm(width, eps=1e-12)
        self.head_bias = nn.Parameter(torch.zeros(s["vocabulary"]))

    @staticmethod
    def bias(mask):
        return (1.0 - mask[:, None, None, :].float()) * -10000.0

    def text(self, ids, mask):
        places = torch.arange(ids.shape[1])
        x = self.dropout(self.norm(self.words(ids) + self.types(torch.zeros_like(ids)) + self.positions(places)))
        for layer in self.layers[:self.fusion_layer]:
            x = layer(x, self.bias(mask), None)
        return x

    def fuse(self, x, mask, media):
        for layer in self.layers[self.fusion_layer:]:
            x = layer(x, self.bias(mask), media)
        return x

    def guess(self, x):
        return F.linear(self.head_norm(F.gelu(self.transform(x))), self.words.weight, self.head_bias)


class AudioAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))
        self.grep = nn.Linear(width // heads, 8)
        self.grep_a = nn.Parameter(torch.ones(1, heads, 1, 1))

    def forward(self, x, table):
        b, n, c = x.shape
        q, k, v = (f(x).view(b, n, self.heads, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        gate = torch.sigmoid(self.grep(q).view(b, self.heads, n, 2, 4).sum(-1))
        factor = gate[..., :1] * (gate[..., 1:] * self.grep_a - 1.0) + 2.0
        weights = (q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + factor * table).softmax(dim=-1)
        return self.out((weights @ v).transpose(1, 2).reshape(b, n, c))


class AudioLayer(nn.Module):
    def __init__(self, s):
        super().__init__()
        width = s["width"]
        self.attention, self.norm1 = AudioAttention(width, s["heads"]), nn.LayerNorm(width)
        self.fc1, self.fc2, self.norm2 = nn.Linear(width, s["hidden"]), nn.Linear(s["hidden"], width), nn.LayerNorm(width)
        self.alpha = (2 * s["depth"]) ** 0.25

    def forward(self, x, table):
        x = self.norm1(self.alpha * x + self.attention(x, table))
        return self.norm2(self.alpha * x + self.fc2(F.gelu(self.fc1(x))))


class Beats(nn.Module):
    def __init__(self, s):
        super().__init__()
        width, self.kernel = s["width"], s["kernel"]
        self.patches = nn.Conv2d(1, s["patch_width"], s["patch"], s["patch"], bias=False)
        self.patch_norm, self.project = nn.LayerNorm(s["patch_width"]), nn.Linear(s["patch_width"], width)
        conv = nn.Conv1d(width, width, s["kernel"], padding=s["kernel"] // 2, groups=s["groups"])
        self.places, self.norm = nn.utils.weight_norm(conv, dim=2), nn.LayerNorm(width)
        self.table = nn.Embedding(s["buckets"], s["heads"])
        self.layers = nn.ModuleList(AudioLayer(s) for _ in range(s["depth"]))
        self.buckets, self.distance = s["buckets"], s["distance"]

    def relative(self, n):
        half, exact = self.buckets // 2, self.buckets // 4
        r = torch.arange(n)[None, :] - torch.arange(n)[:, None]
        a = r.abs()
        far = (torch.log(a.float().clamp(min=1) / exact) / math.log(self.distance / exact) * (half - exact)).long() + exact
        bucket = torch.where(a < exact, a, far.clamp(max=half - 1)) + (r > 0) * half
        return self.table(bucket).permute(2, 0, 1)[None]

    def forward(self, features):
        x = self.project(self.patch_norm(self.patches(features[:, None]).flatten(2).transpose(1, 2)))
        places = self.places(x.transpose(1, 2))
        if self.kernel % 2 == 0:
            places = places[..., :-1]
        x = self.norm(x + F.gelu(places).transpose(1, 2))
        table = self.relative(x.shape[1])
        for layer in self.layers:
            x = layer(x, table)
        return x, x.mean(1)


class Model(nn.Module):
    def __init__(self, s):
        super().__init__()
        vision, text, audio, contrast, fusion = s["vision"], s["text"], s["audio"], s["contrast"], s["fusion"]
        self.temp = nn.Parameter(torch.tensor(0.07))
        self.vision, self.text, self.audio = Encoder(vision), Bert(text, fusion), Beats(audio)
        self.vision_tokens = nn.Sequential(nn.Linear(vision["width"], fusion), nn.LayerNorm(fusion))
        self.audio_tokens = nn.Sequential(nn.Linear(audio["width"], fusion), nn.LayerNorm(fusion))
        self.vision_proj, self.text_proj = nn.Linear(vision["pool_width"], contrast), nn.Linear(text["width"], contrast)
        self.audio_proj, self.av_fusion = nn.Linear(audio["width"], contrast), nn.Linear(2 * contrast, contrast)
        self.vtm_head, self.avtm_head = nn.Linear(text["width"], 2), nn.Linear(text["width"], 2)
        for p in self.audio.parameters():
            p.requires_grad = False

    def similarity(self, media, text):
        return F.normalize(media, dim=-1) @ F.normalize(text, dim=-1).T / self.temp

    @staticmethod
    def contrast(similarity):
        labels = torch.arange(similarity.shape[0])
        return (F.cross_entropy(similarity, labels) + F.cross_entropy(similarity.T, labels)) / 2

    def matching(self, similarity, media, states, mask, head):
        b = similarity.shape[0]
        with torch.no_grad():
            to_text, to_media = similarity.softmax(1).fill_diagonal_(0), similarity.T.softmax(1).fill_diagonal_(0)
            wrong_media, wrong_text = torch.multinomial(to_media, 1)[:, 0], torch.multinomial(to_text, 1)[:, 0]
        media = torch.cat((media, media[wrong_media], media))
        x = self.text.fuse(torch.cat((states, states, states[wrong_text])), torch.cat((mask, mask, mask[wrong_text])), media)
        return F.cross_entropy(head(x[:, 0]), torch.cat((torch.ones(b), torch.zeros(2 * b))).long())

    def words(self, ids, mask, media):
        masked = torch.bernoulli(torch.full(ids.shape, 0.5)).bool() & (ids != PAD) & (ids != CLS)
        labels = ids.masked_fill(~masked, IGNORE)
        replaced = torch.bernoulli(torch.full(ids.shape, 0.8)).bool() & masked
        swapped = torch.bernoulli(torch.full(ids.shape, 0.5)).bool() & masked & ~replaced
        shown = torch.where(swapped, torch.randint(self.text.words.num_embeddings, ids.shape), ids.masked_fill(replaced, MASK))
        logits = self.text.guess(self.text.fuse(self.text.text(shown, mask), mask, media))
        return F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORE)

    def forward(self, video, removed, sound, ids, mask):
        with torch.no_grad():
            self.temp.clamp_(0.001, 0.5)
            heard, heard_pooled = self.audio(sound)
        layers, pooled, _ = self.vision(video, removed)
        seen = self.vision_tokens(layers[-1])
        both = torch.cat((self.audio_tokens(heard), seen), dim=1)
        states = self.text.text(ids, mask)
        v, t, a = self.vision_proj(pooled), self.text_proj(states[:, 0]), self.audio_proj(heard_pooled)
        s_v, s_av = self.similarity(v, t), self.similarity(self.av_fusion(torch.cat((a, v), dim=1)), t)
        return (self.contrast(s_v) + self.matching(s_v.detach(), seen, states, mask, self.vtm_head) + self.words(ids, mask, seen)
                + self.contrast(s_av) + self.matching(s_av.detach(), both, states, mask, self.avtm_head) + self.words(ids, mask, both))


def main():
    s = json.loads(sys.stdin.readline())
    torch.set_num_threads(s["threads"])
    torch.manual_seed(0)
    model, vision, b = Model(s).train(), s["vision"], s["batch"]
    model.audio.eval()
    plain, decayed = [], []
    for name, p in model.named_parameters():
        if p.requires_grad:
            (plain if p.ndim <= 1 or "pos_embed" in name or name.endswith("cls_token") else decayed).append(p)
    groups = [{"params": plain, "weight_decay": 0.0}, {"params": decayed, "weight_decay": 0.05}]
    optimizer = torch.optim.AdamW(groups, lr=1e-5, betas=(0.9, 0.98), eps=1e-6)
    video, sound = torch.randn(b, 3, vision["frames"], vision["side"], vision["side"]), torch.randn(b, *s["sound"])
    lengths = torch.tensor(s["words"]) + 1
    mask = (torch.arange(int(lengths.max()))[None] < lengths[:, None]).long()
    ids = torch.randint(5, s["text"]["vocabulary"], mask.shape) * mask
    ids[:, 0] = CLS
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), "parameters": {"step": parameters(model)}}), flush=True)

    def step():
        removed = visible_mask(torch.stack([torch.randperm(model.vision.tokens)[:s["visible"]] for _ in range(b)]), model.vision.tokens)
        loss = model(video, removed, sound, ids, mask)
        if not math.isfinite(loss.item()):
            raise RuntimeError("the loss is not finite")
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 3.0)
        optimizer.step()

    for line in sys.stdin:
        _, count = line.split()
        times = []
        for _ in range(int(count)):
            start = time.perf_counter()
            step()
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
