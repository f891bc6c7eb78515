import type { NodeClient } from "../../../apps/relayer/engine/node.ts";
import type { Store, StoreWrites } from "../../../apps/relayer/store/store.ts";
import type { Question } from "./faulty-node.ts";

/** Where a process can end: before or after a write of the store, or before or after a transaction is handed over. */
export type FaultPoint = `${"before" | "after"} ${keyof StoreWrites | "send"}`;

const WRITES: Readonly<Record<keyof StoreWrites, true>> = {
  lease: true,
  yieldLease: true,
  addIntent: true,
  claim: true,
  giveBack: true,
  refuse: true,
  addTransaction: true,
  addAttempt: true,
  markMined: true,
  markOpen: true,
  markFinal: true,
  markLost: true,
};

/** Every point, so that a new write of the store gets its own. */
export const faultPoints: readonly FaultPoint[] = [
  ...(Object.keys(WRITES) as (keyof StoreWrites)[]),
  "send" as const,
].flatMap((name) => [`before ${name}` as const, `after ${name}` as const]);

/** Called at each point; throws, or ends the process, to break off there. */
export type AtPoint = (point: FaultPoint) => void;

/** Whether a method of the store changes it. */
export const isWrite = (name: string | symbol): name is keyof StoreWrites => Object.hasOwn(WRITES, name);

/** A store that passes its fault points. */
export function withFaults(store: Store, at: AtPoint): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (!isWrite(name) || typeof method !== "function") return method;
      return async (...given: unknown[]) => {
        at(`before ${name}`);
        const answer: unknown = await Reflect.apply(method, target, given);
        at(`after ${name}`);
        return answer;
      };
    },
  });
}

type Request = (ask: Question) => Promise<unknown>;

/** A node whose client passes the fault points of sending, and whose answers can be changed. */
export function nodeWithFaults(
  node: NodeClient,
  at: AtPoint,
  answer: (method: string, forward: () => Promise<unknown>, question: Question) => Promise<unknown>,
): NodeClient {
  const ask = node.request as Request;
  const request: Request = async (asked) => {
    const isSend = asked.method === "eth_sendRawTransaction";
    if (isSend) at("before send");
    const result = await answer(asked.method, () => ask(asked), asked);
    if (isSend) at("after send");
    return result;
  };
  return { ...node, request } as NodeClient;
}
