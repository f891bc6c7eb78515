import { expect } from "chai";
import { looksAlike } from "../../apps/cli/settings/book.ts";
import { type Bench, openBench } from "./support/bench.ts";

const RESEARCH = "0x52908400098527886E0F7030069857D2E4169EE7";
/** Both ends are those of the other. */
const TWIN = "0x52908400000000000000000000000000e4169ee7";

describe("quittance book", () => {
  let bench: Bench;
  const book = (...args: string[]) => bench.call("book", ...args, "--chain", "8453");

  beforeEach(async () => {
    bench = openBench();
    expect((await book("add", "@research-01", RESEARCH)).code).to.equal(0);
  });

  afterEach(() => bench.remove());

  it("keeps a name for one chain only", async () => {
    const here = JSON.parse((await book("list", "--json")).out);
    expect(here.names).to.deep.equal({ "@research-01": RESEARCH });
    const elsewhere = await bench.call("book", "list", "--chain", "1", "--json");
    expect(JSON.parse(elsewhere.out).names).to.deep.equal({});
  });

  for (const name of [
    "@research-o1",
    "@research-0l",
    "@reseaRch-01",
    "@Research-01",
    "@réesearch",
    "@-x",
    "@a b",
  ]) {
    it(`refuses ${name}`, async () => {
      const { code, out } = await book("add", name, `0x${"11".repeat(20)}`);
      expect([1, 2]).to.include(code);
      expect(out).to.equal("");
      const { names } = JSON.parse((await book("list", "--json")).out);
      expect(Object.keys(names)).to.deep.equal(["@research-01"]);
    });
  }

  it("takes names that nobody takes for another", async () => {
    expect((await book("add", "@research-03", `0x${"11".repeat(20)}`)).code).to.equal(0);
  });

  it("refuses an address with a wrong checksum, a second name, and another address under a name", async () => {
    const miswritten = RESEARCH.replace("0x52908400098527886E", "0x52908400098527886e");
    expect((await book("add", "@other", miswritten)).code).to.equal(2);
    const second = await book("add", "@other", RESEARCH.toLowerCase());
    expect([second.code, second.err.includes("is @research-01 already")]).to.deep.equal([1, true]);
    const moved = await book("add", "@research-01", `0x${"11".repeat(20)}`);
    expect([moved.code, moved.err.includes("Remove it first")]).to.deep.equal([1, true]);
  });

  it("warns of an address that begins and ends like a known one", async () => {
    expect(looksAlike(RESEARCH, TWIN)).to.equal(true);
    const { code, err } = await book("add", "@twin", TWIN);
    expect(code).to.equal(0);
    expect(err).to.contain("begins and ends like @research-01").and.to.contain(RESEARCH);
  });

  it("refuses a name that it does not know, and one of an object's own", async () => {
    for (const name of ["@nobody", "@constructor", "@tostring"]) {
      const { code, err } = await bench.call("account", name);
      expect(code).to.equal(2);
      expect(err).to.contain("The book has no");
    }
  });
});
