import { constants } from "node:os";
import { getDomain } from "quittance/client";
import { isolationOf } from "quittance/jury/sandbox";
import { createPublicClient, http } from "viem";
import { measuresHere } from "./judging/evaluator.ts";
import { openModels } from "./judging/models.ts";
import { unsealing } from "./judging/unsealing.ts";
import { withoutUrls } from "./log.ts";
import { JurorSettingError } from "./setting-error.ts";
import { type JurorSettings, readSettings } from "./settings.ts";
import { startJuror } from "./start.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** How a juror is run, beside its settings. */
export interface RunOptions {
  /** Where its settings come from; the process's own when left out. */
  readonly environment?: Environment;
  /** Judges, and signs nothing. */
  readonly dryRun?: boolean;
  /** Writes its log as lines of JSON. */
  readonly json?: boolean;
}

/** Runs a juror until a signal ends it. */
export async function runJuror({ environment = process.env, dryRun, json }: RunOptions = {}): Promise<void> {
  try {
    const settings = await readSettings(environment);
    const juror = await startJuror({ ...settings, ...(dryRun && { dryRun }), ...(json && { json }) });
    let isEnding = false;
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        // A second signal ends it at once: what it wrote is whole.
        if (isEnding) process.exit(128 + constants.signals[signal]);
        isEnding = true;
        juror.stop().then(
          () => process.exit(0),
          () => process.exit(1),
        );
      });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`juror: ${withoutUrls(message)}\n`);
    process.exitCode = 1;
  }
}

/**
 * Reads the settings and asks the node, and starts nothing.
 *
 * @throws JurorSettingError
 */
export async function checkJuror(environment: Environment): Promise<Readonly<Record<string, unknown>>> {
  const settings = await readSettings(environment);
  const models =
    settings.models && (await openModels(settings.models, settings.folder, settings.account.address));
  await unsealing(settings.encryptionKey);
  const node = createPublicClient({ transport: http(settings.rpcUrl), cacheTime: 0 });
  const { chainId } = await getDomain(node, { address: settings.address });
  const latest = await node.getBlockNumber();
  if (settings.fromBlock > latest) {
    throw new JurorSettingError(
      "JUROR_FROM_BLOCK",
      `is beyond the chain, whose latest block is ${latest}`,
      "Give a block before the oldest open deal; the contract's first block is right.",
    );
  }
  return {
    ...{ juror: settings.account.address, chainId, contract: settings.address },
    boards: settings.boards.join(" "),
    checks: measuresHere(models).join(" "),
    submits: settings.submit === undefined ? "never" : `${settings.submit.when}, by ${bySender(settings)}`,
    isolation: isolationOf().statement,
  };
}

const bySender = ({ submit }: JurorSettings): string =>
  submit?.relayer === undefined ? "its own key" : "a relayer";
