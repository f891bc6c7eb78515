import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { getPool } from "quittance/disputes";
import { BaseError } from "quittance/errors";
import { getTotals } from "quittance/history";
import { formatUsdc } from "quittance/protocol";
import { erc20Abi } from "viem";
import { getBalance, getBlock, getCode, getTransactionCount, readContract } from "viem/actions";
import { listKeys } from "../keys/store.ts";
import { CommandRefusal } from "../refusal.ts";
import type { SenderOptions } from "../session/options.ts";
import type { Session } from "../session/session.ts";
import { senderOf } from "../session/signer.ts";
import { isOpenToOthers, settingsFolder } from "../settings/folder.ts";
import { placeOf } from "../settings/place.ts";

/** How a check ended. `warning`: it works, and something should be looked at. */
export type State = "good" | "warning" | "bad" | "skipped";

/** One thing that was looked at. */
export interface Finding {
  readonly check: string;
  readonly state: State;
  readonly says: string;
  /** What to do about it. */
  readonly remedy?: string;
}

type Check = (session: Session, options: Partial<SenderOptions>) => Promise<Omit<Finding, "check">>;

/** A block as old as this says that the node has stopped following. */
const OLD_BLOCK = 120;
/** Clocks that differ more make deadlines wrong. */
const SKEW = 30;
/** Blocks that an indexer may be behind. */
const LAG = 30;

const good = (says: string) => ({ state: "good", says }) as const;
const warning = (says: string, remedy: string) => ({ state: "warning", says, remedy }) as const;
const bad = (says: string, remedy: string) => ({ state: "bad", says, remedy }) as const;

const checks: Readonly<Record<string, Check>> = {
  settings: async () => {
    const folder = settingsFolder();
    const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
    const open = files.filter((path) => statSync(path).isFile() && isOpenToOthers(path));
    if (open.length === 0) return good(`No other user can read ${folder}.`);
    return warning(`Others can read ${open.join(", ")}.`, `Close them: chmod 600 ${open.join(" ")}`);
  },
  keys: async () => {
    const keys = listKeys();
    const open = keys.filter((key) => key.open).map(({ file }) => file);
    if (open.length > 0)
      return bad(`Others can read ${open.join(", ")}.`, `Close them: chmod 600 ${open.join(" ")}`);
    return good(
      keys.length === 0 ? "The keystore is empty." : `${keys.length} keys, which no other user can read.`,
    );
  },
  chain: async (session) => {
    const chainId = await session.chainId();
    const { number, timestamp } = await getBlock(session.client);
    const age = Math.floor(Date.now() / 1_000) - Number(timestamp);
    const place = session.profile.rpc === undefined ? "the node" : placeOf(session.profile.rpc);
    const says = `Chain ${chainId} at ${place}, block ${number}, ${Math.max(age, 0)} s old.`;
    if (age <= OLD_BLOCK) return good(says);
    return warning(
      says,
      "Blocks come late, or the node has stopped following: ask its operator, or use another node.",
    );
  },
  clock: async (session) => {
    const { timestamp } = await getBlock(session.client);
    const ahead = Number(timestamp) - Math.floor(Date.now() / 1_000);
    if (ahead <= SKEW) return good("This machine's clock is not behind the chain's.");
    return warning(
      `The chain's time is ${ahead} s ahead of this machine's clock.`,
      "Set the clock (NTP). On a development chain, times that were moved are to be expected.",
    );
  },
  contract: async (session) => {
    const code = await getCode(session.client, { address: session.address });
    if (code === undefined || code === "0x") {
      return bad(
        `There is no contract at ${session.address}.`,
        "Take address and chain from the deployment record.",
      );
    }
    const { chainId, verifyingContract } = await session.domain();
    return good(`Quittance at ${verifyingContract} on chain ${chainId}, and its domain is its own.`);
  },
  token: async (session) => {
    const { name, version, verifyingContract } = await session.token();
    return good(`${JSON.stringify(name)} version ${JSON.stringify(version)} at ${verifyingContract}.`);
  },
  pool: async (session) => {
    if (session.profile.pool === undefined) return { state: "skipped", says: "No juror pool is named." };
    const address = await session.pool(undefined);
    const { escrow, seats } = await getPool(session.client, { address });
    if (escrow.toLowerCase() === session.address.toLowerCase())
      return good(`Juror pool ${address} with ${seats} seats.`);
    return bad(
      `The juror pool ${address} serves another contract, ${escrow}.`,
      "Name the pool of this contract: quittance profile set --pool",
    );
  },
  indexer: async (session) => {
    if (!session.hasIndexer) return { state: "skipped", says: "No indexer is named." };
    const { indexer } = session;
    const isReady = await indexer
      .ask((history) => history.text("/ready", {}, undefined))
      .then(
        () => true,
        (error: unknown) => {
          if (Reflect.get(Object(error), "name") === "IndexerNotReadyError") return false;
          throw error;
        },
      );
    if (!isReady) {
      return bad(
        "The indexer is not ready: it still reads the past.",
        "Wait, or name another one with --url.",
      );
    }
    const { asOf } = await indexer.ask((history) => getTotals(history));
    const { number } = await getBlock(session.client);
    const lag = Number(number) - asOf.block;
    if (lag <= LAG) return good(`The indexer is at block ${asOf.block}.`);
    return warning(`The indexer is ${lag} blocks behind.`, "Wait, and check that it follows the same node.");
  },
  account: async (session, options) => {
    if (
      session.profile.account === undefined &&
      session.profile.rpcAccount === undefined &&
      options.account === undefined &&
      options.rpcAccount === undefined
    ) {
      return { state: "skipped", says: "No account is named." };
    }
    const { address } = await senderOf(session, options);
    const { client } = session;
    const { verifyingContract: token } = await session.token();
    const [latest, pending, gas, usdc] = await Promise.all([
      getTransactionCount(client, { address, blockTag: "latest" }),
      getTransactionCount(client, { address, blockTag: "pending" }),
      getBalance(client, { address }),
      readContract(client, { address: token, abi: erc20Abi, functionName: "balanceOf", args: [address] }),
    ]);
    const has = `${address}: ${formatUsdc(usdc)} USDC in the wallet, next nonce ${latest}.`;
    if (pending > latest) {
      return warning(
        `${has} ${pending - latest} transactions wait to be mined.`,
        "Wait for them, or repeat the command that sent them: it sends nothing twice.",
      );
    }
    if (gas > 0n) return good(has);
    return warning(
      `${has} It has nothing to pay gas with.`,
      "Fund it, let a relayer send (--relayer), or have somebody else send what it signs (--sign-only).",
    );
  },
};

/** The names of all checks, in their order. */
export const checkNames = Object.keys(checks);

/** Runs all checks. One that cannot be made is bad, and the others go on. */
export async function examine(session: Session, options: Partial<SenderOptions>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [check, look] of Object.entries(checks)) {
    try {
      findings.push({ check, ...(await look(session, options)) });
    } catch (error) {
      findings.push({ check, ...failed(error) });
    }
  }
  return findings;
}

function failed(error: unknown): Omit<Finding, "check"> {
  if (error instanceof BaseError) return bad(error.shortMessage, error.remedy ?? `Read ${error.docsUrl}.`);
  if (error instanceof CommandRefusal) return bad(error.message, "Correct it, and run this again.");
  return bad("It could not be looked at: the node did not answer as one does.", "Check the URL of the node.");
}
