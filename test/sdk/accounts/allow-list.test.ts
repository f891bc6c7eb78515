import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import fc from "fast-check";
import { type Address, concatHex, encodeAbiParameters, getAddress, type Hex, keccak256, toHex } from "viem";
import { allowCategories, allowCounterparties } from "../../../sdk/index.ts";
import { expectRefusedField } from "../support/refusal.ts";

const addresses = (count: number): Address[] =>
  Array.from({ length: count }, (_, index) => getAddress(toHex(index + 1, { size: 20 })));

/** The root that a proof leads to, as OpenZeppelin's `MerkleProof` computes it. */
function rootOf(type: "address" | "uint32", value: Address | number, proof: readonly Hex[]): Hex {
  const leaf = keccak256(keccak256(encodeAbiParameters([{ type }], [value as never])));
  return proof.reduce<Hex>(
    (node, part) => keccak256(concatHex(node < part ? [node, part] : [part, node])),
    leaf,
  );
}

describe("allow-lists", () => {
  it("prove each of their values, and no other", () => {
    for (const count of [1, 2, 3, 8, 1_000]) {
      const listed = addresses(count);
      const list = allowCounterparties(listed);
      for (const value of [listed[0], listed.at(-1), listed[Math.floor(count / 2)]]) {
        if (value === undefined) throw new Error("the list has values");
        expect(list.has(value)).to.equal(true);
        expect(rootOf("address", value, list.proofOf(value) ?? [])).to.equal(list.root);
      }
      const stranger = getAddress(toHex(0xdead, { size: 20 }));
      expect(list.has(stranger)).to.equal(false);
      expect(list.proofOf(stranger)).to.equal(undefined);
    }
  });

  it("have the roots and proofs of OpenZeppelin's own trees", () => {
    const sizes = [...Array.from({ length: 40 }, (_, index) => index + 1), 255, 256, 257];
    for (const listed of sizes.map(addresses)) {
      const list = allowCounterparties(listed);
      const tree = StandardMerkleTree.of(
        listed.map((value) => [value]),
        ["address"],
      );
      expect(list.root).to.equal(tree.root);
      for (const [index, value] of listed.entries()) {
        expect(list.proofOf(value)).to.deep.equal(tree.getProof(index));
      }
    }
    const categories = [7, 0, 2 ** 32 - 1, 11];
    const tree = StandardMerkleTree.of(
      categories.map((value) => [value]),
      ["uint32"],
    );
    expect(allowCategories(categories).root).to.equal(tree.root);
  });

  it("hold thousands behind proofs of a dozen words", () => {
    const listed = addresses(4_096);
    const list = allowCounterparties(listed);
    expect(list.proofOf(listed[77] ?? "0x")).to.have.lengthOf(12);
    expect(list.values).to.have.lengthOf(4_096);
  });

  it("do not depend on how values are written, on their order, or on doubles", () => {
    const [one, two] = addresses(0xaf).slice(-2) as [Address, Address];
    const list = allowCounterparties([one, two]);
    const shouted = `0x${two.slice(2).toLowerCase()}` as Address;
    expect(allowCounterparties([shouted, one, two]).root).to.equal(list.root);
    expect(list.proofOf(shouted)).to.deep.equal(list.proofOf(two));
  });

  it("are of categories, too", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 20 }),
        (values) => {
          const list = allowCategories(values);
          for (const value of values) {
            expect(rootOf("uint32", value, list.proofOf(value) ?? [])).to.equal(list.root);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it("are refused when they are empty, or hold what cannot be listed", async () => {
    await expectRefusedField("counterparties", "an array of 0", () => allowCounterparties([]));
    await expectRefusedField("categories", "an array of 0", () => allowCategories([]));
    await expectRefusedField("counterparties[1]", '"0x12"', () =>
      allowCounterparties([...addresses(1), "0x12"]),
    );
    await expectRefusedField("categories[0]", "4294967296", () => allowCategories([2 ** 32]));
    await expectRefusedField("categories[0]", "1.5", () => allowCategories([1.5]));
  });
});
