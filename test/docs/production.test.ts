import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { Account, Chain, Hash } from "viem";
import { type deposit, getLedgerBalance, type LedgerDeposit } from "../../sdk/index.ts";
import { approveDeposit } from "../../sdk/payments/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { losingAnswers } from "../support/nodes/behaviours.ts";
import { startNode } from "../support/nodes/loopback-node.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section, tableRows } from "./support/markdown.ts";

const page = readPage("docs/production.md");
const GIGA = 1e9;

type ClientOf = (account: Account, chain: Chain, nodes: readonly string[]) => Parameters<typeof deposit>[0];
type PayOnce = (
  client: Parameters<typeof deposit>[0],
  payment: object,
  journal: object,
) => Promise<LedgerDeposit>;

describe("docs/production.md", () => {
  const costs = section(page, "What it costs");
  const snapshot: Readonly<Record<string, { readonly gas?: number }>> = JSON.parse(
    readFileSync("scripts/bench/gas-snapshot.json", "utf8"),
  );
  const gasOf = (name: string) => snapshot[name]?.gas ?? Number.NaN;
  const ether = Number(/with ([\d,]+) dollars for an ether/.exec(costs)?.[1]?.replace(",", ""));

  it("computes dollars by its formula, from the gas snapshot", () => {
    const header = costs.split("\n").find((line) => line.startsWith("| figure")) ?? "";
    const prices = [...header.matchAll(/at ([\d.]+) gwei/g)].map(([, price]) => Number(price));
    const rows = tableRows(costs);
    expect([ether, ...prices]).to.deep.equal([3_000, 0.01, 0.1]);
    expect(rows).to.have.length.above(12);
    for (const [cell = "", , gas, ...dollars] of rows) {
      const name = cell.replaceAll("`", "");
      expect(gas, name).to.equal(gasOf(name).toLocaleString("en-GB"));
      const computed = prices.map((price) => `$${((gasOf(name) * price * ether) / GIGA).toFixed(4)}`);
      expect(dollars, name).to.deep.equal(computed);
    }
  });

  it("counts its marketplace right", () => {
    const text = costs.replace(/\s+/g, " ");
    const [, jobs = "", figure = "", dollars, price] =
      /pays ([\d,]+) × `(\w+)`: \$([\d.]+) a day at ([\d.]+) gwei/.exec(text) ?? [];
    const computed = (Number(jobs.replace(",", "")) * gasOf(figure) * Number(price) * ether) / GIGA;
    expect(dollars).to.equal(computed.toFixed(2));
  });

  describe("its deposit that can be killed", () => {
    const setup = useStack();
    const [source = "", ...others] = blocks(page, "ts");
    const program = wholeModule(exampleFolder("production"), "production", source);
    let held: Hash | undefined;
    const journal = {
      read: async () => held,
      write: async (hash: Hash) => {
        held = hash;
      },
    };
    beforeEach(() => {
      held = undefined;
    });

    it("is the only program of the page, and passes the type checker", () => {
      expect(others).to.deep.equal([]);
      expect(typeErrors([program])).to.deep.equal([]);
    });

    for (const [name, isForgetting] of [
      ["with its journal", false],
      ["with its salt, when the journal is lost", true],
    ] as const) {
      it(`moves money once, ${name}`, async () => {
        const { address, token, buyer, chain, publicClient, walletClient } = setup();
        const loaded = await program.load();
        const [clientOf, payOnce] = [loaded.clientOf as ClientOf, loaded.payOnce as PayOnce];
        await approveDeposit(walletClient, { address, token, amount: 100n, account: buyer });
        const node = await startNode((call) => publicClient.request(call as never));
        node.behave(losingAnswers(["eth_sendRawTransaction"]));
        const off = await startNode(() => Promise.reject(new Error("off")));
        await off.stop();
        try {
          const client = clientOf(buyer, chain, [off.url, node.url]);
          const payment = { address, recipient: buyer.address, amount: 7n, salt: 3n };
          const first = await payOnce(client, payment, journal);
          if (isForgetting) held = undefined;
          const again = await payOnce(client, payment, journal);
          expect(again.amount).to.equal(first.amount);
          expect(await getLedgerBalance(publicClient, { address, owner: buyer.address })).to.equal(7n);
        } finally {
          await node.stop();
        }
      });
    }
  });
});
