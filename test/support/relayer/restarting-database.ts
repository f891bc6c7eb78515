import type { Store } from "../../../apps/relayer/store/store.ts";
import type { FaultKind } from "./fault-kinds.ts";
import { isWrite } from "./faults.ts";
import type { Random } from "./random.ts";
import type { Turns } from "./turns.ts";

/** How likely a database restarts before a write, and after it. */
const RESTARTING = 0.01;

/** A database that restarts under its workers, which live on. */
export interface RestartingDatabase {
  /** The store of the workers, whichever connection it has. */
  readonly store: Store;
  readonly restart: () => Promise<void>;
}

export function restartingDatabase(
  input: { readonly opened: Store; readonly open: () => Promise<Store> | Store },
  { random, turns }: { readonly random: Random; readonly turns: Turns },
  happened: (kind: FaultKind) => void,
  isFaulty: () => boolean,
): RestartingDatabase {
  let current = input.opened;
  const restart = async () => {
    await current.close();
    current = await input.open();
  };
  const mayRestart = async (kind: FaultKind) => {
    if (!isFaulty() || !random.chance(RESTARTING)) return;
    await restart();
    happened(kind);
    throw new Error("the database went away");
  };
  const store = new Proxy(input.opened, {
    get: (_, name) => {
      const method: unknown = Reflect.get(current, name);
      if (typeof method !== "function") return method;
      return (...given: unknown[]) =>
        turns.take(async () => {
          if (isWrite(name)) await mayRestart("the database restarts before a write");
          const now = Reflect.get(current, name) as (...parameters: unknown[]) => Promise<unknown>;
          const answer = await Reflect.apply(now, current, given);
          if (isWrite(name)) await mayRestart("the database restarts after a write, without an answer");
          return answer;
        });
    },
  });
  return { store, restart };
}
