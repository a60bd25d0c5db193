"""scikit-learn's and umap-learn's projections, the peers of the projection benchmark.

usage: project.py <pca|tsne|umap> <features> <columns> <points>
Prints how long the peer took, and the trustworthiness of the points, which are ours, and of the peer's.
"""

import json
import sys
import time

import numpy
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness


def peer(method):
    if method == "pca":
        return PCA(2)
    if method == "tsne":
        return TSNE(init="pca", learning_rate="auto", random_state=1, n_jobs=-1)
    import umap

    # Compiles itself at the first use, which is none of the work.
    umap.UMAP().fit_transform(features[:200])
    # Without a seed, with which it would use one thread.
    return umap.UMAP()


method, features, columns, points = sys.argv[1:5]
features = numpy.fromfile(features, numpy.float32).reshape(-1, int(columns))
ours = numpy.fromfile(points, numpy.float32).reshape(-1, 2)
projection = peer(method)
started = time.perf_counter()
theirs = projection.fit_transform(features)
seconds = time.perf_counter() - started
print(json.dumps({
    "seconds": seconds,
    "ours": float(trustworthiness(features, ours, n_neighbors=15)),
    "theirs": float(trustworthiness(features, theirs, n_neighbors=15)),
}))
