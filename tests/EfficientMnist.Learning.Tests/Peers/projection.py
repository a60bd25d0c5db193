"""Trustworthiness of scikit-learn's and umap-learn's projections, as peers for ours.

digits FILE: writes the first 1,000 of scikit-learn's digits, 8 x 8 pixels, as float32.
compare METHOD FEATURES COLUMNS POINTS: prints the trustworthiness of POINTS, ours, and of the peer's for the same features,
and for pca how well the axes correlate.
"""
import os
import sys

# On a busy machine threads that wait for each other take minutes for seconds of work.
os.environ["OMP_NUM_THREADS"] = "1"

import numpy
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness


def peer(method, features):
    if method == "pca":
        return PCA(2).fit_transform(features)
    if method == "tsne":
        return TSNE(init="pca", learning_rate="auto", random_state=1).fit_transform(features)
    import umap

    return umap.UMAP(random_state=1).fit_transform(features)


if sys.argv[1] == "digits":
    from sklearn.datasets import load_digits

    load_digits().data[:1000].astype(numpy.float32).tofile(sys.argv[2])
else:
    method, features, columns, points = sys.argv[2:6]
    features = numpy.fromfile(features, numpy.float32).reshape(-1, int(columns))
    ours = numpy.fromfile(points, numpy.float32).reshape(-1, 2)
    theirs = peer(method, features)
    print(trustworthiness(features, ours, n_neighbors=15), trustworthiness(features, theirs, n_neighbors=15))
    if method == "pca":
        print(*(abs(numpy.corrcoef(ours[:, axis], theirs[:, axis])[0, 1]) for axis in range(2)))
