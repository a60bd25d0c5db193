"""Probabilities of scikit-learn's KNeighborsClassifier, as a peer for ours.

Reads JSON from the file named: train, labels, test, k. Prints the probabilities by metric and weights as JSON.
"""
import json
import sys

import numpy
from sklearn.neighbors import KNeighborsClassifier

with open(sys.argv[1]) as file:
    task = json.load(file)
told = {}
for metric in ("cosine", "euclidean"):
    for weights in ("uniform", "distance"):
        model = KNeighborsClassifier(task["k"], weights=weights, metric=metric, algorithm="brute")
        model.fit(numpy.array(task["train"]), task["labels"])
        told[f"{metric} {weights}"] = model.predict_proba(numpy.array(task["test"])).tolist()
print(json.dumps(told))
