import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { db } from "ponder:api";
import schema from "ponder:schema";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { and, desc, eq, gte } from "ponder";
import { type PersonalSeed, parametersDigest } from "quittance/reputation";
import { Supply } from "../../documents/supply.ts";
import { BlockHashes } from "../../http/block-hashes.ts";
import { Callers, TooMany } from "../../http/callers.ts";
import { ParameterError } from "../../http/parameters.ts";
import {
  batchIn,
  cursorOf,
  filterIn,
  type Moment,
  momentIn,
  seedsIn,
  subjectIn,
} from "../../http/trust-requests.ts";
import { httpRpc } from "../../settings/chain.ts";
import { recordText } from "../../settings/record-text.ts";
import { readSettings } from "../../settings/settings.ts";
import { readTrustSettings } from "../../settings/trust.ts";
import { COMPARED, confirmedHash, type RecentRows } from "../../trust/confirm.ts";
import { finalBlocks } from "../../trust/final-blocks.ts";
import type { AskedView, Task, TaskResult } from "../../trust/messages.ts";
import { readSources } from "../../trust/rows.ts";
import { type KnownBlock, type Snapshot, Snapshots, TrustUnavailable } from "../../trust/snapshots.ts";
import { ScoreThread, ThreadBusy } from "../../trust/thread.ts";
import { verdictOfRows } from "./check.ts";
import { documentStore } from "./documents.ts";
import { headOf, type Rows, snapshot } from "./snapshot.ts";

type Address = `0x${string}`;

const MOST_BODY_BYTES = 64 * 1_024;
/** Points of a caller: what only needs open scores, what may open a view of its own, and each ten subjects of a batch. */
const COST = { plain: 1, personal: 20, find: 5, subjects: 10 } as const;
const RETRY_SECONDS = 5;
const MOST_ASKINGS = 3;
/** Seconds for which an answer may be kept without asking whether it changed. */
const KEPT = 2;

const { deployment, rpcUrls } = readSettings(process.env, recordText);
const settings = readTrustSettings(process.env, deployment);
const nodes = rpcUrls.map(httpRpc);
const hashes = new BlockHashes(nodes);
const finalBlock = finalBlocks(nodes);
const thread = new ScoreThread(fileURLToPath(new URL("../..", import.meta.url)));
const callers = new Callers(settings);
const supply = new Supply(documentStore, thread);
const snapshots = new Snapshots(
  {
    head: () => headOf(db),
    hashOf: (block) => hashes.of(block),
    read: async (take) => {
      const { head, result } = await snapshot(async (rows, { block }) => {
        await readSources(rows, schema, settings.pools, take);
        return recentLogs(rows, block);
      });
      return { ...head, ...result };
    },
    confirm: (read) => confirmedHash(nodes, [deployment.address, ...deployment.jurorPools], read),
  },
  thread,
);

/** Scores of agents with what they are made of, as of a block; over GET and POST. */
export const trust = new Hono();

trust.use("/trust/*", async (c, next) => {
  await next();
  c.header("access-control-expose-headers", "etag, retry-after");
});

trust.onError((error, c) => {
  c.header("cache-control", "no-store");
  if (error instanceof ParameterError) return c.json({ error: error.message }, 400);
  if (error instanceof TooMany) {
    c.header("retry-after", String(error.seconds));
    return c.json({ error: error.message }, 429);
  }
  if (error instanceof TrustUnavailable || error instanceof ThreadBusy) {
    c.header("retry-after", String(RETRY_SECONDS));
    return c.json({ error: `Scores are not available now: ${error.message} Try later.` }, 503);
  }
  throw error;
});

/** An address that nothing is known of has a score of its own, 0 and unproven: that is a fact as of the block, which can be signed. */
trust.get("/trust/:subject", async (c) => {
  const subject = subjectIn("The subject", c.req.param("subject"), deployment);
  const moment = momentIn(c.req.query("view"));
  const seeds = seedsIn(c.req.query("seeds"));
  await callers.take(c, seeds === undefined ? COST.plain : COST.personal);
  const held = c.req
    .header("if-none-match")
    ?.split(",")
    .map((each) => each.trim().replace(/^W\//, ""));
  const isHeld = (view: AskedView) => held?.some((each) => each === tagOf(view, subject) || each === "*");
  const { view, answers } = await ask(moment, seeds, (asked) =>
    isHeld(asked) ? undefined : { kind: "answers", view: asked, subjects: [subject] },
  );
  c.header("etag", tagOf(view, subject));
  c.header("cache-control", `public, max-age=${KEPT}, must-revalidate`);
  return answers === undefined ? c.body(null, 304) : json(c, answers[0] ?? "null");
});

const limited = bodyLimit({
  maxSize: MOST_BODY_BYTES,
  onError: (c) => c.json({ error: `The body has more than ${MOST_BODY_BYTES} bytes. Ask in parts.` }, 413),
});

trust.post("/trust/batch", limited, async (c) => {
  const { subjects, moment, seeds } = batchIn(await bodyOf(c), deployment);
  const each = Math.ceil(subjects.length / COST.subjects);
  await callers.take(c, each + (seeds === undefined ? 0 : COST.personal));
  const {
    view,
    answers = [],
    isTooLarge,
  } = await ask(moment, seeds, (asked) => ({
    ...{ kind: "answers", view: asked, subjects },
  }));
  if (isTooLarge === true) {
    throw new ParameterError(
      `subjects is ${subjects.length} long. Their answers are too large: ask for fewer.`,
    );
  }
  c.header("cache-control", "no-store");
  return json(c, `{"asOf":${JSON.stringify(blockOf(view))},"answers":[${answers.join()}]}`);
});

trust.post("/trust/filter", limited, async (c) => {
  const { filter, moment, limit, after } = filterIn(await bodyOf(c));
  await callers.take(c, COST.find);
  const page = { after, limit: limit + 1 };
  const { view, agents = [] } = await ask(moment, undefined, (asked) => ({
    ...{ kind: "find", view: asked, filter, page },
  }));
  const shown = agents.slice(0, limit);
  const last = agents.length > limit ? shown.at(-1) : undefined;
  c.header("cache-control", "no-store");
  return c.json({
    asOf: blockOf(view),
    pools: view.pools,
    parameters: parametersDigest(),
    agents: shown.map(({ trust: stake, averageAmount, ...agent }) => ({
      ...agent,
      trust: String(stake),
      averageAmount: String(averageAmount),
    })),
    next: last === undefined ? null : cursorOf(last),
  });
});

/**
 * Asks the thread, and again where newer rows took the place of those that were asked about.
 * @param taskOf Undefined: nothing needs to be asked.
 */
async function ask(
  moment: Moment,
  seeds: readonly PersonalSeed[] | undefined,
  taskOf: (view: AskedView) => Task | undefined,
): Promise<TaskResult & { readonly view: AskedView }> {
  const { agrees, problem } = verdictOfRows();
  if (agrees === false) throw new TrustUnavailable(`The rows do not agree with the chain. ${problem}`);
  for (let asking = 1; asking <= MOST_ASKINGS; asking++) {
    const view = await viewAt(moment, seeds);
    const task = taskOf(view);
    const result = task === undefined ? {} : await thread.do(task);
    if (result.isGone !== true) return { ...result, view };
  }
  throw new TrustUnavailable("Rows change faster than they are read.");
}

/** The newest logs, as far back as they are compared with the chain. */
async function recentLogs(rows: Rows, head: number): Promise<Pick<RecentRows, "from" | "logs">> {
  const { event } = schema;
  const first = Math.max(0, head - COMPARED.blocks + 1);
  const { blockNumber: block, logIndex, transactionHash: transaction } = event;
  const found = await rows
    .select({ block, logIndex, transaction })
    .from(event)
    .where(and(gte(block, BigInt(first)), eq(event.part, 0)))
    .orderBy(desc(block), desc(logIndex))
    .limit(COMPARED.logs + 1);
  const logs = found.map((log) => ({ ...log, block: Number(log.block) }));
  const cut = logs[COMPARED.logs];
  // The list may leave out some logs of the block in which it ends.
  const from = cut === undefined ? first : cut.block + 1;
  return { from, logs: logs.filter((log) => log.block >= from) };
}

async function viewAt(moment: Moment, seeds: readonly PersonalSeed[] | undefined): Promise<AskedView> {
  const snapshot = await snapshots.newest();
  const { block, hash, timestamp } = await blockAt(moment, snapshot);
  const documents = await supply.version(Date.now()).catch((error: unknown) => {
    if (error instanceof ThreadBusy) throw error;
    throw new TrustUnavailable("The documents that scores rest on cannot be read.");
  });
  return {
    ...{ snapshot: snapshot.number, hash, pools: settings.pools, seeds, documents },
    asOf: { blockNumber: BigInt(block), timestamp: BigInt(timestamp) },
  };
}

/** The final block; the newest of the rows where they have not come so far. */
async function blockAt(moment: Moment, { head }: Snapshot): Promise<KnownBlock> {
  if (moment === "newest") return head;
  const final = await finalBlock();
  if (final === undefined) throw new TrustUnavailable("No node says which block is final.");
  return final.block < head.block ? final : head;
}

const blockOf = ({ asOf, hash }: AskedView): KnownBlock => ({
  ...{ block: Number(asOf.blockNumber), hash, timestamp: Number(asOf.timestamp) },
});

/** The same for answers that are the same to the last digit. */
function tagOf({ hash, pools, seeds, documents }: AskedView, subject: Address): string {
  const said = JSON.stringify([hash, pools, seeds ?? null, subject, parametersDigest(), documents ?? 0]);
  return `"${createHash("sha256").update(said).digest("hex").slice(0, 32)}"`;
}

function json(c: Context, text: string) {
  return c.body(text, 200, { "content-type": "application/json" });
}

async function bodyOf(c: Context): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header("content-type") ?? "")) {
    throw new ParameterError(
      "The body is not said to be JSON. Send the header content-type: application/json.",
    );
  }
  try {
    return JSON.parse(await c.req.text());
  } catch {
    throw new ParameterError("The body is not JSON. POST a JSON object.");
  }
}
