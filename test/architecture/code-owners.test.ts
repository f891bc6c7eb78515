import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { expect } from "chai";

describe("CODEOWNERS", () => {
  const lines = readFileSync(".github/CODEOWNERS", "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(/\s+/));
  const patterns = lines.map(([pattern = ""]) => pattern);

  it("gives every file an owner, and each line names a team", () => {
    expect(patterns[0]).to.equal("*");
    for (const [pattern, ...owners] of lines) {
      expect(owners.join(" "), pattern).to.match(/^@[\w-]+\/[\w-]+( @[\w-]+\/[\w-]+)*$/);
    }
  });

  it("names only what exists, folders with a slash", () => {
    const wrong = patterns.slice(1).filter((pattern) => {
      const path = pattern.slice(1);
      return (
        !pattern.startsWith("/") || !existsSync(path) || statSync(path).isDirectory() !== path.endsWith("/")
      );
    });
    expect(wrong).to.deep.equal([]);
  });

  it("has a line for each room at the top", () => {
    const rooms = globSync("{*,apps/*,.ci,.github,.changeset}/")
      .map((path) => path.replaceAll("\\", "/").replace(/\/$/, ""))
      .filter((path) => !["node_modules", "artifacts", "cache", "coverage", "apps"].includes(path));
    expect(rooms.filter((room) => !patterns.includes(`/${room}/`))).to.deep.equal([]);
  });
});
