import { expect } from "chai";
import type { Address } from "viem";
import {
  approveDeposit,
  ContractMissingError,
  claimPayout,
  deposit,
  getDeal,
  getDomain,
  getMilestone,
  getPool,
  getUsdc,
  InvalidFieldError,
  leaveSeat,
  readTokenDomain,
  release,
  settle,
  TokenAllowanceTooLowError,
  withdraw,
} from "../../../sdk/index.ts";
import { exampleTerms } from "../../../sdk/testing/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

/** The address with one letter in the other case. */
function misspelt(address: Address): Address {
  const at = address.slice(2).search(/[a-f]/i) + 2;
  const letter = address.charAt(at);
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return `${address.slice(0, at)}${other}${address.slice(at + 1)}` as Address;
}

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

  it("says so of a transaction, too, before it is sent", async () => {
    const { token, buyer, walletClient } = setup();
    const { shortMessage } = await refusalOf(ContractMissingError, () =>
      claimPayout(walletClient, { address: token, recipient: buyer.address, account: buyer }),
    );
    expect(shortMessage).to.equal(`There is no Quittance contract at ${token} on this chain.`);
  });

  it("says so of an address without code, to which nothing is sent", async () => {
    const { buyer, seller, relayer, walletClient, publicClient, ...stack } = setup();
    const terms = await exampleTerms(setup());
    const address = seller.address;
    const before = await publicClient.getTransactionCount({ address: relayer.address });
    for (const act of [
      () => release(walletClient, { address, terms, milestone: 0, signature: `0x${"11".repeat(65)}` }),
      () => settle(walletClient, { address, terms, milestone: 0 }),
      () => withdraw(walletClient, { address, amount: 5n, to: relayer.address }),
      () => deposit.simulate(walletClient, { address, recipient: buyer.address, amount: 5n }),
    ]) {
      const { shortMessage } = await refusalOf(ContractMissingError, act);
      expect(shortMessage).to.equal(`There is no Quittance contract at ${address} on this chain.`);
    }
    const token = await refusalOf(ContractMissingError, () =>
      approveDeposit(walletClient, { address: stack.address, token: address, amount: 5n }),
    );
    expect(token.shortMessage).to.equal(`There is no contract at ${address} on this chain.`);
    const seats = await refusalOf(ContractMissingError, () => leaveSeat(walletClient, { address, seat: 1n }));
    expect(seats.shortMessage).to.equal(`There is no contract at ${address} on this chain.`);
    expect(await publicClient.getTransactionCount({ address: relayer.address })).to.equal(before);
  });

  it("says that no token answers there: of an account", async () => {
    const { buyer, publicClient } = setup();
    const { shortMessage } = await refusalOf(ContractMissingError, () =>
      readTokenDomain(publicClient, { token: buyer.address }),
    );
    expect(shortMessage).to.equal(`There is no token at ${buyer.address} on this chain.`);
  });

  it("refuses a wrong checksum before the node is asked", async () => {
    const { token, publicClient, walletClient } = setup();
    const wrong = misspelt(token);
    const dealId = `0x${"11".repeat(32)}` as const;
    for (const [field, ask] of [
      ["address", () => getDomain(publicClient, { address: wrong })],
      ["address", () => getDeal(publicClient, { address: wrong, dealId })],
      ["address", () => getUsdc(publicClient, { address: wrong })],
      ["address", () => claimPayout(walletClient, { address: wrong, recipient: token })],
      ["token", () => readTokenDomain(publicClient, { token: wrong })],
    ] as const) {
      const refused = await refusalOf(InvalidFieldError, ask);
      expect([refused.field, refused.value]).to.deep.equal([field, `"${wrong}"`]);
      expect(refused.remedy).to.equal("Give 0x and 40 hex digits; in lower case they need no checksum.");
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
