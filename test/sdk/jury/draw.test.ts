import { expect } from "chai";
import { createClient, custom, type Hex } from "viem";
import {
  DrawMismatchError,
  EarlierDrawError,
  SignatureMismatchError,
  TooFewCandidatesError,
} from "../../../sdk/errors/index.ts";
import { buildTerms, type Terms, toJson } from "../../../sdk/index.ts";
import { commitmentType, domainOfDraw, revealType } from "../../../sdk/jury/commitment.ts";
import { signByParty } from "../../../sdk/jury/document.ts";
import {
  answerDraw,
  checkDrawCommitment,
  checkDrawReveal,
  commitToDraw,
  completeDraw,
  type DrawPair,
  type DrawTranscript,
  hashDrawCommitment as drawHash,
  drawIdOf,
  hashDrawNumber,
  hashTranscript,
  panelKindOf,
  parseTranscript,
  requirementsOf,
  reuseDraw,
  revealDraw,
  type SignedDrawCommitment,
  signJurorProfile,
  takeSeatSnapshot,
  verifyDraw,
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
const HASH: Hex = `0x${"77".repeat(32)}`;

describe("joint draw", () => {
  let stack: Stack;
  let draw: ExampleDraw;

  before(async () => {
    stack = await startStack();
    draw = await exampleDraw(stack, { jurors: 3 });
  });
  after(() => stack.stop());

  const mismatch = async (part: string, action: () => unknown) =>
    expect((await refusalOf(DrawMismatchError, action)).part).to.equal(part);
  const client = () => stack.publicClient;
  const withReference = (transcript: DrawTranscript, changes: Partial<Terms> = {}): Terms => ({
    ...draw.terms,
    ...{ buyer: transcript.buyer, seller: transcript.seller, panel: transcript.panel, pact: transcript.pact },
    ...changes,
    reference: hashTranscript(transcript),
  });
  /** A transcript with changes, in terms that refer to it: what a side would have to sign. */
  const verified = (changes: Partial<DrawTranscript>, ofTerms: Partial<Terms> = {}) => {
    const transcript = { ...draw.transcript, ...changes };
    return verifyDraw({ transcript, terms: withReference(transcript, ofTerms), client: client() });
  };
  /** A commitment with changes that its side signs again. */
  const signedAgain = async (
    commitment: SignedDrawCommitment,
    changes: Partial<SignedDrawCommitment>,
    account = commitment.from === stack.buyer.address ? stack.buyer : stack.seller,
  ): Promise<SignedDrawCommitment> => {
    const changed = { ...commitment, ...changes, from: account.address };
    return {
      ...changed,
      signature: await signByParty(commitmentType, domainOfDraw(changed), changed, account),
    };
  };

  describe("as both sides make it", () => {
    it("gives both the same panel, which anyone computes again from the transcript and the chain", async () => {
      const { transcript, terms } = draw;
      const travelled = parseTranscript(toJson(transcript));
      expect(travelled).to.deep.equal(transcript);
      const found = await verifyDraw({ transcript: travelled, terms, client: client(), pool: stack.pool });
      expect(found.kind).to.equal("drawn");
      expect(found.jurors.map(({ juror }) => juror).toSorted()).to.have.members([...terms.panel]);
      expect(found.outlook).to.deep.equal({ seats: 17, owners: 17, able: 17, needed: 15 });
      expect(found.unchecked).to.deep.equal([]);
      expect(await panelKindOf({ transcript, terms, client: client() })).to.equal("drawn");
    });

    it("says what it could not ask without a chain", async () => {
      const { transcript, terms } = draw;
      const { unchecked } = await verifyDraw({ transcript, terms });
      expect(unchecked).to.deep.equal(["seed block", "seats", "principals"]);
    });

    it("says what a node without old state could not answer", async () => {
      const { transcript, terms } = draw;
      const request = async ({ method, params }: { method: string; params?: unknown }) => {
        const [, block] = Array.isArray(params) ? params : [];
        if (method === "eth_call" && block !== "latest") {
          throw Object.assign(new Error("missing trie node"), { code: -32_000 });
        }
        return client().request({ method, params } as never);
      };
      const pruned = createClient({ transport: custom({ request }, { retryCount: 0 }) });
      const { unchecked } = await verifyDraw({ transcript, terms, client: pruned });
      expect(unchecked).to.deep.equal(["seats", "principals"]);
    });

    it("carries what the terms would refer to otherwise", async () => {
      const { pair, reveals, snapshot, profiles } = draw;
      const drawn = await completeDraw(client(), { pair, reveals, snapshot, profiles, reference: HASH });
      const terms = withReference(drawn.transcript);
      expect((await verifyDraw({ transcript: drawn.transcript, terms })).reference).to.equal(HASH);
    });

    it("is agreed where terms refer to nothing, to something else, or to a draw that does not hold", async () => {
      const { transcript, terms } = draw;
      const { reference: _, ...without } = terms;
      expect(await panelKindOf({ terms: without, transcript })).to.equal("agreed");
      expect(await panelKindOf({ terms })).to.equal("agreed");
      expect(await panelKindOf({ terms: { ...terms, reference: HASH }, transcript })).to.equal("agreed");
      const forged = { ...transcript, seedBlockHash: HASH };
      expect(
        await panelKindOf({ terms: withReference(forged), transcript: forged, client: client() }),
      ).to.equal("agreed");
    });

    it("computes what the pact asks of jurors, and believes no side about it", async () => {
      const pact = { clauses: [{ kind: "coverage" }] };
      const { transcript, terms } = draw;
      await mismatch("pact", () => verifyDraw({ transcript, terms, pact }));
      const language = { kind: "language", measure: { language: "eu" } };
      expect(requirementsOf({ clauses: [{ kind: "structure" }, language] }).languages).to.deep.equal([]);
      const judged = requirementsOf({ clauses: [{ kind: "criterion" }, language] });
      expect(judged).to.deep.equal({ measures: ["criterion", "language"], languages: ["eu"] });
    });
  });

  describe("terms beside it", () => {
    it("are refused with another panel, buyer, seller, pact, fee account or pool, or when they may open too late", async () => {
      const { transcript } = draw;
      const [one, other] = [stack.relayer.address, stack.arbiter.address];
      const panel = stack.jurors.map(({ address }) => address);
      const late = draw.pair[0].madeAt + 30 * DAY;
      const disputes = { bond: 8_000_000n, pool: one, arbiter: other, rulingWindow: DAY };
      const wrong: readonly (readonly [string, Partial<Terms>])[] = [
        ["panel", { panel }],
        ["panel", { panel: transcript.panel.slice(0, 1) }],
        ["buyer", { buyer: one }],
        ["seller", { seller: one }],
        ["pact", { pact: HASH }],
        ["panelAccount", { panelAccount: one, verificationFee: 1n }],
        ["pool", { contestWindow: DAY, disputes }],
        ["openBy", { openBy: late + 1 }],
      ];
      for (const [part, changes] of wrong) {
        await mismatch(part, () => verifyDraw({ transcript, terms: withReference(transcript, changes) }));
      }
      const terms = withReference(transcript, { openBy: late });
      expect((await verifyDraw({ transcript, terms })).kind).to.equal("drawn");
    });

    it("are refused when they name a juror of the panel, or the owner of its seat, in another role", async () => {
      const { transcript } = draw;
      const [juror] = transcript.panel;
      const terms = withReference(transcript, { marketplace: juror, marketplaceFee: 100 });
      // The contract takes such terms for malformed where the juror itself is named.
      expect(await verifyDraw({ transcript, terms }).catch((error: Error) => error.name)).to.be.oneOf([
        "DrawMismatchError",
        "InvalidFieldError",
      ]);
    });

    it("are refused when jurors are of another pool than the reader asks for", async () => {
      const { transcript, terms } = draw;
      await mismatch("pool", () => verifyDraw({ transcript, terms, pool: stack.relayer.address }));
    });
  });

  describe("a thief", () => {
    it("cannot choose another panel, kind, seed, number, block, seat or profile afterwards", async () => {
      const { transcript } = draw;
      const { snapshot, profiles } = transcript;
      const others = stack.jurors.map(({ address }) => address);
      await mismatch("panel", () => verified({ panel: others }));
      await mismatch("seedBlockHash", () => verified({ seedBlockHash: HASH }));
      await mismatch("snapshot", () =>
        verified({ snapshot: { ...snapshot, seats: snapshot.seats.slice(1) } }),
      );
      await mismatch("directory", () => verified({ profiles: profiles.slice(1) }));
      const [first, second] = transcript.reveals;
      await mismatch("reveals", () => verified({ reveals: [second, first] }));
      await mismatch("number", () => verified({ reveals: [{ ...first, number: HASH }, second] }));
      await mismatch("measures", () => verified({ measures: ["coverage"] }));
      await mismatch("pact", () => verified({ pact: HASH }));
      await mismatch("seller", () => verified({ seller: stack.relayer.address }));
    });

    it("cannot add a profile after the commitments, nor change one", async () => {
      const { jurors, transcript, pair } = draw;
      const [account] = jurors;
      const [old] = transcript.profiles.filter(({ profile }) => profile.juror === account?.address);
      if (account === undefined || old === undefined) throw new Error("the juror has a profile");
      const profile = { ...old.profile, sequence: 2, measures: [] };
      const newer = await signJurorProfile({ domain: stack.poolDomain, profile, account });
      await mismatch("directory", () => verified({ profiles: [...transcript.profiles, newer] }));
      const { snapshot, reveals } = draw;
      const profiles = [...draw.profiles, newer];
      await mismatch("directory", () => completeDraw(client(), { pair, reveals, snapshot, profiles }));
    });

    it("cannot copy the other side's commitment: its hash opens for that side alone", async () => {
      const [first, second] = draw.pair;
      const copied = await signedAgain(second, { numberHash: first.numberHash });
      const surroundings = { domain: stack.domain, snapshot: draw.snapshot, profiles: draw.profiles };
      await mismatch("numberHash", () =>
        checkDrawCommitment(copied, { ...surroundings, answered: first, now: second.madeAt }),
      );
      const { buyer, seller } = stack;
      const [number] = draw.numbers;
      expect(hashDrawNumber({ number, from: seller.address })).not.to.equal(
        hashDrawNumber({ number, from: buyer.address }),
      );
    });

    it("cannot answer a commitment twice and choose, once it has seen the other number", async () => {
      const [first, second] = draw.pair;
      const from = stack.seller.address;
      const chosen = await signedAgain(second, { numberHash: hashDrawNumber({ number: HASH, from }) });
      const pair: DrawPair = [first, chosen];
      // The buyer's reveal names the draw with the first answer.
      await mismatch("reveals", () => checkDrawReveal({ pair, reveal: draw.reveals[0] }));
      const reveal = { ...draw.reveals[1], draw: drawIdOf(pair), number: HASH };
      const signature = await signByParty(revealType, stack.domain, reveal, stack.seller);
      const reveals = [draw.reveals[0], { ...reveal, signature }] as const;
      await mismatch("reveals", () => verified({ commitments: pair, reveals }));
    });

    it("cannot sign for the other side, nor change what it signed", async () => {
      const [first, second] = draw.pair;
      const forged = { ...first, seedBlock: first.seedBlock + 1 };
      await mismatch("answers", () => verified({ commitments: [forged, second] }));
      const surroundings = { domain: stack.domain, snapshot: draw.snapshot, profiles: draw.profiles };
      await refusalOf(SignatureMismatchError, () =>
        checkDrawCommitment(forged, { ...surroundings, now: first.madeAt }),
      );
      const byOne = await signedAgain(second, {}, stack.buyer);
      await mismatch("from", () => verified({ commitments: [first, byOne] }));
      const byStranger = await signedAgain(first, {}, stack.relayer);
      await mismatch("from", () => checkDrawCommitment(byStranger, { ...surroundings, now: first.madeAt }));
    });

    it("cannot use a draw of another chain or contract", async () => {
      const [first] = draw.pair;
      const { snapshot, profiles } = draw;
      const domain = { ...stack.domain, chainId: 1 };
      await mismatch("contract", () =>
        checkDrawCommitment(first, { domain, snapshot, profiles, now: first.madeAt }),
      );
      const elsewhere = { ...first, chainId: 1 };
      await refusalOf(SignatureMismatchError, () =>
        checkDrawCommitment(elsewhere, { domain, snapshot, profiles, now: first.madeAt }),
      );
      const { transcript, terms } = draw;
      await mismatch("contract", () => verifyDraw({ transcript, terms, domain }));
      const other = { ...stack.domain, verifyingContract: stack.relayer.address };
      await mismatch("contract", () => verifyDraw({ transcript, terms, domain: other }));
      expect(await panelKindOf({ transcript, terms, domain: other })).to.equal("agreed");
      expect((await verifyDraw({ transcript, terms, domain: stack.domain })).kind).to.equal("drawn");
    });

    it("cannot say that it acts for another principal", async () => {
      const principal = stack.relayer.address;
      const [first] = draw.pair;
      const { snapshot, profiles } = draw;
      const ahead = { seedBlock: Number(await client().getBlockNumber()) + 50 };
      const lying = await signedAgain(first, { ...ahead, buyerPrincipal: principal });
      const surroundings = { domain: stack.domain, snapshot, profiles, now: first.madeAt };
      await mismatch("buyerPrincipal", () =>
        checkDrawCommitment(lying, { ...surroundings, client: client() }),
      );
    });

    it("cannot draw by a block that is there already, nor reveal before it is final", async () => {
      const [first] = draw.pair;
      const { snapshot, profiles, numbers, pair } = draw;
      await mismatch("seedBlock", () =>
        checkDrawCommitment(first, {
          domain: stack.domain,
          snapshot,
          profiles,
          now: first.madeAt,
          client: client(),
        }),
      );
      const seedBlock = Number(await client().getBlockNumber()) + 1_000;
      const ahead = await signedAgain(first, { seedBlock });
      const answer = await signedAgain(pair[1], { seedBlock, answers: drawHash(ahead) });
      await mismatch("seedBlock", () =>
        revealDraw(client(), { pair: [ahead, answer], number: numbers[0], account: stack.buyer }),
      );
    });

    it("cannot reveal another number than it committed to", async () => {
      const { pair } = draw;
      await mismatch("number", () => revealDraw(client(), { pair, number: HASH, account: stack.buyer }));
      await expectRefusedField("account", /0x/, () =>
        revealDraw(client(), { pair, number: HASH, account: stack.relayer }),
      );
    });

    it("cannot take a snapshot of today, of last month, or of a block that is not final", async () => {
      const { snapshot, profiles, pair } = draw;
      const [first] = pair;
      const about = { domain: stack.domain, snapshot, profiles, account: stack.buyer, seedBlock: 1_000_000 };
      const subject = { offer: HASH, buyer: first.buyer, seller: first.seller, pact: HASH, jurors: 3 };
      const asked = { measures: [], languages: [] };
      for (const now of [snapshot.timestamp + DAY - 1, snapshot.timestamp + 7 * DAY + 1]) {
        await mismatch("snapshot", () => commitToDraw({ ...about, ...subject, ...asked, now }));
      }
      for (const now of [snapshot.timestamp + DAY, snapshot.timestamp + 7 * DAY]) {
        expect((await commitToDraw({ ...about, ...subject, ...asked, now })).commitment.madeAt).to.equal(now);
      }
      const { pool } = stack;
      const firstOffer = await stack.now();
      const latest = Number(await client().getBlockNumber());
      await expectRefusedField("block", String(latest), () =>
        takeSeatSnapshot(client(), { pool, firstOffer, block: latest }),
      );
      await expectRefusedField("block", String(latest + 9), () =>
        takeSeatSnapshot(client(), { pool, firstOffer, block: latest + 9 }),
      );
    });
  });

  describe("a second draw of the same principals", () => {
    const draft = (now: number) => {
      const { snapshot, profiles, pair } = draw;
      const [{ buyer, seller }] = pair;
      const subject = { offer: HASH, buyer: seller, seller: buyer, pact: HASH, jurors: 3 };
      return {
        ...{ domain: stack.domain, ...subject, measures: ["coverage"], languages: [] },
        ...{ snapshot, profiles, seedBlock: 1_000_000, earlier: [pair], account: stack.buyer, now },
      };
    };

    it("is refused for 30 days, in either role, whether the first was revealed or not", async () => {
      const { madeAt } = draw.pair[0];
      const refused = await refusalOf(EarlierDrawError, () => commitToDraw(draft(madeAt + 60)));
      expect(refused.until).to.equal(madeAt + 30 * DAY);
      const [first] = draw.pair;
      const { snapshot, profiles } = draw;
      const surroundings = { domain: stack.domain, snapshot, profiles, earlier: [draw.pair], now: madeAt };
      await refusalOf(EarlierDrawError, () => checkDrawCommitment(first, surroundings));
      const answering = { ...surroundings, commitment: first, offer: HASH, account: stack.seller };
      await refusalOf(EarlierDrawError, () => answerDraw(answering));
    });

    it("is void for anyone who knows the first", async () => {
      const [first, second] = draw.pair;
      const before = await signedAgain(first, { madeAt: first.madeAt - 29 * DAY });
      const answer = await signedAgain(second, { madeAt: before.madeAt + 1, answers: drawHash(before) });
      const { transcript, terms } = draw;
      const refused = await refusalOf(EarlierDrawError, () =>
        verifyDraw({ transcript, terms, earlier: [[before, answer], draw.pair] }),
      );
      expect(refused.draw).to.equal(drawIdOf([before, answer]));
      const unsigned: DrawPair = [{ ...before, signature: second.signature }, answer];
      expect((await verifyDraw({ transcript, terms, earlier: [unsigned, draw.pair] })).kind).to.equal(
        "drawn",
      );
      const old = await signedAgain(first, { madeAt: first.madeAt - 30 * DAY });
      const oldAnswer = await signedAgain(second, { madeAt: old.madeAt, answers: drawHash(old) });
      expect((await verifyDraw({ transcript, terms, earlier: [[old, oldAnswer]] })).kind).to.equal("drawn");
    });

    it("has the panel of the first, in either role, for any pact that asks no more", async () => {
      const { transcript: earlier } = draw;
      const { buyer, seller } = stack;
      const now = await stack.now();
      const deal = {
        buyer: seller.address,
        seller: buyer.address,
        pact: HASH,
        measures: ["structure"],
        languages: [],
      };
      const { transcript, panel } = await reuseDraw(client(), { transcript: earlier, ...deal, now });
      expect(panel).to.deep.equal(earlier.panel);
      const terms = withReference(transcript);
      const found = await verifyDraw({ transcript, terms, client: client(), earlier: [draw.pair] });
      expect(found.kind).to.equal("reused");
      expect(await panelKindOf({ transcript, terms, client: client() })).to.equal("reused");
    });

    it("is not had for a pact that asks more, by other principals, or after 30 days", async () => {
      const { transcript: earlier } = draw;
      const { buyer, seller, relayer } = stack;
      const now = await stack.now();
      const deal = { transcript: earlier, buyer: buyer.address, seller: seller.address, pact: HASH, now };
      const asked = { measures: ["coverage"], languages: ["en"] };
      await mismatch("measures", () => reuseDraw(client(), { ...deal, ...asked, measures: ["criterion"] }));
      await mismatch("measures", () => reuseDraw(client(), { ...deal, ...asked, languages: ["eu"] }));
      await mismatch("principals", () => reuseDraw(client(), { ...deal, ...asked, seller: relayer.address }));
      const late = draw.pair[0].madeAt + 30 * DAY;
      await mismatch("madeAt", () => reuseDraw(client(), { ...deal, ...asked, now: late }));
      expect((await reuseDraw(client(), { ...deal, ...asked, now: late - 1 })).panel).to.deep.equal(
        earlier.panel,
      );
    });

    it("calls no draw of another deal its own", async () => {
      const { transcript: earlier } = draw;
      await mismatch("pact", () => verified({ ...earlier, pact: HASH }));
      await mismatch("measures", () => verified({ ...earlier, kind: "reused", measures: ["criterion"] }));
      const other = { kind: "reused", seller: stack.relayer.address } as const;
      await mismatch("principals", () => verified({ ...earlier, ...other }));
    });
  });

  describe("with few candidates", () => {
    it("is none with fewer than five able owners for each place", async () => {
      const { snapshot, profiles, pair } = draw;
      const [{ buyer, seller, madeAt: now }] = pair;
      const asked = {
        measures: ["coverage"],
        languages: [],
        jurors: 3,
        seedBlock: 1_000_000,
        now,
        offer: HASH,
      };
      const draft = {
        domain: stack.domain,
        buyer,
        seller,
        pact: HASH,
        snapshot,
        account: stack.buyer,
        ...asked,
      };
      const { commitment } = await commitToDraw({ ...draft, profiles: profiles.slice(0, 15) });
      expect(commitment.jurors).to.equal(3);
      const refused = await refusalOf(TooFewCandidatesError, () =>
        commitToDraw({ ...draft, profiles: profiles.slice(0, 14) }),
      );
      expect([refused.able, refused.needed]).to.deep.equal([14, 15]);
      const [first, second, third] = draw.jurors.map(({ address }) => address);
      if (first === undefined || second === undefined || third === undefined)
        throw new Error("17 are seated");
      const excluded = [first, second, third];
      await refusalOf(TooFewCandidatesError, () => commitToDraw({ ...draft, profiles, excluded }));
      await refusalOf(TooFewCandidatesError, () =>
        commitToDraw({ ...draft, profiles, measures: ["criterion"] }),
      );
    });
  });

  it("is opened as a deal like any other", async () => {
    const { terms } = draw;
    const checked = buildTerms({ ...terms }, { contract: stack.address, now: await stack.now() });
    expect(checked.reference).to.equal(hashTranscript(draw.transcript));
    const plain = await exampleTerms(stack);
    expect(plain.reference).to.equal(undefined);
  });
});
