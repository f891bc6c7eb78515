import { type Hex, zeroHash } from "viem";
import { generatePrivateKey } from "viem/accounts";
import {
  accountAddressOf,
  agentAccount,
  allowCounterparties,
  buildOrder,
  buildPolicy,
  dealIdOf,
  fastSigner,
  hashEvidence,
  hashPolicy,
  hashReasons,
  orderIdOf,
  type QuittanceDomain,
  readTokenDomain,
  signBallot,
  signDelivery,
  signOffer,
  tabIdOf,
} from "../../../sdk/index.ts";
import { deployIdentityRegistry, exampleTab, exampleTerms, type Stack } from "../../../sdk/testing/index.ts";

/** What the arguments of the calls are made of. Nothing of it is on the chain but the contracts. */
export type Scene = Awaited<ReturnType<typeof sceneOf>>;

/** The arguments of a call that would be taken as they are, or refused by the chain. */
export type Calls = Readonly<Record<string, (scene: Scene) => readonly unknown[]>>;

const DAY = 86_400;

export async function sceneOf(stack: Stack) {
  const { address, domain, buyer, seller, relayer, jurors, publicClient, walletClient } = stack;
  const now = await stack.now();
  const account = buyer;
  const destinations = { contestWindow: DAY, verificationFee: 1n, marketplaceFee: 100 };
  const terms = await exampleTerms(stack, {
    ...destinations,
    marketplace: relayer.address,
    panelAccount: relayer.address,
  });
  const fromLedger = { ...terms, fundedFromLedger: true };
  const deal = dealIdOf({ domain, terms });
  const evidence = hashEvidence("the delivered text");
  const reasons = hashReasons("as the criteria say");
  const claim = { deal, milestone: 0, evidence, evidenceUri: "ipfs://bafy" };
  const judged = { deal, milestone: 0, evidence, reasons };
  const [juror = buyer] = jurors;
  const fast = fastSigner(generatePrivateKey());
  const tab = await exampleTab(stack, { voucherKey: fast.address });
  const order = buildOrder({ account: buyer.address, payments: [{ payee: seller.address, amount: 5n }] });
  const principal = relayer.address;
  const counterparties = allowCounterparties([seller.address, relayer.address]);
  const policy = buildPolicy({ counterparties });
  const place = { address: accountAddressOf({ domain, principal, index: 0 }), principal, policy };
  const managed = agentAccount({ ...place, key: buyer, counterparties });
  const { address: registry } = await deployIdentityRegistry(stack);
  return {
    ...{ stack, address, domain, terms, fromLedger, deal, evidence, reasons, claim, judged, tab, order, now },
    ...{ account, buyer, seller, juror, jurors, fast, managed, policy, principal, counterparties, registry },
    ...{ publicClient, walletClient, token: stack.token, pool: stack.pool, poolDomain: stack.poolDomain },
    tokenDomain: await readTokenDomain(publicClient, { token: stack.token }),
    tabId: tabIdOf({ domain, tab }),
    orderId: orderIdOf({ domain, order }),
    policyHash: hashPolicy({ principal, policy }),
    validUntil: now + DAY,
    signature: `0x${"22".repeat(64)}` as Hex,
    hash: zeroHash,
    delivery: await signDelivery({ domain, ...claim, account: seller }),
    ballot: await signBallot({ domain, ...judged, score: 9_000, account: juror }),
    other: await signBallot({ domain, ...judged, score: 100, account: juror }),
    panel: jurors.map((each) => each.address),
    offer: await signOffer({ domain, terms, validUntil: now + DAY, account: buyer }),
    ledgerOffer: await signOffer({ domain, terms: fromLedger, validUntil: now + DAY, account: seller }),
    /** A managed account's own terms, which it buys by. */
    managedTerms: { ...fromLedger, buyer: managed.address, buyerToLedger: true },
    registryDomain: registryDomainOf(domain, registry),
  };
}

function registryDomainOf({ chainId }: QuittanceDomain, verifyingContract: Hex) {
  return { name: "ERC8004IdentityRegistry", version: "1", chainId, verifyingContract };
}
