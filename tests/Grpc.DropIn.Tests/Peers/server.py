"""The echo service on Python's grpcio. Prints its port; ends with its standard input."""

import sys
import threading
from concurrent import futures

import grpc

from messages import load

messages = load(sys.argv[1])
Request = messages["grpc.dropin.tests.v1.EchoRequest"]
Reply = messages["grpc.dropin.tests.v1.EchoReply"]
lock = threading.Lock()
cancelled = 0


def count_cancelled():
    global cancelled
    with lock:
        cancelled += 1


def begin(context):
    echoed = [(key, value) for key, value in context.invocation_metadata() if key.startswith("x-echo-")]
    context.set_trailing_metadata(echoed)
    context.send_initial_metadata(echoed)
    return echoed


class Watch:
    """Knows when the call ends, and counts it where it ended before its handler did."""

    def __init__(self, context):
        self.ended = threading.Event()
        self.finished = False
        context.add_callback(self.on_end)

    def on_end(self):
        if not self.finished:
            count_cancelled()
        self.ended.set()

    def cancelled_in(self, request):
        return request.delay_ms and self.ended.wait(request.delay_ms / 1000)


def fail(request, context, echoed):
    if request.status_code:
        context.set_trailing_metadata(echoed + [("grpc-status-details-bin", request.payload)])
        context.abort(list(grpc.StatusCode)[request.status_code], request.status_detail)


def reply_to(request):
    payload = b"\x07" * request.reply_size if request.reply_size else request.payload
    return Reply(text=request.text, payload=payload, count=len(request.payload))


def unary(request, context):
    watch = Watch(context)
    echoed = begin(context)
    if request.text == "cancelled?":
        watch.finished = True
        return Reply(count=cancelled)
    if not watch.cancelled_in(request):
        watch.finished = True
        fail(request, context, echoed)
    return reply_to(request)


def collect(requests, context):
    echoed = begin(context)
    texts = []
    for request in requests:
        fail(request, context, echoed)
        texts.append(request.text)
    return Reply(text="".join(texts), count=len(texts))


def expand(request, context):
    watch = Watch(context)
    echoed = begin(context)
    for i in range(request.count):
        if watch.cancelled_in(request):
            return
        reply = reply_to(request)
        reply.text += str(i)
        yield reply
    watch.finished = True
    fail(request, context, echoed)


def chat(requests, context):
    echoed = begin(context)
    try:
        for request in requests:
            fail(request, context, echoed)
            yield reply_to(request)
    except grpc.RpcError:
        count_cancelled()


def handlers():
    kinds = [
        ("Unary", grpc.unary_unary_rpc_method_handler, unary),
        ("Collect", grpc.stream_unary_rpc_method_handler, collect),
        ("Expand", grpc.unary_stream_rpc_method_handler, expand),
        ("Chat", grpc.stream_stream_rpc_method_handler, chat),
    ]
    return {
        name: kind(behaviour, request_deserializer=Request.FromString, response_serializer=Reply.SerializeToString)
        for name, kind, behaviour in kinds
    }


server = grpc.server(futures.ThreadPoolExecutor(max_workers=200), compression=grpc.Compression.Gzip)
server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("grpc.dropin.tests.v1.Echo", handlers())])
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(f"PORT {port}", flush=True)
sys.stdin.read()
server.stop(0)
