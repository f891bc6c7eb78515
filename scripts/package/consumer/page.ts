// A page: builds terms, signs and checks a ballot, and writes into its title whether all of it worked.

import {
  buildTerms,
  dealIdOf,
  hashEvidence,
  hashPact,
  hashReasons,
  quittanceDomain,
  signBallot,
  verifyBallot,
} from "quittance";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";

async function judge(): Promise<string> {
  const [buyer, seller, juror] = [1, 2, 3].map(() => privateKeyToAccount(generatePrivateKey()));
  if (buyer === undefined || seller === undefined || juror === undefined) return "no accounts";
  const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
  const terms = buildTerms({
    buyer: buyer.address,
    seller: seller.address,
    milestones: [{ amount: 25_000_000n, deadline: Math.floor(Date.now() / 1_000) + 86_400 }],
    panel: [juror.address],
    pact: hashPact({ task: "translate" }),
  });
  const deal = dealIdOf({ domain, terms });
  const question = { domain, deal, milestone: 0, evidence: hashEvidence("La page"), score: 9_000 };
  const ballot = await signBallot({ ...question, reasons: hashReasons("faithful"), account: juror });
  const honest = await verifyBallot({ domain, ballot });
  const forged = await verifyBallot({ domain, ballot: { ...ballot, score: 1 } });
  return honest && !forged ? "works" : `honest ${honest}, forged ${forged}`;
}

document.title = await judge().catch((error: unknown) => `failed: ${error}`);
