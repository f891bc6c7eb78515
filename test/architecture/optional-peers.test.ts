import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect } from "chai";
import { WITH_PEERS } from "../../scripts/package/peers.ts";
import { packagesLoadedBy, requiredPeers } from "./support/loaded-packages.ts";

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(posix.join(folder, "package.json"), "utf8"));

const library = manifestOf("sdk");
const optional = Object.keys(library.peerDependenciesMeta ?? {});

/** The source of an entry of the library, such as `quittance/pact/lint`. */
function sourceOf(entry: string): string {
  const source = library.exports?.[entry.replace("quittance", ".")]?.["@quittance/source"];
  if (typeof source !== "string") throw new Error(`${entry} has no source in sdk/package.json`);
  return posix.join("sdk", source);
}

const PROGRAMS = ["apps/cli", "apps/exchange", "apps/juror", "apps/relayer", "examples", "indexer"];

describe("optional peers of the library", () => {
  for (const folder of PROGRAMS) {
    it(`${folder} depends on those of the entries that it imports`, () => {
      const { dependencies = {} } = manifestOf(folder);
      const missing = requiredPeers(folder, { sourceOf, optional, declared: WITH_PEERS })
        .filter(({ peer }) => dependencies[peer] === undefined)
        .map(({ entry, peer }) => `${entry} needs ${peer}`);
      expect(missing).to.deep.equal([]);
    });
  }

  it("are named for every entry that loads one", () => {
    const entries = Object.keys(library.exports ?? {})
      .filter((entry) => entry !== "./package.json" && entry !== "./testing")
      .map((entry) => entry.replace(".", "quittance"));
    const unnamed = entries.flatMap((entry) =>
      packagesLoadedBy(sourceOf(entry))
        .filter((name) => optional.includes(name))
        .filter((name) => !(WITH_PEERS[entry]?.peers ?? []).includes(name))
        .map((name) => `${entry} loads ${name}`),
    );
    expect(unnamed).to.deep.equal([]);
  });

  it("are found through modules that re-export, and not through types", () => {
    expect(packagesLoadedBy(sourceOf("quittance/jury/measures"))).to.include("fflate");
    expect(packagesLoadedBy(sourceOf("quittance/protocol"))).to.not.include("ajv");
  });
});
