import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stack } from "quittance/testing";
import { type Address, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { startProgram } from "../programs/started.ts";

const PROGRAM = fileURLToPath(new URL("../../apps/relayer/relayer.ts", import.meta.url));

/** A relayer that an operator runs in a process of its own. */
export interface OperatedRelayer {
  readonly url: string;
  /** Of the one account that may ask it. */
  readonly apiKey: string;
  /** Holds its ETH, and sends. */
  readonly sender: Address;
  /** Where its fees go. */
  readonly payee: Address;
  readonly stop: () => Promise<void>;
}

/** What the operator lets the one account do. */
export interface AccountLimits {
  /** Intents a day. */
  readonly perDay: number;
  /** Whether the operator pays for the gas. */
  readonly isFree: boolean;
}

/** Starts the relayer's program as an operator does: a key with some ETH, a list of accounts, a price of ETH. */
export async function operateRelayer(
  stack: Stack,
  { perDay, isFree }: AccountLimits = { perDay: 100, isFree: false },
): Promise<OperatedRelayer> {
  const folder = mkdtempSync(join(tmpdir(), "quittance-example-relayer-"));
  const key = generatePrivateKey();
  const sender = privateKeyToAddress(key);
  const hash = await stack.walletClient.sendTransaction({ to: sender, value: parseEther("1") });
  await stack.publicClient.waitForTransactionReceipt({ hash });
  const apiKey = randomBytes(32).toString("hex");
  const keyHash = createHash("sha256").update(apiKey).digest("hex");
  const payee = stack.arbiter.address;
  const files = {
    key: join(folder, "key"),
    accounts: join(folder, "accounts.json"),
  };
  writeFileSync(files.key, key, { mode: 0o600 });
  writeFileSync(files.accounts, JSON.stringify([{ name: "agents", keyHash, perDay, isFree }]));
  const program = startProgram(PROGRAM, {
    RELAYER_RPC_URL: stack.rpcUrl,
    RELAYER_QUITTANCE: stack.address,
    RELAYER_KEY_FILE: files.key,
    RELAYER_ACCOUNTS: files.accounts,
    RELAYER_DATABASE: join(folder, "relayer.sqlite"),
    RELAYER_PORT: "0",
    RELAYER_POLL_MS: "50",
    RELAYER_MOST_QUEUED: String(perDay),
    RELAYER_FEE_PAYEE: payee,
    RELAYER_USDC_PER_ETH: "3000000000",
  });
  const remove = () => rmSync(folder, { recursive: true });
  try {
    const { url, stop } = await program;
    return { url, apiKey, sender, payee, stop: () => stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}
