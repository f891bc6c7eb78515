import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { parse } from "yaml";
import { addRelease, mergeNotes, readNotes, releaseOf } from "../../scripts/release/changelog.ts";

const changeset = (summary: string, ...bumps: string[]) => ({
  id: "blue-cat",
  summary,
  releases: bumps.map((type) => ({ type })),
});

describe("the text of a changeset", () => {
  it("is one item when it has no heading: what it is follows from the largest bump", () => {
    expect([...readNotes(changeset("One.\nTwo.", "patch"))]).to.deep.equal([["Fixed", "- One.\n  Two."]]);
    expect([...readNotes(changeset("One.", "patch", "minor"))]).to.deep.equal([["Added", "- One."]]);
    expect([...readNotes(changeset("One.", "minor", "major"))]).to.deep.equal([["Changed", "- One."]]);
  });

  it("has its lists under headings otherwise", () => {
    const text = "### Fixed\n\n- One.\n  More.\n- Two.\n\n### Added\n\n- Three.\n";
    expect([...readNotes(changeset(text, "minor"))]).to.deep.equal([
      ["Fixed", "- One.\n  More.\n- Two."],
      ["Added", "- Three."],
    ]);
  });

  it("is refused when it would get lost", () => {
    const read = (text: string) => () => readNotes(changeset(text, "minor"));
    expect(read("### Improved\n\n- One.")).to.throw(
      '.changeset/blue-cat.md: the heading "Improved" is unknown',
    );
    expect(read("### Added\n\nOne.")).to.throw('below "Added" there is no list');
    expect(read("First.\n\n### Added\n\n- One.")).to.throw("has text above its first heading");
    expect(read(" ")).to.throw("bumps no package or has no text");
    expect(() => readNotes(changeset("One.", "none"))).to.throw("bumps no package or has no text");
  });
});

describe("the changelog", () => {
  const notes = mergeNotes([
    new Map([["Fixed", "- Three."]]),
    new Map([
      ["Added", "- One."],
      ["Fixed", "- Four."],
    ]),
    new Map([["Added", "- Two."]]),
  ]);

  it("gets a section above the others, its lists in order", () => {
    const before = "# Changelog\n\nIntroduction.\n\n## [0.1.0] - 2026-01-01\n\n- Old.\n";
    expect(addRelease(before, "0.2.0", "2026-03-01", notes)).to.equal(
      "# Changelog\n\nIntroduction.\n\n" +
        "## [0.2.0] - 2026-03-01\n\n### Added\n\n- One.\n- Two.\n\n### Fixed\n\n- Three.\n- Four.\n\n" +
        "## [0.1.0] - 2026-01-01\n\n- Old.\n",
    );
  });

  it("gets its first section below the introduction", () => {
    expect(addRelease("# Changelog\n", "0.1.0", "2026-03-01", new Map([["Added", "- One."]]))).to.equal(
      "# Changelog\n\n## [0.1.0] - 2026-03-01\n\n### Added\n\n- One.\n",
    );
  });

  it("keeps what an unreleased section says, and adds to it", () => {
    const before =
      "# Changelog\n\n## [0.2.0] - unreleased\n\nThe second.\n\n### Added\n\n- Zero.\n\n## [0.1.0] - 2026-01-01\n\n- Old.\n";
    expect(addRelease(before, "0.2.0", "2026-03-01", notes)).to.equal(
      "# Changelog\n\n## [0.2.0] - 2026-03-01\n\nThe second.\n\n### Added\n\n- Zero.\n- One.\n- Two.\n\n" +
        "### Fixed\n\n- Three.\n- Four.\n\n## [0.1.0] - 2026-01-01\n\n- Old.\n",
    );
  });

  it("is not written twice for one version", () => {
    const released = "# Changelog\n\n## [0.2.0] - 2026-01-01\n";
    expect(() => addRelease(released, "0.2.0", "2026-03-01", notes)).to.throw("this version is released");
  });

  it("is asked for exactly one version", () => {
    expect(releaseOf("## [0.10.0] - 2026-01-01\n", "0.1.0").state).to.equal("missing");
    expect(releaseOf("## [0.1.0] - unreleased\n", "0.1.0").state).to.equal("unreleased");
    expect(releaseOf("## [0.1.0] - 2026-01-01\n", "0.1.0").state).to.equal("released");
  });
});

describe("the changesets of this repository", () => {
  const config = JSON.parse(readFileSync(".changeset/config.json", "utf8"));
  const files = globSync(".changeset/*.md").filter((file) => !file.endsWith("README.md"));

  it("release all public packages at one version", () => {
    expect(config.fixed).to.deep.equal([
      ["quittance", "@quittance/contracts", "@quittance/cli", "@quittance/indexer"],
    ]);
    expect(config.access).to.equal("public");
  });

  for (const file of files) {
    it(`${file} names packages of the project and can be taken into the changelog`, () => {
      const [, front = "", summary = ""] =
        /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(readFileSync(file, "utf8")) ?? [];
      const bumps: Record<string, string> = parse(front);
      expect(config.fixed.flat()).to.include.members(Object.keys(bumps));
      const releases = Object.values(bumps).map((type) => ({ type }));
      expect(readNotes({ id: file, summary, releases }).size).to.be.greaterThan(0);
    });
  }
});
