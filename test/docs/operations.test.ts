import { basename } from "node:path";
import { expect } from "chai";
import { type Hex, parseUnits } from "viem";
import {
  announcedOutput,
  type ExampleModule,
  exampleFolder,
  exampleOn,
  functionBody,
  operationPages,
} from "./support/examples.ts";
import { readPage, section, tableRows } from "./support/markdown.ts";
import { beforehand, openTheatre, type Theatre } from "./support/scene.ts";

/** Gas said on a page may differ from what is measured by this part of it. */
const TOLERANCE = 0.03;

const nameOf = (page: string) => basename(page, ".md");

/** The table of a page's state: what must be so before the example, and after it. */
function stateTable(page: string) {
  const rows = tableRows(section(readPage(page), "State before and after"));
  const column = (index: number) => new Map(rows.map((cells) => [cells[0] ?? "", cells[index] ?? ""]));
  return { before: column(1), after: column(2) };
}

const asWritten = (name: string, text: string) =>
  name.endsWith("milestones") ? text : parseUnits(text.replaceAll(",", ""), 6);

async function expectState(theatre: Theatre, told: ReadonlyMap<string, string>): Promise<void> {
  const real = await theatre.state();
  for (const [name, text] of told) {
    expect(real.has(name), `the table has a row "${name}" that the test cannot count`).to.equal(true);
    expect(real.get(name), name).to.equal(asWritten(name, text));
  }
}

describe("examples of operations", () => {
  let theatre: Theatre;
  let snapshot: Hex;
  let modules: ReadonlyMap<string, ExampleModule>;
  before(async () => {
    const folder = exampleFolder("operations");
    modules = new Map(
      operationPages().map((page) => [page, functionBody(folder, nameOf(page), exampleOn(page))]),
    );
    theatre = await openTheatre();
  });

  after(async () => {
    await theatre.stack.stop();
  });

  beforeEach(async () => {
    snapshot = await theatre.stack.snapshot();
    theatre.printed();
  });

  afterEach(async () => {
    await theatre.stack.revert(snapshot);
  });

  it("are on the page of each operation the scene knows, and on no other", () => {
    expect(operationPages().map(nameOf)).to.have.members(Object.keys(beforehand));
  });

  for (const page of operationPages()) {
    it(`${nameOf(page)}: does to the state what its table says, prints what it announces, for the gas it names`, async () => {
      await beforehand[nameOf(page)]?.(theatre);
      const { before, after } = stateTable(page);
      expect(before.size).to.be.greaterThan(0);
      await expectState(theatre, before);

      const { run } = (await modules.get(page)?.load()) ?? {};
      if (typeof run !== "function") throw new Error(`${page} has no example`);
      await run(theatre);

      await expectState(theatre, after);
      const printed = theatre.printed();
      announcedOutput(exampleOn(page)).forEach((said, index) => {
        if (said !== undefined) expect(printed[index]).to.equal(said);
      });
      const told = Number(/about ([\d,]+)\./.exec(readPage(page))?.[1]?.replaceAll(",", ""));
      const gas = Number(await theatre.gasOfLastTransaction());
      expect(told, `gas on the page; measured ${gas}`).to.be.within(
        gas * (1 - TOLERANCE),
        gas * (1 + TOLERANCE),
      );
    });
  }
});
