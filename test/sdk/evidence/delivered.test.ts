import { expect } from "chai";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { checkDelivered } from "../../../sdk/evidence/index.ts";
import {
  EvidenceHashMismatchError,
  EvidenceUnavailableError,
  quittanceDomain,
  SignatureMismatchError,
  signDelivery,
} from "../../../sdk/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { bundleOf, DEAL, FILES, PACT, SUBJECT } from "./support.ts";

const domain = quittanceDomain({ chainId: 8_453, address: "0x00000000000000000000000000000000000000aa" });
const account = privateKeyToAccount(generatePrivateKey());
const seller = account.address;

describe("the seller's claim that evidence answers a milestone", () => {
  const claimOf = async (changes: object = {}) => {
    const { hash: evidence } = await bundleOf();
    const claim = {
      deal: DEAL,
      milestone: SUBJECT.milestone,
      evidence,
      evidenceUri: "https://seller.example/1",
    };
    return signDelivery({ domain, account, ...claim, ...changes });
  };

  it("holds for the deal, the milestone, the pact and the seller that it names", async () => {
    const { manifest } = await bundleOf();
    await checkDelivered({ domain, manifest, delivery: await claimOf(), seller, pact: PACT });
  });

  it("is refused for other evidence", async () => {
    const { manifest } = await bundleOf(new Map([...FILES, ["empty.txt", Uint8Array.of(1)]]));
    const delivery = await claimOf();
    await refusalOf(EvidenceHashMismatchError, () =>
      checkDelivered({ domain, manifest, delivery, seller, pact: PACT }),
    );
  });

  it("is refused for evidence of another deal, milestone or pact, though the seller signed it", async () => {
    const { manifest } = await bundleOf();
    for (const [changes, pact] of [
      [{ deal: PACT }, PACT],
      [{ milestone: 1 }, PACT],
      [{}, DEAL],
    ] as const) {
      const delivery = await claimOf(changes);
      const error = await refusalOf(EvidenceUnavailableError, () =>
        checkDelivered({ domain, manifest, delivery, seller, pact }),
      );
      expect(error.reason).to.equal("misbound");
    }
  });

  it("is refused when another account signed it, or the seller on another chain", async () => {
    const { manifest } = await bundleOf();
    const stranger = privateKeyToAccount(generatePrivateKey());
    const { chainId: _, ...place } = domain;
    const elsewhere = { ...place, chainId: 1 };
    for (const delivery of [await claimOf({ account: stranger }), await claimOf({ domain: elsewhere })]) {
      await refusalOf(SignatureMismatchError, () =>
        checkDelivered({ domain, manifest, delivery, seller, pact: PACT }),
      );
    }
  });
});
