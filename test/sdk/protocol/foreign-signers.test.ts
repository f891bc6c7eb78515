import { expect } from "chai";
import { privateKeyToAccount } from "viem/accounts";
import { ethersAccount } from "../../support/wallets/ethers-account.ts";
import { signables } from "../support/signables.ts";

const KEY = `0x${"07".repeat(32)}` as const;

/** Signed by their digest, or by nobody. */
const UNSIGNED = new Set(["Voucher", "Deposit", "Account"]);

const signed = async () => [...(await signables())].filter(([type]) => !UNSIGNED.has(type));

describe("typed data of every type", () => {
  it("names the types that its message is made of, and no others", async () => {
    for (const [type, { types, primaryType }] of await signed()) {
      const named = new Set<string>([String(primaryType)]);
      for (const name of named) {
        const fields = (types as Record<string, readonly { readonly type: string }[]>)[name] ?? [];
        for (const field of fields) {
          const struct = field.type.replace(/(\[\d*\])+$/, "");
          if (/^[A-Z]/.test(struct)) named.add(struct);
        }
      }
      expect(Object.keys(types).sort(), type).to.deep.equal([...named].sort());
    }
  });

  it("is signed by ethers, which refuses types that are not used, as viem signs it", async () => {
    const [own, foreign] = [privateKeyToAccount(KEY), ethersAccount(KEY)];
    const all = await signed();
    expect(all.length).to.be.greaterThan(20);
    for (const [type, definition] of all) {
      const theirs = await foreign.signTypedData(definition as never);
      expect(theirs, type).to.equal(await own.signTypedData(definition as never));
    }
  });
});
