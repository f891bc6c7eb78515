// A juror's daemon in a process of its own, which kills itself where it is told. Its evaluator gives another score each time, so
// that only the guard keeps two copies from contradicting each other.

import { randomInt } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { createPublicClient, http, type LocalAccount } from "viem";
import { privateKeyToAccount, setSignEntropy } from "viem/accounts";
import { boardSteps } from "../../../apps/juror/daemon/board-work.ts";
import { chainClock } from "../../../apps/juror/daemon/clock.ts";
import { startDaemon } from "../../../apps/juror/daemon/daemon.ts";
import { silentLog } from "../../../apps/juror/log.ts";
import { openQueue } from "../../../apps/juror/queue/queue.ts";
import { getDomain } from "../../../sdk/client/get-domain.ts";
import type { EvidenceBundle } from "../../../sdk/evidence/types.ts";
import { openBallotGuard } from "../../../sdk/jury/guard/ballot-guard.ts";
import type { Pact } from "../../../sdk/pact/types.ts";
import type { KilledCommand, KilledJob, KillPoint } from "./kill-points.ts";

const job = JSON.parse(process.env.JUROR_JOB ?? "") as KilledJob;
let armed: KillPoint | undefined;
const reach = (point: string) => {
  if (point === armed) process.kill(process.pid, "SIGKILL");
};

const local = privateKeyToAccount(job.key);
// Each signature of one ballot is another one, as a KMS gives them: only a kept one is the same.
setSignEntropy(true);
const signTypedData = (async (definition: { primaryType: string; message: Record<string, unknown> }) => {
  if (definition.primaryType === "Ballot") {
    const { deal, milestone, round, evidence, score } = definition.message;
    appendFileSync(job.signed, `${[deal, milestone, round, evidence].join("/")} ${score}\n`);
    reach("signing the ballot");
  }
  const signature = await local.signTypedData(definition as never);
  if (definition.primaryType === "Ballot") reach("after signing the ballot");
  return signature;
}) as LocalAccount["signTypedData"];
const account = { ...local, signTypedData };

const node = createPublicClient({ transport: http(job.rpcUrl), cacheTime: 0 });
const domain = await getDomain(node, { address: job.address });
const clock = chainClock(node, 20);
const opened = openQueue({ path: join(job.folder, "juror.sqlite"), leaseFor: 200 });
const NOTED = {
  sign: "the score",
  commit: "the ballot",
  reveal: "the commitment",
  shown: "that it is shown",
  over: "",
  declined: "",
} as const;
const queue = {
  ...opened,
  advance: ((work, progress) => {
    reach(`before noting ${NOTED[progress.state]}`);
    opened.advance(work, progress);
    reach(`after noting ${NOTED[progress.state]}`);
  }) as typeof opened.advance,
};
const plain = openBallotGuard({ folder: job.guardFolder });
const guard = {
  ...plain,
  sign: (async (input) => {
    const ballot = await plain.sign(input);
    reach("after the guard");
    return ballot;
  }) as typeof plain.sign,
};
const posting = async (url: string, init: { readonly method: string }) => {
  const path = new URL(url).pathname;
  reach(`before ${init.method} ${path}`);
  const answer = await fetch(url, init as RequestInit);
  reach(`after ${init.method} ${path}`);
  return answer;
};

startDaemon({
  ...{ node, queue, clock, log: silentLog, counted: () => undefined, atOnce: 2, judgingTimeout: 60_000 },
  ...{ pollEvery: 20, collect: undefined, settle: undefined },
  judging: {
    pacts: { find: async () => ({ clauses: [] }) as unknown as Pact },
    evidence: {
      declines: () => undefined,
      inputs: async () => new Map(),
      fetch: async () => ({}) as EvidenceBundle,
    },
    evaluator: {
      declines: () => undefined,
      judge: async () => {
        reach("before judging");
        const score = randomInt(10_001);
        reach("after judging");
        return { score, reasons: `{"score":${score}}` };
      },
      refuse: () => ({ score: 0, reasons: "{}" }),
    },
  },
  step: boardSteps({
    account,
    domain,
    guard,
    node,
    clock,
    boards: [job.board],
    fetch: posting as never,
    lookEvery: 20,
  }),
  watched: {
    address: job.address,
    agent: local.address,
    fromBlock: BigInt(job.fromBlock),
    pollingInterval: 20,
  },
});

process.on("message", (command: KilledCommand) => {
  armed = command.point;
  process.send?.("armed");
});
process.send?.("ready");
