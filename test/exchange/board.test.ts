import { expect } from "chai";
import { keccak256, stringToBytes, zeroAddress } from "viem";
import {
  type BoardRefusedError,
  dealIdOf,
  drawPanel,
  hashEvidence,
  hashReasons,
  signBallot,
  toJson,
} from "../../sdk/index.ts";
import {
  aggregateBallots,
  commitToBallot,
  fetchBallots,
  fetchCommitments,
  fetchJurorConduct,
  fetchReasons,
  matchCommitment,
  postBallot,
  postCommitment,
  postReasons,
} from "../../sdk/jury/index.ts";
import { exampleTerms, openContestedDeal } from "../../sdk/testing/index.ts";
import { errorOf } from "../sdk/support/refusal.ts";
import { useStack } from "../sdk/support/setup.ts";
import { exchangeSettings, openQuestion, reasons, startTestExchange } from "../support/exchange/exchange.ts";

describe("the ballot board", () => {
  const setup = useStack();
  let board: Awaited<ReturnType<typeof startTestExchange>>;
  let boards: readonly string[];

  beforeEach(async () => {
    board = await startTestExchange(exchangeSettings(setup()));
    boards = [board.url];
  });
  afterEach(() => board.stop());

  const statusOf = async (work: () => Promise<unknown>) =>
    (await errorOf(work)) as BoardRefusedError & { readonly status: number };
  const send = (path: string, body: string, method = "POST") =>
    fetch(`${board.url}${path}`, { method, body, headers: { "content-type": "application/json" } });

  it("brings a panel together: commitments, then ballots and reasons, then a verdict", async () => {
    const { domain, walletClient } = setup();
    const { terms, question, cast, commit, delivery } = await openQuestion(setup());
    const asked = { boards, domain, panel: terms.panel, question };
    for (const juror of [0, 1, 2]) {
      const { complete } = await fetchCommitments({ ...asked });
      expect(complete).to.equal(false);
      const { taken } = await postCommitment({ boards, terms, commitment: await commit(juror) });
      expect(taken).to.deep.equal([{ board: board.url, receipt: "first" }]);
    }
    const { complete, commitments, failures } = await fetchCommitments(asked);
    expect([complete, commitments.length, failures]).to.deep.equal([true, 3, []]);
    for (const juror of [0, 1, 2]) await postBallot({ boards, terms, ballot: await cast(juror) });
    const { ballots } = await fetchBallots(asked);
    expect(ballots.map((ballot) => matchCommitment({ ballot, commitments }))).to.deep.equal(
      Array(3).fill("committed"),
    );
    await postReasons({ boards, reasons });
    expect(await fetchReasons({ boards, hash: hashReasons(reasons) })).to.equal(reasons);
    const { sent } = await aggregateBallots(walletClient, { domain, question, terms, ballots, delivery });
    expect(sent?.payout).to.equal(7_000);
  });

  it("shows what a juror posted, so that anyone marks its questions", async () => {
    const { domain } = setup();
    const { terms, cast, commit } = await openQuestion(setup());
    for (const juror of [0, 1, 2]) await postCommitment({ boards, terms, commitment: await commit(juror) });
    await postBallot({ boards, terms, ballot: await cast(0) });
    await postBallot({ boards, terms, ballot: await cast(1, 9_000) });
    await postReasons({ boards, reasons });
    const conductOf = async (position: number) => {
      const juror = (await commit(position)).juror;
      const { questions, cut } = await fetchJurorConduct({ boards, domain, juror });
      return [questions.map(({ mark }) => mark), cut];
    };
    expect(await conductOf(0)).to.deep.equal([["committed"], []]);
    expect(await conductOf(1)).to.deep.equal([["differing"], []]);
    expect(await conductOf(2)).to.deep.equal([["unrevealed"], []]);
    const { juror } = await commit(0);
    const [first, second] = await Promise.all(
      [juror, juror.toLowerCase()].map(async (each) => (await fetch(`${board.url}/jurors/${each}`)).text()),
    );
    expect(first).to.equal(second);
    for (const path of ["/jurors/0x12", `/jurors/${juror}?after=-1`, `/jurors/${juror}?after=x`]) {
      expect((await fetch(`${board.url}${path}`)).status).to.equal(400);
    }
    expect(await (await fetch(`${board.url}/jurors/${zeroAddress}`)).json()).to.deep.equal({
      ...{ entries: [], next: 0 },
    });
  });

  it("takes a repetition for what it is, and keeps another commitment as a proof", async () => {
    const { terms, question, commit } = await openQuestion(setup());
    const post = async (score: number) => {
      const { taken } = await postCommitment({ boards, terms, commitment: await commit(0, score) });
      return taken[0]?.receipt;
    };
    expect(await post(1)).to.equal("first");
    expect(await post(1)).to.equal("known");
    expect(await post(2)).to.equal("double");
    expect(await post(2)).to.equal("known");
    expect(await post(3)).to.equal("full");
    const { domain } = setup();
    const found = await fetchCommitments({ boards, domain, panel: terms.panel, question });
    expect(found.first).to.deep.equal([await commit(0, 1)]);
    expect(found.doubles).to.have.length(1);
  });

  it("gives one place to each of two commitments that come at once", async () => {
    const { terms, commit } = await openQuestion(setup());
    const commitments = await Promise.all([1, 2, 3, 4].map((score) => commit(0, score)));
    const posted = await Promise.all(
      commitments.map((commitment) => postCommitment({ boards, terms, commitment })),
    );
    const receipts = posted.map(({ taken }) => taken[0]?.receipt).sort();
    expect(receipts).to.deep.equal(["double", "first", "full", "full"]);
  });

  it("takes no ballot early: not at a quorum, not the second before half of the time", async () => {
    const { terms, question, cast, commit, putOnChain } = await openQuestion(setup(), {
      verificationFee: 0n,
    });
    await putOnChain();
    const from = await setup().now();
    const half = from + Math.floor(terms.verdictWindow / 2);
    for (const juror of [0, 1]) await postCommitment({ boards, terms, commitment: await commit(juror) });
    await setup().setTime(half - 1);
    const early = await statusOf(async () => postBallot({ boards, terms, ballot: await cast(0) }));
    expect(early).to.include({ status: 425, revealAt: half });
    const { domain } = setup();
    const asked = { boards, domain, panel: terms.panel, question };
    expect((await fetchBallots(asked)).ballots).to.deep.equal([]);
    await setup().setTime(half);
    // The board looks at the chain again after two seconds.
    const { taken } = await retried(async () => postBallot({ boards, terms, ballot: await cast(0) }));
    expect(taken[0]?.receipt).to.equal("first");
    const late = await postCommitment({ boards, terms, commitment: await commit(2) });
    expect(late.taken[0]?.receipt).to.equal("first");
    const { commitments } = (await (await fetch(`${board.url}/commitments?${query(question)}`)).json()) as {
      readonly commitments: { readonly afterReveal: boolean }[];
    };
    expect(commitments.map(({ afterReveal }) => afterReveal)).to.deep.equal([false, false, true]);
  });

  it("keeps all ballots sealed where silence pays the seller and nothing is on-chain, also when all have committed", async () => {
    const { terms, cast, commit, putOnChain } = await openQuestion(setup(), { silencePayout: 5_000 });
    for (const juror of [0, 1, 2]) await postCommitment({ boards, terms, commitment: await commit(juror) });
    const sealed = await statusOf(async () => postBallot({ boards, terms, ballot: await cast(0) }));
    expect(sealed).to.include({ status: 425, revealAt: undefined });
    await putOnChain();
    const { taken } = await retried(async () => postBallot({ boards, terms, ballot: await cast(0) }));
    expect(taken[0]?.receipt).to.equal("first");
  });

  it("takes an uncommitted and a differing ballot once all may show theirs, and two scores as a proof", async () => {
    const { domain } = setup();
    const { terms, question, cast, commit } = await openQuestion(setup());
    for (const juror of [0, 1, 2]) await postCommitment({ boards, terms, commitment: await commit(juror) });
    const receiptOf = async (score: number) => {
      const { taken } = await postBallot({ boards, terms, ballot: await cast(0, score) });
      return taken[0]?.receipt;
    };
    expect([await receiptOf(1), await receiptOf(7_000), await receiptOf(2)]).to.deep.equal([
      ...["first", "double", "full"],
    ]);
    const { ballots } = await fetchBallots({ boards, domain, panel: terms.panel, question });
    expect(ballots.map(({ score }) => score)).to.deep.equal([1, 7_000]);
  });

  it("takes nothing of strangers, for other terms, or for a deal that is not open", async () => {
    const { domain, buyer } = setup();
    const { terms, question, cast, commit } = await openQuestion(setup());
    const commitment = await commit(0);
    const status = async (changes: object) =>
      (await statusOf(() => postCommitment({ boards, terms, commitment, ...changes }))).status;
    expect(await status({ commitment: await commit(3) })).to.equal(403);
    expect(await status({ commitment: { ...commitment, ballot: question.evidence } })).to.equal(403);
    expect(await status({ terms: { ...terms, salt: terms.salt + 1n } })).to.equal(400);
    expect(await status({ commitment: await commit(0, 1, { milestone: 3 }) })).to.equal(400);
    const unopened = await exampleTerms(setup(), { salt: 77n });
    const deal = dealIdOf({ domain, terms: unopened });
    expect(await status({ terms: unopened, commitment: await commit(0, 1, { deal }) })).to.equal(404);
    const forged = { ...(await cast(0)), juror: buyer.address };
    expect((await statusOf(() => postBallot({ boards, terms, ballot: forged }))).status).to.equal(403);
    expect((await statusOf(() => postReasons({ boards, reasons: "of no ballot" }))).status).to.equal(409);
  });

  it("bounds what one juror can fill it with", async () => {
    const { terms, commit } = await openQuestion(setup());
    const receipts: (string | undefined)[] = [];
    for (let number = 0; number < 10; number++) {
      const other = { evidence: hashEvidence(`text ${number}`) };
      const { taken } = await postCommitment({ boards, terms, commitment: await commit(0, 1, other) });
      receipts.push(taken[0]?.receipt);
    }
    expect(receipts).to.deep.equal([...Array(8).fill("first"), "full", "full"]);
  });

  it("knows the drawn panel of round 2 by its hash on the chain", async () => {
    const { domain, address, walletClient } = setup();
    const { terms, dealId: deal, evidence, poolJurors } = await openContestedDeal(setup());
    const question = { deal, milestone: 0, round: 2, evidence };
    const judged = { domain, ...question, score: 3_000, reasons: hashReasons(reasons) };
    const commit = async (account: (typeof poolJurors)[number]) =>
      commitToBallot({ domain, account, ballot: await signBallot({ ...judged, account }) });
    const all = poolJurors.map((juror) => juror.address);
    const [account] = poolJurors;
    if (account === undefined) throw new Error("the pool has jurors");
    const commitment = await commit(account);
    const before = await statusOf(() => postCommitment({ boards, terms, panel: all, commitment }));
    expect(before.status).to.equal(400);
    const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
    const { taken } = await retried(() => postCommitment({ boards, terms, panel, commitment }));
    expect(taken[0]?.receipt).to.equal("first");
    for (const wrong of [undefined, panel.slice(1), [...panel].reverse(), [zeroAddress]]) {
      const other = await commit(poolJurors[1] ?? account);
      const status = await statusOf(() => postCommitment({ boards, terms, panel: wrong, commitment: other }));
      expect(status.status).to.equal(400);
    }
  });

  it("answers what is malformed with what is wrong, and what is too long not at all", async () => {
    const { terms, commit } = await openQuestion(setup());
    const commitment = await commit(0);
    const bodies: readonly [string, number][] = [
      ["", 400],
      ["[]", 400],
      [toJson({ terms }), 400],
      [toJson({ terms, commitment: { ...commitment, score: 1 } }), 400],
      [toJson({ terms, commitment }).replace('"round":1', '"round":1,"round":2'), 400],
      [toJson({ terms, commitment, panel: [1, 2] }), 400],
      ["x".repeat(200_001), 413],
    ];
    for (const [body, status] of bodies) {
      const answer = await send("/commitments", body);
      expect([answer.status, body.slice(0, 20)]).to.deep.equal([status, body.slice(0, 20)]);
      expect(await answer.json()).to.have.property("error");
    }
    for (const path of ["/commitments", "/ballots?deal=0x11", "/reasons/0x11", "/changes?after=-1"]) {
      expect((await fetch(`${board.url}${path}`)).status).to.equal(400);
    }
    expect((await fetch(`${board.url}/elsewhere`)).status).to.equal(404);
    const latin = await fetch(`${board.url}/reasons`, { method: "POST", body: new Uint8Array([0xe9]) });
    expect(latin.status).to.equal(400);
  });

  it("serves reasons as data, whatever they say", async () => {
    const script = "\u{feff}<script>alert(1)</script>";
    const { terms, cast, commit } = await openQuestion(setup());
    for (const juror of [0, 1, 2]) await postCommitment({ boards, terms, commitment: await commit(juror) });
    const ballot = await cast(0, 7_000, { reasons: hashReasons(script) });
    await postBallot({ boards, terms, ballot });
    await postReasons({ boards, reasons: script });
    const answer = await fetch(`${board.url}/reasons/${keccak256(stringToBytes(script))}`);
    expect(answer.headers.get("content-type")).to.contain("application/json");
    expect(answer.headers.get("x-content-type-options")).to.equal("nosniff");
    expect(await fetchReasons({ boards, hash: ballot.reasons })).to.equal(script);
  });

  it("says what it is for, whether it is well, and its figures", async () => {
    const { chainId, verifyingContract } = setup().domain;
    expect(await (await fetch(board.url)).json()).to.deep.equal({
      ...{ chainId, address: verifyingContract },
    });
    expect((await fetch(`${board.url}/healthz`)).status).to.equal(200);
    expect(await (await fetch(`${board.url}/metrics`)).text()).to.contain("exchange_http_seconds");
  });

  it("turns an address away that asks too often, and no other", async () => {
    const settings = exchangeSettings(setup(), { perMinute: 3, isProxied: true });
    const busy = await startTestExchange(settings);
    const ask = async (from: string) =>
      (await fetch(busy.url, { headers: { "x-forwarded-for": `10.0.0.1, ${from}` } })).status;
    const answers = [await ask("a"), await ask("a"), await ask("a"), await ask("a"), await ask("b")];
    await busy.stop();
    expect(answers).to.deep.equal([200, 200, 200, 429, 200]);
  });

  it("keeps what it took when it starts again", async () => {
    const settings = exchangeSettings(setup());
    const { domain } = setup();
    const { terms, question, commit } = await openQuestion(setup());
    const first = await startTestExchange(settings);
    await postCommitment({ boards: [first.url], terms, commitment: await commit(0) });
    await first.end();
    const second = await startTestExchange(settings);
    const asked = { boards: [second.url], domain, panel: terms.panel, question };
    const { first: kept } = await fetchCommitments(asked);
    await second.stop();
    expect(kept).to.deep.equal([await commit(0)]);
  });

  it("gives another interface its place under the same port", async () => {
    const serve = (request: Request) => Response.json({ path: new URL(request.url).pathname });
    const exchange = await startTestExchange(exchangeSettings(setup()), [{ path: "/elsewhere", serve }]);
    const paths = ["/elsewhere", "/elsewhere/jurors"].map(async (path) =>
      (await fetch(`${exchange.url}${path}`)).json(),
    );
    const found = await Promise.all(paths);
    await exchange.stop();
    expect(found).to.deep.equal([{ path: "/elsewhere" }, { path: "/elsewhere/jurors" }]);
  });
});

const query = (question: object) =>
  new URLSearchParams(
    Object.entries(question).map(([name, value]): [string, string] => [name, String(value)]),
  );

/** Asks again while the board still knows an older block. */
async function retried<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const status: unknown = Reflect.get(Object(error), "status");
      if (status !== 425 && status !== 400) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
