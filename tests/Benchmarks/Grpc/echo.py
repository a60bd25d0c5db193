"""Echo server and client on grpcio: the peer of the grpc benchmark. Messages pass as bytes, without (de)serialisation."""

import json
import sys
import threading
import time
from concurrent import futures

import grpc

METHOD = "/benchmarks.Echo/Say"
MESSAGE = b"\x0a\x64" + bytes(100)


def serve():
    handler = grpc.method_handlers_generic_handler(
        "benchmarks.Echo", {"Say": grpc.unary_unary_rpc_method_handler(lambda request, context: request)}
    )
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    server.add_generic_rpc_handlers((handler,))
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    server.wait_for_termination()


def calls(call, concurrency, seconds):
    latencies = []
    counts = [0] * concurrency
    end = time.perf_counter() + seconds

    def work(worker):
        while True:
            before = time.perf_counter()
            if before >= end:
                return
            call(MESSAGE)
            counts[worker] += 1
            if worker == 0:
                latencies.append(1000 * (time.perf_counter() - before))

    start = time.perf_counter()
    threads = [threading.Thread(target=work, args=(i,)) for i in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - start), sorted(latencies)


def client(port, seconds, concurrency):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        call = channel.unary_unary(METHOD)
        calls(call, 1, seconds / 5)
        _, latencies = calls(call, 1, seconds)
        calls(call, concurrency, seconds / 5)
        rate, _ = calls(call, concurrency, seconds)
    print(json.dumps({
        "callsPerSecond": rate,
        "p50": latencies[len(latencies) // 2],
        "p99": latencies[int(0.99 * len(latencies))],
    }))


if sys.argv[1] == "server":
    serve()
else:
    client(int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
