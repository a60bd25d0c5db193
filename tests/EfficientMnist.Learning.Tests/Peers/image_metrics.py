"""Structural similarity and PSNR by scikit-image, as a peer for ours.

Reads JSON from the file named: shape [n, C, H, W], a and b, flat lists of pixels in 0 ... 1. Prints [[ssim, psnr], ...].
"""
import json
import sys

import numpy
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

with open(sys.argv[1]) as file:
    task = json.load(file)
a, b = (numpy.array(task[name]).reshape(task["shape"]) for name in ("a", "b"))


def ssim(x, y):
    return structural_similarity(x, y, data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, channel_axis=0)


print(json.dumps([[ssim(x, y), peak_signal_noise_ratio(x, y, data_range=1)] for x, y in zip(a, b)]))
