import schema from "ponder:schema";
import { Hono } from "hono";
import { and, asc, eq, gt, gte, inArray, lt, lte } from "ponder";
import { accountAddressOf, quittanceDomain } from "quittance/protocol";
import { keyAnswer, standingAnswer, type TreasuryFacts, tabAnswer } from "../../http/account-answers.ts";
import {
  addressIn,
  dayIn,
  MAX_TIME,
  momentIn,
  oneOf,
  ParameterError,
  wholeNumber,
} from "../../http/parameters.ts";
import { entryAnswer, STATEMENT_HEADER, statementCsv } from "../../http/statement-answers.ts";
import { recordText } from "../../settings/record-text.ts";
import { readDeployment } from "../../settings/settings.ts";
import { asOf, momentOf } from "./as-of.ts";
import { answerCsv } from "./csv-answer.ts";
import { type Rows, snapshot } from "./snapshot.ts";

type Address = `0x${string}`;

const MAX_ENTRIES = 1_000;
const DEFAULT_ENTRIES = 100;
const MOST_ACCOUNTS = 100;
/** An index is a uint of this many bits, of which rows keep those that fit a whole number. */
const LAST_INDEX = Number.MAX_SAFE_INTEGER;

const { chainId, address: contract } = readDeployment(process.env, recordText);
const domain = quittanceDomain({ chainId, address: contract });

/** What was asked for is not there. */
class Missing extends Error {}

/** Accounts that principals opened: where they stand, their statements and costs; over GET. */
export const accounts = new Hono();

accounts.onError((error, c) => {
  if (error instanceof ParameterError) return c.json({ error: error.message }, 400);
  if (error instanceof Missing) return c.json({ error: error.message }, 404);
  throw error;
});

accounts.get("/accounts/:address", async (c) => {
  const address = addressIn("The account", c.req.param("address"));
  const { accountKey, tab } = schema;
  const isOpen = and(eq(tab.account, address), eq(tab.status, "open"));
  const { head, result } = await snapshot(async (rows, { timestamp }) => {
    const at = momentIn("at", c.req.query("at"), timestamp) ?? momentOf({ timestamp });
    const standing = await standingOf(rows, await accountAt(rows, address), at);
    const keys = await rows
      .select()
      .from(accountKey)
      .where(eq(accountKey.account, address))
      .orderBy(asc(accountKey.grantedAt));
    const tabs = await rows.select().from(tab).where(isOpen).orderBy(asc(tab.openedAt), asc(tab.logIndex));
    return { at, standing, keys, tabs };
  });
  const { at, standing, keys, tabs } = result;
  return c.json({
    asOf: await asOf(head, at),
    ...standing,
    keys: keys.map((key) => keyAnswer(key, at)),
    tabs: tabs.map(tabAnswer),
  });
});

accounts.get("/accounts/:address/statement", async (c) => {
  const address = addressIn("The account", c.req.param("address"));
  const query = statementQuery(c.req.query());
  const limit = query.limit ?? DEFAULT_ENTRIES;
  const { head, result } = await snapshot(async (rows) => ({
    principal: (await accountAt(rows, address)).principal,
    entries: await entriesOf(rows, address, { ...query, limit: limit + 1 }),
  }));
  const { principal, entries } = result;
  const page = entries.slice(0, limit);
  const next = entries.length > limit ? page.at(-1)?.sequence : null;
  return c.json({ asOf: await asOf(head), account: address, principal, next: next ?? null, entries: page });
});

accounts.get("/accounts/:address/statement.csv", async (c) => {
  const address = addressIn("The account", c.req.param("address"));
  const query = statementQuery(c.req.query());
  const { head, result: end } = await snapshot(async (rows) => (await accountAt(rows, address)).entryCount);
  const pages = csvPages(address, query, end);
  return answerCsv(c, { name: `statement-${address}`, head, header: STATEMENT_HEADER, pages });
});

accounts.get("/accounts/:address/costs", async (c) => {
  const account = addressIn("The account", c.req.param("address"));
  const [from, until] = [dayIn("from", c.req.query("from")), dayIn("until", c.req.query("until"))];
  const { accountDay } = schema;
  const within = and(
    eq(accountDay.account, account),
    from === undefined ? undefined : gte(accountDay.day, from),
    until === undefined ? undefined : lte(accountDay.day, until),
  );
  const { head, result } = await snapshot(async (rows) => {
    await accountAt(rows, account);
    return rows.select().from(accountDay).where(within).orderBy(asc(accountDay.day));
  });
  const total = result.reduce(
    (sum, row) => ({
      committed: sum.committed + row.committed,
      refunded: sum.refunded + row.refunded,
      net: sum.net + row.net,
      commitments: sum.commitments + row.commitments,
    }),
    { committed: 0n, refunded: 0n, net: 0n, commitments: 0 },
  );
  const days = result.map((row) => ({ day: row.day, ...costAnswer(row) }));
  return c.json({ asOf: await asOf(head), account, days, total: costAnswer(total) });
});

accounts.get("/principals/:address", async (c) => {
  const address = addressIn("The principal", c.req.param("address"));
  const { account } = schema;
  const limit =
    wholeNumber("limit", c.req.query("limit"), { least: 1, most: MOST_ACCOUNTS }) ?? MOST_ACCOUNTS;
  const after = wholeNumber("after", c.req.query("after"), { most: LAST_INDEX });
  const { head, result } = await snapshot(async (rows, { timestamp }) => {
    const at = momentIn("at", c.req.query("at"), timestamp) ?? momentOf({ timestamp });
    const principal = await principalAt(rows, address);
    const wanted = and(
      eq(account.principal, address),
      after === undefined ? undefined : gt(account.index, BigInt(after)),
    );
    const opened = await rows
      .select()
      .from(account)
      .where(wanted)
      .orderBy(asc(account.index))
      .limit(limit + 1);
    const standings = [];
    // One after the other: they share a connection.
    for (const row of opened.slice(0, limit)) standings.push(await standingOf(rows, row, at, principal));
    const next = opened.length > limit ? standings.at(-1)?.account.index : undefined;
    return { at, principal, standings, next: next ?? null };
  });
  const { at, standings, next } = result;
  const { controller, offered, frozen } = result.principal;
  const principal = { address, controller, offered, frozen };
  return c.json({ asOf: await asOf(head, at), principal, next, accounts: standings });
});

type AccountRow = typeof schema.account.$inferSelect;

async function accountAt(rows: Rows, address: Address): Promise<AccountRow> {
  const [row] = await rows.select().from(schema.account).where(eq(schema.account.address, address));
  if (row?.principal) return row;
  throw new Missing(`No principal opened the account ${address}, as far as this indexer has read the chain.`);
}

async function principalAt(rows: Rows, address: Address) {
  const [row] = await rows.select().from(schema.principal).where(eq(schema.principal.address, address));
  if (row !== undefined) return row;
  throw new Missing(
    `${address} opened no account and is no principal, as far as this indexer has read the chain.`,
  );
}

async function standingOf(
  rows: Rows,
  account: AccountRow,
  at: number,
  known?: typeof schema.principal.$inferSelect,
) {
  const { policyVersion } = schema;
  const isInForce = and(
    eq(policyVersion.account, account.address),
    eq(policyVersion.version, account.policyVersion),
  );
  const principal = known ?? (await principalAt(rows, account.principal ?? account.address));
  const [inForce] = await rows.select().from(policyVersion).where(isInForce);
  if (inForce === undefined) throw new Missing(`The account ${account.address} has no policy.`);
  const treasury =
    inForce.treasury === null ? undefined : await treasuryOf(rows, principal, inForce.treasury);
  return standingAnswer({ account, principal, policy: inForce, treasury }, at);
}

/** A treasury may hold money before the principal opens it. */
async function treasuryOf(
  rows: Rows,
  principal: Pick<typeof schema.principal.$inferSelect, "address" | "frozen">,
  index: bigint,
): Promise<TreasuryFacts> {
  const checksummed = accountAddressOf({ domain, principal: principal.address, index: Number(index) });
  const address = addressIn("The treasury", checksummed);
  const [row] = await rows.select().from(schema.account).where(eq(schema.account.address, address));
  const opened = (row?.principal ?? null) !== null;
  const frozen = opened && (principal.frozen || row?.frozen === true);
  return { account: address, opened, frozen, balance: row?.balance ?? 0n };
}

type StatementQuery = ReturnType<typeof statementQuery>;

function statementQuery(query: Readonly<Record<string, string>>) {
  return {
    from: wholeNumber("from", query.from, { most: MAX_TIME }),
    until: wholeNumber("until", query.until, { most: MAX_TIME }),
    kind: oneOf("kind", query.kind, schema.entryKind.enumValues),
    limit: wholeNumber("limit", query.limit, { least: 1, most: MAX_ENTRIES }),
    after: wholeNumber("after", query.after, { most: 2 ** 31 - 1 }),
  };
}

/** Lines that are there when the answer begins, a page at a time. */
async function* csvPages(account: Address, query: StatementQuery, end: number): AsyncGenerator<string> {
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  for (let after = query.after; left > 0; ) {
    const page = { ...query, after, limit: Math.min(MAX_ENTRIES, left) };
    const { result: entries } = await snapshot((rows) => entriesOf(rows, account, page));
    yield entries
      .filter(({ sequence }) => sequence < end)
      .map(statementCsv)
      .join("");
    left -= entries.length;
    after = entries.at(-1)?.sequence;
    if (entries.length < page.limit || after === undefined || after >= end) return;
  }
}

async function entriesOf(
  rows: Rows,
  account: Address,
  { from, until, kind, limit, after }: StatementQuery & { readonly limit: number },
) {
  const { statementLine: entry, policyVersion } = schema;
  const wanted = and(
    eq(entry.account, account),
    from === undefined ? undefined : gte(entry.timestamp, BigInt(from)),
    until === undefined ? undefined : lt(entry.timestamp, BigInt(until)),
    kind === undefined ? undefined : eq(entry.kind, kind),
    after === undefined ? undefined : gt(entry.sequence, after),
  );
  const entries = await rows.select().from(entry).where(wanted).orderBy(asc(entry.sequence)).limit(limit);
  const policies = await rows.select().from(policyVersion).where(eq(policyVersion.account, account));
  const byVersion = new Map(policies.map((version) => [version.version, version]));
  const feeOf = await feesOf(rows, entries);
  return entries.map((row) => entryAnswer(row, byVersion, feeOf(row)));
}

type EntryRow = typeof schema.statementLine.$inferSelect;

/** Of a payout the marketplace fee that was taken from it; of money committed to a deal its verification fees. */
async function feesOf(rows: Rows, entries: readonly EntryRow[]): Promise<(entry: EntryRow) => bigint | null> {
  const idsOf = (kind: EntryRow["kind"]) => [
    ...new Set(
      entries.flatMap((entry) => (entry.kind === kind && entry.dealId !== null ? [entry.dealId] : [])),
    ),
  ];
  const [paid, committed] = [idsOf("payout"), idsOf("deal")];
  const { settlement, deal } = schema;
  const settlements =
    paid.length === 0 ? [] : await rows.select().from(settlement).where(inArray(settlement.dealId, paid));
  const deals =
    committed.length === 0 ? [] : await rows.select().from(deal).where(inArray(deal.id, committed));
  const taken = new Map(settlements.map((row) => [`${row.dealId} ${row.milestone}`, row.marketplaceFee]));
  const included = new Map(deals.map((row) => [row.id, row.verificationFee * BigInt(row.milestoneCount)]));
  return ({ kind, dealId, milestone }) => {
    if (kind === "payout") return taken.get(`${dealId} ${milestone}`) ?? null;
    return kind === "deal" && dealId !== null ? (included.get(dealId) ?? null) : null;
  };
}

function costAnswer({
  committed,
  refunded,
  net,
  commitments,
}: {
  readonly committed: bigint;
  readonly refunded: bigint;
  readonly net: bigint;
  readonly commitments: number;
}) {
  return { committed: String(committed), refunded: String(refunded), net: String(net), commitments };
}
