import type { Address, Hex } from "viem";
import { intentOf } from "./columns.ts";
import type { Database } from "./database.ts";
import type { WorkQueue } from "./work-queue.ts";

/**
 * Shares out intents among the keys of one process. Another process on the same database may take the same ones: the first
 * that writes them sends them, and the other looks again.
 */
export function openLocalQueue(database: Pick<Database, "all">): WorkQueue {
  const senders = new Map<Hex, Address>();
  return {
    follow: async (_, ids) => {
      for (const id of ids) senders.delete(id);
    },
    take: async (sender, limit) => {
      const elsewhere = [...senders.values()].filter((other) => other !== sender).length;
      const sql = "SELECT * FROM intents WHERE state = 'queued' ORDER BY sequence LIMIT ?";
      const queued = (await database.all(sql, limit + elsewhere)).map(intentOf);
      const taken = queued.filter(({ id }) => (senders.get(id) ?? sender) === sender).slice(0, limit);
      for (const { id } of taken) senders.set(id, sender);
      return taken;
    },
    giveBack: async (sender) => {
      for (const [id, holder] of senders) if (holder === sender) senders.delete(id);
    },
    close: async () => undefined,
  };
}
