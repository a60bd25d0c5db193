"""Predicts with a model of `eml export-model`, as docs/model-file.md says, by numpy alone.

    python3 predict_model.py model.safetensors images.npy > predictions.csv

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
    side, stride, grid = options["side"], options["stride"], options["grid"]
    pixels = images.astype(np.float32) / 255
    windows = np.lib.stride_tricks.sliding_window_view(pixels, (side, side), axis=(2, 3))[:, :, ::stride, ::stride]
    count, _, down, across = windows.shape[:4]
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


def squared_distances(rows, others):
    squares = (rows * rows).sum(axis=1, keepdims=True) + (others * others).sum(axis=1) - 2 * rows @ others.T
    return np.maximum(squares, 0)


def predict(images, tensors, model):
    """Class probabilities [images, classes]."""
    joint = []
    for view, scale in zip(model["views"], model["view_scales"]):
        options = model[view]
        features = histograms(images, options) if view == "histograms" else patches(images, options, tensors)
        components = ((features - tensors[f"{view}.mean"]) * options["scale"]) @ tensors[f"{view}.directions"]
        joint.append((components - tensors[f"{view}.joint_mean"]) * scale)
    x = np.concatenate(joint, axis=1)
    kernel = np.exp(-model["kernel"]["gamma"] * squared_distances(x, tensors["kernel.examples"]))
    scores = kernel @ tensors["kernel.weights"] / model["kernel"]["temperature"]
    own = np.exp(scores - scores.max(axis=1, keepdims=True))
    own /= own.sum(axis=1, keepdims=True)
    if "propagation" not in model:
        return own
    # What the closest images of the pool have come to believe.
    options = model["propagation"]
    distances = squared_distances(x @ tensors["propagation.directions"], tensors["propagation.pool"])
    nearest = np.argsort(distances, axis=1, kind="stable")[:, :options["neighbours"]]
    distances = np.take_along_axis(distances, nearest, 1)
    weights = np.exp((distances[:, :1] - distances) / options["sigma"])
    weights /= weights.sum(axis=1, keepdims=True)
    beliefs = (weights[..., None] * tensors["propagation.beliefs"][nearest]).sum(axis=1)
    return (1 - options["alpha"]) * own + options["alpha"] * beliefs


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    tensors, model = read(sys.argv[1])
    images = np.load(sys.argv[2])
    shape = tuple(model["image"][side] for side in ("channels", "height", "width"))
    if images.dtype != np.uint8 or images.shape[1:] != shape:
        raise SystemExit(f"{sys.argv[2]} holds {images.dtype} {images.shape}; the model takes unsigned bytes [images, {', '.join(map(str, shape))}].")
    print("image,class," + ",".join(f"p{label}" for label in range(len(model["classes"]))))
    for start in range(0, len(images), AT_ONCE):
        for row, probabilities in enumerate(predict(images[start:start + AT_ONCE], tensors, model)):
            print(f"{start + row},{json.dumps(model['classes'][probabilities.argmax()], ensure_ascii=False)}," + ",".join(f"{p:.9g}" for p in probabilities))


if __name__ == "__main__":
    main()
