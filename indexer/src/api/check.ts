import { db } from "ponder:api";
import schema from "ponder:schema";
import { Hono } from "hono";
import { desc, sql } from "ponder";
import type { Hex } from "viem";
import { checkAnswer, readyAnswer } from "../../check/answer.ts";
import { Checker } from "../../check/checker.ts";
import { finalityOf, setFinality } from "../../check/finality.ts";
import type { RowFacts } from "../../check/look.ts";
import { addToMetrics, metricsText } from "../../check/metrics.ts";
import { figuresText, type OwnFigures } from "../../check/own-figures.ts";
import { READY, takeReady } from "../../check/ready-path.ts";
import { unreadable } from "../../check/unreadable.ts";
import { say } from "../../log/say.ts";
import { sharedGateway } from "../../nodes/shared.ts";
import { httpRpc } from "../../settings/chain.ts";
import { isDevelopment, isOwn } from "../../settings/kinds.ts";
import { recordText } from "../../settings/record-text.ts";
import { readSettings } from "../../settings/settings.ts";
import { holdViews } from "../../views/hold.ts";
import { showsOwn, switchViews } from "../../views/switch.ts";
import { Taking } from "../../views/take.ts";
import { isHistoryRead, type Rows, snapshot } from "./snapshot.ts";

const { deployment, rpcUrls, finalityBlocks, database } = readSettings(process.env, recordText);
const nodes = rpcUrls.map(httpRpc);

/** A node on this machine costs nothing to ask. */
const pace = rpcUrls.every(isOwn) ? { idleMs: 1_000, againMs: 300 } : { idleMs: 10_000, againMs: 2_000 };

const checker = new Checker(readRows, nodes, {
  ...{ startBlock: deployment.startBlock, pace, others: () => sharedGateway()?.agreement.problem },
});
if (finalityBlocks !== undefined || !isDevelopment(deployment)) {
  setFinality(finalityBlocks ?? (await finalityOf(nodes)));
}
checker.start();
takeReady();
const views = holdViews();
let taking: Taking | undefined;
if (views !== undefined && database.kind === "postgres") {
  const mayTake = async () => (await isHistoryRead(db)) && (await checker.settled()).agrees === true;
  const url = database.connectionString;
  taking = new Taking(
    { mayTake, take: () => switchViews(url, views), isShown: () => showsOwn(url, views) },
    { say },
  );
  taking.start();
}
addToMetrics(() => `${metricsText(checker.verdict)}${figuresText(figures())}`);

/** What is known of the rows now: those that do not agree with the chain are no ground for a score. */
export const verdictOfRows = () => checker.verdict;

/** Whether the rows agree with the chain. */
export const check = new Hono();

check.get("/check", async (c) => {
  const verdict = await checker.settled();
  return c.json({
    ...checkAnswer(verdict),
    unconfirmedRanges: sharedGateway()?.agreement.unconfirmed ?? null,
  });
});

check.get(READY, async (c) => {
  const isComplete = await isHistoryRead(db).catch((error: unknown) => unreadable(error));
  if (typeof isComplete === "string") return c.text(isComplete, 503);
  const { status, text } = isComplete
    ? readyAnswer(true, await checker.settled())
    : readyAnswer(false, checker.verdict);
  return c.text(text, status);
});

function figures(): OwnFigures {
  const { agreement, lanes = [] } = sharedGateway() ?? {};
  return {
    nodes: lanes.map(({ counts }) => counts),
    unconfirmedRanges: agreement?.unconfirmed,
    nodesDiffer: agreement && agreement.problem !== undefined,
    viewsTaken: taking?.isTaken,
  };
}

async function readRows(): Promise<RowFacts> {
  const { result } = await snapshot(async (rows, head) => ({
    isComplete: await isHistoryRead(rows),
    head,
    holdings: await holdingsOf(rows),
    newest: await newestOf(rows),
    final: await finalOf(rows, head.block),
  }));
  return result;
}

async function holdingsOf(rows: Rows) {
  const { total, jurorPool } = schema;
  const [sums] = await rows.select({ held: total.held }).from(total);
  const pools = await rows.select({ address: jurorPool.address, held: jurorPool.held }).from(jurorPool);
  const heldBy = new Map(pools.map(({ address, held }) => [address.toLowerCase(), held]));
  return [
    { name: "contract", holder: deployment.address, held: sums?.held ?? 0n },
    ...deployment.jurorPools.map((holder) => ({
      name: "juror pool",
      holder,
      held: heldBy.get(holder) ?? 0n,
    })),
  ];
}

async function newestOf(rows: Rows): Promise<RowFacts["newest"]> {
  const { event } = schema;
  const [row] = await rows
    .select({ block: event.blockNumber, transaction: event.transactionHash })
    .from(event)
    .orderBy(desc(event.blockNumber))
    .limit(1);
  return row && { block: Number(row.block), transaction: row.transaction };
}

/** Ponder keeps the blocks that it takes for final, but no development chain's: those share an id. */
async function finalOf(rows: Rows, head: number): Promise<RowFacts["final"]> {
  if (isDevelopment(deployment)) return undefined;
  const found = await rows.execute<{ number: string; hash: Hex }>(
    sql`select number, hash from ponder_sync.blocks where chain_id = ${deployment.chainId} and number <= ${head}
      order by number desc limit 1`,
  );
  const [row] = found.rows;
  return row && { block: Number(row.number), hash: row.hash };
}
