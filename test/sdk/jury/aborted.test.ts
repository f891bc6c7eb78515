import { expect } from "chai";
import type { Address, LocalAccount } from "viem";
import {
  DirectoryUnreachableError,
  DrawMismatchError,
  SignatureMismatchError,
} from "../../../sdk/errors/index.ts";
import { openDeal, readTokenDomain, signPayment, signTerms, type Terms, toJson } from "../../../sdk/index.ts";
import { commitmentType, hashDrawNumber, revealType } from "../../../sdk/jury/commitment.ts";
import { signByParty } from "../../../sdk/jury/document.ts";
import {
  abortedDrawsHandler,
  type DrawCommitment,
  type DrawPair,
  drawIdOf,
  fetchAbortedDraws,
  hashDrawCommitment,
  parseAbortedDraw,
  publishAbortedDraw,
  refuteAbortedDraw,
  type SignedDrawCommitment,
  type SignedDrawReveal,
  signAbortedDraw,
  verifyAbortedDraw,
} from "../../../sdk/jury/index.ts";
import {
  type ExampleDraw,
  exampleDraw,
  exampleTerms,
  type Stack,
  startStack,
} from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";

const DAY = 86_400;
const HASH = `0x${"aa".repeat(32)}` as const;

describe("a draw that one side does not go on with", () => {
  let stack: Stack;
  let draw: ExampleDraw;
  let seedTime: number;
  /** Of deals of the same parties and pact: before the draw, and after it. */
  let older: Terms;
  let opened: Terms;

  before(async () => {
    stack = await startStack();
    const openBy = (await stack.now()) + 6 * DAY;
    const changes = { openBy, milestones: [{ amount: 1_000_000n, deadline: openBy + DAY }] };
    older = await exampleTerms(stack, { ...changes, panel: [stack.arbiter.address], reference: HASH });
    await open(older);
    draw = await exampleDraw(stack, { terms: changes });
    opened = { ...draw.terms, salt: draw.terms.salt + 1n };
    await open(opened);
    const { timestamp } = await stack.publicClient.getBlock({ blockNumber: BigInt(draw.pair[0].seedBlock) });
    seedTime = Number(timestamp);
  });
  after(() => stack.stop());

  const open = async (terms: Terms) => {
    const { address, domain, token, buyer, seller, publicClient } = stack;
    const tokenDomain = await readTokenDomain(publicClient, { token });
    await openDeal(stack.walletClient, {
      ...{ address, terms },
      buyerSignature: await signPayment({ domain, token: tokenDomain, terms, account: buyer }),
      sellerSignature: await signTerms({ domain, terms, account: seller }),
    });
  };
  const client = () => stack.publicClient;
  const withheld = async (now?: number) =>
    signAbortedDraw(client(), {
      ...{ pair: draw.pair, reveal: draw.reveals[0], account: stack.buyer, now: now ?? (await stack.now()) },
    });
  const unsigned = async (changes: object = {}) => {
    const [otherReveal, reveal] = draw.reveals;
    const sides = { pair: draw.pair, reveal, otherReveal, account: stack.seller };
    return signAbortedDraw(client(), { ...sides, terms: draw.terms, now: await stack.now(), ...changes });
  };
  const partOf = async (work: () => Promise<unknown>) => (await refusalOf(DrawMismatchError, work)).part;
  const signedAgain = async (
    { signature: _, ...commitment }: SignedDrawCommitment,
    changes: Partial<DrawCommitment>,
    account: LocalAccount,
  ): Promise<SignedDrawCommitment> => {
    const changed = { ...commitment, ...changes };
    return { ...changed, signature: await signByParty(commitmentType, stack.domain, changed, account) };
  };
  const revealOf = async (pair: DrawPair, number: SignedDrawReveal["number"], account: LocalAccount) => {
    const reveal = {
      format: "quittance/draw-reveal/1",
      draw: drawIdOf(pair),
      from: account.address,
      number,
    } as const;
    return { ...reveal, signature: await signByParty(revealType, stack.domain, reveal, account) };
  };

  it("is not stated before the other side's day is over by the chain's clock, whatever a liar's clock says", async () => {
    expect(await partOf(() => withheld(seedTime + DAY))).to.equal("at");
    await stack.setTime(seedTime + DAY - 1);
    expect(await partOf(() => withheld(seedTime + DAY - 1))).to.equal("at");
    expect(await partOf(() => withheld(seedTime + DAY))).to.equal("at");
    await stack.setTime(seedTime + DAY);
    expect((await withheld(seedTime + DAY)).at).to.equal(seedTime + DAY);
    expect((await withheld(seedTime + DAY + 600)).at).to.equal(seedTime + DAY + 600);
    expect(await partOf(() => withheld(seedTime + DAY + 601))).to.equal("at");
    expect(await partOf(() => withheld(seedTime + DAY - 1))).to.equal("at");
  });

  it("is not stated about terms that can still be opened", async () => {
    const { openBy } = draw.terms;
    expect(await partOf(() => unsigned())).to.equal("at");
    await stack.setTime(openBy - 1);
    expect(await partOf(() => unsigned({ now: openBy }))).to.equal("at");
    await stack.setTime(openBy);
    expect((await unsigned()).at).to.equal(openBy);
  });

  it("is stated, signed, by the side that revealed, and counts against the other's principal", async () => {
    const aborted = parseAbortedDraw(toJson(await withheld()));
    const found = await verifyAbortedDraw({ aborted, client: client() });
    const { address } = stack.seller;
    expect([found.accused, found.principal, found.step]).to.deep.equal([address, address, "reveal"]);
    expect([found.statedBy, found.refuted]).to.deep.equal([stack.buyer.address, false]);
  });

  it("is refuted by the accused side's reveal, and by no other", async () => {
    const aborted = await withheld();
    const [own, accused] = draw.reveals;
    const refutedBy = async (answer: Parameters<typeof verifyAbortedDraw>[0]["answer"] & object) =>
      (await verifyAbortedDraw({ aborted, answer, client: client() })).refuted;
    expect(await refutedBy({ reveal: accused })).to.equal(true);
    expect(await refutedBy({ reveal: own })).to.equal(false);
    // A deal does not show that the number was revealed.
    expect(await refutedBy({ opened })).to.equal(false);
    await expectRefusedField("answer", /./, () => refutedBy({} as never));
  });

  it("is refuted at the last step by the deal that both opened after the draw, with whatever terms", async () => {
    const aborted = await unsigned();
    const refutedBy = async (terms: Terms) =>
      (await verifyAbortedDraw({ aborted, answer: { opened: terms }, client: client() })).refuted;
    expect((await verifyAbortedDraw({ aborted, client: client() })).refuted).to.equal(false);
    expect(await refutedBy(opened)).to.equal(true);
    expect(await refutedBy(older)).to.equal(false);
    expect(await refutedBy({ ...opened, salt: opened.salt + 1n })).to.equal(false);
    const [answer] = draw.reveals;
    const found = await verifyAbortedDraw({ aborted, answer: { reveal: answer }, client: client() });
    expect([found.refuted, found.accused]).to.deep.equal([false, stack.buyer.address]);
    const byOpened = await unsigned({ terms: opened });
    expect((await verifyAbortedDraw({ aborted: byOpened, client: client() })).refuted).to.equal(true);
  });

  it("is not stated by a side that withholds its own number, or about other terms", async () => {
    const { reveals, terms } = draw;
    const { reference: _, ...without } = terms;
    const others: readonly Partial<Terms>[] = [
      { pact: HASH },
      { seller: stack.relayer.address },
      { panel: stack.jurors.map(({ address }) => address) },
    ];
    expect(await partOf(() => unsigned({ terms: without }))).to.equal("terms");
    for (const changes of others) {
      expect(await partOf(() => unsigned({ terms: { ...terms, ...changes } }))).to.equal("terms");
    }
    const forged = { ...reveals[1], signature: reveals[0].signature };
    await refusalOf(SignatureMismatchError, () => unsigned({ reveal: forged }));
  });

  it("is not what one side forges, with another step, time or signature", async () => {
    const aborted = await withheld();
    for (const changes of [{ at: aborted.at + 1 }, { signature: draw.reveals[0].signature }]) {
      await refusalOf(SignatureMismatchError, () =>
        verifyAbortedDraw({ aborted: { ...aborted, ...changes }, client: client() }),
      );
    }
    const verified = (changes: object) =>
      verifyAbortedDraw({ aborted: { ...aborted, ...changes }, client: client() });
    expect(await partOf(() => verified({ reveal: draw.reveals[1] }))).to.equal("reveal");
    expect(await partOf(() => verified({ step: "sign" }))).to.equal("otherReveal");
    expect(await partOf(() => verified({ otherReveal: draw.reveals[1] }))).to.equal("otherReveal");
  });

  describe("as a thief would have it", () => {
    it("counts against no principal that took no part: both sides may be the thief's own", async () => {
      const { buyer, seller, arbiter } = stack;
      const first = await signedAgain(draw.pair[0], { sellerPrincipal: arbiter.address }, buyer);
      const answers = hashDrawCommitment(first);
      const second = await signedAgain(draw.pair[1], { sellerPrincipal: arbiter.address, answers }, seller);
      const pair: DrawPair = [first, second];
      const reveal = await revealOf(pair, draw.numbers[0], buyer);
      const now = await stack.now();
      expect(await partOf(() => signAbortedDraw(client(), { pair, reveal, account: buyer, now }))).to.equal(
        "sellerPrincipal",
      );
    });

    it("does not say that a side signed no terms of a draw that it never heard of", async () => {
      const { seller, buyer } = stack;
      // The seller answers the buyer's offered commitment a second time, and shows that answer to no one.
      const from = seller.address;
      const secret = await signedAgain(
        draw.pair[1],
        { numberHash: hashDrawNumber({ number: HASH, from }) },
        seller,
      );
      const pair: DrawPair = [draw.pair[0], secret];
      const reveal = await revealOf(pair, HASH, seller);
      const stated = { pair, reveal, account: seller };
      const [ofBuyer] = draw.reveals;
      expect(await partOf(() => unsigned({ ...stated, otherReveal: ofBuyer }))).to.equal("reveals");
      expect(await partOf(() => unsigned({ ...stated, otherReveal: reveal }))).to.equal("otherReveal");
      expect(await partOf(() => unsigned({ ...stated, otherReveal: undefined }))).to.equal("otherReveal");
      // That it withheld its number it can say, and the buyer refutes it by a reveal of this draw, too.
      const aborted = await signAbortedDraw(client(), { ...stated, now: await stack.now() });
      const answer = { reveal: await revealOf(pair, draw.numbers[0], buyer) };
      expect((await verifyAbortedDraw({ aborted, answer, client: client() })).refuted).to.equal(true);
      const other = { reveal: ofBuyer };
      expect(await partOf(() => verifyAbortedDraw({ aborted, answer: other, client: client() }))).to.equal(
        "reveals",
      );
    });

    it("is not handed over for another draw, offer, chain or contract", async () => {
      const aborted = await withheld();
      const { buyer, seller } = stack;
      const verified = (changes: object) =>
        verifyAbortedDraw({ aborted: { ...aborted, ...changes }, client: client() });
      const [first, second] = draw.pair;
      const offer = await signedAgain(first, { offer: HASH }, buyer);
      const answer = await signedAgain(second, { answers: hashDrawCommitment(offer) }, seller);
      expect(await partOf(() => verified({ commitments: [offer, second] }))).to.equal("answers");
      expect(await partOf(() => verified({ commitments: [offer, answer] }))).to.equal("reveals");
      const moved = draw.pair.map((one) => ({ ...one, chainId: 1 }));
      expect(await partOf(() => verified({ commitments: moved }))).to.equal("answers");
      const elsewhere = await signedAgain(first, { chainId: 1 }, buyer);
      const onto = await signedAgain(second, { chainId: 1, answers: hashDrawCommitment(elsewhere) }, seller);
      await refusalOf(SignatureMismatchError, () => verified({ commitments: [elsewhere, onto] }));
    });
  });

  describe("on boards", () => {
    const boardsOf = (handlers: Readonly<Record<string, ReturnType<typeof abortedDrawsHandler>>>) => ({
      urls: Object.keys(handlers).map((name) => `https://${name}.example`),
      fetch: async (url: string, init: RequestInit) => {
        const serve = handlers[new URL(url).hostname.split(".")[0] ?? ""];
        if (serve === undefined) throw new TypeError("no such host");
        return serve(new Request(url, init));
      },
    });
    const board = () => abortedDrawsHandler({ client: client(), domain: stack.domain });
    const against = (principal: Address, boards: ReturnType<typeof boardsOf>) =>
      fetchAbortedDraws({ client: client(), domain: stack.domain, principal, ...boards });

    it("is published, verified before it is kept, and counted against its principal alone", async () => {
      const aborted = await withheld();
      const boards = boardsOf({ one: board() });
      const urls = [...boards.urls, "https://gone.example"];
      const { published, failures } = await publishAbortedDraw({ ...boards, urls, aborted });
      expect([published, failures.map(({ url }) => url)]).to.deep.equal([urls.slice(0, 1), urls.slice(1)]);
      expect((await publishAbortedDraw({ ...boards, aborted })).published).to.deep.equal(boards.urls);
      const forged = { ...aborted, signature: draw.reveals[1].signature, from: stack.seller.address };
      expect((await publishAbortedDraw({ ...boards, aborted: forged })).published).to.deep.equal([]);
      const { seller, buyer } = stack;
      const found = await against(seller.address, boards);
      expect([found.unrefuted, found.stating, found.draws.length]).to.deep.equal([1, 1, 1]);
      expect((await against(buyer.address, boards)).draws).to.deep.equal([]);
      const counted = await boards.fetch(`${boards.urls[0]}/aborted-draws/${seller.address}`, {});
      expect(await counted.json()).to.include({ principal: seller.address, unrefuted: 1, stating: 1 });
    });

    it("is refuted by the accused side on one board, and by that on all who ask it", async () => {
      const aborted = await withheld();
      const [one, two] = [board(), board()];
      const all = boardsOf({ one, two });
      await publishAbortedDraw({ ...all, aborted });
      const { draw: id } = draw.reveals[0];
      const refute = (answer: Parameters<typeof refuteAbortedDraw>[0]["answer"]) =>
        refuteAbortedDraw({ ...boardsOf({ two }), draw: id, answer });
      expect((await refute({ reveal: draw.reveals[0] })).failures[0]?.problem).to.contain("404");
      expect((await refute({ reveal: draw.reveals[1] })).published).to.have.length(1);
      expect((await refute({ reveal: draw.reveals[1] })).published).to.have.length(1);
      const { address } = stack.seller;
      expect((await against(address, boardsOf({ one }))).unrefuted).to.equal(1);
      expect((await against(address, boardsOf({ two }))).unrefuted).to.equal(0);
      expect((await against(address, all)).unrefuted).to.equal(0);
      expect((await against(address, all)).draws[0]?.findings.refuted).to.equal(true);
    });

    it("is not taken when the deal was opened by its terms", async () => {
      const boards = boardsOf({ one: board() });
      const aborted = await unsigned({ terms: opened });
      const { failures } = await publishAbortedDraw({ ...boards, aborted });
      expect(failures[0]?.problem).to.contain("400");
      expect((await publishAbortedDraw({ ...boards, aborted: await unsigned() })).published).to.have.length(
        1,
      );
      const { draw: id } = draw.reveals[0];
      await refuteAbortedDraw({ ...boards, draw: id, answer: { opened } });
      expect((await against(stack.buyer.address, boards)).unrefuted).to.equal(0);
    });

    it("is believed of no board that makes it up, and none that is silent counts as none", async () => {
      const aborted = await withheld();
      const principal = stack.arbiter.address;
      const lying = async () => {
        const forged = { ...aborted, from: principal };
        return Response.json(JSON.parse(toJson({ draws: [{ aborted }, { aborted: forged }] })));
      };
      const found = await against(principal, boardsOf({ lying }));
      expect([found.unrefuted, found.draws]).to.deep.equal([0, []]);
      expect(found.failures.map(({ problem }) => problem).join()).to.contain("does not hold");
      const broken = async () => new Response("{}");
      const flooding = async () => new Response("x".repeat(5_000_000));
      const answered = await against(principal, boardsOf({ broken, flooding, good: board() }));
      expect(answered.failures).to.have.length(2);
      await refusalOf(DirectoryUnreachableError, () => against(principal, boardsOf({ broken, flooding })));
    });

    it("is turned away where the board is full, and by what is no statement", async () => {
      const full = abortedDrawsHandler({ client: client(), domain: stack.domain, mostKept: 1 });
      const boards = boardsOf({ full });
      await publishAbortedDraw({ ...boards, aborted: await withheld() });
      const { failures } = await publishAbortedDraw({ ...boards, aborted: await unsigned() });
      expect(failures[0]?.problem).to.contain("507");
      const send = async (path: string, init: RequestInit) =>
        (await full(new Request(`https://x.example${path}`, init))).status;
      const post = (body: NonNullable<RequestInit["body"]>) => ({ method: "POST", body });
      const asked: readonly [string, RequestInit, number][] = [
        ["/aborted-draws", post("{"), 400],
        ["/aborted-draws", post(new Uint8Array([0xe9])), 400],
        ["/aborted-draws", post("x".repeat(32_769)), 413],
        ["/aborted-draws/0x11", post(toJson({ reveal: draw.reveals[1] })), 404],
        [`/aborted-draws/${HASH}`, post(toJson({ reveal: draw.reveals[1] })), 404],
        ["/aborted-draws/0x11", {}, 400],
        ["/aborted-draws?after=-1", {}, 400],
        ["/aborted-draws/a/b", {}, 404],
        ["/aborted-draws", { method: "DELETE" }, 405],
      ];
      for (const [path, init, status] of asked) expect(await send(path, init), path).to.equal(status);
    });
  });
});
