import { inspect } from "node:util";
import { expect } from "chai";
import { createPublicClient, createWalletClient, custom, fallback, type Hex, hexToBytes, http } from "viem";
import { english, generateMnemonic, generatePrivateKey, mnemonicToAccount } from "viem/accounts";
import { withoutSecrets } from "../../../sdk/errors/secrets.ts";
import {
  BaseError,
  buildTerms,
  checkTerms,
  decodeError,
  getDomain,
  getKey,
  getMilestone,
  InvalidFieldError,
  NodeUnreachableError,
  parseBallot,
  quittanceActions,
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
      "the words of a seed in capitals": words.toUpperCase(),
      "the words of a seed with commas": words.replaceAll(" ", ", "),
      "an extended key": privateExtendedKey,
      "a key a digit short": key.slice(0, -1),
      "a key without 0x and the zeros in front": key.slice(4),
      "a key a digit too long": `${key}0`,
      "a key twice": `${key}${key.slice(2)}`,
      "a key in base64": Buffer.from(hexToBytes(key)).toString("base64"),
      "a key in base64 for URLs": Buffer.from(hexToBytes(key)).toString("base64url"),
      "a key in groups": (key.slice(2).match(/.{16}/g) ?? []).join(" "),
      "a key in two halves": `${key.slice(0, 34)}, 0x${key.slice(34)}`,
      "a key in quoted groups": (key.slice(2).match(/.{16}/g) ?? []).join('","'),
      "a key with colons": (key.slice(2).match(/../g) ?? []).join(":"),
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

  it("is not shown when it is glued to something, or in JSON", () => {
    const key = generatePrivateKey();
    const digits = key.slice(2);
    const bytes = JSON.stringify(hexToBytes(key));
    for (const text of [
      `key${key}`,
      `key%3D${key}`,
      JSON.stringify(`\n${key}`),
      bytes,
      JSON.stringify(bytes),
    ]) {
      expect(withoutSecrets(text)).to.contain("(not shown)").and.to.not.contain(digits.slice(0, 12));
      expect(withoutSecrets(text)).to.not.contain('"6":');
    }
  });

  it("is not shown when it is 20 bytes or more of a key, as a list", () => {
    const bytes = [...hexToBytes(generatePrivateKey())];
    const inHex = bytes.map((byte) => `0x${byte.toString(16)}`);
    for (const separator of [",", ", "]) {
      for (const list of [bytes, inHex]) {
        expect(withoutSecrets(`[${list.slice(0, 20).join(separator)}]`)).to.equal("[(not shown)]");
        const short = `[${list.slice(0, 19).join(separator)}]`;
        if (list === bytes) expect(withoutSecrets(short)).to.equal(short);
      }
    }
  });

  it("is sought in one pass: a long text costs no more than its length", () => {
    const parts = [
      "ab",
      "ab ",
      "Ab1/",
      "1,",
      '"1":2,',
      "\\",
      "1\\",
      "1:",
      "0xab, ",
      `0x${"ab".repeat(20)}/`,
      "a://",
    ];
    for (const part of parts) {
      // What takes a time that grows with the square of the length does not come back from this before the tests' limit.
      expect(withoutSecrets(part.repeat(300_000 / part.length)), part).to.be.a("string");
    }
  });

  it("is no address, alone or among others, and no path", () => {
    const address = "0x52908400098527886E0F7030069857D2E4169EE7";
    const harmless = [
      address,
      `did:quittance:8453:${address.toLowerCase()}:${address.toLowerCase()}`,
      `/accounts/${address}/statement`,
      `${address}, ${address}`,
      `${address} 1000000 1795922400 12345`,
      `"${address}" is no juror`,
      "/home/somebody/projects/quittance/deployments/base-sepolia.json",
      "2026-11-29 05:40:34",
    ];
    for (const text of harmless) expect(withoutSecrets(text)).to.equal(text);
  });

  it("is not shown where an address belongs, in whatever form", () => {
    const wrong = { field: "seller", problem: "must be an address", remedy: "Correct it." };
    const shown = (value: unknown) => new InvalidFieldError({ ...wrong, value, address: true }).value;
    const key = generatePrivateKey().slice(2);
    expect(shown([...key].join("_"))).to.equal("(not shown)");
    expect(shown([...key].join("z"))).to.equal("(not shown)");
    expect(shown(Symbol([...key].join("z")))).to.equal("(not shown)");
    expect(shown("seller.eth")).to.equal('"seller.eth"');
    expect(shown(`0x${"1".repeat(39)}g`)).to.equal(`"0x${"1".repeat(39)}g"`);
  });

  it("is not the name of a field, which is short and cannot move a terminal", async () => {
    const key = generatePrivateKey();
    const ballot = { deal: HASH, milestone: 0, round: 1, evidence: HASH, score: 1, reasons: HASH };
    const whole = { ...ballot, juror: HASH.slice(0, 42), signature: "0x11" };
    const named = (name: string) => {
      try {
        parseBallot({ ...whole, [name]: 1 });
      } catch (error) {
        if (error instanceof InvalidFieldError) return error;
      }
      throw new Error("not refused");
    };
    expect(named(key)).to.include({ field: "ballot.(not shown)" });
    expect(named(key).message).to.not.contain(key.slice(2, 14));
    const words = generateMnemonic(english);
    expect(named(words)).to.include({ field: "ballot.(not shown)" });
    const options = { [words]: 1 };
    await expectRefusedField("surroundings.(not shown)", "(not shown)", () =>
      checkTerms({} as never, options),
    );
    expect(named("x".repeat(1_000_000)).message).to.have.length.below(400);
    expect(named("a\u001b[2J").field).to.equal("ballot.a\\u001b[2J");
    expect(named("a\u001b[2J").message).to.not.contain("\u001b");
  });

  it("is not a URL in the place of an object", async () => {
    const url = "https://user:hunter2@rpc.example/v2/abc";
    const attempts = [
      () => quittanceActions(url as never),
      () => checkTerms({} as never, url as never),
      () => buildTerms(url as never),
      () => parseBallot(url),
    ];
    for (const attempt of attempts) {
      expect(inspect(await refusalOf(InvalidFieldError, attempt))).to.not.contain("hunter2");
    }
  });

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

  it("are repeated without URLs, whatever refused them", async () => {
    const urls = [
      "http://user:hunter2@[::bad",
      "http://127.0.0.1:99999/hunter2",
      "http://user:hunter2@127.0.0.1:9",
      "//hunter2",
      "hunter2",
      "user:hunter2@host",
    ];
    const address = HASH.slice(0, 42) as Hex;
    for (const url of urls) {
      const node = http(url, { retryCount: 0 });
      for (const transport of [node, fallback([node], { retryCount: 0 })]) {
        const client = createPublicClient({ transport });
        for (const call of [
          () => getDomain(client, { address }),
          () => client.getChainId().catch((error: unknown) => Promise.reject(decodeError(error))),
        ]) {
          const error = await refusalOf(NodeUnreachableError, call);
          expect(inspect(error, { depth: 10, showHidden: true }), url).to.not.contain("hunter2");
        }
      }
    }
    expect(decodeError(new Error("see wss://hunter2/x, then stop")).details).to.equal(
      "see (URL not shown) then stop",
    );
    expect(decodeError(new Error("\u001b[2Jno\nroute")).details).to.equal("\\u001b[2Jno\nroute");
  });

  it("are no data of a revert when they have another length", () => {
    const key = generatePrivateKey();
    for (const data of [key, `${key}00`, key.slice(0, -2)]) {
      expect(decodeError(Object.assign(new Error("reverted"), { data }))).to.be.instanceOf(RpcFailedError);
    }
    const data = `0x12345678${key.slice(2)}`;
    expect(decodeError(Object.assign(new Error("reverted"), { data }))).to.include({ data });
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
