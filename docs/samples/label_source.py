"""A source of labels that takes its time, as a laboratory does: label_source.py labels.csv 60

Stubs: python3 -m grpc_tools.protoc -I src/EfficientMnist.Contracts/Protos --python_out=stubs --grpc_python_out=stubs efficientmnist/v1/label_source.proto
Then: PYTHONPATH=stubs python3 docs/samples/label_source.py labels.csv 60
      ./eml run dataset=… oracle.kind=grpc oracle.address=http://localhost:5999 labels=100
"""
import csv
import sys
import time
from concurrent import futures

import grpc
from efficientmnist.v1 import label_source_pb2 as pb, label_source_pb2_grpc as rpc


class Source(rpc.LabelSourceServiceServicer):
    def __init__(self, truth, seconds):
        self.truth = truth
        self.seconds = seconds
        self.answered = {}

    def GetLabels(self, request, context):
        # The same request again, after a crash or a lost answer, is answered at once.
        if request.request_id not in self.answered:
            time.sleep(self.seconds)
            self.answered[request.request_id] = [
                pb.SourceLabel(sample_id=image.sample_id, label=self.truth.get(image.file, "")) for image in request.images]
        return pb.GetLabelsResponse(labels=self.answered[request.request_id])


def main():
    with open(sys.argv[1], newline="", encoding="utf-8") as table:
        truth = {row["file"]: row["label"] for row in csv.DictReader(table)}
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    rpc.add_LabelSourceServiceServicer_to_server(Source(truth, float(sys.argv[2])), server)
    server.add_insecure_port("localhost:5999")
    server.start()
    server.wait_for_termination()


if __name__ == "__main__":
    main()
