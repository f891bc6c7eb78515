import { expect } from "chai";
import {
  ContractMissingError,
  deposit,
  getDeal,
  getDomain,
  getMilestone,
  getPool,
  TokenAllowanceTooLowError,
} from "../../../sdk/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

describe("a read at an address of something else", () => {
  const setup = useStack();

  it("says that no Quittance answers there: of the token", async () => {
    const { token, publicClient } = setup();
    const dealId = `0x${"11".repeat(32)}` as const;
    for (const ask of [
      () => getDomain(publicClient, { address: token }),
      () => getDeal(publicClient, { address: token, dealId }),
      () => getMilestone(publicClient, { address: token, dealId, milestone: 0 }),
    ]) {
      const { shortMessage, remedy } = await refusalOf(ContractMissingError, ask);
      expect(shortMessage).to.equal(`There is no Quittance contract at ${token} on this chain.`);
      expect(remedy).to.equal("Take address and chain from the deployment record.");
    }
  });

  it("says that no juror pool answers there: of Quittance", async () => {
    const { address, publicClient } = setup();
    const { shortMessage } = await refusalOf(ContractMissingError, () => getPool(publicClient, { address }));
    expect(shortMessage).to.equal(`There is no juror pool at ${address} on this chain.`);
  });
});

describe("a deposit that the wallet did not approve", () => {
  const setup = useStack();

  it("says to approve it first", async () => {
    const { address, buyer, walletClient } = setup();
    const { remedy } = await refusalOf(TokenAllowanceTooLowError, () =>
      deposit(walletClient, { address, recipient: buyer.address, amount: 5n, account: buyer }),
    );
    expect(remedy).to.match(/^Call approveDeposit first/);
  });
});
