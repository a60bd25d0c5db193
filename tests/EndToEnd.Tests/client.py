"""What the README shows: buy a label and watch a run from Python. Stubs come from the project's own protos.

usage: client.py <folder of generated stubs> <classifier host:port> <oracle host:port> <service key>
"""

import json
import sys

import grpc

sys.path.insert(0, sys.argv[1])
from efficientmnist.v1 import classifier_pb2, classifier_pb2_grpc, label_oracle_pb2, label_oracle_pb2_grpc  # noqa: E402

key = (("x-eml-key", sys.argv[4]),)
classifier = classifier_pb2_grpc.ClassifierServiceStub(grpc.insecure_channel(sys.argv[2]))
oracle = label_oracle_pb2_grpc.LabelOracleServiceStub(grpc.insecure_channel(sys.argv[3]))

options = {"preset": "quick", "dataset": "glyphs", "labels": "40", "cold_start.size": "20", "round.size": "20", "encoder.epochs": "2"}
run = classifier.StartRun(classifier_pb2.StartRunRequest(run_id="python", options=options), metadata=key).run
for update in classifier.WatchRun(classifier_pb2.WatchRunRequest(run_id=run.run_id), metadata=key):
    run = update.run

oracle.OpenRun(label_oracle_pb2.OpenRunRequest(run_id="by-hand", dataset="glyphs", budget=1), metadata=key)
purchase = label_oracle_pb2.QueryLabelsRequest(
    run_id="by-hand", request_id="1", purpose=label_oracle_pb2.QUERY_PURPOSE_ACQUIRE, strategy="by-hand",
    queries=[label_oracle_pb2.LabelQuery(sample_id=7)],
)
bought = oracle.QueryLabels(purchase, metadata=key)
purchase.request_id = "2"
purchase.queries[0].sample_id = 8
try:
    oracle.QueryLabels(purchase, metadata=key)
    refusal = "none"
except grpc.RpcError as error:
    refusal = error.code().name

print(json.dumps({
    "state": classifier_pb2.RunState.Name(run.state),
    "spent": run.budget_spent,
    "accuracy": run.result.accuracy,
    "charged": bought.labels[0].charged,
    "refusal": refusal,
}))
