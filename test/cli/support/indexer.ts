import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the scripted indexer answers with: a body for JSON, or text as it is. */
export interface Reply {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server that answers as an indexer would, and remembers what it was asked. */
export interface ScriptedIndexer {
  readonly url: string;
  /** Paths with their queries, in the order they were asked. */
  readonly asked: string[];
  readonly stop: () => Promise<void>;
}

/** Starts one on a free port of this machine. */
export async function scriptIndexer(reply: (url: URL) => Reply): Promise<ScriptedIndexer> {
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://indexer");
    asked.push(`${url.pathname}${url.search}`);
    const { status = 200, body, headers } = reply(url);
    response.writeHead(status, {
      ...headers,
      "content-type": typeof body === "string" ? "text/csv" : "application/json",
    });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export const MANAGED_ACCOUNT = `0x${"ab".repeat(20)}`;
export const SELLER = `0x${"5e".repeat(20)}`;
export const KEY = `0x${"4e".repeat(20)}`;
const ID = `0x${"1d".repeat(32)}`;

/** An account with a limit a day, half of it spent, and one key. */
export const account = {
  asOf: { block: 123, timestamp: 1_790_000_000, at: 1_790_000_042 },
  account: {
    address: MANAGED_ACCOUNT,
    principal: `0x${"9a".repeat(20)}`,
    index: 7,
    controller: `0x${"9a".repeat(20)}`,
    openedAt: 1_780_000_000,
    balance: "450000000",
    frozen: false,
    frozenBy: [],
  },
  keys: [
    { key: KEY, expiry: 1_800_000_000, capabilities: ["commit", "tabs"], live: true },
    { key: SELLER, expiry: 0, capabilities: [], live: false },
  ],
  policy: {
    version: 2,
    since: 1_780_000_000,
    hash: ID,
    perTransaction: "60000000",
    perPeriod: "100000000",
    lifetime: null,
    approvalAbove: "50000000",
    period: 24,
    activeFrom: 0,
    activeUntil: 1_099_511_627_775,
    counterparties: ID,
    categories: null,
    treasury: null,
  },
  limits: {
    available: "50000000",
    active: true,
    treasury: null,
    perTransaction: { limit: "60000000", left: "60000000" },
    period: {
      limit: "100000000",
      spent: "50000000",
      left: "50000000",
      start: 1_789_948_800,
      end: 1_790_035_200,
    },
    lifetime: { limit: null, spent: "50000000", left: null },
  },
  tabs: [],
  total: { committed: "50000000", refunded: "0", net: "-50000000" },
};

/** A line of its statement. */
export const entryOf = (sequence: number, changes: Readonly<Record<string, unknown>> = {}) => ({
  sequence,
  kind: "deal",
  refundOf: null,
  amount: "-50000000",
  balance: "450000000",
  counterparties: [SELLER],
  category: 3,
  key: KEY,
  digest: ID,
  dealId: ID,
  milestone: null,
  tabId: null,
  orderId: null,
  protocol: "deal",
  session: ID,
  fee: null,
  limits: {
    policy: 2,
    perTransaction: "60000000",
    perPeriod: "100000000",
    lifetime: null,
    spent: "50000000",
    lifetimeLeft: null,
    periodSpent: "50000000",
    periodLeft: "50000000",
    periodStart: 1_789_948_800,
    periodEnd: 1_790_035_200,
  },
  block: 120,
  timestamp: 1_789_990_000,
  transaction: ID,
  logIndex: 4,
  ...changes,
});
