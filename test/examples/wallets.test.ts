import { expect } from "chai";
import { bytesToHex, getAddress, hexToBytes, type TypedDataDefinition } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { agrees, allAgree } from "../../examples/output/checks.ts";
import { openSilentReporter } from "../../examples/output/reporter.ts";
import type { Example } from "../../examples/runner/run.ts";
import { hostedAccount, hostedBuyer } from "../../examples/wallets/hosted.ts";
import { clientOf, jsonRpcBuyer } from "../../examples/wallets/json-rpc.ts";
import { kmsSeller } from "../../examples/wallets/kms.ts";
import { type Kms, kmsAccount } from "../../examples/wallets/kms-account.ts";
import { localKms } from "../../examples/wallets/local-kms.ts";
import { multisigAccount } from "../../examples/wallets/multisig-account.ts";
import { policyEngine } from "../../examples/wallets/policy.ts";
import { startWallet } from "../../examples/wallets/wallet-server.ts";
import {
  approveDeposit,
  openDeal,
  RequestRejectedError,
  readTokenDomain,
  SignerFailedError,
  signPayment,
  signRelease,
  signTerms,
  type Terms,
  totalOf,
  verifyPayment,
  verifyTerms,
} from "../../sdk/index.ts";
import { exampleTerms } from "../../sdk/testing/index.ts";
import { deployTestContract } from "../sdk/support/artifacts.ts";
import { refusalOf } from "../sdk/support/refusal.ts";
import { useStack } from "../sdk/support/setup.ts";
import { useFolder } from "../support/folder.ts";

const USDC = 1_000_000n;
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const fresh = () => privateKeyToAccount(generatePrivateKey());

describe("examples of wallets", () => {
  const setup = useStack();
  const folder = useFolder();
  const played = (example: Example) =>
    example({ stack: setup(), out: openSilentReporter(), folder: folder() });

  for (const [name, example] of Object.entries({ kmsSeller, jsonRpcBuyer, hostedBuyer })) {
    it(`${name} ends with contract and SDK agreed`, async () => {
      const { checks } = await played(example);
      expect(checks.filter((check) => !agrees(check))).to.deep.equal([]);
      expect(allAgree(checks)).to.equal(true);
    });
  }

  describe("a key in a service", () => {
    it("signs typed data, messages and transactions as the same key in viem", async () => {
      const key = generatePrivateKey();
      const [own, remote] = [privateKeyToAccount(key), await kmsAccount(localKms(key))];
      expect(remote.address).to.equal(own.address);
      const message = "a message";
      expect(await remote.signMessage({ message })).to.equal(await own.signMessage({ message }));
      const transaction = {
        type: "eip1559",
        chainId: 8_453,
        to: own.address,
        gas: 21_000n,
        nonce: 1,
      } as const;
      expect(await remote.signTransaction(transaction)).to.equal(await own.signTransaction(transaction));
      const terms = await exampleTerms(setup(), { seller: own.address });
      const asked = { domain: setup().domain, terms };
      const signature = await signTerms({ ...asked, account: remote });
      expect(signature).to.equal(await signTerms({ ...asked, account: own }));
    });

    it("sends its own transactions", async () => {
      const { address, token, clientOf: client, walletClient, publicClient } = setup();
      const account = await kmsAccount(localKms(generatePrivateKey()));
      const hash = await walletClient.sendTransaction({ to: account.address, value: 10n ** 18n });
      await publicClient.waitForTransactionReceipt({ hash });
      const approved = await approveDeposit(client(account), { address, token, amount: 7n });
      expect(approved).to.include({ owner: account.address, amount: 7n });
    });

    it("gives a high s each time, which is what the example makes low", async () => {
      const der = await localKms(generatePrivateKey()).sign(hexToBytes(`0x${"11".repeat(32)}`));
      const length = der[3] ?? 0;
      const s = BigInt(bytesToHex(der.slice(6 + length)));
      expect(s > ORDER / 2n).to.equal(true);
    });

    for (const [name, sign] of Object.entries({
      "signs something else": (kms: Kms) => () => kms.sign(hexToBytes(`0x${"22".repeat(32)}`)),
      "signs with another key": () => localKms(generatePrivateKey()).sign,
      "gives no DER": () => async () => new Uint8Array(70),
      "gives nothing": () => async () => new Uint8Array(),
    })) {
      it(`that ${name} is found out`, async () => {
        const kms = localKms(generatePrivateKey());
        const account = await kmsAccount({ ...kms, sign: sign(kms) });
        const terms = await exampleTerms(setup(), { seller: account.address });
        await refusalOf(SignerFailedError, () => signTerms({ domain: setup().domain, terms, account }));
      });
    }
  });

  describe("a wallet behind JSON-RPC", () => {
    it("sends for its agent, and signs nothing that its owner refuses", async () => {
      const { rpcUrl, address, token, domain, walletClient, publicClient } = setup();
      const wallet = await startWallet(generatePrivateKey(), { rpcUrl, agrees: () => false });
      try {
        const hash = await walletClient.sendTransaction({ to: wallet.address, value: 10n ** 18n });
        await publicClient.waitForTransactionReceipt({ hash });
        const client = clientOf(wallet, setup());
        expect((await approveDeposit(client, { address, token, amount: 3n })).amount).to.equal(3n);
        const terms = await exampleTerms(setup(), { seller: wallet.address });
        const refused = await refusalOf(RequestRejectedError, () =>
          signTerms({ domain, terms, account: client }),
        );
        expect(refused.details).to.include("The owner said no.");
        expect(wallet.asked).to.have.length(1);
      } finally {
        await wallet.stop();
      }
    });
  });

  describe("a multisig", () => {
    async function made(signing: number) {
      const stack = setup();
      const owners = [fresh(), fresh(), fresh()];
      const { address } = await deployTestContract(stack, "MultisigWallet", [
        owners.map((owner) => owner.address),
        2n,
      ]);
      const asked = owners.map((owner, index) => ({
        address: owner.address,
        sign: async (hash: `0x${string}`) => (index < signing ? owner.sign({ hash }) : undefined),
      }));
      return { stack, address, account: multisigAccount(address, { owners: asked, threshold: 2 }) };
    }

    for (const signing of [2, 3]) {
      it(`of two of three buys and sells when ${signing} owners sign`, async () => {
        const { stack, address, account } = await made(signing);
        const { domain, publicClient: client, walletClient } = stack;
        const selling = { domain, terms: await exampleTerms(stack, { seller: address }) };
        const signature = await signTerms({ ...selling, account });
        expect(await verifyTerms({ ...selling, signer: address, signature, client })).to.equal(true);
        const terms = await exampleTerms(stack, { buyer: address });
        await stack.fund(address, totalOf(terms));
        const token = await readTokenDomain(client, { token: stack.token });
        const buyerSignature = await signPayment({ domain, token, terms, account });
        const payment = { domain, token, terms, signature: buyerSignature, client };
        expect(await verifyPayment(payment)).to.equal(true);
        const sellerSignature = await signTerms({ domain, terms, account: stack.seller });
        const opening = { address: stack.address, terms, buyerSignature, sellerSignature };
        expect((await openDeal(walletClient, opening)).terms.buyer).to.equal(getAddress(address));
      });
    }

    it("signs nothing when too few owners do", async () => {
      const { stack, address, account } = await made(1);
      const terms = await exampleTerms(stack, { seller: address });
      const few = await refusalOf(SignerFailedError, () =>
        signTerms({ domain: stack.domain, terms, account }),
      );
      expect(few.details).to.include("1 of 2");
    });
  });

  describe("a hosted wallet with a policy", () => {
    const MOST = 500n * USDC;

    /** A wallet that pays the stack's seller, and terms that it was shown. */
    async function made(changes: Partial<Terms> = {}) {
      const stack = setup();
      const { domain, seller } = stack;
      const token = await readTokenDomain(stack.publicClient, { token: stack.token });
      const until = (await stack.now()) + 2 * 86_400;
      const limits = { sellers: [seller.address], most: MOST, mostAtOnce: 10n * USDC, until };
      const engine = policyEngine({ quittance: domain, token, ...limits });
      const account = hostedAccount(generatePrivateKey(), engine);
      const terms = { ...(await exampleTerms(stack, { buyer: account.address })), ...changes };
      return { stack, domain, token, engine, account, terms, until };
    }

    it("is not shown the terms of strangers, of too much, or of too long", async () => {
      const { engine, terms, until } = await made();
      expect(engine.announce({ ...terms, seller: fresh().address })).to.include("not on the list");
      const [first] = terms.milestones;
      if (first === undefined) throw new Error("the example has a milestone");
      expect(engine.announce({ ...terms, milestones: [{ ...first, amount: MOST + 1n }] })).to.include("more");
      expect(engine.announce({ ...terms, openBy: until + 1 })).to.include("too long");
      expect(engine.announce(terms)).to.equal(undefined);
    });

    it("pays for a deal that it was shown, and for no other", async () => {
      const { domain, token, engine, account, terms } = await made();
      const paying = { domain, token, terms, account };
      const refused = await refusalOf(RequestRejectedError, () => signPayment(paying));
      expect(refused.details).to.include("was not announced");
      expect(engine.announce(terms)).to.equal(undefined);
      const signature = await signPayment(paying);
      expect(await verifyPayment({ domain, token, terms, signature })).to.equal(true);
      await refusalOf(RequestRejectedError, () => signPayment({ ...paying, terms: { ...terms, salt: 5n } }));
    });

    it("pays no other contract, no other amount and no other token than it was shown", async () => {
      const { domain, token, engine, account, terms } = await made();
      engine.announce(terms);
      let asked: TypedDataDefinition | undefined;
      const spy = {
        address: account.address,
        signTypedData: async (definition: never) => {
          asked = definition;
          return account.signTypedData(definition);
        },
      };
      await signPayment({ domain, token, terms, account: spy });
      if (asked === undefined) throw new Error("the wallet was asked");
      const { message } = asked as { readonly message: object };
      const other = fresh().address;
      const thefts: readonly [RegExp, object][] = [
        [/goes to/, { ...asked, message: { ...message, to: other } }],
        [/more than the deal costs/, { ...asked, message: { ...message, value: MOST * 2n } }],
        [/too long/, { ...asked, message: { ...message, validBefore: 2n ** 40n } }],
        [/not announced/, { ...asked, message: { ...message, nonce: `0x${"11".repeat(32)}` } }],
        [/It is for/, { ...asked, domain: { ...asked.domain, verifyingContract: other } }],
        [/It is for/, { ...asked, domain: { ...asked.domain, chainId: 8_453 } }],
        [/is not signed here/, { ...asked, primaryType: "TransferWithAuthorization" }],
        [/is not signed here/, { ...asked, primaryType: "constructor" }],
      ];
      for (const [reason, theft] of thefts) {
        expect(engine.judge(theft as TypedDataDefinition), JSON.stringify(Object.keys(theft))).to.match(
          reason,
        );
      }
      expect(engine.judge(asked)).to.equal(undefined);
    });

    it("releases what it was allowed to, and not more at once", async () => {
      const { domain, engine, account, terms } = await made();
      engine.announce(terms);
      const refused = await refusalOf(RequestRejectedError, () =>
        signRelease({ domain, terms, milestone: 0, account }),
      );
      expect(refused.details).to.include("more at once");
    });

    it("signs neither messages nor transactions, nor terms", async () => {
      const { domain, account, terms } = await made({ fundedFromLedger: true });
      await refusalOf(RequestRejectedError, () => signTerms({ domain, terms, account }));
      const messages = await account.signMessage({ message: "a" }).catch((error: Error) => error.message);
      expect(messages).to.equal("This wallet signs no messages.");
    });
  });
});
