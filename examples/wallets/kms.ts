// A seller whose key is in a key management service and never leaves it. The service signs 32 bytes, and answers in DER with
// whichever s it likes. `kmsAccount` (beside this file) makes a viem account of it, which the SDK takes as any other.
//
//   node examples/wallets/kms.ts [--json] [--keep]

import { generatePrivateKey } from "viem/accounts";
import { runExample, type Setup } from "../runner/run.ts";
import { dealOf, partyOf } from "./deal.ts";
import { kmsAccount } from "./kms-account.ts";
import { localKms } from "./local-kms.ts";

export async function kmsSeller(setup: Setup) {
  await setup.out.chapter("A seller with its key in a service");
  const account = await kmsAccount(localKms(generatePrivateKey()));
  return dealOf(setup, { buyer: partyOf(setup.stack.buyer), seller: partyOf(account) });
}

if (import.meta.main) {
  await runExample(import.meta, "A deal whose seller's key is in a key management service.", kmsSeller, {});
}
