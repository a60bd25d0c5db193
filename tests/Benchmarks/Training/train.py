"""The contrastive training step of EfficientMnist.Learning as a PyTorch user writes it: the peer of the training benchmark.

Same network, loss, optimizer, batch and precision; the two views are given, so augmentation costs nothing here.
usage: train.py <batch> <steps> <threads> <bfloat16|float32>
"""

import json
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

batch, steps, threads, precision = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.set_num_threads(threads)
torch.manual_seed(1)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(outputs)
        self.around = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.around = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        inner = F.leaky_relu(self.first_norm(self.first(x)), 0.1)
        return F.leaky_relu(self.second_norm(self.second(inner)) + self.around(x), 0.1)


class Network(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.stem = nn.Conv2d(4, width, 3, 1, 1, bias=False)
        self.stem_norm = nn.BatchNorm2d(width)
        self.blocks = nn.Sequential(Block(width, width, 1), Block(width, 2 * width, 2), Block(2 * width, 4 * width, 2))
        self.head = nn.Sequential(nn.Linear(4 * width, 8 * width), nn.LeakyReLU(0.1), nn.Linear(8 * width, 64))

    def forward(self, x):
        x = F.pixel_unshuffle(x - 0.5, 2).contiguous(memory_format=torch.channels_last)
        x = self.blocks(F.leaky_relu(self.stem_norm(self.stem(x)), 0.1))
        return self.head(x.float().mean((2, 3)))


def hard_negative_loss(projections, temperature=0.3, tau_plus=0.1, beta=0.5):
    count = len(projections)
    half, others = count // 2, count - 2
    z = F.normalize(projections.float())
    similarity = z @ z.t() / temperature
    own = torch.eye(half, dtype=torch.bool).repeat(2, 2)
    negatives = similarity.masked_fill(own, float("-inf"))
    paired = torch.cat([similarity.diagonal(half), similarity.diagonal(half)])
    reweighted = others * (((beta + 1) * negatives).logsumexp(1) - (beta * negatives).logsumexp(1)).exp()
    positive = paired.exp()
    debiased = ((reweighted - tau_plus * others * positive) / (1 - tau_plus)).clamp_min(others * math.exp(-1 / temperature))
    return ((positive + debiased).log() - paired).mean()


network = Network().to(memory_format=torch.channels_last)
optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.01)
views = torch.rand(2 * batch, 1, 28, 28)


def step():
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16"):
        projections = network(views)
    loss = hard_negative_loss(projections)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss.item()


for _ in range(3):
    step()
start = time.perf_counter()
for _ in range(steps):
    step()
print(json.dumps({"imagesPerSecond": batch * steps / (time.perf_counter() - start)}))
