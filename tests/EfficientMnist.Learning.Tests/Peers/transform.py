"""Weights of umap-learn's transform before it moves the points, as a peer for ours.

Reads JSON from the file named: distances, n x k, ascending. Prints the weights of the neighbours as JSON.
"""
import json
import os
import sys

os.environ["OMP_NUM_THREADS"] = "1"

import numpy
from umap.umap_ import compute_membership_strengths, smooth_knn_dist

with open(sys.argv[1]) as file:
    distances = numpy.array(json.load(file)["distances"], dtype=numpy.float32)
rows, neighbours = distances.shape
sigmas, rhos = smooth_knn_dist(distances, float(neighbours), local_connectivity=0.0)
indices = numpy.tile(numpy.arange(neighbours, dtype=numpy.int32), (rows, 1))
strengths = compute_membership_strengths(indices, distances, sigmas, rhos, bipartite=True)[2].reshape(rows, neighbours)
print(json.dumps((strengths / strengths.sum(axis=1, keepdims=True)).tolist()))
