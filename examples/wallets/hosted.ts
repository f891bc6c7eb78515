// A buyer whose key is in a hosted wallet with a policy. The wallet reads what it is asked to sign field by field, and refuses
// what its owner did not allow, also when the agent in front of it was talked into it. Amounts, parties, contract and times are
// fields of the typed data; that is what makes such a policy possible.
//
//   node examples/wallets/hosted.ts [--json] [--keep]

import { readTokenDomain, signRelease, signTerms, type Terms } from "quittance";
import { exampleTerms } from "quittance/testing";
import { type Hex, type LocalAccount, type TypedDataDefinition, UserRejectedRequestError } from "viem";
import { generatePrivateKey, privateKeyToAccount, toAccount } from "viem/accounts";
import { runExample, type Setup } from "../runner/run.ts";
import { dealOf, partyOf } from "./deal.ts";
import { type PolicyEngine, policyEngine } from "./policy.ts";

const USDC = 1_000_000n;

/** Stands for the wallet's service: an account that signs what the policy allows. */
export function hostedAccount(key: Hex, { judge }: PolicyEngine): LocalAccount {
  const { address, signTypedData } = privateKeyToAccount(key);
  const no = (what: string) => () => Promise.reject(new Error(`This wallet signs no ${what}.`));
  return toAccount({
    address,
    signTypedData: async (definition) => {
      const problem = judge(definition as TypedDataDefinition);
      if (problem !== undefined) throw new UserRejectedRequestError(new Error(`Not signed: ${problem}.`));
      return signTypedData(definition);
    },
    signMessage: no("messages"),
    signTransaction: no("transactions"),
  }) as LocalAccount;
}

export async function hostedBuyer(setup: Setup) {
  const { stack, out } = setup;
  const { domain, seller, publicClient } = stack;
  await out.chapter("A buyer whose wallet has a policy");
  const engine = policyEngine({
    quittance: domain,
    token: await readTokenDomain(publicClient, { token: stack.token }),
    sellers: [seller.address],
    most: 500n * USDC,
    mostAtOnce: 200n * USDC,
    until: (await stack.now()) + 2 * 86_400,
  });
  const account = hostedAccount(generatePrivateKey(), engine);
  const announce = (terms: Terms) => {
    const problem = engine.announce(terms);
    if (problem !== undefined) throw new Error(problem);
  };
  const played = await dealOf(setup, { buyer: partyOf(account), seller: partyOf(seller), announce });

  await out.chapter("What it refuses");
  const foreign = await exampleTerms(stack, { buyer: account.address, seller: seller.address, salt: 9n });
  const own = { domain, account };
  const refusals = [
    ["terms", () => signTerms({ ...own, terms: { ...foreign, fundedFromLedger: true } })],
    [
      "a release of a deal that it does not know",
      () => signRelease({ ...own, terms: foreign, milestone: 0 }),
    ],
  ] as const;
  const refused: string[] = [];
  for (const [what, ask] of refusals) {
    const error = await ask().catch((thrown: unknown) => thrown);
    const said = error instanceof Error ? error.message : "it signed";
    refused.push(said);
    await out.say(`${what}: ${said.split("\n").at(-1)}`);
  }
  return { ...played, summary: { ...played.summary, refused } };
}

if (import.meta.main) {
  await runExample(import.meta, "A deal whose buyer's wallet judges typed fields.", hostedBuyer, {});
}
