import { expect } from "chai";
import fc from "fast-check";
import { getAddress, type Hex, size, slice } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  agentAccount,
  allowCategories,
  buildPolicy,
  decodeEnvelope,
  decodeKeySignature,
  encodeEnvelope,
  encodeKeySignature,
  encodePolicy,
  withdraw,
} from "../../../sdk/index.ts";
import { anyEnvelope } from "../support/arbitraries.ts";
import { expectRefusedField } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const KEY = getAddress("0x00000000000000000000000000000000000000b1");
const PRINCIPAL = getAddress("0x00000000000000000000000000000000000000c2");
const SIGNATURE: Hex = `0x${"11".repeat(64)}`;

describe("envelopes", () => {
  it("come back as they were", () => {
    fc.assert(
      fc.property(anyEnvelope, (envelope) => {
        const encoded = encodeEnvelope(envelope);
        const counted = { envelope: encoded, proofs: envelope.proofs.length };
        const hasTreasury = envelope.policy.treasury !== undefined;
        expect(decodeEnvelope({ ...counted, hasTreasury })).to.deep.equal(envelope);
        const { key, signature } = envelope;
        expect(decodeKeySignature(encodeKeySignature({ key, signature }))).to.deep.equal({ key, signature });
      }),
    );
  });

  it("are packed as the contract reads them", () => {
    const policy = buildPolicy({ perPeriod: 7n });
    const word: Hex = `0x${"aa".repeat(32)}`;
    const envelope = encodeEnvelope({
      key: KEY,
      principal: PRINCIPAL,
      policy,
      proofs: [[word], []],
      signature: SIGNATURE,
      approval: "0xbbcc",
    });
    expect(slice(envelope, 0, 20)).to.equal(KEY.toLowerCase());
    expect(slice(envelope, 20, 40)).to.equal(PRINCIPAL.toLowerCase());
    expect(slice(envelope, 40, 148)).to.equal(encodePolicy(policy));
    expect(slice(envelope, 148)).to.equal(`0x01${"aa".repeat(32)}00${"0040"}${"11".repeat(64)}bbcc`);
    expect(encodeKeySignature({ key: KEY, signature: "0x" })).to.equal(KEY.toLowerCase());
  });

  it("are refused when they end too early", async () => {
    const parts = { key: KEY, principal: PRINCIPAL, policy: buildPolicy({}), proofs: [] } as const;
    const envelope = encodeEnvelope({ ...parts, signature: SIGNATURE, approval: "0x" });
    const cut = slice(envelope, 0, size(envelope) - 1);
    await expectRefusedField("envelope", /^"0x/, () => decodeEnvelope({ envelope: cut, proofs: 0 }));
    await expectRefusedField("envelope", '"0x"', () => decodeEnvelope({ envelope: "0x", proofs: 0 }));
    await expectRefusedField("envelope", /^"0x/, () => decodeKeySignature(slice(envelope, 0, 19)));
  });

  it("hold no proof or signature longer than their counts", async () => {
    const parts = { key: KEY, principal: PRINCIPAL, policy: buildPolicy({}), approval: "0x" } as const;
    const word: Hex = `0x${"aa".repeat(32)}`;
    await expectRefusedField("proofs", "256", () =>
      encodeEnvelope({ ...parts, proofs: [Array(256).fill(word)], signature: "0x" }),
    );
    await expectRefusedField("signature", "65536", () =>
      encodeEnvelope({ ...parts, proofs: [], signature: `0x${"11".repeat(65_536)}` }),
    );
  });
});

describe("an agent's account", () => {
  const setup = useStack();
  const key = privateKeyToAccount(generatePrivateKey());
  const account = { address: KEY, principal: PRINCIPAL, policy: buildPolicy({}), key } as const;

  it("is plain data, each field in its proper form", () => {
    const lower = PRINCIPAL.toLowerCase() as Hex;
    expect(agentAccount({ ...account, principal: lower })).to.deep.equal({ ...account });
  });

  it("is refused by field, and nothing that could be a key is shown", async () => {
    const secret = generatePrivateKey();
    await expectRefusedField("account.key", "(not shown)", () =>
      agentAccount({ ...account, key: secret as never }),
    );
    await expectRefusedField("account.address", "(not shown)", () =>
      agentAccount({ ...account, address: secret }),
    );
    await expectRefusedField("account.principal", "(not shown)", () =>
      agentAccount({ ...account, principal: "0x" }),
    );
    await expectRefusedField("policy.period", "0", () =>
      agentAccount({ ...account, policy: { ...account.policy, period: 0 } }),
    );
  });

  it("comes with the lists in its policy, and with no others", async () => {
    const categories = allowCategories([1]);
    const other = allowCategories([2]);
    const listing = { ...account, policy: buildPolicy({ categories }) };
    expect(agentAccount({ ...listing, categories }).categories).to.equal(categories);
    const shown = new RegExp(other.root);
    await expectRefusedField("account.categories", shown, () =>
      agentAccount({ ...listing, categories: other }),
    );
    await expectRefusedField("account.categories", shown, () =>
      agentAccount({ ...account, categories: other }),
    );
  });

  it("sends nothing: it signs, and others send", async () => {
    const { address, walletClient } = setup();
    const sender = agentAccount(account) as never;
    await expectRefusedField("account", `"${KEY}"`, () =>
      withdraw(walletClient, { address, to: PRINCIPAL, amount: 1n, account: sender }),
    );
  });
});
