import { generatePrivateKey } from "viem/accounts";
import { fastSigner } from "../../../sdk/index.ts";
import { speedsOf } from "./figures.ts";
import { measure } from "./rates.ts";
import { speedsTable } from "./report.ts";
import { voucherContests } from "./vouchers.ts";

/** Milliseconds of one task in one round. */
const SLICE = 100;

/** Measures for so many seconds, and prints the figures: as one JSON object, or as a table. */
export async function printSpeeds({
  json,
  seconds,
}: {
  readonly json?: boolean;
  readonly seconds: number;
}): Promise<void> {
  const { engine } = fastSigner(generatePrivateKey());
  const { sign, verify } = await voucherContests();
  const span = { total: seconds * 1_000, slice: SLICE };
  const figures = speedsOf(await measure({ voucher_sign_ratio: sign, voucher_verify_ratio: verify }, span));
  if (json) {
    console.log(JSON.stringify({ figures, engine }));
    return;
  }
  console.log(speedsTable(figures));
  console.log(`\nsecp256k1: ${engine}; per second of one core's work, medians of interleaved rounds`);
}
