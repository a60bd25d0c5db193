"""Prints what Python's torch computes for the cases of these tests, as JSON."""
import json
import sys

import torch
import torch.nn.functional as F

torch.manual_seed(0)
torch.set_num_threads(1)


def plain(t):
    t = t.detach()
    kind = "bool" if t.dtype == torch.bool else "int" if not t.dtype.is_floating_point else "float"
    return {"shape": list(t.shape), "kind": kind, "data": t.double().flatten().tolist()}


i = {
    "a": torch.randn(3, 4), "b": torch.randn(3, 4), "p": torch.rand(3, 4) + 0.1, "v": torch.randn(4),
    "sq": torch.randn(4, 4), "batch": torch.randn(2, 3, 4), "index": torch.tensor([2, 0, 1]),
    "gather": torch.randint(0, 4, (3, 2)), "img": torch.randn(2, 3, 8, 8), "kernel": torch.randn(5, 3, 3, 3) * 0.3,
    "up": torch.randn(3, 5, 2, 2), "scale": torch.rand(3) + 0.5, "shift": torch.randn(3), "logits": torch.randn(6, 5),
    "labels": torch.randint(0, 5, (6,)), "soft": torch.rand(6, 5), "weights": torch.rand(5) + 0.5,
    "theta": torch.tensor([[[0.9, 0.2, 0.1], [-0.2, 1.1, 0.05]], [[1.0, 0.0, 0.3], [0.1, 0.8, -0.2]]]),
    "lin": torch.randn(7, 4), "bias": torch.randn(7), "hinge": torch.randn(6, 5) * 2,
}
i["spd"] = i["sq"] @ i["sq"].t() + 4 * torch.eye(4)
a, b, p, v, img, logits, labels, soft = (i[k] for k in ("a", "b", "p", "v", "img", "logits", "labels", "soft"))
spd, rhs = i["spd"], i["a"].t().contiguous()

c = {
    "add": a + b, "add_scalar": a + 2, "sub_from_scalar": 1.5 - a, "mul": a * b, "div": a / b, "scalar_div": 2 / p, "neg": -a,
    "add_alpha": torch.add(a, b, alpha=0.3), "floor_div": torch.div(a, b, rounding_mode="floor"), "remainder": torch.remainder(a, 0.7),
    "pow": p.pow(2.5), "pow_tensor": p.pow(b), "exp": a.exp(), "log": p.log(), "sqrt": p.sqrt(), "rsqrt": p.rsqrt(), "abs": a.abs(),
    "sin": a.sin(), "cos": a.cos(), "tanh": a.tanh(), "sigmoid": a.sigmoid(), "erf": a.erf(), "round": (a * 10).round(), "sign": a.sign(),
    "clamp": a.clamp(-0.5, 0.5), "clamp_min": a.clamp(min=0.1), "maximum": torch.maximum(a, b), "lerp": torch.lerp(a, b, 0.3),
    "gt": a > b, "le_scalar": a <= 0.1, "eq": labels == 2, "logical": (a > 0) & ~(b > 0), "where": torch.where(a > 0, a, b),
    "sum": a.sum(), "sum_dim": a.sum(1, keepdim=True), "mean": a.mean(), "mean_dim": a.mean([0]), "var": a.var(1), "std_biased": a.std(0, False),
    "max": a.max(), "max_values": a.max(1)[0], "max_indices": a.max(1)[1], "min_values": a.min(0)[0], "argmax": a.argmax(1), "argmin": a.argmin(),
    "amax": a.amax([1]), "norm": a.norm(), "norm_dim": a.norm(dim=1), "logsumexp": a.logsumexp(1), "cumsum": a.cumsum(1), "prod": p.prod(1),
    "all": (p > 0).all(), "any": (a > 9).any(), "median": v.median(), "quantile": torch.quantile(a.flatten(), torch.tensor([0.1, 0.5])),
    "topk_values": a.topk(2, 1)[0], "topk_indices": a.topk(2, 1)[1], "sort": a.sort(1, descending=True)[0], "argsort": a.argsort(1),
    "bincount": labels.bincount(minlength=7), "nonzero": (a > 0).nonzero(), "unique": labels.unique(), "cdist": torch.cdist(a, b),
    "reshape": a.reshape(2, 6), "transpose": a.t(), "permute": i["batch"].permute(2, 0, 1), "squeeze": a.unsqueeze(1).squeeze(1),
    "cat": torch.cat([a, b], 1), "stack": torch.stack([a, b]), "chunk": a.chunk(2, 1)[1], "split": a.split([1, 3], 1)[1], "flip": a.flip(1),
    "roll": a.roll(1, 0), "tril": i["sq"].tril(), "expand": v.expand(3, 4), "repeat": v.repeat(2, 2), "repeat_interleave": a.repeat_interleave(2, 0),
    "index_select": a.index_select(0, i["index"]), "gather": a.gather(1, i["gather"]), "scatter_add": torch.zeros(3, 4).scatter_add(1, i["gather"], torch.ones(3, 2)),
    "masked_fill": a.masked_fill(a > 0, 7), "masked_select": a.masked_select(a > 0), "slice": a[1:, ::2], "slice_negative": a[:, -2:], "ellipsis": i["batch"][..., 1],
    "index_tensor": a[i["index"]], "index_mask": a[a[:, 0] > -9], "index_pair": a[i["index"], i["index"]], "index_mixed": i["batch"][:, i["index"], 1:3],
    "matmul": a @ b.t(), "mm": torch.mm(a, b.t()), "bmm": torch.bmm(i["batch"], i["batch"].transpose(1, 2)), "mv": torch.mv(a, v), "dot": torch.dot(v, v),
    "addmm": torch.addmm(i["bias"][:3], a, b.t(), beta=0.5, alpha=2), "outer": torch.outer(v, v), "einsum": torch.einsum("ij,kj->ik", a, b),
    "cholesky": torch.linalg.cholesky(spd), "solve": torch.linalg.solve(spd, rhs), "eigvalsh": torch.linalg.eigvalsh(spd),
    "eigh": (lambda w, q: q @ torch.diag(w) @ q.t())(*torch.linalg.eigh(spd)), "svdvals": torch.linalg.svdvals(a), "inv": torch.linalg.inv(spd),
    "svd": (lambda u, s, vh: u @ torch.diag(s) @ vh)(*torch.linalg.svd(a, full_matrices=False)), "lstsq": torch.linalg.lstsq(spd, rhs)[0],
    "solve_triangular": torch.linalg.solve_triangular(torch.linalg.cholesky(spd), rhs, upper=False), "cholesky_solve": torch.cholesky_solve(rhs, torch.linalg.cholesky(spd)),
    "relu": F.relu(a), "leaky_relu": F.leaky_relu(a, 0.1), "gelu": F.gelu(a), "silu": F.silu(a), "elu": F.elu(a), "softplus": F.softplus(a),
    "softmax": F.softmax(a, 1), "log_softmax": F.log_softmax(a, 0), "linear": F.linear(a, i["lin"], i["bias"]),
    "conv2d": F.conv2d(img, i["kernel"], padding=1, stride=2), "conv2d_same": F.conv2d(img, i["kernel"], padding="same"), "conv_transpose2d": F.conv_transpose2d(img, i["up"], stride=2),
    "batch_norm": F.batch_norm(img, None, None, i["scale"], i["shift"], training=True), "layer_norm": F.layer_norm(img, [8]), "group_norm": F.group_norm(img, 3, i["scale"], i["shift"]),
    "normalize": F.normalize(a), "cosine_similarity": F.cosine_similarity(a, b), "one_hot": F.one_hot(labels, 6),
    "avg_pool2d": F.avg_pool2d(img, 2), "max_pool2d": F.max_pool2d(img, 3, 2, 1), "adaptive_avg_pool2d": F.adaptive_avg_pool2d(img, 3),
    "pad": F.pad(img, (1, 2, 0, 1), value=0.5), "pad_reflect": F.pad(img, (1, 1, 2, 2), mode="reflect"), "unfold": F.unfold(img, 3, padding=1),
    "fold": F.fold(F.unfold(img, 2, stride=2), (8, 8), 2, stride=2), "interpolate": F.interpolate(img, scale_factor=2.0, mode="bilinear", align_corners=False),
    "interpolate_size": F.interpolate(img, size=(5, 6)), "affine_grid": F.affine_grid(i["theta"], [2, 3, 8, 8], align_corners=False),
    "grid_sample": F.grid_sample(img, F.affine_grid(i["theta"], [2, 3, 8, 8], align_corners=False), align_corners=False),
    "grid_sample_border": F.grid_sample(img, F.affine_grid(i["theta"], [2, 3, 8, 8], align_corners=False), padding_mode="border", align_corners=False),
    "grid_sample_reflection": F.grid_sample(img, F.affine_grid(i["theta"], [2, 3, 8, 8], align_corners=False), mode="nearest", padding_mode="reflection", align_corners=False),
    "cross_entropy": F.cross_entropy(logits, labels), "cross_entropy_smooth": F.cross_entropy(logits, labels, i["weights"], label_smoothing=0.1),
    "cross_entropy_soft": F.cross_entropy(logits, soft.softmax(1)), "cross_entropy_none": F.cross_entropy(logits, labels, reduction="none"),
    "nll_loss": F.nll_loss(logits.log_softmax(1), labels), "mse_loss": F.mse_loss(logits, soft), "l1_loss": F.l1_loss(logits, soft), "smooth_l1_loss": F.smooth_l1_loss(i["hinge"], soft),
    "huber_loss": F.huber_loss(i["hinge"], soft, delta=0.5), "bce": F.binary_cross_entropy(logits.sigmoid(), soft), "bce_logits": F.binary_cross_entropy_with_logits(logits, soft),
    "kl_div": F.kl_div(logits.log_softmax(1), soft.softmax(1), reduction="sum"), "attention": F.softmax(i["batch"] @ i["batch"].transpose(1, 2) / 2, -1) @ i["batch"],
    "arange": torch.arange(0, 2, 0.5), "arange_int": torch.arange(5), "linspace": torch.linspace(-1, 1, 5), "eye": torch.eye(2, 3), "full": torch.full((2, 2), 3.5),
    "bf16_matmul": (a.bfloat16() @ b.t().bfloat16()).float(), "bf16_conv": F.conv2d(img.bfloat16(), i["kernel"].bfloat16(), padding=1).float(), "half": (a.half() * 2).float(),
    "to_int": (a * 3).to(torch.int64), "type_promotion": labels + 0.5,
}


def grads(f, *names):
    leaves = [i[n].clone().requires_grad_() for n in names]
    out = f(*leaves)
    out.backward(torch.linspace(-1, 1, out.numel()).reshape(out.shape))
    return [plain(x.grad) for x in leaves]


g = {
    "matmul": grads(lambda x, y: x @ y.t(), "a", "b"),
    "conv2d": grads(lambda x, w: F.conv2d(x, w, stride=2, padding=1), "img", "kernel"),
    "batch_norm": grads(lambda x, w, s: F.batch_norm(x, None, None, w, s, training=True), "img", "scale", "shift"),
    "cross_entropy": grads(lambda x: F.cross_entropy(x, labels, reduction="none"), "logits"),
    "grid_sample": grads(lambda x, t: F.grid_sample(x, F.affine_grid(t, [2, 3, 8, 8], align_corners=False), align_corners=False), "img", "theta"),
    "gelu_layer_norm": grads(lambda x: F.layer_norm(F.gelu(x), [4]), "a"),
    "max_pool2d": grads(lambda x: F.max_pool2d(x, 2), "img"),
    "index": grads(lambda x: x[i["index"], 1:] * 2, "a"),
    "logsumexp": grads(lambda x: (x / 0.5).logsumexp(1), "logits"),
    "solve": grads(lambda x, y: torch.linalg.solve(x, y.t()), "spd", "a"),
}


def network():
    torch.manual_seed(5)
    return torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3, padding=1, bias=False), torch.nn.BatchNorm2d(4), torch.nn.LeakyReLU(0.1), torch.nn.AvgPool2d(2),
                               torch.nn.Flatten(), torch.nn.Linear(64, 5))


def train(make, schedule=None, steps=6):
    net = network()
    optimizer = make(net.parameters())
    scheduler = schedule(optimizer) if schedule else None
    losses = []
    torch.manual_seed(9)
    for _ in range(steps):
        x, y = torch.randn(8, 3, 8, 8), torch.randint(0, 5, (8,))
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        if scheduler:
            scheduler.step()
        losses.append(loss.item())
    return {"losses": losses, "state": {k: plain(t) for k, t in net.state_dict().items()}}


o = torch.optim
t = {
    "sgd": train(lambda w: o.SGD(w, 0.1)),
    "sgd_nesterov": train(lambda w: o.SGD(w, 0.05, momentum=0.9, nesterov=True, weight_decay=1e-2)),
    "sgd_dampening": train(lambda w: o.SGD(w, 0.05, momentum=0.9, dampening=0.1)),
    "adam": train(lambda w: o.Adam(w, 1e-2, weight_decay=1e-2)),
    "adam_amsgrad": train(lambda w: o.Adam(w, 1e-2, amsgrad=True)),
    "adamw": train(lambda w: o.AdamW(w, 1e-2, weight_decay=0.1)),
    "rmsprop": train(lambda w: o.RMSprop(w, 1e-3, momentum=0.5, centered=True, weight_decay=1e-2)),
    "rmsprop_plain": train(lambda w: o.RMSprop(w, 1e-3)),
    "adamw_cosine": train(lambda w: o.AdamW(w, 1e-2), lambda x: o.lr_scheduler.CosineAnnealingLR(x, 6)),
}


def rates(schedule, steps=12):
    optimizer = o.SGD([torch.zeros(1, requires_grad=True)], 0.1, momentum=0.9)
    scheduler = schedule(optimizer)
    out = []
    for _ in range(steps):
        out.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return out


s = {
    "step": rates(lambda x: o.lr_scheduler.StepLR(x, 3, 0.5)), "multistep": rates(lambda x: o.lr_scheduler.MultiStepLR(x, [2, 5], 0.1)),
    "exponential": rates(lambda x: o.lr_scheduler.ExponentialLR(x, 0.9)), "cosine": rates(lambda x: o.lr_scheduler.CosineAnnealingLR(x, 5, 0.01)),
    "lambda": rates(lambda x: o.lr_scheduler.LambdaLR(x, lambda e: 1 / (1 + e))), "onecycle": rates(lambda x: o.lr_scheduler.OneCycleLR(x, 0.5, total_steps=13)),
    "onecycle_linear": rates(lambda x: o.lr_scheduler.OneCycleLR(x, 0.5, epochs=3, steps_per_epoch=5, anneal_strategy="linear")),
}

torch.manual_seed(42)
r = {"rand": torch.rand(5), "randn": torch.randn(20), "randint": torch.randint(0, 100, (10,)), "randperm": torch.randperm(10), "normal": torch.normal(1.0, 2.0, (4,)),
     "bernoulli": torch.full((8,), 0.5).bernoulli(), "dropout": F.dropout(torch.ones(10), 0.5), "multinomial": torch.tensor([0.1, 0.5, 0.4]).multinomial(5, True),
     "linear": torch.nn.Linear(4, 2).weight, "conv": torch.nn.Conv2d(2, 3, 3).bias, "embedding": torch.nn.Embedding(3, 2).weight}
generator = torch.Generator().manual_seed(7)
r["generator"] = torch.randn(5, generator=generator)

json.dump({"version": torch.__version__, "inputs": {k: plain(x) for k, x in i.items()}, "cases": {k: plain(x) for k, x in c.items()}, "gradients": g, "training": t,
           "rates": s, "random": {k: plain(x) for k, x in r.items()}}, sys.stdout)
