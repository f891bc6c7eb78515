import { formatLog, type Hex, type Log, type RpcLog } from "viem";
import { contestedDeal } from "../lives/contested.ts";
import { friendlyDeal, judgedDeal, missedDeal } from "../lives/deals.ts";
import { ledgerMoves } from "../lives/ledger.ts";
import type { Life, Scene, Step } from "../lives/life.ts";
import { managedAccounts } from "../lives/managed.ts";
import { diceOf } from "./dice.ts";
import type { Ground, RawBlock, RawLog } from "./ground.ts";

/** In so many of a hundred lives. */
const LIVES: readonly (readonly [number, (scene: Scene) => Life])[] = [
  [48, judgedDeal],
  [16, friendlyDeal],
  [6, missedDeal],
  [8, contestedDeal],
  [14, ledgerMoves],
  [8, managedAccounts],
];

interface Waiting {
  readonly life: Life;
  readonly step: Step;
}

/** Lives many lives at once. */
export interface Population {
  /** Mines a block with about `events` events of the project's contracts. */
  readonly nextBlock: (events: number) => Promise<{ readonly mined: RawBlock; readonly events: number }>;
}

/** The same lives in every run, in blocks of which each life has one transaction at most. */
export function populate(ground: Ground): Population {
  const dice = diceOf(1);
  const own = new Set([ground.address, ground.pool].map((address) => address.toLowerCase()));
  const isOwn = ({ address }: RawLog) => own.has(address.toLowerCase());
  let ready: Waiting[] = [];
  let waiting: Waiting[] = [];
  let born = 0;
  let [sent, seen] = [1, 2];

  const advance = async (life: Life, logs?: readonly Log[]) => {
    const { value, done } = logs === undefined ? await life.next() : await life.next(logs);
    if (done === true || value === undefined) return;
    (value.notBefore === undefined ? ready : waiting).push({ life, step: value });
  };
  const bear = async () => {
    born += 1;
    const chosen = dice.below(100);
    let upTo = 0;
    for (const [share, live] of LIVES) {
      upTo += share;
      if (chosen < upTo) return advance(live({ ground, dice, number: born }));
    }
  };

  return {
    nextBlock: async (events) => {
      // The block's time is later still.
      const isDue = ({ step }: Waiting) => (step.notBefore ?? 0) <= ground.now();
      ready = [...waiting.filter(isDue), ...ready];
      waiting = waiting.filter((each) => !isDue(each));
      const wanted = Math.max(1, Math.round((events * sent) / seen));
      while (ready.length < wanted) await bear();
      const acting = ready.splice(0, wanted);
      const mined = await ground.mine(acting.map(({ step }) => step.send));
      const logs = byTransaction(mined.logs);
      for (const [index, { life, step }] of acting.entries()) {
        const hash = mined.hashes[index] ?? "0x";
        const own = logs.get(hash) ?? [];
        if (!own.some(isOwn)) await explain(ground, step, hash);
        await advance(
          life,
          own.map((log) => formatLog(log as unknown as RpcLog)),
        );
      }
      const count = mined.logs.filter(isOwn).length;
      sent += acting.length;
      seen += count;
      return { mined, events: count };
    },
  };
}

function byTransaction(logs: readonly RawLog[]): ReadonlyMap<Hex, RawLog[]> {
  const found = new Map<Hex, RawLog[]>();
  for (const log of logs) {
    const others = found.get(log.transactionHash);
    if (others === undefined) found.set(log.transactionHash, [log]);
    else others.push(log);
  }
  return found;
}

/** A transaction without an event was refused: the chain says why. */
async function explain(ground: Ground, { send }: Step, hash: Hex): Promise<never> {
  await ground.request("eth_call", send, "latest");
  throw new Error(`transaction ${hash} to ${send.to} was refused when the chain was made`);
}
