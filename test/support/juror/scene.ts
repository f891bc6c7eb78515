import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HDAccount, Hex } from "viem";
import { openLog } from "../../../apps/juror/log.ts";
import type { JurorSettings } from "../../../apps/juror/settings.ts";
import { type Juror, startJuror } from "../../../apps/juror/start.ts";
import { createBundle, type EvidenceBundle, publishBundle } from "../../../sdk/evidence/index.ts";
import { deliver, type SignedBallot, signDelivery, type Terms } from "../../../sdk/index.ts";
import { canonicalJson } from "../../../sdk/json/index.ts";
import { type BallotQuestion, fetchBallots } from "../../../sdk/jury/index.ts";
import { hashPact, type Pact } from "../../../sdk/pact/index.ts";
import { assetDeliveryExample } from "../../../sdk/pact/library/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../../sdk/testing/index.ts";
import { exchangeSettings, startTestExchange } from "../exchange/exchange.ts";
import { type EvidenceServer, type Manner, startEvidenceServer } from "./evidence-server.ts";

/** What is delivered, in which manner it is served, and what is other than usual about it. */
export interface Delivered {
  readonly bundle?: "passing" | "failing";
  /** In the place of the example's bundle. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  readonly manner?: Manner;
  readonly pact?: Pact;
  readonly milestone?: number;
  readonly terms?: Parameters<typeof openExampleDeal>[1];
  /** The seller only signs its claim. */
  readonly isOffChain?: boolean;
  /** The pact's text is not to be had. */
  readonly isPactHidden?: boolean;
  /** Instead of publishing the bundle for all: where it is then. */
  readonly publish?: (bundle: EvidenceBundle) => Promise<string>;
}

/** A question of the scene. */
export interface Asked {
  readonly terms: Terms;
  readonly question: BallotQuestion;
  readonly uri: string;
}

/** A chain, a board, a server of evidence, and jurors that judge. */
export interface Scene {
  readonly stack: Stack;
  readonly board: string;
  readonly server: EvidenceServer;
  /** Opens a deal and delivers a milestone of it on-chain. */
  deliver(delivered?: Delivered): Promise<Asked>;
  /** Starts a juror in this process; all are stopped with the scene. */
  start(
    account: HDAccount,
    changes?: Partial<JurorSettings>,
  ): Promise<Juror & { readonly lines: readonly string[] }>;
  settings(account: HDAccount, changes?: Partial<JurorSettings>): JurorSettings;
  /** The ballots that the board shows for a question. */
  ballots(asked: Asked, panel?: readonly Hex[]): Promise<readonly SignedBallot[]>;
  /** Stops all jurors. */
  rest(): Promise<void>;
  /** A folder of its own. */
  folder(): string;
  stop(): Promise<void>;
}

/** What a log has of an event. */
export const linesOf = (lines: readonly string[], event: string): readonly Record<string, unknown>[] =>
  lines.map((line) => JSON.parse(line)).filter((line) => line.event === event);

/** Starts a scene. */
export async function startScene(given?: Stack): Promise<Scene> {
  const stack = given ?? (await startStack());
  const exchange = await startTestExchange(exchangeSettings(stack));
  const server = await startEvidenceServer();
  const folders: string[] = [];
  const jurors: Juror[] = [];
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), "quittance-juror-"));
    folders.push(made);
    return made;
  };
  const example = assetDeliveryExample();
  const settings = (account: HDAccount, changes: Partial<JurorSettings> = {}): JurorSettings => {
    const own = changes.folder ?? folder();
    return {
      ...{ rpcUrl: stack.rpcUrl, address: stack.address, account, encryptionKey: undefined },
      ...{ boards: [exchange.url], folder: own, guardFolder: join(own, "guard") },
      ...{ fromBlock: BigInt(stack.startBlock), confirmations: 1, pollEvery: 20, atOnce: 4 },
      ...{
        judgingTimeout: 60_000,
        leaseFor: 30_000,
        mostBytes: 1_000_000,
        leastFee: 0n,
        pacts: [`${server.url}/honest/`],
      },
      ...{ stores: [], allowPrivate: true, fetchTimeout: 500, host: "127.0.0.1", port: 0 },
      ...{ collect: undefined, submit: undefined, models: undefined, dryRun: false, json: true },
      ...changes,
    };
  };
  return {
    stack,
    server,
    folder,
    settings,
    board: exchange.url,
    deliver: async (delivered = {}) => {
      const { bundle = "passing", manner = "honest", pact = example.pact, milestone = 0 } = delivered;
      const hash = hashPact(pact);
      const text = new TextEncoder().encode(canonicalJson(pact));
      if (!delivered.isPactHidden) server.place(`${hash}.json`, text);
      const { payout } = pact;
      const deal = await openExampleDeal(stack, {
        pact: hash,
        silencePayout: 0,
        ...payout,
        ...delivered.terms,
      });
      const { files = example[bundle].files } = delivered;
      const {
        manifest,
        hash: evidence,
        ...rest
      } = await createBundle({
        ...{ deal: deal.dealId, milestone, pact: hash, files },
        ...(pact.evidence.private ? { rules: pact.evidence } : {}),
      });
      const made = { manifest, hash: evidence, ...rest };
      const publish =
        delivered.publish ??
        (async (each: EvidenceBundle) =>
          (await publishBundle({ bundle: each, store: server.store(manner) })).uri);
      const uri = await publish(made);
      const claim = { deal: deal.dealId, milestone, evidence, evidenceUri: uri };
      const delivery = await signDelivery({ domain: stack.domain, account: stack.seller, ...claim });
      if (!delivered.isOffChain)
        await deliver(stack.walletClient, { address: stack.address, terms: deal.terms, delivery });
      return { terms: deal.terms, question: { deal: deal.dealId, milestone, round: 1, evidence }, uri };
    },
    start: async (account, changes) => {
      const lines: string[] = [];
      const log = openLog((line) => lines.push(line), true);
      const juror = await startJuror(settings(account, changes), log);
      jurors.push(juror);
      return { ...juror, lines };
    },
    ballots: async ({ terms, question }, panel = terms.panel) => {
      const asked = { boards: [exchange.url], domain: stack.domain, panel, question };
      return (await fetchBallots(asked)).ballots;
    },
    rest: async () => {
      await Promise.all(jurors.splice(0).map((juror) => juror.stop()));
    },
    stop: async () => {
      for (const juror of jurors) await juror.stop();
      await server.stop();
      await exchange.stop();
      if (given === undefined) await stack.stop();
      for (const each of folders) rmSync(each, { recursive: true, force: true });
    },
  };
}
