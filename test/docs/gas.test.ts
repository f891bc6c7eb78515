import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type FigureGoal, GOALS, SENT, SIZES } from "../../scripts/bench/figures.ts";
import { readPage, section, tableRows } from "./support/markdown.ts";

const SNAPSHOT = "scripts/bench/gas-snapshot.json";

describe("the figures of docs/gas.md", () => {
  it("are those of the gas snapshot, against the goals of the benchmark", () => {
    const snapshot: Readonly<
      Record<
        string,
        { readonly gas: number } | { readonly fastLzBytes: number } | { readonly codeBytes: number }
      >
    > = JSON.parse(readFileSync(SNAPSHOT, "utf8"));
    const figureOf = (name: string) => {
      const entry = snapshot[name];
      if (entry === undefined) return Number.NaN;
      if ("gas" in entry) return entry.gas;
      return "fastLzBytes" in entry ? entry.fastLzBytes : entry.codeBytes;
    };
    const rows = tableRows(section(readPage("docs/gas.md"), "Figures")).filter(([name]) =>
      name?.startsWith("`"),
    );
    const shown = rows.map(([name, , ...figures]) => [name, ...figures]);
    const written = (value: number) => value.toLocaleString("en-GB");
    expect(shown).to.deep.equal(
      Object.entries<FigureGoal>({ ...GOALS, ...SENT, ...SIZES }).map(([name, { reach }]) => {
        const value = figureOf(name);
        const verdict = reach === null ? ["–", "–"] : [written(reach), value <= reach ? "yes" : "no"];
        return [`\`${name}\``, written(value), ...verdict];
      }),
    );
  });
});
