import { and, asc, eq, inArray, isNotNull, sql } from "ponder";
import type { FactSources } from "quittance/reputation";

type Hex = `0x${string}`;
type Condition = ReturnType<typeof and>;
type Part = Partial<FactSources>;
/** The database as the API has it, and the tables. */
type Db = typeof import("ponder:api")["db"];
type Schema = typeof import("ponder:schema")["default"];
type Reading = Pick<Db, "select">;
type Columns = Parameters<Db["select"]>[0] & object;
type Column = Columns[string];

/** Rows that are read at once: neither the database nor this process stops for long. */
const PAGE = 2_000;
/**
 * Reads everything that facts of reputation come from. Each table is read along its primary key, page by page.
 * @param rows What reads within one transaction.
 * @param pools Juror pools whose seats are read.
 */
export async function readSources(
  rows: Reading,
  schema: Schema,
  pools: readonly Hex[],
  take: (part: Part) => Promise<void>,
): Promise<void> {
  for (const { list, pages } of tablesOf(schema, pools)) {
    for await (const entries of pages(rows)) await take({ [list]: entries.map(withoutNulls) } as Part);
  }
}

/** Nothing is undefined in a source, and null in a row. */
const withoutNulls = (row: object) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));

interface Table {
  readonly list: keyof FactSources;
  readonly pages: (reading: Reading) => AsyncIterable<readonly object[]>;
}

interface Wanted {
  readonly from: Parameters<ReturnType<Db["select"]>["from"]>[0];
  readonly columns: Columns;
  /** Names of columns that make the primary key, in its order. */
  readonly key: readonly string[];
  readonly where?: Condition;
  readonly join?: { readonly table: Schema["tab"] | Schema["policyVersion"]; readonly on: Condition };
}

/** Pages of a table in the order of its key, each after the last row of the one before: an index finds where it begins. */
async function* pagesOf(reading: Reading, { from, columns, key, where, join }: Wanted) {
  const keys = key.map((name) => columns[name] as Column);
  let last: Readonly<Record<string, unknown>> | undefined;
  do {
    const beyond =
      last === undefined
        ? undefined
        : sql`(${sql.join(keys, sql`, `)}) > (${sql.join(
            key.map((name, index) => sql`${sql.param(last?.[name], keys[index] as never)}`),
            sql`, `,
          )})`;
    const query = reading.select(columns).from(from as never);
    const joined = join === undefined ? query : query.innerJoin(join.table, join.on);
    const rows = (await joined
      .where(and(beyond, where))
      .orderBy(...keys.map((column) => asc(column as never)))
      .limit(PAGE)) as readonly Readonly<Record<string, unknown>>[];
    if (rows.length > 0) yield rows;
    last = rows.length === PAGE ? rows.at(-1) : undefined;
  } while (last !== undefined);
}

type Named<Names extends string> = Readonly<Record<Names, Column>>;

function tablesOf(schema: Schema, pools: readonly Hex[]): readonly Table[] {
  const { deal, milestone, deliveryRecord, verdict, contest, panel, ballot, settlement } = schema;
  const { rating, equivocation, account, policyVersion, seatChange, payment, redemption, tab } = schema;
  const table = (list: keyof FactSources, wanted: Wanted): Table => ({
    list,
    pages: (reading) => pagesOf(reading, wanted),
  });
  const place = ({ blockNumber, logIndex, timestamp }: Named<"blockNumber" | "logIndex" | "timestamp">) => ({
    ...{ blockNumber, logIndex, timestamp },
  });
  const question = ({ dealId, milestone: number }: Named<"dealId" | "milestone">) => ({
    ...{ dealId, milestone: number },
  });
  return [
    table("deals", {
      ...{ from: deal, key: ["dealId"] },
      columns: {
        ...{ dealId: deal.id, buyer: deal.buyer, seller: deal.seller, pact: deal.pact, pool: deal.pool },
        ...{ category: deal.category, marketplace: deal.marketplace, panel: deal.panel },
        ...{ passingScore: deal.passingScore, payoutStep: deal.payoutStep },
        ...{ verdictWindow: deal.verdictWindow, reference: deal.reference, ...place(deal) },
        // A document is held against them, where they refer to one.
        terms: sql<Hex | null>`case when ${deal.reference} is null then null else ${deal.terms} end`.as(
          "terms",
        ),
      },
    }),
    table("milestones", {
      ...{ from: milestone, key: ["dealId", "milestone"] },
      columns: {
        ...{ dealId: milestone.dealId, milestone: milestone.index },
        ...{ amount: milestone.amount, deadline: milestone.deadline },
      },
    }),
    table("deliveries", {
      ...{ from: deliveryRecord, key: ["dealId", "milestone"] },
      columns: { ...question(deliveryRecord), ...place(deliveryRecord) },
    }),
    table("verdicts", {
      ...{ from: verdict, key: ["dealId", "milestone", "round"] },
      columns: {
        ...{ ...question(verdict), round: verdict.round, payout: verdict.payout },
        ...{ evidence: verdict.evidence, ...place(verdict) },
      },
    }),
    table("contests", {
      ...{ from: contest, key: ["dealId", "milestone", "round"] },
      columns: {
        ...{ ...question(contest), round: contest.round, side: contest.side },
        ...{ payout: contest.payout, ...place(contest) },
      },
    }),
    table("panels", {
      ...{ from: panel, key: ["dealId", "milestone", "round"] },
      columns: {
        ...{ ...question(panel), round: panel.round, jurors: panel.jurors },
        ...place(panel),
      },
    }),
    table("ballots", {
      ...{ from: ballot, key: ["dealId", "milestone", "round", "position"] },
      columns: {
        ...{ ...question(ballot), round: ballot.round, position: ballot.position, score: ballot.score },
        ...{ reasons: ballot.reasons, ...place(ballot) },
      },
    }),
    table("settlements", {
      ...{ from: settlement, key: ["dealId", "milestone"] },
      columns: {
        ...{ ...question(settlement), cause: settlement.cause, toSeller: settlement.toSeller },
        ...{ toBuyer: settlement.toBuyer, ...place(settlement) },
      },
    }),
    table("ratings", {
      ...{ from: rating, key: ["dealId", "rater"] },
      columns: { dealId: rating.dealId, rater: rating.rater, score: rating.score, ...place(rating) },
    }),
    table("equivocations", {
      ...{ from: equivocation, key: ["dealId", "milestone", "juror", "evidence"] },
      columns: {
        ...{ ...question(equivocation), juror: equivocation.juror },
        ...{ evidence: equivocation.evidence, ...place(equivocation) },
      },
    }),
    // Its first policy came with the event that opened an account, which may have had money before.
    table("accounts", {
      ...{ from: account, key: ["account"], where: isNotNull(account.principal) },
      join: {
        table: policyVersion,
        on: and(eq(policyVersion.account, account.address), eq(policyVersion.version, 1)),
      },
      columns: {
        ...{ account: account.address, principal: account.principal },
        ...place(policyVersion),
      },
    }),
    ...(pools.length === 0
      ? []
      : [
          table("seats", {
            ...{ from: seatChange, key: ["pool", "seat", "sequence"] },
            where: inArray(seatChange.pool, [...pools]),
            columns: {
              ...{ pool: seatChange.pool, seat: seatChange.seat, sequence: seatChange.sequence },
              ...{ kind: seatChange.kind, owner: seatChange.owner, key: seatChange.key },
              ...{ amount: seatChange.amount, juror: seatChange.juror },
              ...{ ...question(seatChange), ...place(seatChange) },
            },
          }),
        ]),
    table("payments", {
      ...{ from: payment, key: ["orderId", "index"] },
      columns: {
        ...{ orderId: payment.orderId, index: payment.index, from: payment.account, to: payment.payee },
        ...{ amount: payment.amount, ...place(payment) },
      },
    }),
    table("payments", {
      ...{ from: redemption, key: ["tabId", "sequence"] },
      join: { table: tab, on: eq(tab.id, redemption.tabId) },
      columns: {
        ...{ tabId: redemption.tabId, sequence: redemption.sequence, from: tab.account },
        ...{ to: redemption.payee, amount: redemption.amount, ...place(redemption) },
      },
    }),
  ];
}
