import { expect } from "chai";
import type { Address, Hex } from "viem";
import {
  buildOffer,
  dealIdOf,
  fastSigner,
  hashEvidence,
  type QuittanceDomain,
  quittanceDomain,
  readTokenDomain,
  signApproval,
  signBallot,
  signDelivery,
  signDeposit,
  signPayment,
  signRelease,
  signTab,
  signTabPayment,
  signTerms,
  type TokenDomain,
  voucherMaker,
} from "../../../sdk/index.ts";
import { exampleTab, exampleTerms } from "../../../sdk/testing/index.ts";
import { useStack } from "../support/setup.ts";

const OTHER: Address = "0x00000000000000000000000000000000000000ee";

/** A domain whose contract is the right one the first time that it is asked for, and another afterwards. */
function changing<Domain extends QuittanceDomain | TokenDomain>(domain: Domain): Domain {
  let reads = 0;
  return {
    ...domain,
    get verifyingContract() {
      reads++;
      return reads === 1 ? domain.verifyingContract : OTHER;
    },
  };
}

describe("a domain that changes while it is read", () => {
  const setup = useStack();
  const deal: Hex = `0x${"11".repeat(32)}`;

  it("is signed under as it was checked", async () => {
    const stack = setup();
    const { domain, buyer, seller } = stack;
    const evidence = hashEvidence("text");
    const token = await readTokenDomain(stack.publicClient, { token: stack.token });
    const terms = await exampleTerms(stack);
    const tab = await exampleTab(stack);
    const validUntil = (await stack.now()) + 600;
    const deposit = { amount: 1n, validBefore: validUntil, salt: 1n };
    const judged = { deal, milestone: 0, evidence, score: 1, reasons: evidence };
    const claim = { deal, milestone: 0, evidence, evidenceUri: "ipfs://bafy" };
    const signer = fastSigner(`0x${"07".repeat(32)}`);
    const kinds: Record<string, (domain: QuittanceDomain, token: TokenDomain) => unknown> = {
      signRelease: (domain) => signRelease({ domain, terms, milestone: 0, account: buyer }),
      signDelivery: (domain) => signDelivery({ domain, ...claim, account: seller }),
      signBallot: (domain) => signBallot({ domain, ...judged, account: buyer }),
      signApproval: (domain) => {
        const spending = { capability: "commit", amount: 1n, category: 0, payees: [] } as const;
        const commitment = { account: OTHER, digest: deal, purpose: "open a deal", ...spending } as const;
        return signApproval({ domain, commitment, validUntil, account: buyer });
      },
      signTerms: (domain) => signTerms({ domain, terms, account: seller }),
      signTab: (domain) => signTab({ domain, tab, account: buyer }),
      signPayment: (domain, token) => signPayment({ domain, token, terms, account: buyer }),
      signTabPayment: (domain, token) => signTabPayment({ domain, token, tab, account: buyer }),
      signDeposit: (domain, token) => signDeposit({ domain, token, ...deposit, account: buyer }),
      buildOffer: (domain) => buildOffer({ domain, terms, from: buyer.address, validUntil }),
      dealIdOf: (domain) => dealIdOf({ domain, terms }),
      voucherMaker: (domain) =>
        voucherMaker({ domain, tab: { ...tab, voucherKey: signer.address }, signer }).owe(1n),
    };
    for (const [name, make] of Object.entries(kinds)) {
      const wanted = await make(domain, token);
      expect(await make(changing(domain), changing(token)), name).to.deep.equal(wanted);
      const other = quittanceDomain({ chainId: domain.chainId, address: OTHER });
      expect(await make(other, token), name).to.not.deep.equal(wanted);
    }
  });
});
