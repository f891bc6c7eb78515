import { expect } from "chai";
import type { HDAccount } from "viem";
import { encryptBundle, generateEvidenceKey } from "../../sdk/evidence/private/index.ts";
import { signDelivery } from "../../sdk/index.ts";
import { canonicalJson, toJson } from "../../sdk/json/index.ts";
import { fetchReasons } from "../../sdk/jury/index.ts";
import { hashPact, type Pact } from "../../sdk/pact/index.ts";
import { assetDeliveryExample, codeChangeExample } from "../../sdk/pact/library/index.ts";
import type { Manner } from "../support/juror/evidence-server.ts";
import { type Asked, linesOf, type Scene, startScene } from "../support/juror/scene.ts";
import { until } from "../support/juror/until.ts";

const example = assetDeliveryExample();
const privatePact: Pact = { ...example.pact, evidence: { ...example.pact.evidence, private: true } };
const freeText = (): Pact => {
  const { pact } = codeChangeExample();
  const [first, ...others] = pact.clauses;
  if (first === undefined) throw new Error("it has clauses");
  const criterion = {
    ...{
      id: first.id,
      kind: "criterion",
      description: "It is clear.",
      subject: "note.txt",
      method: "judged",
    },
    ...{ weight: first.weight, threshold: { least: 0 }, consequence: "share" },
    measure: {
      longest: 1_000,
      question: "Is it clear?",
      levels: [
        { name: "clear", description: "A reader understands it.", lost: 0 },
        { name: "unclear", description: "A reader does not.", lost: 10_000 },
      ],
    },
  };
  return { ...pact, clauses: [criterion as never, ...others] };
};

describe("a juror among strangers", () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene();
  });
  let fresh: Awaited<ReturnType<Scene["stack"]["snapshot"]>>;
  beforeEach(async () => {
    fresh = await scene.stack.snapshot();
  });
  afterEach(async () => {
    await scene.rest();
    await scene.stack.revert(fresh);
  });
  after(() => scene.stop());

  const juror = (): HDAccount => {
    const [first] = scene.stack.jurors;
    if (first === undefined) throw new Error("no juror");
    return first;
  };
  const pastHalf = async ({ terms }: Asked) =>
    scene.stack.increaseTime(Math.floor(terms.verdictWindow / 2) + 1);
  const ballotOf = async (asked: Asked) => {
    await until(async () => (await scene.ballots(asked)).length === 1);
    const [ballot] = await scene.ballots(asked);
    if (ballot === undefined) throw new Error("no ballot");
    return ballot;
  };
  const reasonsOf = async (asked: Asked) => {
    const { reasons: hash } = await ballotOf(asked);
    let text: string | undefined;
    await until(async () => {
      text = await fetchReasons({ boards: [scene.board], hash }).catch(() => undefined);
      return text !== undefined;
    });
    return JSON.parse(text ?? "");
  };

  it("gives what was not delivered as agreed the score of the pact", async () => {
    const asked = await scene.deliver({ bundle: "failing" });
    await scene.start(juror());
    await pastHalf(asked);
    expect((await ballotOf(asked)).score).to.equal(0);
  });

  for (const [manner, refused] of [
    ["lying", "not-verified"],
    ["stalling", "not-fetched"],
    ["flooding", "too-large"],
    ["inward", "not-fetched"],
    ["failing", "not-fetched"],
  ] as const satisfies readonly (readonly [Manner, string])[]) {
    it(`waits for half of the time for evidence of a ${manner} server, and then scores it 0`, async () => {
      const asked = await scene.deliver({ manner });
      const { lines } = await scene.start(juror(), manner === "flooding" ? { fetchTimeout: 30_000 } : {});
      await until(() => scene.server.asked.some((path) => asked.uri.endsWith(path)));
      expect(linesOf(lines, "judged")).to.deep.equal([]);
      await pastHalf(asked);
      expect(await reasonsOf(asked)).to.deep.include({ score: 0, refused });
    });
  }

  it("goes nowhere inside its network unless it is told that it may", async () => {
    const asked = await scene.deliver();
    const before = scene.server.asked.length;
    const pacts: readonly string[] = [];
    const stores = [scene.folder()];
    const { lines } = await scene.start(juror(), { allowPrivate: false, pacts, stores });
    await until(() => linesOf(lines, "the chain was read").length > 0);
    await pastHalf(asked);
    await until(() => linesOf(lines, "declined").length > 0);
    expect(scene.server.asked.slice(before)).to.deep.equal([]);
  });

  it("takes up what a server has after a while, in time", async () => {
    const asked = await scene.deliver({ manner: "stalling" });
    const { lines } = await scene.start(juror(), { fetchTimeout: 100 });
    await until(() => scene.server.asked.some((path) => asked.uri.endsWith(path)));
    scene.server.turn("stalling", "honest");
    await until(() => linesOf(lines, "judged").length > 0);
    scene.server.turn("stalling", "stalling");
    await pastHalf(asked);
    expect((await ballotOf(asked)).score).to.equal(10_000);
  });

  it("scores private evidence 0 that is encrypted to others, and what is encrypted to it as it is", async () => {
    const [own, others] = [await generateEvidenceKey(), await generateEvidenceKey()];
    const sealedFor = (key: string) =>
      scene.deliver({
        pact: privatePact,
        publish: async (bundle) => {
          const sealed = await encryptBundle({ bundle, recipients: [key] });
          return (await scene.server.store("honest").put(sealed)).uri;
        },
      });
    const [readable, unreadable] = [await sealedFor(own.publicKey), await sealedFor(others.publicKey)];
    await scene.start(juror(), { encryptionKey: { ...own.exportJwk() } });
    await pastHalf(readable);
    expect((await ballotOf(readable)).score).to.equal(10_000);
    expect(await reasonsOf(unreadable)).to.deep.include({ score: 0, refused: "not-decrypted" });
  });

  it("declines private evidence when it has no key at all: that is not the seller's fault", async () => {
    await scene.deliver({ pact: privatePact });
    const { lines } = await scene.start(juror());
    await until(() => linesOf(lines, "declined").length > 0);
    expect(linesOf(lines, "declined")[0]?.problem).to.match(/no key to decrypt/);
  });

  it("declines free text without models, before it fetches any evidence", async () => {
    const pact = freeText();
    const asked = await scene.deliver({ pact });
    const { lines } = await scene.start(juror());
    await until(() => linesOf(lines, "declined").length > 0);
    expect(linesOf(lines, "declined")[0]?.problem).to.match(/criterion/);
    expect(scene.server.asked.some((path) => asked.uri.endsWith(path))).to.equal(false);
  });

  it("declines what has the pact's hash and is none", async () => {
    const pact = { ...example.pact, clauses: [] };
    await scene.deliver({ pact: pact as unknown as Pact });
    const { lines } = await scene.start(juror());
    await until(() => linesOf(lines, "declined").length > 0);
    expect(linesOf(lines, "declined")[0]?.problem).to.match(/the pact cannot be read/);
  });

  it("waits for a pact until half of the time, takes it from whoever hands it in, and no other", async () => {
    const pact = { ...example.pact, name: "A pact that is handed in" };
    const hash = hashPact(pact);
    const asked = await scene.deliver({ pact, isPactHidden: true });
    const { url } = await scene.start(juror());
    const put = (text: string, at = hash) => fetch(`${url}/pacts/${at}`, { method: "PUT", body: text });
    await until(async () => (await put("{}")).status === 400);
    expect((await put(canonicalJson(privatePact), hashPact(privatePact))).status).to.equal(404);
    expect((await put("x".repeat(1_100_000))).status).to.equal(413);
    expect((await put(canonicalJson(pact))).status).to.equal(200);
    await pastHalf(asked);
    expect((await ballotOf(asked)).score).to.equal(10_000);
  });

  it("declines when half of the time has passed without a pact", async () => {
    const asked = await scene.deliver({ pact: { ...example.pact, name: "Lost" }, isPactHidden: true });
    const { lines } = await scene.start(juror());
    await pastHalf(asked);
    await until(() => linesOf(lines, "declined").length > 0);
    expect(linesOf(lines, "declined")[0]?.problem).to.match(/in none of the places/);
  });

  it("takes a delivery off-chain from the seller's claim alone, one for each milestone", async () => {
    const { domain, seller, buyer } = scene.stack;
    const { terms, question, uri } = await scene.deliver();
    const { url } = await scene.start(juror());
    const hand = async (account: HDAccount, changes: object = {}, given = terms) => {
      const claim = {
        deal: question.deal,
        milestone: 1,
        evidence: question.evidence,
        evidenceUri: uri,
        ...changes,
      };
      const delivery = await signDelivery({ domain, account, ...claim });
      return (await fetch(`${url}/deliveries`, { method: "POST", body: toJson({ terms: given, delivery }) }))
        .status;
    };
    expect(await hand(buyer)).to.equal(400);
    expect(await hand(seller, {}, { ...terms, salt: terms.salt + 1n })).to.equal(400);
    expect(await hand(seller, { milestone: 0 })).to.equal(409);
    expect(await hand(seller)).to.equal(202);
    expect(await hand(seller, { evidence: hashPact(example.pact) })).to.equal(409);
    const empty = await fetch(`${url}/deliveries`, { method: "POST", body: "[]" });
    expect(empty.status).to.equal(400);
  });

  it("signs nothing in a dry run", async () => {
    const asked = await scene.deliver();
    const { lines, url } = await scene.start(juror(), { dryRun: true });
    await until(() => linesOf(lines, "judged").length > 0);
    const status = (await (await fetch(`${url}/status`)).json()) as {
      readonly states: { readonly sign: number };
    };
    expect(status).to.deep.include({ dryRun: true, ok: true });
    expect(status.states.sign).to.equal(1);
    await pastHalf(asked);
    expect(await scene.ballots(asked)).to.deep.equal([]);
  });

  it("says how it is, with figures, and shows no key", async () => {
    await scene.deliver();
    const { lines, url } = await scene.start(juror());
    await until(() => linesOf(lines, "committed").length > 0);
    expect(await (await fetch(`${url}/health`)).json()).to.deep.equal({ ok: true });
    const figures = await (await fetch(`${url}/metrics`)).text();
    expect(figures)
      .to.match(/juror_questions\{state="reveal"\} 1/)
      .and.to.match(/juror_steps_total\{result="committed"\}/);
    expect(await (await fetch(`${url}/`)).json()).to.include({ juror: juror().address });
    expect((await fetch(`${url}/other`)).status).to.equal(404);
  });
});
