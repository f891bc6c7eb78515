import { expect } from "chai";
import { createWalletClient, custom, type Hex, hexToBytes } from "viem";
import { english, generateMnemonic, generatePrivateKey, mnemonicToAccount } from "viem/accounts";
import { withoutSecrets } from "../../../sdk/errors/secrets.ts";
import {
  BaseError,
  decodeError,
  getKey,
  getMilestone,
  InvalidFieldError,
  NodeUnreachableError,
  RpcFailedError,
  requireAuthorizedSigner,
  SignerFailedError,
  signTerms,
  signVoucher,
} from "../../../sdk/index.ts";
import { exampleTerms } from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const HASH: Hex = `0x${"5e".repeat(32)}`;

describe("what could be a secret", () => {
  const secrets = (): Readonly<Record<string, string>> => {
    const key = generatePrivateKey();
    const words = generateMnemonic(english);
    const { privateExtendedKey } = mnemonicToAccount(words).getHdKey();
    return {
      "a key in hex": key,
      "a key in hex without 0x": key.slice(2),
      "a key in capitals": `0x${key.slice(2).toUpperCase()}`,
      "a key as a list of bytes": hexToBytes(key).join(", "),
      "a key as a number": (BigInt(key) | (1n << 255n)).toString(),
      "the words of a seed": words,
      "24 words of a seed": generateMnemonic(english, 256),
      "an extended key": privateExtendedKey,
    };
  };

  for (const name of Object.keys(secrets())) {
    it(`is not shown as a value, alone or in a text: ${name}`, () => {
      const secret = secrets()[name] ?? "";
      for (const value of [secret, ` ${secret}\n`, `"${secret}"`]) {
        const error = new InvalidFieldError({
          field: "memo",
          value,
          problem: "is wrong",
          remedy: "Correct it.",
        });
        expect(error.value).to.equal("(not shown)");
        expect(error.message).to.not.include(secret);
      }
      expect(withoutSecrets(`key '${secret}' is bad`)).to.equal("key '(not shown)' is bad");
    });
  }

  it("is not what has another length, or is longer words", () => {
    const harmless = [
      "0x00000000000000000000000000000000000000b1",
      `0x${"22".repeat(64)}`,
      `0x${"0".repeat(200)}`,
      "79228162514264337593543950335",
      "the seller must deliver what both parties agreed upon before the deadline ends",
      "1, 2, 3",
    ];
    for (const text of harmless) expect(withoutSecrets(text)).to.equal(text);
  });

  it("is shown where a hash belongs", () => {
    const wrong = { field: "digest", value: HASH, problem: "is another's", remedy: "Correct it." };
    expect(new InvalidFieldError({ ...wrong, hash: true }).value).to.equal(`"${HASH}"`);
    expect(new InvalidFieldError(wrong).value).to.equal("(not shown)");
    expect(new InvalidFieldError({ ...wrong, hash: true, secret: true }).value).to.equal("(not shown)");
  });
});

describe("the words of others", () => {
  it("are repeated without secrets", () => {
    const key = generatePrivateKey();
    for (const more of [{}, { code: -32_000 }, { name: "HttpRequestError" }, { data: key }]) {
      const decoded = decodeError(Object.assign(new Error(`Address "${key}" is invalid.`), more));
      expect(decoded).to.be.instanceOf(BaseError);
      expect(decoded.details).to.equal('Address "(not shown)" is invalid.');
    }
  });

  it("of an account that fails to sign come in an error of its own, without its key", async () => {
    const key = generatePrivateKey();
    const domain = {
      name: "Quittance",
      version: "1",
      chainId: 1,
      verifyingContract: HASH.slice(0, 42),
    } as const;
    const failing = (error: unknown) => ({
      address: HASH.slice(0, 42) as Hex,
      signTypedData: () => Promise.reject(error),
    });
    const sign = (error: unknown) =>
      signVoucher({ domain: domain as never, tab: HASH, amount: 1n, account: failing(error) });
    const refused = await refusalOf(SignerFailedError, () => sign(new Error(`bad key ${key}: too long`)));
    expect(refused.details).to.equal("bad key (not shown): too long");
    expect(refused.cause).to.equal(undefined);
    const unreachable = Object.assign(new Error("no route"), { name: "HttpRequestError" });
    await refusalOf(NodeUnreachableError, () => sign(unreachable));
    expect(
      await refusalOf(RpcFailedError, () => sign(Object.assign(new Error("busy"), { code: 7 }))),
    ).to.include({
      code: 7,
    });
  });
});

describe("what a node is asked", () => {
  const setup = useStack();

  it("is nothing, when the account of a client is a key", async () => {
    const { chain, domain } = setup();
    const methods: string[] = [];
    const request = async ({ method }: { method: string }) => {
      methods.push(method);
      return "0x";
    };
    const account = createWalletClient({
      account: generatePrivateKey(),
      chain,
      transport: custom({ request }),
    });
    const terms = await exampleTerms(setup());
    await expectRefusedField("account", "(not shown)", () => signTerms({ domain, terms, account }));
    expect(methods).to.deep.equal([]);
  });

  it("is refused by the name of the argument that does not fit", async () => {
    const { publicClient: client, address, buyer } = setup();
    const account = buyer.address;
    await expectRefusedField("key", '"0x1"', () => getKey(client, { address, account, key: "0x1" }));
    await expectRefusedField("dealId", '"0x11"', () =>
      getMilestone(client, { address, dealId: "0x11", milestone: 0 }),
    );
    await expectRefusedField("milestone", "256", () =>
      getMilestone(client, { address, dealId: HASH, milestone: 256 }),
    );
    await expectRefusedField("digest", "undefined", () =>
      requireAuthorizedSigner(client, { address, account, digest: undefined as never, envelope: "0x" }),
    );
    expect(await getKey(client, { address, account, key: account })).to.equal(undefined);
  });
});
