// Calls our server with @grpc/grpc-js. Prints one line of JSON for each scenario.
const assert = require("assert");
const path = require("path");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const address = process.argv[2];
const definition = loader.loadSync(path.join(__dirname, "echo.proto"), { keepCase: true, defaults: true });
const Echo = grpc.loadPackageDefinition(definition).grpc.dropin.tests.v1.Echo;
const create = options => new Echo(address, grpc.credentials.createInsecure(), options);
const client = create();

const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const unaryCall = (request, { metadata = new grpc.Metadata(), options = {}, using = client, method = "Unary" } = {}) =>
  new Promise((resolve, reject) => {
    const seen = {};
    const call = using[method](request, metadata, options, (error, reply) => (error ? reject(error) : (seen.reply = reply)));
    call.on("metadata", headers => (seen.headers = headers));
    call.on("status", status => resolve({ ...seen, status }));
  });
const read = stream =>
  new Promise((resolve, reject) => {
    const replies = [];
    stream.on("data", reply => replies.push(reply));
    stream.on("error", reject);
    stream.on("end", () => resolve(replies));
  });
const failureOf = async promise => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("the call succeeded");
};
const collect = (requests, metadata = new grpc.Metadata()) =>
  new Promise((resolve, reject) => {
    const call = client.Collect(metadata, (error, reply) => (error ? reject(error) : resolve(reply)));
    for (const request of requests) call.write(request);
    call.end();
  });
const cancelledCount = async () => (await unaryCall({ text: "cancelled?" })).reply.count;
const until = async condition => {
  const end = Date.now() + 20000;
  while (!(await condition())) {
    assert(Date.now() < end, "the condition never held");
    await sleep(20);
  }
};
const range = count => [...Array(count).keys()];

const scenarios = {
  async unary() {
    const payload = Buffer.alloc(100000, 3);
    const { reply } = await unaryCall({ text: "grüße", payload });
    assert.deepStrictEqual([reply.text, reply.count, payload.equals(reply.payload)], ["grüße", 100000, true]);
  },

  async server_stream() {
    const replies = await read(client.Expand({ text: "n", count: 200 }));
    assert.deepStrictEqual(replies.map(reply => reply.text), range(200).map(i => `n${i}`));
  },

  async client_stream() {
    const reply = await collect(range(100).map(i => ({ text: String(i) })));
    assert.deepStrictEqual([reply.count, reply.text], [100, range(100).join("")]);
  },

  async duplex_stream() {
    const call = client.Chat();
    const seen = [];
    call.write({ text: "0" });
    call.on("data", reply => {
      seen.push(reply.text);
      if (seen.length < 50) call.write({ text: String(seen.length) });
      else call.end();
    });
    await new Promise((resolve, reject) => call.on("end", resolve).on("error", reject));
    assert.deepStrictEqual(seen, range(50).map(String));
  },

  async metadata() {
    const metadata = new grpc.Metadata();
    const blob = Buffer.from(range(256));
    metadata.set("x-echo-text", "plain text");
    metadata.add("x-echo-blob-bin", blob);
    metadata.add("x-echo-blob-bin", Buffer.from([1]));
    const { headers, status } = await unaryCall({ text: "a" }, { metadata });
    for (const received of [headers, status.metadata]) {
      assert.deepStrictEqual(received.get("x-echo-text"), ["plain text"]);
      assert.deepStrictEqual(received.get("x-echo-blob-bin"), [blob, Buffer.from([1])]);
    }
  },

  async status_details() {
    const request = { status_code: 9, status_detail: "100 % süß\nzwei", payload: Buffer.from([0, 1, 255]) };
    const chat = client.Chat();
    chat.write(request);
    for (const error of await Promise.all([unaryCall(request), collect([request]), read(client.Expand(request)), read(chat)].map(failureOf))) {
      assert.deepStrictEqual([error.code, error.details], [9, "100 % süß\nzwei"]);
      assert.deepStrictEqual(error.metadata.get("grpc-status-details-bin"), [Buffer.from([0, 1, 255])]);
    }
  },

  async status_after_messages() {
    const error = await failureOf(read(client.Expand({ text: "n", count: 3, status_code: 5, status_detail: "gone" })));
    // grpc-js reports a failure at once and drops messages that nobody has taken yet, so their number says nothing.
    assert.strictEqual(error.code, 5);
  },

  async deadline() {
    const before = Date.now();
    let error = await failureOf(unaryCall({ delay_ms: 60000 }, { options: { deadline: Date.now() + 300 } }));
    assert.strictEqual(error.code, grpc.status.DEADLINE_EXCEEDED);
    error = await failureOf(read(client.Expand({ count: 100, delay_ms: 50 }, new grpc.Metadata(), { deadline: Date.now() + 400 })));
    assert.strictEqual(error.code, grpc.status.DEADLINE_EXCEEDED);
    assert(Date.now() - before < 10000);
  },

  async cancellation() {
    const before = await cancelledCount();
    const stream = client.Expand({ count: 1000, delay_ms: 20 });
    stream.once("data", () => stream.cancel());
    const error = await failureOf(read(stream));
    assert.strictEqual(error.code, grpc.status.CANCELLED);
    await until(async () => (await cancelledCount()) > before);
  },

  async gzip() {
    const zipped = create({ "grpc.default_compression_algorithm": 2 });
    const payload = Buffer.alloc(150000, "abc");
    const metadata = new grpc.Metadata();
    metadata.set("x-show-encoding", "1");
    const { reply, status } = await unaryCall({ payload, text: "x-gzip" }, { using: zipped, metadata });
    assert(payload.equals(reply.payload));
    assert.deepStrictEqual(status.metadata.get("x-request-encoding"), ["gzip"]);
    zipped.close();
  },

  async concurrent_streams() {
    const calls = range(100).map(() => client.Chat());
    const first = calls.map(call => new Promise((resolve, reject) => call.once("data", resolve).on("error", reject)));
    calls.forEach((call, i) => call.write({ text: String(i) }));
    // All are open at once here.
    const replies = await Promise.all(first);
    assert.deepStrictEqual(replies.map(reply => reply.text), range(100).map(String));
    const ends = calls.map(call => new Promise((resolve, reject) => call.on("end", resolve).on("error", reject)));
    calls.forEach(call => call.resume().end());
    await Promise.all(ends);
  },

  async oversize_request() {
    const big = { payload: Buffer.alloc(5000000) };
    for (const error of await Promise.all([unaryCall(big), collect([big])].map(failureOf)))
      assert.strictEqual(error.code, grpc.status.RESOURCE_EXHAUSTED);
    await unaryCall({ text: "still there" });
  },

  async unimplemented() {
    assert.strictEqual((await failureOf(unaryCall({}, { method: "Missing" }))).code, grpc.status.UNIMPLEMENTED);
  },
};

(async () => {
  for (const [scenario, run] of Object.entries(scenarios)) {
    let result = "ok";
    try {
      await Promise.race([run(), sleep(40000).then(() => assert.fail("timed out"))]);
    } catch (error) {
      result = error.stack;
    }
    console.log(JSON.stringify({ scenario, result }));
  }
  process.exit(0);
})();
