import { expect } from "chai";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  BoardRefusedError,
  BoardUnreachableError,
  hashEvidence,
  hashReasons,
  InvalidFieldError,
  quittanceDomain,
  signBallot,
  toJson,
} from "../../../sdk/index.ts";
import {
  type BallotQuestion,
  type BoardFetch,
  type Boards,
  commitToBallot,
  fetchBallots,
  fetchCommitments,
  fetchReasons,
  postReasons,
} from "../../../sdk/jury/index.ts";
import { errorOf } from "../support/refusal.ts";

const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
const jurors = Array.from({ length: 3 }, () => privateKeyToAccount(generatePrivateKey()));
const panel = jurors.map(({ address }) => address);
const question: BallotQuestion = {
  deal: `0x${"11".repeat(32)}`,
  milestone: 0,
  round: 1,
  evidence: hashEvidence("text"),
};
const cast = (juror: number, score = 7_000, more: object = {}) =>
  signBallot({
    ...{ domain, account: jurors[juror] ?? privateKeyToAccount(generatePrivateKey()), ...question, score },
    ...{ reasons: hashReasons("seen"), ...more },
  });
const commit = async (juror: number, score = 7_000, more: object = {}) => {
  const account = jurors[juror] ?? privateKeyToAccount(generatePrivateKey());
  return commitToBallot({
    domain,
    account,
    ballot: await signBallot({
      ...{ domain, account, ...question, score, reasons: hashReasons("seen"), ...more },
    }),
  });
};

/** Boards at made-up addresses, each with what it answers. */
function boardsThat(...answers: (() => Response | Promise<Response>)[]): Boards {
  const boards = answers.map((_, index) => `https://board-${index}.example`);
  const fetch: BoardFetch = async (url) => {
    const index = boards.findIndex((board) => url.startsWith(`${board}/`));
    return (await answers[index]?.()) ?? new Response("", { status: 500 });
  };
  return { boards, fetch };
}
const says = (value: unknown) => () => new Response(toJson(value));
const withCommitments = async (...made: ReturnType<typeof commit>[]) =>
  says({ commitments: (await Promise.all(made)).map((commitment) => ({ commitment })) });

describe("a client of several boards", () => {
  it("puts together what they have, once each", async () => {
    const [one, two] = [
      await withCommitments(commit(0), commit(1)),
      await withCommitments(commit(1), commit(2)),
    ];
    const found = await fetchCommitments({ ...boardsThat(one, two), domain, panel, question });
    expect(found.commitments).to.have.length(3);
    expect([found.complete, found.failures]).to.deep.equal([true, []]);
  });

  it("finds a juror that told two boards two things", async () => {
    const [one, two] = [await withCommitments(commit(0, 1)), await withCommitments(commit(0, 2))];
    const found = await fetchCommitments({ ...boardsThat(one, two), domain, panel, question });
    expect(found.doubles).to.have.length(1);
    const ballots = await Promise.all([cast(0, 1), cast(0, 2)]);
    const shown = ballots.map((ballot) => says({ ballots: [{ ballot }] }));
    const fetched = await fetchBallots({ ...boardsThat(...shown), domain, panel, question });
    expect(fetched.ballots.map(({ score }) => score)).to.deep.equal([1, 2]);
  });

  it("believes none of them: forged, foreign and malformed entries are passed over", async () => {
    const mine = await commit(0);
    const lies = [
      { ...mine, ballot: question.evidence },
      { ...mine, juror: panel[1] },
      await commit(3),
      await commit(1, 1, { milestone: 1 }),
      await commit(1, 1, { evidence: hashEvidence("other") }),
      { ...mine, extra: 1 },
      "text",
      null,
    ].map((commitment) => ({ commitment }));
    const answers = [...lies.map((lie) => says({ commitments: [lie] })), await withCommitments(commit(0))];
    const found = await fetchCommitments({ ...boardsThat(...answers), domain, panel, question });
    expect(found.commitments).to.deep.equal([mine]);
    const ballot = await cast(0);
    const forged = says({ ballots: [{ ballot: { ...ballot, score: 0 } }, { ballot }] });
    const { ballots } = await fetchBallots({ ...boardsThat(forged), domain, panel, question });
    expect(ballots).to.deep.equal([ballot]);
  });

  it("goes on without those that are silent, too long, or no boards, and names them", async () => {
    const bad = [
      () => new Response("x".repeat(1_000_001)),
      () => new Response("no", { status: 500 }),
      () => Response.json({ error: "busy" }, { status: 503 }),
      () => Promise.reject(new Error("refused to connect to http://10.0.0.1/secret")),
    ];
    const answers = [...bad, await withCommitments(commit(0))];
    const found = await fetchCommitments({ ...boardsThat(...answers), domain, panel, question });
    expect(found.commitments).to.have.length(1);
    expect(found.failures.map(({ error }) => error.name)).to.deep.equal([
      ...["BoardUnreachableError", "BoardUnreachableError", "BoardRefusedError", "BoardUnreachableError"],
    ]);
    expect(found.failures.map(({ error }) => error.message).join()).to.not.contain("10.0.0.1");
    const error = await errorOf(() => fetchCommitments({ ...boardsThat(...bad), domain, panel, question }));
    expect(error).to.be.instanceOf(BoardUnreachableError);
  });

  it("waits for none longer than it was told", async () => {
    const fetch: BoardFetch = (_url, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    const asked = { boards: ["https://board.example"], fetch, timeoutMs: 20, domain, panel, question };
    const error = await errorOf(() => fetchBallots(asked));
    expect(error).to.be.instanceOf(BoardUnreachableError);
  });

  it("follows no redirection, sends no credentials, and takes reasons by their hash alone", async () => {
    const seen: { redirect: string; credentials: string }[] = [];
    const boards = ["https://board.example/base/"];
    const fetch: BoardFetch = async (url, { redirect, credentials }) => {
      seen.push({ redirect, credentials });
      expect(url).to.match(/^https:\/\/board\.example\/base\/reasons\/0x/);
      return Response.json({ reasons: "other words" });
    };
    const error = await errorOf(() => fetchReasons({ boards, fetch, hash: hashReasons("words") }));
    expect(error).to.be.instanceOf(BoardUnreachableError);
    expect(seen).to.deep.equal([{ redirect: "error", credentials: "omit" }]);
    expect(await fetchReasons({ boards, fetch, hash: hashReasons("other words") })).to.equal("other words");
  });

  it("says when a board will take a ballot, and what it said, as data", async () => {
    const early = { error: "too early\u001b[2J", revealAt: 1_234 };
    const asked = boardsThat(() => Response.json(early, { status: 425 }));
    const error = await errorOf(() => postReasons({ ...asked, reasons: "words" }));
    expect(error).to.be.instanceOf(BoardRefusedError).and.include({ status: 425, revealAt: 1_234 });
    expect((error as Error).message).to.not.contain("\u001b");
    const strange = boardsThat(says({ receipt: "maybe" }));
    expect(await errorOf(() => postReasons({ ...strange, reasons: "words" }))).to.be.instanceOf(
      BoardUnreachableError,
    );
  });

  it("refuses boards that are none, and shows no password of theirs", async () => {
    const wrong = [
      "ftp://a.example",
      "https://user:hunter2@a.example",
      "a.example",
      "https://a.example?k=hunter2",
    ];
    for (const board of wrong) {
      const asked = { boards: [board], domain, panel, question };
      const error = await errorOf(() => fetchBallots(asked));
      expect(error, board).to.be.instanceOf(InvalidFieldError).and.include({ field: "boards[0]" });
      expect((error as Error).message).to.not.contain("hunter2");
    }
    for (const boards of [[], Array(17).fill("https://a.example")]) {
      const error = await errorOf(() => fetchBallots({ boards, domain, panel, question }));
      expect(error).to.be.instanceOf(InvalidFieldError).and.include({ field: "boards" });
    }
    const long = await errorOf(() =>
      postReasons({ boards: ["https://a.example"], reasons: "x".repeat(65_537) }),
    );
    expect(long).to.be.instanceOf(InvalidFieldError).and.include({ field: "reasons" });
  });
});
