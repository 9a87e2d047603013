import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { test } from "node:test";

import { Citing, claim, compare, status, story } from "../../../extension/lib/api/client.js";

const REQUEST = { page: { html: "<p>Hello.</p>" } };

/** Calls `use` with the settings for a server that answers by `handler`.
 * @param {import("node:http").RequestListener} handler
 * @param {(settings: Settings) => Promise<void>} use */
async function withServer(handler, use) {
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  try {
    await use({ server: `http://127.0.0.1:${port}/`, token: "a token" });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** @param {Partial<Parameters<typeof compare>[2]>} [options] */
function options(options) {
  return { signal: new AbortController().signal, onStage: () => {}, ...options };
}

test("steps are told as they come and the comparison is the last", async () => {
  /** @type {unknown[]} */
  const seen = [];
  await withServer(
    (request, response) => {
      seen.push(request.method, request.url, request.headers.authorization, request.headers.accept);
      response.setHeader("Content-Type", "application/x-ndjson");
      response.end(
        '{"event":"stage","stage":"article","state":"started"}\n\n{"event":"done","comparison":{"id":"7","verdict":{"heading":{}}}}\n',
      );
    },
    async (settings) => {
      const comparison = await compare(
        settings,
        REQUEST,
        options({ onStage: ({ stage }) => seen.push(stage) }),
      );
      assert.equal(comparison.id, "7");
    },
  );
  assert.deepEqual(seen, [
    "POST",
    "/v1/compare",
    "Bearer a token",
    "application/x-ndjson",
    "article",
  ]);
});

/** @type {[string, string, import("node:http").RequestListener][]} */
const FAILURES = [
  [
    "a problem",
    "problem",
    (_, response) => {
      response
        .writeHead(503, { "Content-Type": "application/problem+json" })
        .end('{"type":"/problems/busy"}');
    },
  ],
  [
    "a problem in the stream",
    "problem",
    (_, response) => {
      response.setHeader("Content-Type", "application/x-ndjson");
      response.end('{"event":"problem","problem":{"type":"/problems/busy"}}\n');
    },
  ],
  [
    "a page",
    "server_not_unabridged",
    (_, response) => {
      response.setHeader("Content-Type", "text/html");
      response.end("<p>Hello.</p>");
    },
  ],
  [
    "nothing to the end",
    "server_broke_off",
    (_, response) => {
      response.setHeader("Content-Type", "application/x-ndjson");
      response.end('{"event":"stage","stage":"article","state":"done"}\n');
    },
  ],
  [
    "silence",
    "server_silent",
    (_, response) => {
      response.writeHead(200, { "Content-Type": "application/x-ndjson" }).write("\n");
    },
  ],
];
for (const [name, kind, handler] of FAILURES) {
  test(`${name} is told as ${kind}`, () =>
    withServer(handler, (settings) =>
      assert.rejects(compare(settings, REQUEST, options({ silence: 200 })), { kind }),
    ));
}

test("a dead port is told as unreachable", async () => {
  await assert.rejects(compare({ server: "http://127.0.0.1:9", token: "" }, REQUEST, options()), {
    kind: "server_unreachable",
    address: "http://127.0.0.1:9",
  });
});

test("a cancelled comparison closes the connection", () => {
  /** @type {Promise<unknown>[]} */
  const closed = [];
  const controller = new AbortController();
  return withServer(
    (request, response) => {
      // Not `once` of node:events, which rejects where the connection ends by a reset.
      closed.push(new Promise((resolve) => request.socket.once("close", resolve)));
      response.writeHead(200, { "Content-Type": "application/x-ndjson" }).write("\n");
      setTimeout(() => controller.abort(), 20);
    },
    async (settings) => {
      await assert.rejects(compare(settings, REQUEST, options({ signal: controller.signal })), {
        kind: "cancelled",
      });
      await Promise.all(closed);
    },
  );
});

test("the test of an address tells an Unabridged server from others", () =>
  withServer(
    (request, response) => {
      response.setHeader("Content-Type", "application/json");
      response.end(
        request.url === "/v1/status"
          ? '{"engine":"unabridged/1","features":["compare","stream"]}'
          : "{}",
      );
    },
    async (settings) => {
      assert.equal((await status(settings)).engine, "unabridged/1");
      await assert.rejects(status({ ...settings, server: `${settings.server}elsewhere` }), {
        kind: "server_not_unabridged",
      });
    },
  ));

test("a server without what is needed is too old, by its own word or by not knowing the call", async () => {
  await withServer(
    (_, response) => {
      response.setHeader("Content-Type", "application/json");
      response.end('{"engine":"unabridged/0","features":["compare"]}');
    },
    (settings) => assert.rejects(status(settings), { kind: "server_too_old" }),
  );
  await withServer(
    (_, response) => {
      response.writeHead(404, { "Content-Type": "application/problem+json" });
      response.end('{"type":"/problems/not_found","title":"","status":404,"detail":""}');
    },
    (settings) => assert.rejects(compare(settings, REQUEST, options()), { kind: "server_too_old" }),
  );
});

test("a pairing code becomes settings, without the token of before", async () => {
  /** @type {unknown[]} */
  const seen = [];
  await withServer(
    async (request, response) => {
      let body = "";
      for await (const piece of request) body += piece;
      seen.push(request.method, request.url, request.headers.authorization, body);
      const used = body.includes("used");
      response.writeHead(used ? 410 : 200, {
        "Content-Type": used ? "application/problem+json" : "application/json",
      });
      response.end(
        used
          ? '{"type":"/problems/pairing_used"}'
          : body.includes("odd")
            ? "{}"
            : '{"token":"unab_1"}',
      );
    },
    async ({ server }) => {
      assert.deepEqual(await claim({ server, code: "c" }), { server, token: "unab_1" });
      await assert.rejects(claim({ server, code: "used" }), { kind: "problem" });
      await assert.rejects(claim({ server, code: "odd" }), { kind: "server_not_unabridged" });
    },
  );
  assert.deepEqual(seen.slice(0, 4), ["POST", "/v1/pairings/claim", undefined, '{"code":"c"}']);
});

/** @param {object[]} events
 * @param {string[]} [seen] what the server was asked
 * @returns {import("node:http").RequestListener} */
const streaming =
  (events, seen = []) =>
  (request, response) => {
    seen.push(`${request.url}`);
    response.setHeader("Content-Type", "application/x-ndjson");
    for (const event of events) response.write(JSON.stringify(event) + "\n\n");
    if (!events.some((event) => "open" in event)) response.end();
  };
const PROBLEM = { type: "/problems/busy", title: "Busy", status: 503, detail: "Later." };

test("a story grows, and its problem is a failure", async () => {
  /** @type {unknown[]} */
  const grown = [];
  const events = [
    { event: "story", story: { says: "one" } },
    { event: "done", story: { says: "two" } },
  ];
  await withServer(streaming(events), async (settings) => {
    const told = await story(settings, REQUEST.page, ({ says }) => grown.push(says));
    assert.deepEqual([...grown, told.says], ["one", "two"]);
  });
  await withServer(streaming([{ event: "problem", problem: PROBLEM }]), async (settings) => {
    await assert.rejects(
      story(settings, REQUEST.page, () => {}),
      { kind: "problem", problem: PROBLEM },
    );
  });
});

test("a check of sources is asked for once, and told again to whoever comes later", async () => {
  const events = [{ event: "sources", urls: [] }, { event: "source" }, { event: "done" }];
  /** @type {string[]} */
  const seen = [];
  await withServer(streaming(events, seen), async (settings) => {
    const citing = new Citing(() => settings, REQUEST.page);
    assert.deepEqual(seen, []);
    const heard = new Promise((resolve) => {
      citing.hear = ({ event }) => event === "done" && resolve(event);
    });
    citing.start();
    citing.start();
    await heard;
    citing.start();
    assert.deepEqual(
      citing.heard.map(({ event }) => event),
      ["sources", "source", "done"],
    );
    assert.deepEqual(seen, ["/v1/cite"]);
  });
});

test("a check of sources that is stopped or fails keeps what came, and can begin anew", async () => {
  const events = [{ event: "sources", open: true }];
  await withServer(streaming(events), async (settings) => {
    const citing = new Citing(() => settings, REQUEST.page);
    /** @returns {Promise<import("../../../extension/lib/api/client.js").Cited>} */
    const last = () =>
      new Promise((resolve) => {
        citing.hear = (event) => (event.event === "sources" ? citing.stop() : resolve(event));
      });
    for (const begin of [() => citing.start(), () => citing.again()]) {
      const ended = last();
      begin();
      const event = await ended;
      assert.equal(event.event === "failed" && event.failure.kind, "cancelled");
      assert.equal(citing.heard.length, 2);
    }
  });
  const nobody = new Citing(() => ({ server: "ftp://x", token: "" }), REQUEST.page);
  await nobody.again();
  const [failed] = nobody.heard;
  assert.equal(failed?.event === "failed" && failed.failure.kind, "address_invalid");
});
