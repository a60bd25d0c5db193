"""Principal components by scikit-learn, as a peer for ours.

Reads JSON from the file named: train, test, latent. Prints the components of test, fitted on train, as JSON; each points
where its largest entry is positive.
"""
import json
import sys

import numpy
from sklearn.decomposition import PCA

with open(sys.argv[1]) as file:
    task = json.load(file)
model = PCA(task["latent"], svd_solver="full").fit(numpy.array(task["train"]))
largest = model.components_[numpy.arange(task["latent"]), numpy.abs(model.components_).argmax(axis=1)]
print(json.dumps((model.transform(numpy.array(task["test"])) * numpy.sign(largest)).tolist()))
