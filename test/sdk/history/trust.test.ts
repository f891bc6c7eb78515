import { expect } from "chai";
import {
  type AgentQuestion,
  createHistory,
  findAgents,
  getTrust,
  getTrustBatch,
} from "../../../sdk/history/index.ts";
import { accountDid, IndexerAnswerMalformedError, InvalidFieldError } from "../../../sdk/index.ts";
import { parametersDigest, reputationAnswer, reputationOf } from "../../../sdk/reputation/index.ts";
import { asOf, POOL, party, word } from "../reputation/support/facts.ts";
import { randomFacts } from "../reputation/support/random-facts.ts";
import { refusalOf } from "../support/refusal.ts";

const HASH = word(0xbeef);
const facts = randomFacts(3);
const answerOf = (subject: number) =>
  reputationAnswer(reputationOf({ facts, asOf, pools: [POOL], subject: party(subject) }), {
    ...{ hash: HASH, pools: [POOL] },
  });
const [ONE, TWO] = [answerOf(1), answerOf(2)];
const BLOCK = ONE.asOf;

/** An indexer that answers everything with the same, and remembers what it was asked. */
function indexerThat(content: unknown) {
  const asked: { readonly url: string; readonly body: unknown }[] = [];
  const fetch = async (url: string, { body }: { readonly body?: string }) => {
    asked.push({ url, body: body === undefined ? undefined : JSON.parse(body) });
    return new Response(JSON.stringify(content));
  };
  return { asked, history: createHistory({ url: "http://indexer.example", fetch }) };
}

describe("trust, asked of an indexer", () => {
  it("is asked for by address or DID, view and seeds, and is the answer as it came", async () => {
    const { history, asked } = indexerThat(ONE);
    expect(await getTrust(history, { subject: party(1).toUpperCase().replace("X", "x") })).to.deep.equal(ONE);
    const did = accountDid({ chainId: 8453, address: POOL, account: party(1) });
    await getTrust(history, { subject: did, finalized: true });
    expect(asked.map(({ url }) => url)).to.deep.equal([
      `http://indexer.example/trust/${party(1)}`,
      `http://indexer.example/trust/${did}?view=finalized`,
    ]);
  });

  it("is refused where it is about another address, of other seeds, or no answer", async () => {
    const seeds = [{ address: party(2), weight: 1 }];
    for (const [content, more] of [
      [TWO, {}],
      [ONE, { seeds }],
      [{ ...ONE, view: "personal", seeds }, {}],
      [{ ...ONE, view: "personal", seeds }, { seeds: [{ address: party(2), weight: 2 }] }],
      [{ ...ONE, score: ONE.score + 1 }, {}],
      [{ ...ONE, trust: -1 }, {}],
      [{}, {}],
      [null, {}],
    ] as const) {
      const { history } = indexerThat(content);
      await refusalOf(IndexerAnswerMalformedError, () => getTrust(history, { subject: party(1), ...more }));
    }
  });

  it("comes in batches of one block, one answer for each subject", async () => {
    const subjects = [party(1), party(2)];
    const { history, asked } = indexerThat({ asOf: BLOCK, answers: [ONE, TWO] });
    expect((await getTrustBatch(history, { subjects })).answers).to.deep.equal([ONE, TWO]);
    expect(asked[0]?.body).to.deep.equal({ subjects });
    const other = { ...TWO, asOf: { ...BLOCK, hash: word(1) } };
    for (const answers of [[ONE], [TWO, ONE], [ONE, other], [ONE, TWO, TWO], "no list"]) {
      const strange = indexerThat({ asOf: BLOCK, answers }).history;
      await refusalOf(IndexerAnswerMalformedError, () => getTrustBatch(strange, { subjects }));
    }
  });

  it("finds agents, whose amounts are bigints", async () => {
    const agent = { principal: party(1), score: 3_000, confidence: 2_600, tier: "known" };
    const figures = { trust: "18446744073709551617", milestones: 2, averageAmount: "5", onTimeShare: 10_000 };
    const page = {
      ...{ asOf: BLOCK, pools: [POOL], parameters: parametersDigest() },
      ...{ agents: [{ ...agent, ...figures }], next: "3000.2600.x" },
    };
    const { history, asked } = indexerThat(page);
    const question = { tier: "known", category: 7n, pact: word(7), averageAtMost: 9n } as const;
    const { items, next } = await findAgents(history, { ...question, limit: 1 });
    expect(items[0]).to.include({ trust: 18446744073709551617n, averageAmount: 5n, tier: "known" });
    expect(next).to.equal("3000.2600.x");
    expect(asked[0]?.body).to.deep.equal({
      ...{ tier: "known", limit: 1, pact: word(7), category: "7", averageAtMost: "9" },
    });
    await refusalOf(IndexerAnswerMalformedError, () => findAgents(history, { after: "3000.2600.x" }));
  });

  it("refuses what no indexer can be asked", async () => {
    const { history, asked } = indexerThat(ONE);
    const subject = party(1);
    const calls: readonly (() => Promise<unknown>)[] = [
      () => getTrust(history, { subject: "alice" }),
      () => getTrust(history, { subject: "did:web:agent.example" }),
      () => getTrust(history, { subject, seeds: [{ address: "0x1", weight: 1 }] }),
      () => getTrust(history, { subject, seeds: [{ address: subject, weight: 0.5 }] }),
      () => getTrust(history, { subject, finalized: "yes" as never }),
      () => getTrustBatch(history, { subjects: [] }),
      () => getTrustBatch(history, { subjects: Array.from({ length: 101 }, () => subject) }),
      ...(
        [{ limit: 101 }, { score: -1 }, { tier: "best" }, { averageAtLeast: 5 }, { pact: "0x11" }] as const
      ).map((question) => () => findAgents(history, question as unknown as AgentQuestion)),
    ];
    for (const call of calls) await refusalOf(InvalidFieldError, call);
    expect(asked).to.deep.equal([]);
  });
});
