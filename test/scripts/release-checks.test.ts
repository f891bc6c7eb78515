import { expect } from "chai";
import {
  faultsOf,
  obstaclesOf,
  type Readiness,
  tarballFaults,
  unknownFiles,
} from "../../scripts/release/checks.ts";
import { type Manifest, publicPackages, type Workspace } from "../../scripts/release/packages.ts";

const workspace = (folder: string, manifest: Partial<Manifest> & Pick<Manifest, "name">): Workspace => ({
  folder,
  manifest: { version: "0.2.0", description: "A package.", license: "MIT", files: ["dist"], ...manifest },
});

const sdk = workspace("sdk", { name: "quittance" });
const cli = workspace("apps/cli", { name: "@quittance/cli", dependencies: { quittance: "^0.2.0" } });
const example = workspace("examples/deal", {
  ...{ name: "example", private: true, version: "0.0.0", dependencies: { quittance: "*" } },
});

describe("the packages of a release", () => {
  it("come after what they require, and private ones stay at home", () => {
    const indexer = workspace("indexer", { name: "@a/indexer", peerDependencies: { quittance: "0.2.0" } });
    const order = publicPackages([cli, example, indexer, sdk]).map(({ manifest }) => manifest.name);
    expect(order).to.deep.equal(["quittance", "@a/indexer", "@quittance/cli"]);
  });

  it("are refused when they require each other", () => {
    const circle = workspace("sdk", { name: "quittance", dependencies: { "@quittance/cli": "0.2.0" } });
    expect(() => publicPackages([circle, cli])).to.throw("@quittance/cli, quittance require each other");
  });
});

describe("faults of the packages", () => {
  const faults = (name: string, manifest: Partial<Manifest>) =>
    faultsOf([sdk, workspace("apps/cli", { name, ...manifest })]);

  it("are none when versions and ranges agree", () => {
    expect(faultsOf([sdk, cli, example])).to.deep.equal([]);
  });

  it("name versions that differ", () => {
    expect(faults("@quittance/cli", { version: "0.2.1" })).to.deep.equal([
      "The packages have different versions: @quittance/cli 0.2.1, quittance 0.2.0. npm run release:version gives them one.",
    ]);
  });

  it("name fields that are missing", () => {
    expect(faults("x", { description: "", license: "", files: undefined })).to.deep.equal([
      'apps/cli/package.json has no "description".',
      'apps/cli/package.json has no "license".',
      'apps/cli/package.json has no "files": npm would publish the tests, too.',
    ]);
  });

  it("name what publishConfig would publish by, as npm takes any setting from it", () => {
    for (const key of ["registry", "@quittance:registry", "https-proxy"]) {
      expect(
        faults("x", { publishConfig: { access: "public", [key]: "https://elsewhere.example" } }),
      ).to.deep.equal([
        `apps/cli/package.json has "publishConfig" with "${key}", which npm would publish by. Remove it: the person who publishes says where to, in the settings of npm.`,
      ]);
    }
    expect(faults("x", { publishConfig: { access: "public", provenance: true } })).to.deep.equal([]);
    expect(faults("x", { private: true, publishConfig: { registry: "https://x.example" } })).to.deep.equal(
      [],
    );
  });

  it("name a range that does not find the version beside it", () => {
    for (const range of ["*", "file:../sdk", "workspace:*", "^0.1.0"]) {
      expect(faults("x", { dependencies: { quittance: range } })).to.deep.equal([
        `x requires quittance as "${range}". Write "0.2.0", with ^ or ~ or alone.`,
      ]);
    }
    expect(faults("x", { private: true, dependencies: { quittance: "0.1.0" } })).to.deep.equal([
      'x requires quittance as "0.1.0". Write "*" or "0.2.0".',
    ]);
  });

  it("name a private package that a public one requires", () => {
    const needy = workspace("sdk", { name: "quittance", dependencies: { example: "0.0.0" } });
    expect(faultsOf([needy, example])).to.deep.equal([
      "quittance requires example, which is private. Publish example, or stop requiring it.",
    ]);
  });

  it("are that nothing is public", () => {
    expect(faultsOf([example])).to.deep.equal(["Every workspace is private: there is nothing to release."]);
  });
});

describe("obstacles to publishing", () => {
  const ready: Readiness = {
    version: "0.2.0",
    distTag: "latest",
    changelog: "# Changelog\n\n## [0.2.0] - 2026-03-01\n\n- One.\n",
    changesets: [],
    changedFiles: [],
    unwatchedFiles: [],
    tags: ["v0.2.0"],
  };
  const obstacles = (change: Partial<Readiness>) => obstaclesOf({ ...ready, ...change });

  it("are none on the tag of a version that the changelog has", () => {
    expect(obstacles({})).to.deep.equal([]);
  });

  it("are a tree that is not clean, or that is none", () => {
    expect(obstacles({ changedFiles: ["a", "b", "c", "d", "e"] })).to.deep.equal([
      "The work tree is not clean: a, b, c and 2 more. Commit or remove it.",
    ]);
    expect(obstacles({ changedFiles: undefined })).to.deep.equal([
      "This is no git work tree: release from a clone.",
    ]);
  });

  it("are files whose changes git was told not to see", () => {
    expect(obstacles({ unwatchedFiles: ["sdk/index.js"] })).to.deep.equal([
      "Git was told not to see changes of sdk/index.js. Undo it with git update-index --no-assume-unchanged or --no-skip-worktree, or release from a new clone.",
    ]);
  });

  it("are a commit without the tag of the version", () => {
    expect(obstacles({ tags: ["v0.1.0", "0.2.0"] })).to.deep.equal([
      "This commit has no tag v0.2.0. Set it: git tag v0.2.0",
    ]);
  });

  it("are changesets that no release has taken up", () => {
    expect(obstacles({ changesets: [".changeset/a.md"] })).to.deep.equal([
      "Changesets wait for a release: .changeset/a.md. Run: npm run release:version",
    ]);
  });

  it("are a changelog without the version, or without its date", () => {
    expect(obstacles({ changelog: "## [0.2.1] - 2026-03-01\n" })).to.deep.equal([
      "CHANGELOG.md has no section [0.2.0].",
    ]);
    expect(obstacles({ changelog: "## [0.2.0] - unreleased\n" })).to.deep.equal([
      "CHANGELOG.md has no date for [0.2.0].",
    ]);
  });

  it("are a version before a release that npm would offer as the latest", () => {
    const early = {
      version: "0.2.0-rc.1",
      tags: ["v0.2.0-rc.1"],
      changelog: "## [0.2.0-rc.1] - 2026-03-01\n",
    };
    expect(obstacles(early)).to.deep.equal([
      "0.2.0-rc.1 comes before a release. Name its npm tag: --tag next",
    ]);
    expect(obstacles({ ...early, distTag: "next" })).to.deep.equal([]);
  });
});

describe("faults of a tarball", () => {
  const files = ["package.json", "README.md", "LICENSE", "dist/index.js", "contracts/Quittance.sol"];

  it("are none when it ships what a package needs", () => {
    expect(tarballFaults("quittance", files)).to.deep.equal([]);
  });

  it("are a missing README or licence", () => {
    expect(tarballFaults("quittance", ["package.json"])).to.deep.equal([
      "The tarball of quittance has no README.md.",
      "The tarball of quittance has no LICENSE.",
    ]);
  });

  it("are tests and secrets", () => {
    for (const file of ["a.test.ts", "test/a.ts", "dist/A.t.sol", ".env", "sdk/.env.local", "b.tgz"]) {
      expect(tarballFaults("quittance", [...files, file])).to.deep.equal([
        `The tarball of quittance ships ${file}. Leave it out of "files".`,
      ]);
    }
  });

  it("are logs and keys, built or not", () => {
    const secrets = ["src/ponder.log", "dist/tls.pem", "deployer-keystore.json", "dist/a.key", ".npmrc"];
    for (const file of secrets) {
      expect(tarballFaults("quittance", [...files, file])).to.deep.equal([
        `The tarball of quittance ships ${file}. Leave it out of "files".`,
      ]);
    }
    expect(tarballFaults("quittance", [...files, "dist/keystore.js", "dist/monkey.js"])).to.deep.equal([]);
  });

  it("are files that git does not know, unless they are built", () => {
    const known = new Set(files.filter((file) => !file.startsWith("dist/")));
    expect(unknownFiles("quittance", files, known)).to.deep.equal([]);
    expect(unknownFiles("quittance", [...files, "src/draft.ts", "dist.js"], known)).to.deep.equal([
      'The tarball of quittance ships src/draft.ts, dist.js, which git does not know. Remove it, or leave it out of "files".',
    ]);
  });
});
