import { readFileSync } from "node:fs";
import { expect } from "chai";
import hre from "hardhat";

/** The pieces whose code runs on one storage. */
const PIECES = ["Quittance", "Disputes", "Accounts", "Agreements", "Batches", "Panels"] as const;

type Piece = (typeof PIECES)[number];

/** Where a variable lies, and what it is: its type, and the type of whatever it holds. */
interface Place {
  readonly slot: number;
  readonly offset: number;
  readonly label: string;
  readonly type: string;
}

/** solc's JSON of a contract's storage. */
interface StorageLayout {
  readonly storage: readonly { label: string; slot: string; offset: number; type: string }[];
  readonly types: Readonly<
    Record<
      string,
      {
        label: string;
        key?: string;
        value?: string;
        base?: string;
        members?: readonly { label: string; slot: string; offset: number; type: string }[];
      }
    >
  > | null;
}

/**
 * A type in words, down to the last member of the structs it holds: solc's own names end in numbers that differ from build
 * to build.
 */
function inWords(layout: StorageLayout, name: string): string {
  const type = layout.types?.[name];
  if (type === undefined) throw new Error(`the storage layout has no type ${name}`);
  const words = (inner: string) => inWords(layout, inner);
  if (type.key !== undefined && type.value !== undefined) return `${words(type.key)} => ${words(type.value)}`;
  if (type.base !== undefined) return `${type.label} of ${words(type.base)}`;
  if (type.members === undefined) return type.label;
  const members = type.members.map(
    (member) => `${member.slot}:${member.offset} ${member.label} ${words(member.type)}`,
  );
  return `${type.label} { ${members.join("; ")} }`;
}

const placesOf = (layout: StorageLayout): Place[] =>
  layout.storage.map(({ slot, offset, label, type }) => ({
    slot: Number(slot),
    offset,
    label,
    type: inWords(layout, type),
  }));

/** The storage of a compiled piece. Throws when it was compiled without its layout. */
async function layoutOf(piece: Piece): Promise<Place[]> {
  const id = await hre.artifacts.getBuildInfoId(piece);
  const path = id && (await hre.artifacts.getBuildInfoOutputPath(id));
  if (!path) throw new Error(`${piece} was not compiled: run npm run compile`);
  const { output } = JSON.parse(readFileSync(path, "utf8"));
  const layout: StorageLayout | undefined =
    output.contracts[`project/contracts/${piece}.sol`]?.[piece]?.storageLayout;
  if (layout === undefined) throw new Error(`${path} has no storageLayout of ${piece}`);
  return placesOf(layout);
}

/** Sentences for each place that two layouts use for different things. */
function conflicts(layouts: Readonly<Record<string, readonly Place[]>>): string[] {
  const known = new Map<string, { piece: string; label: string; type: string }>();
  return Object.entries(layouts).flatMap(([piece, places]) =>
    places.flatMap(({ slot, offset, label, type }) => {
      const key = `${slot}:${offset}`;
      const other = known.get(key);
      if (other === undefined) {
        known.set(key, { piece, label, type });
        return [];
      }
      if (other.label === label && other.type === type) return [];
      return [
        `${key} is ${other.label} (${other.type}) in ${other.piece}, but ${label} (${type}) in ${piece}`,
      ];
    }),
  );
}

describe("the storage that Quittance and its companions share", () => {
  it("has one layout in all of them", async () => {
    const layouts: Record<string, Place[]> = {};
    for (const piece of PIECES) layouts[piece] = await layoutOf(piece);
    expect(conflicts(layouts)).to.deep.equal([]);
    const labels = new Set(Object.values(layouts).flatMap((places) => places.map(({ label }) => label)));
    const places = new Set(Object.values(layouts).flatMap((all) => all.map(({ slot }) => slot)));
    expect(labels.size, "each variable lies at one place").to.equal(places.size);
  });

  it("is that of build number 4: with another layout, raise BUILD_NUMBER in contracts/libraries/Build.sol", async () => {
    const variables = new Map<number, string>();
    for (const piece of PIECES) {
      for (const { slot, label } of await layoutOf(piece)) variables.set(slot, label);
    }
    expect(readFileSync("contracts/libraries/Build.sol", "utf8")).to.contain("BUILD_NUMBER = 4;");
    expect([...variables].sort(([a], [b]) => a - b).map(([, label]) => label)).to.deep.equal([
      "_accounts",
      "_unclaimedPayout",
      "_policies",
      "_salts",
      "_keys",
      "_origins",
      "_principals",
      "_deals",
      "_records",
      "_contests",
      "_rounds",
      "_books",
      "_tabs",
      "_nonces",
    ]);
  });

  describe("the rule itself", () => {
    const place = (slot: number, label: string, type = "uint256"): Place => ({
      slot,
      offset: 0,
      label,
      type,
    });

    it("accepts a piece that has only some of the variables", () => {
      expect(conflicts({ A: [place(0, "a"), place(1, "b")], B: [place(0, "a")] })).to.deep.equal([]);
    });

    it("names a place where another variable lies, or one of another type", () => {
      expect(conflicts({ A: [place(0, "a"), place(1, "b")], B: [place(0, "b")] })).to.have.length(1);
      expect(conflicts({ A: [place(0, "a")], B: [place(0, "a", "uint128")] })).to.deep.equal([
        "0:0 is a (uint256) in A, but a (uint128) in B",
      ]);
    });

    it("reads a type down to the members of its structs", () => {
      const types = {
        m: { label: "mapping", key: "k", value: "s" },
        k: { label: "address" },
        s: { label: "struct S", members: [{ label: "x", slot: "0", offset: 0, type: "k" }] },
      };
      expect(inWords({ storage: [], types }, "m")).to.equal("address => struct S { 0:0 x address }");
    });
  });
});
