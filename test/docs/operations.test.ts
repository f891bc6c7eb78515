import { basename } from "node:path";
import { expect } from "chai";
import { type Hex, parseUnits } from "viem";
import { operationPages } from "../../scripts/docs/pages.ts";
import { beforehand } from "./support/beforehand.ts";
import {
  announcedOutput,
  type ExampleModule,
  exampleFolder,
  exampleOn,
  functionBody,
} from "./support/examples.ts";
import { readPage, section, tableRows } from "./support/markdown.ts";
import { openTheatres, type Theatre, type Theatres } from "./support/scene.ts";

/** Gas said on a page may differ from what is measured by this part of it. */
const TOLERANCE = 0.03;

const nameOf = (page: string) => basename(page, ".md");

/** The table of a page's state: what must be so before the example, and after it. */
function stateTable(page: string) {
  const rows = tableRows(section(readPage(page), "State before and after"));
  const column = (index: number) => new Map(rows.map((cells) => [cells[0] ?? "", cells[index] ?? ""]));
  return { before: column(1), after: column(2) };
}

/** USDC is written with a point, counts and names without. */
const asWritten = (text: string) =>
  /^[\d,]+\.\d+$/.test(text) ? parseUnits(text.replaceAll(",", ""), 6) : text;

function requireBeforehand(name: string) {
  const found = beforehand[name];
  if (found === undefined) throw new Error(`nobody knows what happens before ${name}`);
  return found;
}

async function expectState(theatre: Theatre, told: ReadonlyMap<string, string>): Promise<void> {
  const real = await theatre.state();
  for (const [name, text] of told) {
    expect(real.has(name), `the table has a row "${name}" that the test cannot count`).to.equal(true);
    expect(real.get(name), name).to.equal(asWritten(text));
  }
}

describe("examples of operations", () => {
  let theatres: Theatres;
  let snapshot: Hex;
  let modules: ReadonlyMap<string, ExampleModule>;
  before(async () => {
    const folder = exampleFolder("operations");
    modules = new Map(
      operationPages().map((page) => [page, functionBody(folder, nameOf(page), exampleOn(page))]),
    );
    theatres = await openTheatres();
  });

  after(async () => {
    await theatres.stack.stop();
  });

  beforeEach(async () => {
    snapshot = await theatres.stack.snapshot();
    theatres.plain.printed();
  });

  afterEach(async () => {
    await theatres.stack.revert(snapshot);
  });

  it("are on the page of each operation the scene knows, and on no other", () => {
    expect(operationPages().map(nameOf)).to.have.members(Object.keys(beforehand));
  });

  for (const page of operationPages()) {
    it(`${nameOf(page)}: does to the state what its table says, prints what it announces, for the gas it names`, async () => {
      const { on, happens } = requireBeforehand(nameOf(page));
      const theatre = theatres[on];
      await happens(theatre);
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
