import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultSettings } from "../../../apps/relayer/engine/settings.ts";
import { hashOfKey, readAccounts } from "../../../apps/relayer/http/accounts.ts";
import { type Log, silentLog } from "../../../apps/relayer/log.ts";
import type { RelayerSettings } from "../../../apps/relayer/settings.ts";
import { startRelayer } from "../../../apps/relayer/start.ts";
import type { Stack } from "../../../sdk/testing/index.ts";

/** Keys of the accounts of the tests. */
export const keys = { free: "free-key", paying: "paying-key", small: "small-key" } as const;

const accounts = [
  { name: "free", keyHash: hashOfKey(keys.free), perDay: 1_000, isFree: true },
  { name: "paying", keyHash: hashOfKey(keys.paying), perDay: 1_000, isFree: false },
  { name: "small", keyHash: hashOfKey(keys.small), perDay: 1, isFree: true },
];

/** Where fees go in the tests. */
export const payeeOf = (stack: Stack) => stack.arbiter.address;

let files = 0;

/** Settings of a relayer of its own file. */
export function settingsFor(stack: Stack, changes: Partial<RelayerSettings> = {}): RelayerSettings {
  return {
    ...{
      rpcUrl: stack.rpcUrl,
      accounts: [stack.relayer],
      authenticate: readAccounts(JSON.stringify(accounts)),
    },
    databasePath: join(tmpdir(), `quittance-relayer-server-${process.pid}-${files++}.sqlite`),
    databaseUrl: undefined,
    ...{ host: "127.0.0.1", port: 0, pollEvery: 20, mostQueued: 1_000 },
    fees: {
      payee: payeeOf(stack),
      usdcPerEth: 3_000_000_000n,
      margin: 1_000,
      least: 1_000n,
      redeemEvery: 20,
    },
    engine: { ...defaultSettings, address: stack.address, finalDepth: 5 },
    ...changes,
  };
}

/** Starts a relayer in this process; `stop` also removes its file. */
export async function startTestRelayer(settings: RelayerSettings, log: Log = silentLog) {
  const relayer = await startRelayer(settings, log);
  const stop = async () => {
    await relayer.stop();
    for (const end of ["", "-wal", "-shm"]) rmSync(`${settings.databasePath}${end}`, { force: true });
  };
  return { ...relayer, end: relayer.stop, stop };
}
