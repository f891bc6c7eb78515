import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { privateKeyToAccount } from "viem/accounts";
import { startDaemon } from "../../../apps/juror/daemon/daemon.ts";
import { openEvaluator } from "../../../apps/juror/judging/evaluator.ts";
import { silentLog } from "../../../apps/juror/log.ts";
import { openQueue } from "../../../apps/juror/queue/queue.ts";
import { createBundle, type EvidenceBundle } from "../../../sdk/evidence/index.ts";
import { quittanceDomain } from "../../../sdk/index.ts";
import { openBallotGuard } from "../../../sdk/jury/guard/ballot-guard.ts";
import { hashPact } from "../../../sdk/pact/index.ts";
import { assetDeliveryExample } from "../../../sdk/pact/library/index.ts";
import { caseOf } from "./cases.ts";

const MINUTE = 60_000;
const KEY = `0x${"7e".repeat(32)}` as const;

/**
 * How many duties one daemon gets through in a minute, from the queue to the signed ballot: evidence is at hand, each bundle is
 * measured in a process of its own, and each ballot goes through the guard. What a node, a board and a server of evidence take is
 * not in it.
 */
export async function measureDuties(duties: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "quittance-bench-juror-"));
  const { pact, inputs, passing } = assetDeliveryExample();
  const { files } = passing;
  const made = await createBundle({ deal: caseOf(1).dealId, milestone: 0, pact: hashPact(pact), files });
  const account = privateKeyToAccount(KEY);
  const domain = quittanceDomain({ chainId: 8453, address: account.address });
  const guard = openBallotGuard({ folder: join(folder, "guard") });
  const queue = openQueue({ path: join(folder, "juror.sqlite"), leaseFor: 30_000 });
  const cases = Array.from({ length: duties }, (_, number) => caseOf(number));
  try {
    queue.take(cases, 1_500);
    const start = performance.now();
    const daemon = startDaemon({
      ...{ node: {} as never, watched: {} as never, queue, log: silentLog, counted: () => undefined },
      ...{ clock: { now: async () => 1_500 }, collect: undefined, settle: undefined },
      ...{ atOnce: 2, judgingTimeout: MINUTE, pollEvery: 10 },
      judging: {
        pacts: { find: async () => pact },
        evidence: {
          declines: () => undefined,
          inputs: async () => inputs,
          fetch: async (): Promise<EvidenceBundle> => made,
        },
        evaluator: openEvaluator(undefined),
      },
      step: async ({ asked, decision }) => {
        if (decision === undefined) return { wait: MINUTE };
        const { dealId: deal, milestone, round, evidence } = asked;
        const draft = { deal, milestone, round, evidence, score: decision.score, reasons: evidence };
        await guard.sign({ ...draft, domain, account });
        return { state: "declined", problem: "measured" };
      },
    });
    while (queue.status().states.declined < duties) await sleep(10);
    const minutes = (performance.now() - start) / MINUTE;
    await daemon.stop();
    return Math.round(duties / minutes);
  } finally {
    queue.close();
    rmSync(folder, { recursive: true });
  }
}
