import { expect } from "chai";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  AccountAlreadyOpenedError,
  AlreadyRatedError,
  buildPolicy,
  hashEvidence,
  hashReasons,
  MilestoneAlreadySettledError,
  openAccounts,
  rate,
  release,
  signBallot,
  signDelivery,
  submitVerdict,
} from "../../../sdk/index.ts";
import { openExampleDeal } from "../../../sdk/testing/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

describe("an action that resembles an earlier one", () => {
  const setup = useStack();

  it("is not taken for it: a rating with other reasons", async () => {
    const { address, buyer: account, walletClient } = setup();
    const { terms } = await openExampleDeal(setup());
    await release(walletClient, { address, terms, milestone: 0, account });
    const rating = { address, terms, rater: account.address, score: 95, account };
    const first = await rate(walletClient, { ...rating, reasons: hashReasons("on time") });
    expect((await rate(walletClient, { ...rating, reasons: hashReasons("on time") })).hash).to.equal(
      first.hash,
    );
    await refusalOf(AlreadyRatedError, () =>
      rate(walletClient, { ...rating, reasons: hashReasons("two days late") }),
    );
    await refusalOf(AlreadyRatedError, () => rate(walletClient, rating));
  });

  it("is not taken for it: a verdict that pays otherwise", async () => {
    const { address, domain, jurors, seller, walletClient } = setup();
    const { terms, dealId: deal } = await openExampleDeal(setup());
    const evidence = hashEvidence("the delivered text");
    const claim = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
    const delivery = await signDelivery({ domain, account: seller, ...claim });
    const ballotsOf = (score: number) => {
      const judged = { domain, deal, milestone: 0, evidence, reasons: hashReasons("as seen"), score };
      return Promise.all(jurors.map((account) => signBallot({ ...judged, account })));
    };
    const submission = { address, terms, delivery };
    const ballots = await ballotsOf(7_400);
    const first = await submitVerdict(walletClient, { ...submission, ballots });
    expect((await submitVerdict(walletClient, { ...submission, ballots })).hash).to.equal(first.hash);
    const others = await ballotsOf(10_000);
    await refusalOf(MilestoneAlreadySettledError, () =>
      submitVerdict(walletClient, { ...submission, ballots: others }),
    );
  });

  it("is not taken for it: accounts that are opened with other keys", async () => {
    const { address, buyer: account, now, walletClient } = setup();
    const expiry = (await now()) + 86_400;
    const policy = buildPolicy({ perTransaction: 20_000_000n, perPeriod: 50_000_000n });
    const newGrant = () => ({
      key: privateKeyToAccount(generatePrivateKey()).address,
      ...{ expiry, capabilities: ["commit", "settle"] as const },
    });
    const opening = (keys: readonly ReturnType<typeof newGrant>[]) =>
      openAccounts(walletClient, {
        ...{ address, principal: account.address, account },
        accounts: [{ index: 0, policy, keys }],
      });
    const keys = [newGrant(), newGrant()];
    const first = await opening(keys);
    expect((await opening(keys)).hash).to.equal(first.hash);
    for (const others of [[newGrant()], [], [...keys, newGrant()]]) {
      await refusalOf(AccountAlreadyOpenedError, () => opening(others));
    }
  });
});
