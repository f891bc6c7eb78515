import { expect } from "chai";
import * as history from "../../sdk/history/index.ts";
import { openExampleAccount, openExampleDeal } from "../../sdk/testing/index.ts";
import type { IndexedStack } from "../support/indexed-stack.ts";
import { useIndexedStack } from "../support/use-indexed-stack.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, tableRows } from "./support/markdown.ts";
import { printedBy } from "./support/run-blocks.ts";

describe("docs/history.md", () => {
  const running = useIndexedStack();
  const page = readPage("docs/history.md");
  const examples = blocks(page, "ts");
  const folder = exampleFolder("history");
  let stack: IndexedStack;
  let account: string;
  let dealId: string;

  before(async () => {
    stack = running();
    ({ dealId } = await openExampleDeal(stack));
    account = (await openExampleAccount(stack)).account.address;
    await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
  });

  /** The example with the places of the running stack. */
  const placed = (code: string) =>
    code
      .replaceAll("http://127.0.0.1:42069", stack.indexer.url)
      .replaceAll("0x00000000000000000000000000000000000000b2", stack.seller.address)
      .replaceAll("0x00000000000000000000000000000000000000a1", account);

  it("has examples that pass the type checker", () => {
    expect(examples).to.have.length(5);
    const types = exampleFolder("history-types");
    const modules = examples.map((code, index) => wholeModule(types, `${index}`, `${code}\nexport {};\n`));
    expect(typeErrors(modules)).to.deep.equal([]);
  });

  it("lists deals and what happened to them, as of a block", async () => {
    const printed = [...(await printedBy(folder, "deals", examples[0] ?? "", placed)).values()].join("\n");
    const { number, hash } = await stack.publicClient.getBlock();
    expect(printed).to.include(`as of block ${number}, ${hash}; next page: none`);
    expect(printed)
      .to.include("opened undefined")
      .and.to.match(/^0x[0-9a-f]{64} 0x/m);
    expect(dealId).to.match(/^0x/);
  });

  it("sums a statement to the balance", async () => {
    const [sum] = [...(await printedBy(folder, "statement", examples[1] ?? "", placed)).values()];
    const answer = await history.getAccount(history.createHistory({ url: stack.indexer.url }), {
      account: account as `0x${string}`,
    });
    expect(sum).to.equal(`${answer?.account.balance}n`);
  });

  it("asks for trust, in one, in many and in those that fit", async () => {
    const printed = [...(await printedBy(folder, "trust", examples[2] ?? "", placed)).values()].join("\n");
    expect(printed).to.match(/^unproven \d+ \d+ \d+$/m);
    expect(printed).to.include(`${stack.seller.address.toLowerCase()} `);
    expect(printed).to.include("next page: none");
  });

  it("names every function", () => {
    const rows = tableRows(page).flatMap(([names = ""]) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    const functions = Object.keys(history).filter((name) => name !== "createHistory");
    expect(functions.filter((name) => !rows.includes(name))).to.deep.equal([]);
  });
});
