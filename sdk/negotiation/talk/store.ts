import type { Hex } from "viem";
import type { NegotiationEntry } from "./entries.ts";

/** Where a side keeps its negotiations: a log of entries for each. */
export interface NegotiationStore {
  /**
   * Adds an entry as number `index` of a negotiation, counted from 0. Resolves when it is safe: to true when it has that place, to false
   * when another entry had it before. Two writers never get the same place.
   */
  readonly append: (negotiation: Hex, index: number, entry: NegotiationEntry) => Promise<boolean>;
  /**
   * The entries of a negotiation in order, as objects or as their JSON text, from number `from` on: all when it is left out, and none
   * when there are no more or the negotiation is not known.
   */
  readonly load: (negotiation: Hex, from?: number) => Promise<readonly unknown[]>;
  /** All negotiations that have an entry. */
  readonly list: () => Promise<readonly Hex[]>;
  /** Forgets a negotiation. */
  readonly forget: (negotiation: Hex) => Promise<void>;
}

/**
 * A store in this process, which forgets when it ends: a side that signed and then forgot may sign something else. Use
 * `folderNegotiations` of `quittance/node` for real money.
 *
 * @example
 * import { memoryNegotiations } from "quittance/negotiation";
 *
 * const store = memoryNegotiations();
 * const id = `0x${"11".repeat(32)}` as const;
 * console.log(await store.append(id, 0, { kind: "dropped", at: 1 }), (await store.list()).length); // true 1
 * console.log(await store.append(id, 0, { kind: "dropped", at: 2 })); // false
 */
export function memoryNegotiations(): NegotiationStore {
  const logs = new Map<Hex, NegotiationEntry[]>();
  return {
    append: async (negotiation, index, entry) => {
      const log = logs.get(negotiation) ?? [];
      if (log.length !== index) return false;
      log.push(entry);
      logs.set(negotiation, log);
      return true;
    },
    load: async (negotiation, from = 0) => (logs.get(negotiation) ?? []).slice(from),
    list: async () => [...logs.keys()],
    forget: async (negotiation) => {
      logs.delete(negotiation);
    },
  };
}
