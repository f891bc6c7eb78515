import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Stack } from "quittance/testing";
import { type Address, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";

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
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
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
    },
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true });
  };
  try {
    return { url: await listeningAt(child), apiKey, sender, payee, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where it listens, as the first lines of its log say. */
async function listeningAt(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the relayer has no log");
  for await (const line of createInterface(child.stdout)) {
    const { event, host, port } = JSON.parse(line) as { event: string; host?: string; port?: number };
    if (event !== "listening") continue;
    child.stdout.resume();
    return `http://${host}:${port}`;
  }
  throw new Error("the relayer ended before it listened");
}
