import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Mount } from "../../../apps/exchange/http/api.ts";
import { silentLog } from "../../../apps/exchange/log.ts";
import type { ExchangeSettings } from "../../../apps/exchange/settings.ts";
import { startExchange } from "../../../apps/exchange/start.ts";
import {
  deliver,
  hashEvidence,
  hashReasons,
  type SignedBallot,
  signBallot,
  signDelivery,
} from "../../../sdk/index.ts";
import { type BallotQuestion, commitToBallot } from "../../../sdk/jury/index.ts";
import { openExampleDeal, type Stack } from "../../../sdk/testing/index.ts";

let files = 0;

/** Settings of an exchange of its own file. */
export function exchangeSettings(stack: Stack, changes: Partial<ExchangeSettings> = {}): ExchangeSettings {
  return {
    ...{ rpcUrl: stack.rpcUrl, address: stack.address, host: "127.0.0.1", port: 0 },
    databasePath: join(tmpdir(), `quittance-exchange-${process.pid}-${files++}.sqlite`),
    databaseUrl: undefined,
    pool: undefined,
    ...{ peers: [], pullEvery: 20, perMinute: 100_000, isProxied: false, keepDays: 400 },
    ...{ indexer: undefined, admits: ["balance"], leastBalance: 10_000_000n, leastTrust: 1 },
    ...{ listingsEach: 20, perAccount: 1_000 },
    ...changes,
  };
}

/** Starts an exchange in this process; `stop` also removes its file. */
export async function startTestExchange(settings: ExchangeSettings, mounts: readonly Mount[] = []) {
  const exchange = await startExchange(settings, silentLog, mounts);
  const stop = async () => {
    await exchange.stop();
    for (const end of ["", "-wal", "-shm"]) rmSync(`${settings.databasePath}${end}`, { force: true });
  };
  return { url: exchange.url, end: exchange.stop, stop };
}

export const evidence = hashEvidence("the delivered text");
export const reasons = "complete; two quotations off by one";

/** A deal of the stack with a question about it, and what its jurors sign. */
export async function openQuestion(stack: Stack, changes: Parameters<typeof openExampleDeal>[1] = {}) {
  const { domain, address, seller, walletClient } = stack;
  const { terms, dealId: deal } = await openExampleDeal(stack, { silencePayout: 0, ...changes });
  const question: BallotQuestion = { deal, milestone: 0, round: 1, evidence };
  const accountOf = (juror: number) => stack.jurors[juror] ?? stack.arbiter;
  const cast = (juror: number, score = 7_000, more: object = {}): Promise<SignedBallot> =>
    signBallot({
      ...{ domain, account: accountOf(juror), ...question, score, reasons: hashReasons(reasons) },
      ...more,
    });
  const commit = async (juror: number, score = 7_000, more: object = {}) =>
    commitToBallot({ domain, account: accountOf(juror), ballot: await cast(juror, score, more) });
  const claim = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
  const delivery = await signDelivery({ domain, account: seller, ...claim });
  const putOnChain = () => deliver(walletClient, { address, terms, delivery });
  return { terms, question, cast, commit, delivery, putOnChain };
}
