import { expect } from "chai";
import {
  type Address,
  createPublicClient,
  custom,
  encodeFunctionResult,
  type Hex,
  type LocalAccount,
} from "viem";
import { toAccount } from "viem/accounts";
import {
  acceptOffer,
  agentAccount,
  buildPolicy,
  ContractDomainMismatchError,
  checkOffer,
  checkOfferAcceptance,
  counterOffer,
  getDomain,
  getIdentityDomain,
  InvalidFieldError,
  identityRegistryAbi,
  OfferDomainMismatchError,
  type QuittanceDomain,
  quittanceAbi,
  quittanceDomain,
  readTokenDomain,
  type SignedOffer,
  type Signer,
  signOffer,
  type TermsDraft,
} from "../../sdk/index.ts";
import { exampleTerms } from "../../sdk/testing/index.ts";
import { refusalOf } from "./support/refusal.ts";
import { useStack } from "./support/setup.ts";

const THIEF: Address = "0x000000000000000000000000000000000000dEaD";

/** An account that remembers what it was asked to sign. */
function watched(account: LocalAccount) {
  const signed: { readonly domain?: { readonly verifyingContract?: Address }; readonly message: object }[] =
    [];
  const watching = toAccount({
    ...account,
    signTypedData: (definition) => {
      signed.push(definition as never);
      return account.signTypedData(definition);
    },
  });
  return { account: watching, signed };
}

describe("an offer of a stranger", () => {
  const setup = useStack();

  /** An honest offer by the buyer of terms, and the same by the buyer for another deployment. */
  const offersOf = async (
    elsewhere: (own: QuittanceDomain) => QuittanceDomain,
    changes: Partial<TermsDraft>,
  ) => {
    const stack = setup();
    const { domain, buyer: account } = stack;
    const terms = await exampleTerms(stack, changes);
    const validUntil = (await stack.now()) + 600;
    const theirs = elsewhere(domain);
    return {
      own: await signOffer({ domain, terms, validUntil, account }),
      theirs: await signOffer({ domain: theirs, terms, validUntil, account }),
      place: { chainId: theirs.chainId, verifyingContract: theirs.verifyingContract },
      validUntil,
    };
  };

  const placesOf: Readonly<Record<string, (own: QuittanceDomain) => QuittanceDomain>> = {
    "the thief's contract": ({ chainId }) => quittanceDomain({ chainId, address: THIEF }),
    "another chain": ({ verifyingContract: address }) => quittanceDomain({ chainId: 8_453, address }),
  };
  const destinations: Readonly<Record<string, Partial<TermsDraft>>> = {
    wallet: {},
    ledger: { fundedFromLedger: true },
  };

  for (const [place, elsewhere] of Object.entries(placesOf)) {
    for (const [destination, changes] of Object.entries(destinations)) {
      it(`that names ${place} is refused before buyer or seller sign (${destination})`, async () => {
        const stack = setup();
        const { domain, publicClient } = stack;
        const { theirs, place: offered, validUntil } = await offersOf(elsewhere, changes);
        const token = await readTokenDomain(publicClient, { token: stack.token });
        for (const party of [stack.buyer, stack.seller]) {
          const { account, signed } = watched(party);
          const client = stack.clientOf(account);
          for (const signer of [account, client] satisfies Signer[]) {
            const attempts = [
              () => acceptOffer({ domain, offer: theirs, token, account: signer }),
              () => counterOffer({ domain, offer: theirs, changes: {}, validUntil, account: signer }),
            ];
            for (const attempt of attempts) {
              const refused = await refusalOf(OfferDomainMismatchError, attempt);
              const { chainId, verifyingContract } = domain;
              expect(refused).to.deep.include({ offered, own: { chainId, verifyingContract } });
              for (const named of [offered, domain]) {
                expect(refused.message)
                  .to.include(named.verifyingContract)
                  .and.include(String(named.chainId));
              }
            }
          }
          expect(signed).to.deep.equal([]);
        }
      });
    }
  }

  it("is refused before the key of a managed account signs, or its controller is asked", async () => {
    const stack = setup();
    const { domain, relayer, seller } = stack;
    const { account: key, signed } = watched(stack.buyer);
    let asked = 0;
    const buyer = agentAccount({
      address: "0x00000000000000000000000000000000000000b1",
      principal: relayer.address,
      policy: buildPolicy({ approvalAbove: 1n }),
      key,
      approve: async () => {
        asked += 1;
        return "0x" as Hex;
      },
    });
    const terms = await exampleTerms(stack, {
      ...{ buyer: buyer.address, fundedFromLedger: true, buyerToLedger: true },
    });
    const offer = await signOffer({
      domain: quittanceDomain({ chainId: domain.chainId, address: THIEF }),
      ...{ terms, validUntil: (await stack.now()) + 600, account: seller },
    });
    await refusalOf(OfferDomainMismatchError, () => acceptOffer({ domain, offer, account: buyer }));
    expect([signed.length, asked]).to.deep.equal([0, 0]);
  });

  it("is refused when it is checked, and an acceptance of it, too", async () => {
    const { domain, now } = setup();
    const thief = placesOf["the thief's contract"];
    if (thief === undefined) throw new Error("no such place");
    const { theirs } = await offersOf(thief, {});
    const seconds = await now();
    await refusalOf(OfferDomainMismatchError, () => checkOffer(theirs, { domain, now: seconds }));
    const acceptance = await acceptOffer({ domain: thief(domain), offer: theirs, account: setup().seller });
    await refusalOf(OfferDomainMismatchError, () =>
      checkOfferAcceptance({ domain, offer: theirs, acceptance }),
    );
  });

  it("is refused without the caller's own domain: none is taken from it", async () => {
    const { seller, buyer } = setup();
    const { own, validUntil } = await offersOf((domain) => domain, {});
    const { account, signed } = watched(seller);
    const missing = { domain: undefined as never, offer: own, account };
    const attempts = [
      () => acceptOffer(missing),
      () => counterOffer({ ...missing, changes: {}, validUntil }),
      () => checkOffer(own, { domain: missing.domain }),
      () => checkOfferAcceptance({ domain: missing.domain, offer: own, acceptance: {} as never }),
      () => signOffer({ domain: missing.domain, terms: own.terms, validUntil, account: buyer }),
    ];
    for (const attempt of attempts) {
      const refused = await refusalOf(InvalidFieldError, attempt);
      expect(refused.field).to.equal("domain.chainId");
    }
    expect(signed).to.deep.equal([]);
  });

  it("cannot name one contract when it is looked at, and another when it is signed", async () => {
    const { domain, seller } = setup();
    const { own } = await offersOf((given) => given, {});
    let looks = 0;
    const shifty: SignedOffer = Object.defineProperty({ ...own }, "contract", {
      enumerable: true,
      get: () => (looks++ === 0 ? domain.verifyingContract : THIEF),
    });
    const { account, signed } = watched(seller);
    const accepted = await acceptOffer({ domain, offer: shifty, account });
    expect(signed.map((definition) => definition.domain?.verifyingContract)).to.deep.equal([
      domain.verifyingContract,
    ]);
    expect(accepted).to.deep.equal(await acceptOffer({ domain, offer: own, account: seller }));
  });

  it("is paid under the caller's token, to the caller's contract", async () => {
    const stack = setup();
    const { domain, buyer, publicClient } = stack;
    const { own } = await offersOf((given) => given, {});
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const { account, signed } = watched(buyer);
    await acceptOffer({ domain, offer: own, token, account });
    const [payment, ...others] = signed;
    expect(others).to.deep.equal([]);
    expect(payment?.domain).to.deep.equal(token);
    expect(payment?.message).to.include({ to: domain.verifyingContract, from: buyer.address });
    const elsewhere = { ...token, chainId: token.chainId + 1 };
    const refused = await refusalOf(InvalidFieldError, () =>
      acceptOffer({ domain, offer: own, token: elsewhere, account }),
    );
    expect(refused.field).to.equal("token.chainId");
    expect(signed).to.have.lengthOf(1);
  });
});

describe("a contract that names another as the one its signatures are for", () => {
  const setup = useStack();

  /** A client whose node gives this answer to every call. */
  const answering = (result: Hex) => {
    const { publicClient, chain } = setup();
    const request = (call: { method: string }) =>
      call.method === "eth_call" ? Promise.resolve(result) : publicClient.request(call as never);
    return createPublicClient({ chain, transport: custom({ request }, { retryCount: 0 }) });
  };
  const domainResult = (abi: typeof quittanceAbi | typeof identityRegistryAbi, told: [bigint, Address]) => {
    const [name, version] = ["Quittance", "1"];
    return encodeFunctionResult({
      abi: abi as typeof quittanceAbi,
      functionName: "eip712Domain",
      result: ["0x0f", name, version, ...told, `0x${"00".repeat(32)}`, []],
    });
  };

  it("is refused, and so is one of another chain", async () => {
    const { domain, address } = setup();
    const { chainId, verifyingContract } = domain;
    const lies: [bigint, Address][] = [
      [BigInt(chainId), THIEF],
      [8_453n, verifyingContract],
    ];
    for (const told of lies) {
      const deal = answering(domainResult(quittanceAbi, told));
      const identity = answering(domainResult(identityRegistryAbi, told));
      for (const ask of [
        () => getDomain(deal, { address }),
        () => getIdentityDomain(identity, { address }),
      ]) {
        const refused = await refusalOf(ContractDomainMismatchError, ask);
        expect(refused.message).to.include(told[1]).and.include(String(told[0]));
      }
    }
    const truth: [bigint, Address] = [BigInt(chainId), verifyingContract];
    expect(await getDomain(answering(domainResult(quittanceAbi, truth)), { address })).to.deep.equal(domain);
  });
});
