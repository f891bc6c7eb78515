import { createHash } from "node:crypto";
import { workerData } from "node:worker_threads";
import { answerTasks } from "../threads/answer-tasks.ts";
import { drawChecker } from "./draws.ts";
import type { ThreadData, ThreadResult, ThreadTask } from "./messages.ts";
import { openStore } from "./open.ts";
import { openPlaces } from "./places.ts";
import { Resolver } from "./resolver.ts";
import type { DocumentGroup } from "./store.ts";

// Runs in a thread of its own: what strangers serve is read and checked here, while the indexer indexes.
const { settings, store: kept, deployment, rpcUrls } = workerData as ThreadData;

const IDLE_MS = 500;
const FAILED_MS = 10_000;

const store = await openStore(kept, `${deployment.chainId}:${deployment.address}`);
const resolver = new Resolver({
  ...{ store, places: openPlaces(settings), mostBytes: settings.mostBytes },
  checkDraw: drawChecker({ deployment, rpcUrls }),
});

async function answer(task: ThreadTask): Promise<ThreadResult> {
  if (!(await store.claim())) return { isOther: true };
  if (task.kind === "take") await store.take(task.namings, task.draws, task.place, Date.now());
  return { place: await store.place() };
}

answerTasks(answer);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const places = JSON.stringify([settings.stores, settings.gateways, settings.fromSellers]);

/** URLs may hold keys, and are not written down. */
const digestOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** A message of a database could hold what strangers wrote. */
const nameOf = (error: unknown) => {
  const code: unknown = Reflect.get(Object(error), "code");
  return typeof code === "string" ? code : error instanceof Error ? error.name : "unknown";
};

/** Goes on and on: a database that does not answer now may answer later. */
async function resolve(group: DocumentGroup): Promise<never> {
  for (let isUsed = false; ; ) {
    try {
      if (!(await store.claim())) await pause(FAILED_MS);
      else {
        if (!isUsed) await store.usePlaces(digestOf(places), Date.now());
        isUsed = true;
        if ((await resolver.work(group)) === 0) await pause(IDLE_MS);
      }
    } catch (error) {
      console.error(
        `Documents are not looked for now: ${nameOf(error)}. It goes on in ${FAILED_MS / 1_000} seconds.`,
      );
      await pause(FAILED_MS);
    }
  }
}

await Promise.all([resolve("others"), resolve("evidence")]);
