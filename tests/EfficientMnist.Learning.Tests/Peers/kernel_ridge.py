"""Scores of scikit-learn's KernelRidge, as a peer for ours.

Reads JSON from the file named: train, labels, test, classes, gamma, ridge. Prints the scores as JSON.
"""
import json
import sys

import numpy
from sklearn.kernel_ridge import KernelRidge

with open(sys.argv[1]) as file:
    task = json.load(file)
targets = numpy.eye(task["classes"])[task["labels"]] - 1 / task["classes"]
model = KernelRidge(alpha=task["ridge"], kernel="rbf", gamma=task["gamma"]).fit(numpy.array(task["train"]), targets)
print(json.dumps(model.predict(numpy.array(task["test"])).tolist()))
