import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { createHistory, getAccount, getTotals, type HistoryOptions } from "../../../sdk/history/index.ts";
import {
  IndexerAnswerMalformedError,
  IndexerNotReadyError,
  IndexerRefusedError,
  IndexerUnreachableError,
  InvalidFieldError,
} from "../../../sdk/index.ts";
import { errorOf, refusalOf } from "../support/refusal.ts";

const ACCOUNT = `0x${"ab".repeat(20)}` as const;
const AS_OF = { block: 7, hash: `0x${"22".repeat(32)}`, timestamp: 1_790_000_000 };
const CAUSE = { blockNumber: "7", logIndex: 0, timestamp: "1790000000", transactionHash: AS_OF.hash };
const CHANGE = {
  updatedBlock: "7",
  updatedLogIndex: 0,
  updatedAt: "1790000000",
  updatedIn: AS_OF.hash,
};
const COUNTS = {
  deals: 1,
  milestones: 3,
  settledMilestones: 0,
  verdicts: 0,
  contests: 0,
  rulings: 0,
  accounts: 0,
};
const SUMS = { held: "5", balances: "0", unclaimed: "0", unsettled: "5", bonds: "0", tabs: "0" };
const TOTAL = { ...COUNTS, ...SUMS, ...CAUSE, ...CHANGE };
const HEADERS = { "content-type": "application/json", "quittance-as-of": JSON.stringify(AS_OF) };

/** A server on a free port for as long as `use` takes. */
async function served<Result>(
  answer: RequestListener,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const content = (data: unknown = { total: TOTAL }) => JSON.stringify({ data });
const answers =
  (body: string, status = 200, headers: Record<string, string> = HEADERS): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);
const totals = (url: string, options: Partial<HistoryOptions> = {}) =>
  getTotals(createHistory({ url, ...options }));

describe("a question to an indexer", () => {
  it("is answered with bigints, checksummed addresses, and the block", async () => {
    const answer = await served(answers(content()), totals);
    expect(answer.asOf).to.deep.equal(AS_OF);
    expect(answer.totals).to.include({ held: 5n, deals: 1, blockNumber: 7n, timestamp: 1_790_000_000 });
  });

  it("is asked again while there is no time, as late as the indexer says, and answered then", async () => {
    for (const status of [429, 503]) {
      let asked = 0;
      const answer = await served((request, response) => {
        asked += 1;
        if (asked === 3) answers(content())(request, response);
        else answers("{}", status, { ...HEADERS, "retry-after": "0" })(request, response);
      }, totals);
      expect([asked, answer.totals?.held]).to.deep.equal([3, 5n]);
    }
  });

  it("is given up after so many attempts", async () => {
    let asked = 0;
    const error = await refusalOf(IndexerNotReadyError, () =>
      served(
        (request, response) => {
          asked += 1;
          answers('{"error":"catching up"}', 503, { "retry-after": "0" })(request, response);
        },
        (url) => totals(url, { attempts: 3 }),
      ),
    );
    expect([asked, error.status, error.retryAfter, error.details]).to.deep.equal([3, 503, 0, "catching up"]);
  });

  it("is not answered by what is no indexer, whatever it says", async () => {
    const wrong: readonly (readonly [RequestListener, RegExp])[] = [
      [answers("<html>hello</html>"), /not JSON/],
      [answers(content({ total: { ...TOTAL, held: 5.5 } })), /total\.held/],
      [answers(content({ total: { ...TOTAL, deals: "many" } })), /total\.deals/],
      [answers(content({ total: { ...TOTAL, transactionHash: "0x12" } })), /total\.transactionHash/],
      [answers(content({})), /total/],
      [answers("null"), /its content/],
      [answers(content(), 200, { "content-type": "application/json" }), /names no block/],
      [answers(content(), 200, { "quittance-as-of": '{"block":-1}' }), /block/],
      [answers("nothing", 404), /404/],
      [answers("teapot", 418), /418/],
      [answers('{"errors":[{"message":"no such field"}]}'), /no such field/],
    ];
    for (const [answer, details] of wrong) {
      const error = await refusalOf(IndexerAnswerMalformedError, () => served(answer, totals));
      expect(error.details).to.match(details);
    }
  });

  it("shows what another program said in one bounded line that no terminal obeys", async () => {
    const said = `\u001b[2J\u202e https://user:hunter2@host/ ${"x".repeat(10_000)}`;
    const error = await refusalOf(IndexerRefusedError, () =>
      served(answers(JSON.stringify({ error: said }), 400), totals),
    );
    expect(error.message).to.include("\\u001b").and.to.include("\\u202e");
    for (const hidden of ["\u001b", "\u202e", "hunter2"]) expect(error.message).to.not.include(hidden);
    expect(error.message.length).to.be.below(600);
  });

  it("that is not answered says what happened", async () => {
    const closed = await served(answers(""), async (url) => url);
    const refused = await refusalOf(IndexerUnreachableError, () => totals(closed));
    expect(refused.details).to.include("the connection was refused");
    const broken = await refusalOf(IndexerUnreachableError, () =>
      served((_, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write("{", () => response.destroy());
      }, totals),
    );
    expect(broken.details).to.include("broken off");
    const late = await refusalOf(IndexerUnreachableError, () =>
      served(
        () => undefined,
        (url) => totals(url, { timeoutMs: 20 }),
      ),
    );
    expect(late.details).to.include("nothing for 0.02 s");
  });

  it("follows no redirect", async () => {
    let followed = false;
    await served(
      (_, response) => {
        followed = true;
        response.end(content());
      },
      async (url) =>
        refusalOf(IndexerUnreachableError, () => served(answers("", 302, { location: url }), totals)),
    );
    expect(followed).to.equal(false);
  });

  it("ends when its signal says so, also between two attempts", async () => {
    const reason = new Error("the user left");
    const aborted = new AbortController();
    const asking = (url: string) => getTotals(createHistory({ url }), { signal: aborted.signal });
    const error = await errorOf(() =>
      served((request, response) => {
        answers("{}", 503, { "retry-after": "25" })(request, response);
        setTimeout(() => aborted.abort(reason), 5);
      }, asking),
    );
    expect(error).to.equal(reason);
    expect(await errorOf(() => served(answers(content()), asking))).to.equal(reason);
  });

  it("carries user and password in a header, and shows them nowhere", async () => {
    const seen: (string | undefined)[] = [];
    const error = await served(
      ({ headers, url }, response) => {
        seen.push(headers.authorization, url);
        response.writeHead(401).end("{}");
      },
      (url) => refusalOf(IndexerRefusedError, () => totals(url.replace("//", "//us%20er:p%C3%A4ss@"))),
    );
    expect(seen).to.deep.equal([`Basic ${Buffer.from("us er:päss").toString("base64")}`, "/graphql"]);
    expect(JSON.stringify(error) + error.message).to.not.match(/p%C3|päss|127\.0\.0\.1/);
    const bad = await refusalOf(InvalidFieldError, () => createHistory({ url: "http://a:%zz@host" }));
    expect(bad.message).to.not.include("zz");
  });

  it("goes to GraphQL or to an account's path, and to no SQL", async () => {
    const asked: string[] = [];
    await served(
      ({ url = "", method }, response) => {
        asked.push(`${method} ${url}`);
        response.writeHead(404).end('{"error":"No principal opened the account"}');
      },
      async (url) => {
        const history = createHistory({ url: `${url}/graphql/` });
        expect(await getAccount(history, { account: ACCOUNT, at: 5 })).to.equal(undefined);
        await errorOf(() => getTotals(history));
      },
    );
    expect(asked).to.deep.equal([`GET /accounts/${ACCOUNT}?at=5`, "POST /graphql"]);
  });

  it("is refused before it is asked where the URL is none", async () => {
    for (const url of ["ftp://host", "host", "", 7, undefined]) {
      const error = await refusalOf(InvalidFieldError, () => createHistory({ url: url as string }));
      expect(error.field).to.equal("url");
    }
  });
});
