import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { waitingChangesets } from "../../scripts/release/tree.ts";
import { VERSION_FILE, versionSource } from "../../scripts/release/version-file.ts";
import { makeRepository, run, write } from "./support/repository.ts";

describe("npm run release:version", () => {
  let root: string;
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const versionOf = (folder: string) => JSON.parse(read(`${folder}/package.json`)).version;

  before(() => {
    root = makeRepository();
    const config = JSON.parse(readFileSync(".changeset/config.json", "utf8"));
    const fixed = [["quittance", "@quittance/cli"]];
    write(root, { ".changeset/config.json": { ...config, fixed }, ".changeset/README.md": "# Changesets\n" });
  });

  after(() => rmSync(root, { recursive: true, force: true }));

  it("refuses when no change waits for a release", async () => {
    const { code, err } = await run("release-version", root, []);
    expect(code).to.equal(1);
    expect(err).to.contain("Write one first: npm run changeset");
  });

  it("gives all packages one version, and the changelog the text of the changesets", async () => {
    write(root, {
      ".changeset/one.md": '---\n"quittance": minor\n---\n\n### Added\n\n- Two words.\n',
      ".changeset/two.md": '---\n"@quittance/cli": patch\n---\n\nThe command prints both.\n',
    });
    const { code, out, err } = await run("release-version", root, []);
    expect(code, err).to.equal(0);
    expect(out).to.contain("git tag v0.3.0");
    expect([versionOf("sdk"), versionOf("apps/cli")]).to.deep.equal(["0.3.0", "0.3.0"]);
    expect(JSON.parse(read("apps/cli/package.json")).dependencies).to.deep.equal({ quittance: "0.3.0" });
    expect(JSON.parse(read("package-lock.json")).packages["apps/cli"].version).to.equal("0.3.0");
    expect(read("CHANGELOG.md")).to.match(
      /^# Changelog\n\n## \[0\.3\.0\] - \d{4}-\d\d-\d\d\n\n### Added\n\n- Two words\.\n\n### Fixed\n\n- The command prints both\.\n\n## \[0\.2\.0\]/,
    );
    expect(read(VERSION_FILE)).to.equal(versionSource("0.3.0"));
    expect(waitingChangesets(root)).to.deep.equal([]);
  });
});
