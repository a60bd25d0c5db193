"""Trains a small network with PyTorch's optimizers and prints all its weights after each step.

optimizers.py STEPS NAME,LEARNING_RATE,WEIGHT_DECAY,RHO ...    NAME is sgd, adam or adamw; RHO 0 is without SAM.
Biases do not decay. SAM is written from its definition: the gradient is that at w + rho * g / |g|.
"""
import sys

import torch


def numbers(count, phase):
    return torch.sin(torch.arange(count, dtype=torch.float32) * 1.7 + phase)


def train(steps, name, rate, decay, rho):
    net = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2))
    with torch.no_grad():
        for phase, p in enumerate(net.parameters()):
            p.copy_(numbers(p.numel(), phase).view(p.shape))
    inputs, targets = numbers(20, 5).view(5, 4), numbers(10, 6).view(5, 2)
    groups = [
        {"params": [p for p in net.parameters() if p.dim() > 1], "weight_decay": decay},
        {"params": [p for p in net.parameters() if p.dim() == 1], "weight_decay": 0},
    ]
    optimizer = {
        "sgd": lambda: torch.optim.SGD(groups, rate, momentum=0.9, nesterov=True),
        "adam": lambda: torch.optim.Adam(groups, rate),
        "adamw": lambda: torch.optim.AdamW(groups, rate),
    }[name]()

    def gradients():
        optimizer.zero_grad()
        (net(inputs) - targets).pow(2).mean().backward()

    for _ in range(steps):
        gradients()
        if rho > 0:
            before = [p.detach().clone() for p in net.parameters()]
            length = torch.cat([p.grad.flatten() for p in net.parameters()]).norm()
            with torch.no_grad():
                for p in net.parameters():
                    p += rho * p.grad / length
            gradients()
            with torch.no_grad():
                for p, value in zip(net.parameters(), before):
                    p.copy_(value)
        optimizer.step()
        print(" ".join(f"{value:.8e}" for p in net.parameters() for value in p.detach().flatten().tolist()))


for case in sys.argv[2:]:
    name, *settings = case.split(",")
    train(int(sys.argv[1]), name, *map(float, settings))
