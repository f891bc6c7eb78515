import { expect } from "chai";
import { deliverReview, loadCorpus, reviewPact } from "../../examples/document-review/index.ts";
import type { Decide } from "../../examples/jury/decide.ts";
import { type Case, type Juror, startJuror } from "../../examples/jury/juror.ts";
import { votesOf } from "../../examples/jury/panel.ts";
import { openKept } from "../../examples/kept/kept.ts";
import { canonicalJson, hashPact, hashReasons, parseBallot, signDelivery, toJson } from "../../sdk/index.ts";
import { openExampleDeal } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { useFolder } from "../support/folder.ts";

describe("examples: the jurors", () => {
  const setup = useStack();
  const folder = useFolder();
  const corpus = loadCorpus();

  /** A deal of one milestone whose draft was delivered into a store, and its three jurors. */
  async function delivered(decide?: Decide) {
    const stack = setup();
    const { domain } = stack;
    const kept = openKept(folder());
    const pact = reviewPact({ author: stack.buyer.address, corpus, milestones: 1 });
    const milestones = [{ amount: 54_000_000n, deadline: (await stack.now()) + 86_400 }];
    const { terms } = await openExampleDeal(stack, {
      ...{ pact: hashPact(pact), ...pact.payout, milestones, silencePayout: 0, contestWindow: 3_600 },
    });
    const seller = stack.clientOf(stack.seller);
    const work = { domain, terms, pact, corpus, store: kept.evidence, pass: "draft" } as const;
    const { delivery, bundle } = await deliverReview(seller, work);
    const sent: Case = { terms: toJson(terms), pact: canonicalJson(pact), delivery: toJson(delivery) };
    const start = (seat: number, how = decide): Juror => {
      const account = stack.jurors[seat];
      if (account === undefined) throw new Error("the stack has three jurors");
      const options = { evidence: kept.evidence, folder: folder() };
      return startJuror(
        stack.clientOf(account),
        domain,
        how === undefined ? options : { ...options, decide: how },
      );
    };
    return { stack, kept, terms, delivery, bundle, sent, start, jurors: [start(0), start(1), start(2)] };
  }

  const problemOf = (work: Promise<unknown>) =>
    work.then(
      () => "none",
      (error: Error) => error.message,
    );

  it("sign one score each, for the same reasons, whose hash is in the ballot", async () => {
    const { jurors, sent } = await delivered();
    const votes = await votesOf(jurors, sent);
    expect(votes.map(({ ballot }) => ballot.juror)).to.deep.equal(jurors.map(({ address }) => address));
    expect(new Set(votes.map(({ ballot }) => ballot.score))).to.deep.equal(new Set([6_445]));
    for (const { ballot, reasons } of votes) expect(hashReasons(reasons)).to.equal(ballot.reasons);
  });

  it("show no ballot before the whole panel is committed, and none without one of their own", async () => {
    const { jurors, sent } = await delivered();
    const [one, two, three] = jurors;
    if (one === undefined || two === undefined || three === undefined) throw new Error("three jurors");
    const commitments = [await one.commit(sent), await two.commit(sent)];
    expect(await problemOf(one.reveal(commitments))).to.include("not all jurors have committed");
    expect(await problemOf(three.reveal(commitments))).to.include("no ballot to show");
    const last = await three.commit(sent);
    const forged = JSON.stringify({
      ...JSON.parse(last),
      signature: JSON.parse(commitments[0] ?? "").signature,
    });
    expect(await problemOf(one.reveal([...commitments, forged]))).to.include("is not signed by it");
    const { ballot } = await one.reveal([...commitments, last]);
    expect(parseBallot(ballot).juror).to.equal(one.address);
  });

  it("give the same ballot when they are asked again, and no second score", async () => {
    const { sent, start } = await delivered();
    const first = await start(0).commit(sent);
    expect(await start(0).commit(sent)).to.equal(first);
    const generous: Decide = async () => ({ score: 10_000, text: "paid", hash: hashReasons("paid") });
    expect(await problemOf(start(0, generous).commit(sent))).to.include("6445");
  });

  it("judge no pact but that of the terms, and no delivery that the seller did not sign", async () => {
    const { stack, sent, start, delivery, terms } = await delivered();
    const pact = canonicalJson(reviewPact({ author: stack.seller.address, corpus, milestones: 1 }));
    expect(await problemOf(start(0).commit({ ...sent, pact }))).to.include("pact");
    const { signature: _, ...claim } = delivery;
    const forged = await signDelivery({ domain: stack.domain, account: stack.buyer, ...claim });
    expect(await problemOf(start(0).commit({ ...sent, delivery: toJson(forged) }))).to.include(terms.seller);
  });

  it("judge only on a panel that they are on, and in round 2 only one that the contract drew", async () => {
    const { stack, kept, sent, terms } = await delivered();
    const options = { evidence: kept.evidence, folder: folder() };
    const stranger = startJuror(stack.clientOf(stack.arbiter), stack.domain, options);
    expect(await problemOf(stranger.commit(sent))).to.include("is not on the panel");
    const panel = terms.panel;
    expect(await problemOf(stranger.commit({ ...sent, panel }))).to.include("did not draw");
  });

  it("sign nothing about evidence that is not there as it was delivered", async () => {
    const { kept, sent, start, bundle } = await delivered();
    const [file] = bundle.manifest.files;
    if (file === undefined) throw new Error("the bundle has a file");
    await kept.evidence.delete(file.sha256);
    expect(await problemOf(start(0).commit(sent))).to.include("vidence");
    expect(await problemOf(start(0).reveal([]))).to.include("no ballot to show");
  });
});
