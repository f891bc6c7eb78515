import { startApp } from "../apps/app.ts";
import type { AppDatabase } from "../apps/databases.ts";
import type { AppKind } from "../apps/kinds.ts";
import { type RecordedNode, serveRecording } from "../node/recorded-node.ts";
import type { Recording } from "../recording/file.ts";
import { UNFINAL_BLOCKS } from "../recording/profiles.ts";
import type { Bench } from "./bench.ts";

/** An app that follows the head of a chain. */
export interface Follower {
  readonly node: RecordedNode;
  /** The latest block whose rows are in the database. */
  readonly indexed: () => Promise<number>;
  /** Waits until a block's rows are there. */
  readonly reach: (block: number) => Promise<void>;
}

const SCHEMA = "live";
/** Between two looks into the database. */
const LOOK_MS = 3;
/** A block may take so long on a busy machine before something is wrong. */
const PATIENCE_MS = 300_000;
/** Blocks that are final when the app starts, with something in them. */
const BEHIND = 30;

/** Where the chain ends when an app starts to follow it. */
export const FOLLOWED_FROM = BEHIND + UNFINAL_BLOCKS;

/** Starts an app on a chain, waits until it has caught up, and lets `play` move the head. */
export async function follow<Result>(
  { databases }: Bench,
  { kind, recording }: { readonly kind: AppKind; readonly recording: Recording },
  play: (follower: Follower) => Promise<Result>,
): Promise<Result> {
  const database = await databases.create();
  const node = await serveRecording(recording, FOLLOWED_FROM);
  try {
    const app = await startApp({ kind, recording, node, database, schema: SCHEMA });
    try {
      const follower = followerOf(kind, database, node);
      await follower.reach(FOLLOWED_FROM);
      return await play(follower);
    } finally {
      await app.stop();
    }
  } finally {
    await node.close();
    await database.drop();
  }
}

function followerOf(kind: AppKind, { ask }: AppDatabase, node: RecordedNode): Follower {
  if (ask === undefined) throw new Error("the rows of a running app can be looked at in PostgreSQL only");
  const indexed = async () => Number((await ask(SCHEMA, kind.latestBlock))[0]?.block ?? -1);
  return {
    ...{ node, indexed },
    reach: async (block) => {
      for (const end = performance.now() + PATIENCE_MS; (await indexed()) < block; ) {
        if (performance.now() > end) throw new Error(`the ${kind.name} did not reach block ${block}`);
        await pause(LOOK_MS);
      }
    },
  };
}

export const pause = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
