import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stack } from "quittance/testing";
import { type StartedProgram, startProgram } from "../programs/started.ts";

const PROGRAM = fileURLToPath(new URL("../../apps/exchange/exchange.ts", import.meta.url));

/** What an account must have in its ledger balance before the exchange takes anything from it: 10 USDC. */
export const ADMISSION = 10_000_000n;

/** Starts an exchange as an operator does, with its database in a folder. Neither side has to trust it. */
export function operateExchange(stack: Stack, folder: string): Promise<StartedProgram> {
  return startProgram(PROGRAM, {
    EXCHANGE_RPC_URL: stack.rpcUrl,
    EXCHANGE_QUITTANCE: stack.address,
    EXCHANGE_POOL: stack.pool,
    EXCHANGE_DATABASE: join(folder, "exchange.sqlite"),
    EXCHANGE_PORT: "0",
    EXCHANGE_ADMITS: "balance",
    EXCHANGE_LEAST_BALANCE: String(ADMISSION),
  });
}
