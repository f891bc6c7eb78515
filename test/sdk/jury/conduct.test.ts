import { expect } from "chai";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  BoardUnreachableError,
  hashEvidence,
  hashReasons,
  InvalidFieldError,
  quittanceDomain,
  type SignedBallot,
  signBallot,
  toJson,
} from "../../../sdk/index.ts";
import {
  type BoardFetch,
  commitToBallot,
  fetchJurorConduct,
  jurorConduct,
  type SignedBallotCommitment,
} from "../../../sdk/jury/index.ts";
import { errorOf } from "../support/refusal.ts";

const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
const account = privateKeyToAccount(generatePrivateKey());
const other = privateKeyToAccount(generatePrivateKey());
const juror = account.address;

const cast = (milestone: number, score = 7_000, from = account) =>
  signBallot({
    ...{ domain, account: from, deal: `0x${"11".repeat(32)}`, milestone, round: 1 },
    ...{ evidence: hashEvidence("text"), score, reasons: hashReasons("seen") },
  });
const commitTo = (ballot: SignedBallot, from = account) => commitToBallot({ domain, account: from, ballot });

describe("a juror's conduct", () => {
  it("has a mark for each question, and the gravest counts", async () => {
    const kept = await cast(0);
    const ballots = [
      kept,
      await cast(1),
      await cast(2, 1),
      await cast(3),
      await cast(5, 1),
      await cast(5, 2),
    ];
    const commitments = [
      await commitTo(kept),
      await commitTo(await cast(2, 2)),
      await commitTo(await cast(3)),
      await commitTo(await cast(3, 9)),
      await commitTo(await cast(4)),
      await commitTo(await cast(6, 1)),
      await commitTo(await cast(6, 2)),
    ];
    const { questions, counts } = jurorConduct({ juror, ballots, commitments });
    expect(questions.map(({ milestone, mark }) => [milestone, mark])).to.have.deep.members([
      [0, "committed"],
      [1, "uncommitted"],
      [2, "differing"],
      [3, "double"],
      [4, "unrevealed"],
      [5, "equivocated"],
      [6, "double"],
    ]);
    expect(counts).to.deep.equal({
      ...{ committed: 1, unrevealed: 1, uncommitted: 1, differing: 1, double: 2, equivocated: 1 },
    });
  });

  it("is of this juror alone, whatever else is given", async () => {
    const foreign = await cast(0, 7_000, other);
    const given = { ballots: [foreign], commitments: [await commitTo(foreign, other)] };
    expect(jurorConduct({ juror, ...given }).questions).to.deep.equal([]);
    expect(jurorConduct({ juror: other.address, ...given }).counts.committed).to.equal(1);
  });

  it("names a juror that is no address", async () => {
    const wrong = { juror: "0x12" as typeof juror, ballots: [], commitments: [] };
    expect(await errorOf(async () => jurorConduct(wrong)))
      .to.be.instanceOf(InvalidFieldError)
      .with.property("message")
      .that.contains("juror");
  });
});

/** A board that has entries in pages of two. */
function boardOf(entries: readonly unknown[]): BoardFetch {
  return async (url) => {
    const after = Number(new URL(url).searchParams.get("after"));
    const page = entries.slice(after, after + 2);
    return new Response(toJson({ entries: page, next: after + page.length }));
  };
}
const boards = ["https://board.example"];
const entriesOf = (ballots: readonly SignedBallot[], commitments: readonly SignedBallotCommitment[]) => [
  ...commitments.map((commitment) => ({ commitment })),
  ...ballots.map((ballot) => ({ ballot })),
];

describe("a juror's conduct, as boards know it", () => {
  it("is read page by page", async () => {
    const ballots = await Promise.all([0, 1, 2, 3, 4].map((milestone) => cast(milestone)));
    const commitments = await Promise.all(ballots.map((ballot) => commitTo(ballot)));
    const fetch = boardOf(entriesOf(ballots, commitments));
    const { counts, cut } = await fetchJurorConduct({ boards, fetch, domain, juror });
    expect([counts.committed, cut]).to.deep.equal([5, []]);
  });

  it("is put together from boards that have a part each", async () => {
    const ballot = await cast(0);
    const parts = [[{ commitment: await commitTo(ballot) }], [{ ballot }]];
    const asked = { boards: ["https://0.example", "https://1.example"], domain, juror };
    const fetch: BoardFetch = (url, init) => boardOf(parts[Number(new URL(url).host[0])] ?? [])(url, init);
    expect((await fetchJurorConduct({ ...asked, fetch })).counts.committed).to.equal(1);
    const half = await fetchJurorConduct({ boards: ["https://1.example"], fetch, domain, juror });
    expect(half.counts.uncommitted).to.equal(1);
  });

  it("believes no board: what is forged, another juror's or no message counts for nothing", async () => {
    const ballot = await cast(0);
    const lies = [
      { ballot: { ...ballot, score: 1 } },
      { ballot: await cast(1, 7_000, other) },
      { commitment: { ...(await commitTo(ballot)), ballot: hashEvidence("x") } },
      ...["text", null, 7, { ballot: null }, { commitment: "0x" }],
    ];
    const fetch = boardOf([...lies, { ballot }]);
    const { questions, counts } = await fetchJurorConduct({ boards, fetch, domain, juror });
    expect([questions.length, counts.uncommitted]).to.deep.equal([1, 1]);
  });

  it("ends with a board that has no end, and says so", async () => {
    let asked = 0;
    const fetch: BoardFetch = async () => {
      asked += 1;
      return Response.json({ entries: [], next: asked });
    };
    const { cut } = await fetchJurorConduct({ boards, fetch, domain, juror });
    expect([cut, asked]).to.deep.equal([boards, 20]);
  });

  it("ends with a board that sends it back", async () => {
    const fetch: BoardFetch = async (url) =>
      Response.json({ entries: [], next: url.endsWith("after=0") ? 5 : 3 });
    expect((await fetchJurorConduct({ boards, fetch, domain, juror })).cut).to.deep.equal([]);
  });

  it("goes on without a board that fails, names it, and fails when all do", async () => {
    const ballot = await cast(0);
    const both = ["https://0.example", "https://1.example"];
    const fetch: BoardFetch = async (url, init) =>
      url.includes("0.example") ? new Response("no", { status: 500 }) : boardOf([{ ballot }])(url, init);
    const { counts, failures } = await fetchJurorConduct({ boards: both, fetch, domain, juror });
    expect([counts.uncommitted, failures.map(({ board }) => board)]).to.deep.equal([1, [both[0]]]);
    const asked = { boards: ["https://0.example"], fetch, domain, juror };
    expect(await errorOf(() => fetchJurorConduct(asked))).to.be.instanceOf(BoardUnreachableError);
  });
});
