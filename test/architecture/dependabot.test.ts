import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { isMap, isSeq, parseDocument } from "yaml";

describe("dependabot", () => {
  const document = parseDocument(readFileSync(".github/dependabot.yml", "utf8"));
  const config: {
    readonly version: number;
    readonly updates: readonly {
      "package-ecosystem": string;
      schedule: { interval: string };
      groups?: object;
    }[];
  } = document.toJS();

  /** Dependencies of every package of the repository with their versions. */
  const declared = globSync("{.,*,apps/*}/package.json").flatMap((file) => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync(file, "utf8"));
    return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }) as [
      string,
      string,
    ][];
  });

  /** What does not move by itself: the name, and the comment above it. */
  const pins = () => {
    const ignored = document.getIn(["updates", 0, "ignore"]);
    if (!isSeq(ignored)) throw new Error(".github/dependabot.yml ignores nothing");
    return ignored.items.map((item, index) => {
      if (!isMap(item)) throw new Error(`.github/dependabot.yml: item ${index} of ignore is not a map`);
      // The parser gives the comment above the first item to the list.
      const reason = index === 0 ? ignored.commentBefore : item.commentBefore;
      return { name: String(item.get("dependency-name")), reason };
    });
  };

  it("groups npm packages and actions, once a week", () => {
    expect(config.version).to.equal(2);
    expect(config.updates.map((update) => update["package-ecosystem"])).to.deep.equal([
      "npm",
      "github-actions",
    ]);
    for (const update of config.updates) {
      expect(update.schedule.interval).to.equal("weekly");
      expect(update.groups).to.be.an("object");
    }
  });

  it("leaves alone only what is declared, and gives a reason for each", () => {
    const matches = (pattern: string) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
    const wrong = pins().filter(
      ({ name, reason }) => !reason || !declared.some(([dependency]) => matches(name).test(dependency)),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("leaves alone what must not move, which is declared as one exact version", () => {
    const fixed = ["ponder", "hardhat", "solc", "@openzeppelin/contracts", "node", "@biomejs/biome"];
    expect(pins().map(({ name }) => name)).to.include.members(fixed);
    const versions = declared.filter(([name]) => fixed.includes(name));
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).to.deep.equal([]);
  });
});
