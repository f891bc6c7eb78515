import { expect } from "chai";
import { encodeAbiParameters, encodeEventTopics, type Hex, numberToHex } from "viem";
import { seatTakenEvent } from "../../../sdk/abi/fragments/juror-pool.ts";
import { accountOpenedEvent, dealRatedEvent } from "../../../sdk/abi/fragments/quittance.ts";
import { fetchReputationFacts } from "../../../sdk/audit/index.ts";
import { InvalidFieldError, NodeAnswerMalformedError } from "../../../sdk/index.ts";
import { party, word } from "../reputation/support/facts.ts";
import { refusalOf } from "../support/refusal.ts";

const QUITTANCE = party(0xe5);
const POOL = party(0xf1);
const HEAD = 100;

interface Filter {
  readonly address: Hex;
  readonly fromBlock: Hex;
  readonly toBlock: Hex;
}

const timeOf = (block: number) => numberToHex(1_700_000_000 + block);
const logAt = (address: Hex, block: number, topics: readonly unknown[], data: Hex, logIndex = 0) => ({
  ...{ address, topics, data, blockNumber: numberToHex(block), logIndex: numberToHex(logIndex) },
  ...{ transactionHash: word(block), transactionIndex: "0x0", blockHash: word(block), removed: false },
});
const rating = (block: number, deal: number) =>
  logAt(
    QUITTANCE,
    block,
    encodeEventTopics({
      abi: [dealRatedEvent],
      args: { dealId: word(deal), rater: party(1), rated: party(2) },
    }),
    encodeAbiParameters([{ type: "uint8" }, { type: "bytes32" }], [90, word(0)]),
  );
const opened = (block: number) =>
  logAt(
    QUITTANCE,
    block,
    encodeEventTopics({ abi: [accountOpenedEvent], args: { principal: party(9), account: party(1) } }),
    encodeAbiParameters([{ type: "uint32" }, { type: "bytes" }], [0, "0x"]),
    1,
  );
const seat = (block: number) =>
  logAt(
    POOL,
    block,
    encodeEventTopics({ abi: [seatTakenEvent], args: { seat: 1n, owner: party(1), key: party(3) } }),
    encodeAbiParameters([{ type: "uint96" }], [100n]),
  );

type Log = ReturnType<typeof logAt>;

/** A node with these logs, which changes what it says as it is told. */
function nodeWith(
  logs: readonly Log[],
  twist: {
    readonly logs?: (found: readonly Log[], filter: Filter) => unknown;
    readonly hash?: (block: number, asked: number) => Hex;
  } = {},
) {
  const spans: number[] = [];
  let blocks = 0;
  const request = async ({
    method,
    params,
  }: {
    readonly method: string;
    readonly params: readonly unknown[];
  }) => {
    if (method === "eth_getLogs") {
      const filter = params[0] as Filter;
      const [from, to] = [Number(filter.fromBlock), Number(filter.toBlock)];
      spans.push(to - from + 1);
      const found = logs.filter(
        ({ address, blockNumber }) =>
          address === filter.address && Number(blockNumber) >= from && Number(blockNumber) <= to,
      );
      return twist.logs === undefined ? found : twist.logs(found, filter);
    }
    const [tag] = params;
    const number = tag === "latest" ? HEAD : tag === "finalized" ? HEAD - 40 : Number(tag);
    if (number > HEAD) return null;
    blocks += 1;
    return {
      number: numberToHex(number),
      timestamp: timeOf(number),
      hash: twist.hash?.(number, blocks) ?? word(number),
    };
  };
  return { client: { request } as never, spans };
}

const ALL = [seat(20), rating(50, 5), opened(50), rating(80, 8)];
const question = { quittance: QUITTANCE, pools: [POOL] };

describe("fetchReputationFacts", () => {
  it("reads the contract and the pools as of a block, with the times of blocks", async () => {
    const { client } = nodeWith(ALL);
    const { facts, asOf } = await fetchReputationFacts(client, question);
    expect(asOf).to.deep.equal({ blockNumber: 100n, hash: word(100), timestamp: 1_700_000_100n });
    expect(facts.ratings?.map(({ blockNumber, timestamp }) => [blockNumber, timestamp])).to.deep.equal([
      [50n, 1_700_000_050n],
      [80n, 1_700_000_080n],
    ]);
    expect(facts.seats).to.deep.equal([
      {
        ...{ pool: POOL, number: 1, owner: party(1), ownerPrincipal: party(9), stake: 100n },
        joinedAt: 1_700_000_020n,
      },
    ]);
  });

  it("says the same whatever the ranges are, and asks for half of a range that is too much", async () => {
    const { facts } = await fetchReputationFacts(nodeWith(ALL).client, question);
    for (const blockRange of [1, 7, 50, 101]) {
      const parts = await fetchReputationFacts(nodeWith(ALL).client, { ...question, blockRange });
      expect(parts.facts).to.deep.equal(facts);
    }
    const node = nodeWith(ALL, {
      logs: (found, { fromBlock, toBlock }) => {
        if (Number(toBlock) - Number(fromBlock) < 30) return found;
        throw Object.assign(new Error("query returned more than 10000 results"), { code: -32_005 });
      },
    });
    expect((await fetchReputationFacts(node.client, question)).facts).to.deep.equal(facts);
    expect(node.spans.every((span, index) => index === 0 || span <= 101)).to.equal(true);
    expect(node.spans.some((span) => span <= 30)).to.equal(true);
  });

  it("stops at the block that is asked about, and at the final one", async () => {
    const at = async (more: object) => {
      const { facts, asOf } = await fetchReputationFacts(nodeWith(ALL).client, { ...question, ...more });
      return [asOf.blockNumber, facts.ratings?.length];
    };
    expect(await at({ toBlock: 79n })).to.deep.equal([79n, 1]);
    expect(await at({ toBlock: 80n })).to.deep.equal([80n, 2]);
    expect(await at({ finalized: true })).to.deep.equal([60n, 1]);
    expect(await at({ fromBlock: 60n })).to.deep.equal([100n, 1]);
  });

  it("reads again when the block changed meanwhile, and gives up when it changes each time", async () => {
    // The first block that is asked about twice has another hash the first time.
    const once = nodeWith(ALL, { hash: (block, asked) => (asked === 1 ? word(0xdead) : word(block)) });
    const { asOf, facts } = await fetchReputationFacts(once.client, question);
    expect([asOf.hash, facts.ratings?.length]).to.deep.equal([word(100), 2]);
    const always = nodeWith(ALL, { hash: (_, asked) => word(asked) });
    await refusalOf(NodeAnswerMalformedError, () => fetchReputationFacts(always.client, question));
  });

  it("refuses logs of other contracts and blocks, logs without a place, and what cannot be decoded", async () => {
    const [first = seat(20)] = ALL;
    for (const strange of [
      rating(101, 9),
      { ...rating(50, 5), address: party(0xbad) },
      { ...rating(50, 5), blockNumber: null },
      { ...rating(50, 5), logIndex: "one" },
      { ...rating(50, 5), removed: true },
      { ...rating(50, 5), data: "0x" },
      { ...rating(50, 5), topics: [word(1)] },
      { ...first, topics: [] },
    ]) {
      const { client } = nodeWith(ALL, { logs: (found) => [...found, strange] });
      await refusalOf(NodeAnswerMalformedError, () => fetchReputationFacts(client, question));
    }
    const { client } = nodeWith(ALL, { logs: () => "no list" });
    await refusalOf(NodeAnswerMalformedError, () => fetchReputationFacts(client, question));
  });

  it("refuses a block that the chain does not have, and questions that cannot be asked", async () => {
    const { client, spans } = nodeWith(ALL);
    for (const more of [
      { toBlock: 101n },
      { toBlock: 5 as never },
      { fromBlock: -1n },
      { blockRange: 0 },
      { finalized: true, toBlock: 5n },
      { finalized: "yes" as never },
      { pools: ["0x1" as never] },
      { quittance: "0x1" as never },
      { colour: "red" },
    ]) {
      await refusalOf(InvalidFieldError, () => fetchReputationFacts(client, { ...question, ...more }));
    }
    expect(spans).to.deep.equal([]);
  });
});
