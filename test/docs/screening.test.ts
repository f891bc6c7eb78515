import { readFileSync } from "node:fs";
import { expect } from "chai";
import { parseScreeningList, type ScreeningReply } from "../../sdk/screening/index.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage } from "./support/markdown.ts";

const page = readPage("docs/screening.md");
const [example = ""] = blocks(page, "ts");
const [list = ""] = blocks(page, "csv");
const screened = wholeModule(exampleFolder("screening"), "screened", example);

describe("docs/screening.md", () => {
  it("has an example that passes the type checker", () => {
    expect(typeErrors([screened])).to.deep.equal([]);
  });

  it("has a list that is read, and an example that refuses by it", async () => {
    const entries = parseScreeningList(list);
    expect(entries.map(({ decision }) => decision)).to.deep.equal(["refuse", "ask", "refuse"]);
    const { mayPass } = (await screened.load()) as unknown as {
      mayPass: (...given: unknown[]) => Promise<ScreeningReply | "it may">;
    };
    const { log } = console;
    const told: unknown[] = [];
    console.log = (outcome: unknown) => told.push(outcome);
    try {
      const answers = [[], entries.slice(1, 2), entries].map((some) =>
        mayPass(
          list,
          some.map(({ address }) => address),
        ),
      );
      const replies = await Promise.all(answers);
      expect(replies.map((reply) => (reply === "it may" ? reply : reply.body.screening))).to.deep.equal([
        "it may",
        "ask",
        "refuse",
      ]);
    } finally {
      console.log = log;
    }
    expect(told).to.deep.equal(["allow", "ask", "refuse"]);
  });

  it("names the variables that both programs' pages list", () => {
    for (const [program, prefix] of [
      ["relayer", "RELAYER"],
      ["ballot-board", "EXCHANGE"],
    ]) {
      const settings = readFileSync(`docs/${program}.md`, "utf8");
      for (const name of ["LIST", "URL", "KEY_FILE", "FAILURE"])
        expect(settings).to.contain(`\`${prefix}_SCREENING_${name}\``);
    }
  });
});
