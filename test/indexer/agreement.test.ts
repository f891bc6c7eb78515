import { expect } from "chai";
import { Agreement, type AskNode, NodesDifferError, type Question } from "../../indexer/nodes/agreement.ts";
import { digestLogs } from "../../indexer/nodes/log-digest.ts";

const OURS = `0x${"aa".repeat(20)}`;
const RANGE: Question = {
  method: "eth_getLogs",
  params: [{ address: OURS, fromBlock: "0x1", toBlock: "0x9" }],
};
const BLOCK: Question = { method: "eth_getLogs", params: [{ blockHash: `0x${"01".repeat(32)}` }] };

const log = (logIndex: number, more: object = {}) => ({
  ...{
    address: OURS,
    blockHash: "0x01",
    logIndex: `0x${logIndex}`,
    transactionHash: "0x02",
    topics: ["0x03"],
  },
  ...{ data: "0x", ...more },
});
const LOGS = [log(0), log(1), log(2)];

/** A node that is at a block, and says what it is told to. */
function nodeSaying(logs: () => unknown, latest = 9): AskNode & { readonly asked: Question[] } {
  const asked: Question[] = [];
  const ask = async (question: Question) => {
    asked.push(question);
    return question.method === "eth_blockNumber" ? `0x${latest.toString(16)}` : logs();
  };
  return Object.assign(ask, { asked });
}
const honest = () => nodeSaying(() => LOGS);
const silent = () =>
  nodeSaying(() => {
    throw new Error("503");
  });
const NOW = { restMs: 0, lastingMs: 0 };

describe("the logs that nodes say", () => {
  it("are the same in any order, with other words beside them, and with logs of other contracts", () => {
    const [first, ...rest] = LOGS;
    const other = [...rest, log(7, { address: "0x00" }), { ...first, removed: false }];
    expect(digestLogs(other, [OURS])).to.deep.equal(digestLogs(LOGS, [OURS]));
    const changed: readonly (readonly unknown[])[] = [
      [...rest],
      [],
      [...LOGS, log(2)],
      [...rest, log(0, { data: "0x01" })],
      [...rest, log(0, { topics: ["0x04"] })],
      [...rest, log(0, { blockHash: "0x05" })],
    ];
    for (const logs of changed) {
      expect(digestLogs(logs, [OURS])?.digest).to.not.equal(digestLogs(LOGS, [OURS])?.digest);
    }
    expect(digestLogs(null, [OURS])).to.equal(undefined);
  });

  it("are used when a second one says the same, which is asked for the contracts alone", async () => {
    const [one, two] = [honest(), honest()];
    const agreement = new Agreement([one, two], [OURS]);
    expect(await agreement.logs(0, RANGE)).to.equal(LOGS);
    expect(await agreement.logs(1, BLOCK)).to.equal(LOGS);
    expect(one.asked.at(-1)?.params).to.deep.equal([{ blockHash: `0x${"01".repeat(32)}`, address: [OURS] }]);
    expect([agreement.unconfirmed, agreement.problem]).to.deep.equal([0, undefined]);
  });

  for (const [what, wrong] of [
    ["left out", LOGS.slice(1)],
    ["all left out", []],
    ["said twice", [...LOGS, log(1)]],
    ["changed", [log(0), log(1), log(2, { data: "0x99" })]],
    ["of other blocks", LOGS.map((each) => ({ ...each, blockHash: "0x0f" }))],
  ] as const) {
    it(`are refused when some are ${what}, by either, until both agree`, async () => {
      let said: unknown = wrong;
      for (const first of [0, 1]) {
        said = wrong;
        const agreement = new Agreement([nodeSaying(() => said), honest()], [OURS], NOW);
        const refused = await agreement.logs(first, RANGE).catch((error: unknown) => error);
        expect(refused).to.be.instanceOf(NodesDifferError);
        expect(agreement.problem?.what).to.include("differ about the logs of blocks 1 to 9: ");
        said = LOGS;
        expect(await agreement.logs(first, RANGE)).to.equal(LOGS);
        expect(agreement.problem).to.equal(undefined);
      }
    });
  }

  it("are decided by two of three", async () => {
    const liar = nodeSaying(() => []);
    const agreement = new Agreement([honest(), liar, honest()], [OURS]);
    expect(await agreement.logs(0, RANGE)).to.equal(LOGS);
    expect(await agreement.logs(1, RANGE).catch((error: unknown) => error)).to.be.instanceOf(
      NodesDifferError,
    );
    expect(await agreement.logs(2, RANGE)).to.equal(LOGS);
  });

  it("are used before they are confirmed while no other node answers, or has the blocks", async () => {
    let isUp = false;
    const other = nodeSaying(() => {
      if (!isUp) throw new Error("503");
      return LOGS;
    });
    const agreement = new Agreement([honest(), other], [OURS], NOW);
    expect(await agreement.logs(0, RANGE)).to.equal(LOGS);
    await agreement.confirm();
    expect(agreement.unconfirmed).to.equal(1);
    isUp = true;
    await agreement.confirm();
    expect([agreement.unconfirmed, agreement.problem]).to.deep.equal([0, undefined]);

    const late = new Agreement([honest(), nodeSaying(() => [], 8)], [OURS], NOW);
    expect(await late.logs(0, RANGE)).to.equal(LOGS);
    expect(late.unconfirmed).to.equal(1);
  });

  it("make the rows suspect when they turn out different only then", async () => {
    let isUp = false;
    const other = nodeSaying(() => {
      if (!isUp) throw new Error("503");
      return LOGS;
    });
    const agreement = new Agreement([nodeSaying(() => LOGS.slice(1)), other], [OURS], NOW);
    await agreement.logs(0, RANGE);
    isUp = true;
    await agreement.confirm();
    expect(agreement.problem?.what).to.include(
      "2 and 3. Rows were made of the first, while no other node answered.",
    );
    expect(agreement.problem?.remedy).to.include("QUITTANCE_REREAD=1");
  });

  it("need no confirmation once a reorganisation took their block back", async () => {
    for (const [found, canonical] of [
      [null, null],
      [{ number: "0x5" }, { hash: "0x0f" }],
    ]) {
      const first: AskNode = async ({ method }) =>
        method === "eth_getBlockByHash" ? found : method === "eth_getBlockByNumber" ? canonical : LOGS;
      const agreement = new Agreement([first, silent()], [OURS], NOW);
      await agreement.logs(0, BLOCK);
      expect(agreement.unconfirmed).to.equal(1);
      await agreement.confirm();
      expect([agreement.unconfirmed, agreement.problem]).to.deep.equal([0, undefined]);
    }
  });

  it("are not answered by a node that does not answer", async () => {
    const agreement = new Agreement([silent(), honest()], [OURS]);
    expect(await agreement.logs(0, RANGE).catch((error: unknown) => String(error))).to.equal("Error: 503");
  });
});
