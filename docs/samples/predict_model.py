"""Predicts with a model of `eml export-model`, as docs/model-file.md says, by numpy alone.

    python3 predict_model.py model.safetensors images.npy > predictions.csv
    python3 predict_model.py model.safetensors photo.jpg drawing.png … > predictions.csv      # needs Pillow

images.npy: unsigned bytes [images, channels, height, width] in the model's shape.
"""

import json
import struct
import sys

import numpy as np

AT_ONCE = 256


def read(path):
    """The tensors by name, and the description."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__")
    if metadata.get("format") != "efficientmnist.model/1":
        raise SystemExit(f"{path} is no model of eml export-model.")
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data, "<f4", (end - start) // 4, start).reshape(entry["shape"])
    return tensors, json.loads(metadata["model"])


def arctangent(x, y):
    """The direction of (x, y) modulo half a turn, 0 to pi, by the polynomial that the model was made with."""
    turned = (y < 0) | ((y == 0) & (x < 0))
    x, y = np.where(turned, -x, x), np.where(turned, -y, y)
    ax = np.abs(x)
    t = np.minimum(y, ax) / np.maximum(np.maximum(y, ax), np.float32(1e-30))
    s = t * t
    angle = ((((0.0208351 * s - 0.0851330) * s + 0.1801410) * s - 0.3302995) * s + 0.9998660) * t
    angle = np.where(y >= ax, np.pi / 2 - angle, angle)
    return np.where(x < 0, np.pi - angle, angle)


def histograms(images, options):
    """Histograms of oriented gradients, then the averaged pixels: one row per image."""
    count, channels, height, width = images.shape
    grey = (images.astype(np.float32) / np.float32(255 * channels)).sum(axis=1)
    padded = np.pad(grey, ((0, 0), (1, 1), (1, 1)), "edge")
    dx = padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]
    dy = padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]
    length = np.sqrt(dx * dx + dy * dy)
    orientations = options["orientations"]
    angle = arctangent(dx, dy)
    if options["signed"]:
        angle = angle + np.where((dy < 0) | ((dy == 0) & (dx < 0)), np.pi, 0)
    position = angle * (orientations / (2 * np.pi if options["signed"] else np.pi))
    whole = position.astype(int)
    share = position - whole
    # Each pixel gives its gradient's length to the two orientations that its direction lies between.
    bins = np.where(whole >= orientations, 0, whole)[..., None]
    votes = np.zeros((count, height, width, orientations))
    np.put_along_axis(votes, bins, (length * (1 - share))[..., None], 3)
    np.put_along_axis(votes, (bins + 1) % orientations, (length * share)[..., None], 3)
    features = []
    for size in options["cell_sizes"]:
        step = size // 2 if options["overlap"] else size
        for top in range(0, height - size + 1, step):
            for left in range(0, width - size + 1, step):
                cell = votes[:, top:top + size, left:left + size].sum(axis=(1, 2))
                features.append(cell / np.sqrt(options["epsilon"] + (cell * cell).sum(axis=1, keepdims=True)))
    pooling = options["pixel_pooling"]
    if pooling:
        down, across = height // pooling, width // pooling
        cut = grey[:, :down * pooling, :across * pooling]
        features.append(cut.reshape(count, down, pooling, across, pooling).mean(axis=(2, 4)).reshape(count, -1))
    return np.concatenate(features, axis=1)


def patches(images, options, tensors):
    """How near an image's patches are to the dictionary's, averaged over the cells of a grid."""
    shrunk, side, stride, grid = options["shrunk"], options["side"], options["stride"], options["grid"]
    pixels = images.astype(np.float32) / 255
    count, channels, height, width = pixels.shape
    pixels = pixels[:, :, :height // shrunk * shrunk, :width // shrunk * shrunk].reshape(count, channels, height // shrunk, shrunk, width // shrunk, shrunk).mean(axis=(3, 5))
    windows = np.lib.stride_tricks.sliding_window_view(pixels, (side, side), axis=(2, 3))[:, :, ::stride, ::stride]
    down, across = windows.shape[2:4]
    flat = windows.transpose(0, 2, 3, 1, 4, 5).reshape(count * down * across, -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    flat = flat / np.sqrt((flat * flat).mean(axis=1, keepdims=True) + options["contrast_floor"])
    white = (flat - tensors["patches.patch_mean"]) @ tensors["patches.whitening"]
    distances = np.sqrt(squared_distances(white, tensors["patches.centres"]))
    near = np.maximum(distances.mean(axis=1, keepdims=True) - distances, 0).reshape(count, down, across, -1)
    cells = []
    for row in range(grid):
        for column in range(grid):
            cell = near[:, row * down // grid:-(-(row + 1) * down // grid), column * across // grid:-(-(column + 1) * across // grid)]
            cells.append(np.sqrt(cell.mean(axis=(1, 2))))
    return np.concatenate(cells, axis=1)


def convolution(maps, weight, stride, padding):
    """[n, inputs, h, w] by [outputs, inputs, size, size], padded with zeros."""
    maps = np.pad(maps, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    size = weight.shape[2]
    windows = np.lib.stride_tricks.sliding_window_view(maps, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    count, _, down, across = windows.shape[:4]
    flat = windows.transpose(0, 2, 3, 1, 4, 5).reshape(count * down * across, -1)
    return (flat @ weight.reshape(len(weight), -1).T).reshape(count, down, across, -1).transpose(0, 3, 1, 2)


def averages(maps, cells):
    """Means over the cells of a grid: [n, c, h, w] to [n, c·cells²]."""
    height, width = maps.shape[2:]
    means = [
        maps[:, :, row * height // cells:-(-(row + 1) * height // cells), column * width // cells:-(-(column + 1) * width // cells)].mean(axis=(2, 3))
        for row in range(cells) for column in range(cells)]
    return np.stack(means, axis=2).reshape(len(maps), -1)


def group_norm(maps, groups, epsilon):
    grouped = maps.reshape(len(maps), groups, -1)
    grouped = (grouped - grouped.mean(axis=2, keepdims=True)) / np.sqrt(grouped.var(axis=2, keepdims=True) + epsilon)
    return grouped.reshape(maps.shape)


def squares(maps, side):
    """Each square becomes one pixel of side² times the channels."""
    count, channels, height, width = maps.shape
    maps = np.pad(maps, ((0, 0), (0, 0), (0, -height % side), (0, -width % side)))
    down, across = maps.shape[2] // side, maps.shape[3] // side
    return maps.reshape(count, channels, down, side, across, side).transpose(0, 1, 3, 5, 2, 4).reshape(count, side * side * channels, down, across)


def neighbour_places(rows, pool, places, neighbours):
    """The mean of where the nearest of the pool lie, weighted as umap-learn's transform does."""
    nearest = np.argsort(squared_distances(rows, pool), axis=1, kind="stable")[:, :neighbours]
    distances = np.sqrt(((pool[nearest] - rows[:, None]) ** 2).sum(axis=2))
    result = np.empty((len(rows), places.shape[1]))
    for row, (ids, d) in enumerate(zip(nearest, distances)):
        if d[0] <= 1e-4 * d.mean():
            result[row] = places[ids[0]]
            continue
        # exp(-d/sigma) of all but the nearest sum to log2(k).
        low, high, sigma = 0.0, np.inf, 1.0
        for _ in range(64):
            total = np.exp(-d[1:] / sigma).sum()
            if abs(total - np.log2(len(d))) < 1e-5:
                break
            low, high = (low, sigma) if total > np.log2(len(d)) else (sigma, high)
            sigma = 2 * sigma if np.isinf(high) else (low + high) / 2
        weights = np.exp((d[0] - d) / max(sigma, 1e-3 * d.mean()))
        result[row] = (weights / weights.sum()) @ places[ids]
    return result


def step(op, tensor, of):
    """One step of a network; tensor gives its tensors by name."""
    x = of[0]
    match op["op"]:
        case "subtract":
            return x - op["value"]
        case "squares":
            return squares(x, op["side"])
        case "convolution":
            return convolution(x, tensor("weight"), op["stride"], op["padding"])
        case "affine":
            sides = (1, -1) + (1,) * (x.ndim - 2)
            return x * tensor("weight").reshape(sides) + tensor("bias").reshape(sides)
        case "group_norm":
            return group_norm(x, op["groups"], op["epsilon"]) * tensor("weight").reshape(1, -1, 1, 1) + tensor("bias").reshape(1, -1, 1, 1)
        case "leaky_rectifier":
            return np.where(x > 0, x, op["slope"] * x)
        case "add":
            return x + of[1]
        case "concatenate":
            return np.concatenate(of, axis=1)
        case "average":
            return averages(x, op["cells"])
        case "flatten":
            return x.reshape(len(x), -1)
        case "linear":
            return x @ tensor("weight").T + tensor("bias")
        case "unit_length":
            return x / np.maximum(np.sqrt((x * x).sum(axis=1, keepdims=True)), 1e-12)
        case "neighbours":
            return neighbour_places(x, tensor("pool"), tensor("places"), op["neighbours"])
    raise SystemExit(f"The model has a step '{op['op']}', which this program does not know.")


def run(name, x, tensors, network):
    """A network's latents, and its scores or None."""
    values = [x]
    for number, op in enumerate(network["steps"], start=1):
        values.append(step(op, lambda part: tensors[f"{name}.{number}.{part}"], [values[value] for value in op["of"]]))
    return values[network["latents"]], None if network["scores"] is None else values[network["scores"]]


def log_softmax(scores):
    scores = scores - scores.max(axis=1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))


def softmax(scores):
    return np.exp(log_softmax(scores))


def half(values):
    """Latents travel as half floats."""
    return values.astype(np.float16).astype(np.float32)


def class_probabilities(name, images, tensors, network):
    """What a network that tells classes says, as the mean over images and mirror images where it is asked so."""
    pixels = images.astype(np.float32) / 255
    logarithms = log_softmax(run(name, pixels, tensors, network)[1])
    if network["mirror_average"]:
        logarithms = np.logaddexp(logarithms, log_softmax(run(name, pixels[..., ::-1], tensors, network)[1])) - np.log(2)
    return softmax(half(logarithms))


def classify(x, tensors, options):
    """What the classifier says that is fitted to the views x."""
    if options["kind"] == "kernel":
        kernel = np.exp(-options["gamma"] * squared_distances(x, tensors["classifier.examples"]))
        return softmax(kernel @ tensors["classifier.weights"] / options["temperature"])
    if options["kind"] != "knn":
        return softmax(run("classifier", x, tensors, options)[1])
    if options["metric"] == "cosine":
        lengths = np.sqrt((x * x).sum(axis=1, keepdims=True))
        x = np.where(lengths > 0, x / np.maximum(lengths, 1e-30), 0)
    squared = squared_distances(x, tensors["classifier.examples"])
    nearest = np.argsort(squared, axis=1, kind="stable")[:, :options["k"]]
    squared = np.take_along_axis(squared, nearest, 1)
    distances = squared / 2 if options["metric"] == "cosine" else np.sqrt(squared)
    votes = 1 / np.maximum(distances, 1e-9) if options["weights"] == "distance" else np.ones_like(distances)
    return (votes[..., None] * tensors["classifier.votes"][nearest]).sum(axis=1) / votes.sum(axis=1, keepdims=True)


def squared_distances(rows, others):
    squares = (rows * rows).sum(axis=1, keepdims=True) + (others * others).sum(axis=1) - 2 * rows @ others.T
    return np.maximum(squares, 0)


def see(images, tensors, model):
    """The views side by side, [images, features]."""
    joint = []
    for view, scale in zip(model["views"], model["view_scales"]):
        if view == "latents":
            components = half(run("encoder", images.astype(np.float32) / 255, tensors, model["encoder"])[0])
        else:
            options = model[view]
            features = histograms(images, options) if view == "histograms" else patches(images, options, tensors)
            components = ((features - tensors[f"{view}.mean"]) * options["scale"]) @ tensors[f"{view}.directions"]
        joint.append((components - tensors[f"{view}.joint_mean"]) * scale)
    return np.concatenate(joint, axis=1)


def predict(images, tensors, model):
    """Class probabilities [images, classes]."""
    x = see(images, tensors, model) if "classifier" in model or "propagation" in model else None
    if "network" in model:
        own = class_probabilities("network", images, tensors, model["network"])
    else:
        own = classify(x, tensors, model["classifier"])
    if "propagation" in model:
        own = propagate(own, x, tensors, model["propagation"])
    if "student" in model:
        share = model["student_share"]
        own = (1 - share) * own + share * class_probabilities("student", images, tensors, model["student"])
    return own


def propagate(own, x, tensors, options):
    """Mixes what the closest images of the pool have come to believe into an image's own probabilities."""
    distances = squared_distances(x @ tensors["propagation.directions"], tensors["propagation.pool"])
    nearest = np.argsort(distances, axis=1, kind="stable")[:, :options["neighbours"]]
    distances = np.take_along_axis(distances, nearest, 1)
    weights = np.exp((distances[:, :1] - distances) / options["sigma"])
    weights /= weights.sum(axis=1, keepdims=True)
    beliefs = (weights[..., None] * tensors["propagation.beliefs"][nearest]).sum(axis=1)
    return (1 - options["alpha"]) * own + options["alpha"] * beliefs


def spans(old, new):
    """[new, old]: how much of each new pixel each old one fills."""
    starts, ends = np.arange(new)[:, None] * old, (np.arange(new)[:, None] + 1) * old
    own = np.arange(old)[None] * new
    return np.clip(np.minimum(ends, own + new) - np.maximum(starts, own), 0, None) / old


def to_square(plane, size, fit):
    """A plane of levels, scaled by area averaging and padded with the mean of its border."""
    height, width = plane.shape
    if (height, width) == (size, size):
        return plane
    longest = max(height, width)
    down, across = (size, size) if fit == "stretch" else (max(1, round(size * height / longest)), max(1, round(size * width / longest)))
    top, left = (size - down) // 2, (size - across) // 2
    edge = np.concatenate([plane[0], plane[-1] if height > 1 else [], plane[1:-1, 0], plane[1:-1, -1] if width > 1 else []])
    square = np.full((size, size), (edge.sum() + len(edge) // 2) // len(edge))
    square[top:top + down, left:left + across] = np.floor(spans(height, down) @ plane @ spans(width, across).T + 0.5)
    return square


def prepare(path, image):
    """An image file as the model takes it, [channels, height, width]: upright, scaled, on the model's ground."""
    from PIL import Image, ImageOps

    with Image.open(path) as opened:
        if opened.mode.startswith(("I", "F")):
            raise SystemExit(f"{path} has more than 8 bits a channel: make an 8-bit image of it first.")
        rgba = np.asarray(ImageOps.exif_transpose(opened).convert("RGBA")).astype(int)
    size, fit = image["height"], image.get("fit")
    colours, alpha = rgba[..., :3].transpose(2, 0, 1), rgba[..., 3]
    if fit is None and alpha.shape != (image["height"], image["width"]):
        raise SystemExit(f"{path} is {alpha.shape[1]}×{alpha.shape[0]}; the model takes images of {image['width']}×{image['height']}.")
    grey = (colours[0] == colours[1]).all() and (colours[1] == colours[2]).all()
    colours = colours[:1] if grey else colours
    if (alpha < 255).any():
        black = np.stack([to_square((plane * alpha + 127) // 255, size, fit) for plane in colours])
        seen = (image.get("background", 255) * (255 - to_square(alpha, size, fit)) + 127) // 255
        pixels = np.minimum(255, black + seen)
    else:
        pixels = np.stack([to_square(plane, size, fit) for plane in colours])
    if len(pixels) < image["channels"]:
        pixels = np.repeat(pixels, 3, axis=0)
    elif len(pixels) > image["channels"]:
        pixels = ((299 * pixels[0] + 587 * pixels[1] + 114 * pixels[2] + 500) // 1000)[None]
    return pixels.astype(np.uint8)


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    tensors, model = read(sys.argv[1])
    files = sys.argv[2:]
    images = np.load(files[0]) if files[0].endswith(".npy") else np.stack([prepare(file, model["image"]) for file in files])
    shape = tuple(model["image"][side] for side in ("channels", "height", "width"))
    if images.dtype != np.uint8 or images.shape[1:] != shape:
        raise SystemExit(f"{files[0]} holds {images.dtype} {images.shape}; the model takes unsigned bytes [images, {', '.join(map(str, shape))}].")
    print("image,class," + ",".join(f"p{label}" for label in range(len(model["classes"]))))
    for start in range(0, len(images), AT_ONCE):
        for row, probabilities in enumerate(predict(images[start:start + AT_ONCE], tensors, model)):
            print(f"{start + row},{json.dumps(model['classes'][probabilities.argmax()], ensure_ascii=False)}," + ",".join(f"{p:.9g}" for p in probabilities))


if __name__ == "__main__":
    main()
