import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { openQueue, type Queue } from "../../apps/juror/queue/queue.ts";
import type { State, Work } from "../../apps/juror/queue/work.ts";
import { quittanceDomain, type SignedBallot, signBallot, signDelivery } from "../../sdk/index.ts";
import { caseOf } from "../support/juror/cases.ts";

const LEASE = 1_000;
const OPEN: readonly State[] = ["judge", "sign", "commit", "reveal", "shown"];
const decision = { score: 7_000, reasons: '{"score":7000}' };
const hash = `0x${"11".repeat(32)}` as const;

describe("the queue of a juror", () => {
  let folder: string;
  let time: number;
  let queues: Queue[];
  let ballot: SignedBallot;

  before(async () => {
    const domain = quittanceDomain({ chainId: 1, address: "0x00000000000000000000000000000000000000aa" });
    const account = privateKeyToAccount(generatePrivateKey());
    const judged = { deal: hash, milestone: 0, evidence: hash, reasons: hash };
    ballot = await signBallot({ domain, account, ...judged, score: 7_000 });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "quittance-juror-queue-"));
    time = 1_000_000;
    queues = [];
  });
  afterEach(() => {
    for (const queue of queues) queue.close();
    rmSync(folder, { recursive: true });
  });

  /** Another copy of the juror on the same file. */
  const open = (): Queue => {
    const queue = openQueue({ path: join(folder, "juror.sqlite"), leaseFor: LEASE, now: () => time });
    queues.push(queue);
    return queue;
  };
  const claim = (queue: Queue, states: readonly State[] = OPEN, busyHosts: readonly string[] = []) =>
    queue.claim({ states, busyHosts });
  const claimed = (queue: Queue): Work => {
    const work = claim(queue);
    if (work === undefined) throw new Error("there is work");
    return work;
  };

  it("gives the question first whose time ends first, each once", () => {
    const queue = open();
    queue.take(
      [3, 1, 2].map((number) => caseOf(number)),
      1_500,
    );
    const given = [1, 2, 3].map(() => claim(queue)?.asked.dealId);
    expect(given).to.deep.equal([1, 2, 3].map((number) => caseOf(number).dealId));
    expect(claim(queue)).to.equal(undefined);
  });

  it("gives what it was asked, with the terms and the time at which it was seen first", () => {
    const queue = open();
    queue.take([caseOf(1)], 1_500);
    queue.take([caseOf(1)], 1_600);
    expect(claimed(queue)).to.deep.include({ asked: caseOf(1), seenAt: 1_500, state: "judge", failures: 0 });
  });

  it("gives no two copies the same work while the lease lasts", () => {
    const [one, other] = [open(), open()];
    one.take([caseOf(1)], 1_500);
    const work = claimed(one);
    time += LEASE - 1;
    expect(claim(other)).to.equal(undefined);
    one.renew(work.key);
    time += 1;
    expect(claim(other)).to.equal(undefined);
    time += LEASE;
    expect(claim(other)?.key).to.equal(work.key);
  });

  it("gives what a copy had that ended to another at once", () => {
    const [one, other] = [open(), open()];
    one.take([caseOf(1)], 1_500);
    claimed(one);
    one.close();
    expect(claim(other)?.state).to.equal("judge");
  });

  it("keeps the first decision: a copy that was slower changes nothing", () => {
    const [one, other] = [open(), open()];
    one.take([caseOf(1)], 1_500);
    const slow = claimed(one);
    time += LEASE;
    const fast = claimed(other);
    other.advance(fast, { state: "sign", decision });
    one.advance(slow, { state: "sign", decision: { score: 1, reasons: "{}" } });
    expect(claimed(one)).to.deep.include({ state: "sign", decision });
  });

  it("goes on behind each state after a restart, with all that was decided", () => {
    open().take([caseOf(1)], 1_500);
    const states: State[] = [];
    for (const progress of [
      { state: "sign", decision },
      { state: "commit", ballot },
      { state: "reveal" },
      { state: "shown" },
    ] as const) {
      const queue = open();
      const work = claimed(queue);
      states.push(work.state);
      queue.advance(work, progress);
      queue.close();
    }
    expect(states).to.deep.equal(["judge", "sign", "commit", "reveal"]);
    expect(claimed(open())).to.deep.include({ state: "shown", decision, ballot });
  });

  it("waits as long as it is told, and counts failures but not waiting", () => {
    const queue = open();
    queue.take([caseOf(1)], 1_500);
    queue.postpone(claimed(queue), 100, "the server is down");
    expect(claim(queue)).to.equal(undefined);
    expect(queue.status().next[0]?.problem).to.equal("the server is down");
    time += 99;
    expect(claim(queue)).to.equal(undefined);
    time += 1;
    const again = claimed(queue);
    expect(again.failures).to.equal(1);
    queue.postpone(again, 0);
    expect(claimed(queue).failures).to.equal(1);
  });

  it("passes over hosts that are busy, for what has to be fetched", () => {
    const queue = open();
    queue.take([caseOf(1), caseOf(2)], 1_500);
    expect(claim(queue, ["judge"], ["seller-1.example"])?.asked.dealId).to.equal(caseOf(2).dealId);
    expect(claim(queue, ["judge"], ["seller-1.example"])).to.equal(undefined);
    const first = claimed(queue);
    queue.advance(first, { state: "sign", decision });
    expect(claim(queue, OPEN, ["seller-1.example"])?.state).to.equal("sign");
  });

  it("leaves alone what a reorganisation took away, and goes on when it comes back", () => {
    const queue = open();
    queue.take([caseOf(1)], 1_500);
    queue.advance(claimed(queue), { state: "sign", decision });
    queue.take([], 1_600);
    expect(claim(queue)).to.equal(undefined);
    const later = { from: 1_700, until: 6_000 };
    queue.take([caseOf(1, later)], 1_700);
    expect(claimed(queue)).to.deep.include({ state: "sign", decision, asked: caseOf(1, later) });
  });

  it("takes another delivery after a reorganisation for another question", () => {
    const queue = open();
    queue.take([caseOf(1)], 1_500);
    queue.advance(claimed(queue), { state: "sign", decision });
    queue.take([caseOf(1, { evidence: caseOf(9).evidence })], 1_600);
    expect(claimed(queue)).to.deep.include({ state: "judge", decision: undefined });
  });

  it("shows a committed ballot also when its round was decided meanwhile", () => {
    const queue = open();
    queue.take([caseOf(1)], 1_500);
    queue.advance(claimed(queue), { state: "sign", decision });
    queue.advance(claimed(queue), { state: "commit", ballot });
    queue.advance(claimed(queue), { state: "reveal" });
    queue.take([], 1_600);
    expect(claim(queue)?.state).to.equal("reveal");
  });

  for (const [offset, state] of [
    [-1, "judge"],
    [0, "over"],
    [1, "over"],
  ] as const) {
    it(`has a question at ${state} at ${offset} seconds from the end of its time`, () => {
      const queue = open();
      queue.take([caseOf(1)], 1_500);
      queue.expire(caseOf(1).until + offset);
      expect(queue.status().states[state]).to.equal(1);
    });
  }

  it("takes up again what was over when the chain asks it again, where it stood", () => {
    const queue = open();
    queue.take([caseOf(1)], 1_500);
    queue.advance(claimed(queue), { state: "sign", decision });
    queue.advance(claimed(queue), { state: "commit", ballot });
    queue.expire(caseOf(1).until);
    expect(claim(queue)).to.equal(undefined);
    queue.take([caseOf(1, { until: 9_000 })], 1_700);
    expect(claimed(queue)).to.deep.include({ state: "commit", ballot });
  });

  it("signs nothing for what it declined, and says why", () => {
    const queue = open();
    queue.take([caseOf(1)], 1_500);
    queue.advance(claimed(queue), { state: "declined", problem: "no model" });
    queue.take([caseOf(1)], 1_600);
    expect(claim(queue)).to.equal(undefined);
    expect(queue.status().states.declined).to.equal(1);
  });

  it("takes one delivery of a milestone that is not on-chain, which the chain's reports leave alone", () => {
    const queue = open();
    expect(queue.give(caseOf(1), 1_500)).to.equal(true);
    expect(queue.give(caseOf(1, { evidence: hash }), 1_500)).to.equal(false);
    expect(queue.give(caseOf(1, { milestone: 1 }), 1_500)).to.equal(true);
    queue.take([], 1_600);
    expect(claimed(queue).asked).to.deep.equal(caseOf(1));
  });

  it("takes a place for evidence of round 2 that has none, once, and keeps it", () => {
    const queue = open();
    const placeless = caseOf(1, { round: 2, evidenceUri: undefined });
    const { dealId: deal, milestone, evidence } = placeless;
    const place = (uri: string) => queue.place({ deal, milestone, evidence }, uri);
    expect(place("https://seller.example/1")).to.equal(false);
    queue.take([placeless], 1_500);
    expect(place("https://seller.example/1")).to.equal(true);
    expect(place("https://seller.example/2")).to.equal(false);
    queue.take([placeless], 1_600);
    expect(claimed(queue).asked.evidenceUri).to.equal("https://seller.example/1");
  });

  it("wants the pact of a question that waits, and no other", () => {
    const queue = open();
    const { pact } = caseOf(1).terms;
    expect(queue.wantsPact(pact)).to.equal(false);
    queue.take([caseOf(1)], 1_500);
    expect(queue.wantsPact(pact)).to.equal(true);
    expect(queue.wantsPact(hash)).to.equal(false);
    queue.advance(claimed(queue), { state: "declined", problem: "no model" });
    expect(queue.wantsPact(pact)).to.equal(false);
  });

  it("takes hundreds of questions, and shows 20 of them", () => {
    const queue = open();
    queue.take(
      Array.from({ length: 500 }, (_, number) => caseOf(number)),
      1_500,
    );
    expect(queue.status().states.judge).to.equal(500);
    expect(queue.status().next).to.have.length(20);
  });

  describe("and what of it goes to the chain", () => {
    const advanceTo = (queue: Queue, state: State) => {
      queue.take([caseOf(1)], 1_500);
      for (const progress of [
        { state: "sign", decision },
        { state: "commit", ballot },
        { state: "reveal" },
        { state: "shown" },
      ] as const) {
        queue.advance(claimed(queue), progress);
        if (progress.state === state) return;
      }
    };
    const submissionOf = (queue: Queue) => {
      const submission = queue.submissions.claim();
      if (submission === undefined) throw new Error("there is one");
      return submission;
    };

    it("is nothing before the ballot was shown: until then it is a secret", () => {
      for (const state of ["sign", "commit", "reveal"] as const) {
        const queue = open();
        advanceTo(queue, state);
        expect(queue.submissions.claim()).to.equal(undefined);
        queue.close();
        rmSync(join(folder, "juror.sqlite"));
      }
    });

    it("stays when the round is over, and until there is nothing left to do", () => {
      const queue = open();
      advanceTo(queue, "shown");
      queue.take([], 1_600);
      queue.expire(1_600);
      expect(queue.status().states.over).to.equal(1);
      const submission = submissionOf(queue);
      expect(submission).to.deep.include({ asked: caseOf(1), ballot, failures: 0, isClosing: false });
      queue.submissions.postpone(submission, 100, { isClosing: true });
      expect(queue.submissions.claim()).to.equal(undefined);
      time += 99;
      expect(queue.submissions.claim()).to.equal(undefined);
      time += 1;
      expect(submissionOf(queue).isClosing).to.equal(true);
      queue.submissions.finish(submission.key);
      time += LEASE;
      expect(queue.submissions.claim()).to.equal(undefined);
      expect(queue.submissions.count()).to.equal(0);
    });

    it("is given to one copy while the lease lasts, and to another when that ends or closes", () => {
      const [one, other] = [open(), open()];
      advanceTo(one, "shown");
      const { key } = submissionOf(one);
      time += LEASE - 1;
      expect(other.submissions.claim()).to.equal(undefined);
      one.submissions.renew(key);
      time += 1;
      expect(other.submissions.claim()).to.equal(undefined);
      time += LEASE - 1;
      expect(submissionOf(other).key).to.equal(key);
      other.close();
      expect(submissionOf(one).key).to.equal(key);
    });

    it("counts failures, and forgets them when a look went well", () => {
      const queue = open();
      advanceTo(queue, "shown");
      queue.submissions.postpone(submissionOf(queue), 0, { problem: "no ETH" });
      queue.submissions.postpone(submissionOf(queue), 0, { problem: "no ETH" });
      const failed = submissionOf(queue);
      expect(failed.failures).to.equal(2);
      queue.submissions.postpone(failed, 0);
      expect(submissionOf(queue).failures).to.equal(0);
    });

    it("comes with the seller's delivery, where that came off-chain", async () => {
      const domain = quittanceDomain({ chainId: 1, address: "0x00000000000000000000000000000000000000aa" });
      const account = privateKeyToAccount(generatePrivateKey());
      const asked = caseOf(1);
      const claim = {
        deal: asked.dealId,
        milestone: 0,
        evidence: asked.evidence,
        evidenceUri: "https://s.example/1",
      };
      const delivery = await signDelivery({ domain, account, ...claim });
      const queue = open();
      expect(queue.give(asked, 1_500, delivery)).to.equal(true);
      for (const progress of [
        { state: "sign", decision },
        { state: "commit", ballot },
        { state: "reveal" },
        { state: "shown" },
      ] as const)
        queue.advance(claimed(queue), progress);
      expect(submissionOf(queue).delivery).to.deep.equal(delivery);
    });
  });
});
