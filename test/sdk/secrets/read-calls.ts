import { Resolver } from "did-resolver";
import type { ActingClient, Target } from "../../../sdk/index.ts";
import {
  type DidNetwork,
  getResolver,
  identityRegistryActions,
  jurorPoolActions,
  quittanceActions,
} from "../../../sdk/index.ts";
import type { Calls, Scene } from "./scene.ts";

// What each read is asked with. The client is the same for all.

type Questions = Readonly<Record<string, (scene: Scene) => object>>;

const about = ({ address, deal: dealId }: Scene) => ({ address, dealId, milestone: 0 });
const ofDeal = ({ address, deal: dealId }: Scene) => ({ address, dealId });
const ofOwner = ({ address, buyer }: Scene) => ({ address, owner: buyer.address });
const ofAccount = ({ address, managed }: Scene) => ({ address, account: managed.address });
const agent = ({ registry: address }: Scene) => ({ address, agentId: 0n });
const noFile = { fetch: async () => new Response("", { status: 404 }) };
const envelopeOf = ({ buyer, signature }: Scene) => `${buyer.address}${signature.slice(2)}`;

const questions: Questions = {
  authorize: (scene) => ({
    address: scene.address,
    commitment: {
      ...{
        account: scene.managed.address,
        digest: scene.deal,
        capability: "commit",
        amount: 1n,
        category: 0,
      },
      purpose: "open a deal",
      payees: [{ payee: scene.seller.address, most: 5n }],
    },
    envelope: envelopeOf(scene),
  }),
  getAccount: ofAccount,
  getAccountNonce: ofAccount,
  getAccountAddress: ({ address, principal }) => ({ address, principal, index: 0 }),
  getAgent: agent,
  getAgentMetadata: (scene) => ({ ...agent(scene), key: "quittanceAccount" }),
  getBondId: (scene) => ({
    ...about(scene),
    round: 2,
    payer: scene.buyer.address,
    contester: scene.buyer.address,
    amount: 7_000_000n,
  }),
  getBook: about,
  getContest: (scene) => ({ ...about(scene), round: 2 }),
  getContests: about,
  getAmendment: ofDeal,
  getDeal: ofDeal,
  getDealId: ({ address, terms }) => ({ address, terms }),
  getDispute: about,
  getDomain: ({ address }) => ({ address }),
  getRemainingLimits: (scene) => ({ ...ofAccount(scene), policy: scene.policy }),
  getIdentityDomain: ({ registry: address }) => ({ address }),
  getKey: (scene) => ({ ...ofAccount(scene), key: scene.seller.address }),
  getLedgerBalance: ofOwner,
  getMilestone: about,
  getOrderId: ({ address, order }) => ({ address, order: { ...order } }),
  getPhase: ({ address, terms }) => ({ address, terms, milestone: 0 }),
  getPool: ({ pool: address }) => ({ address }),
  getEligibleJurors: ({ terms }) => ({ terms: { ...terms } }),
  checkSeats: ({ terms }) => ({ terms: { ...terms } }),
  quoteDeal: ({ address, terms }) => ({ address, terms: { ...terms }, etherPrice: "3000", gasPrice: 1n }),
  quoteCall: ({ address, seller }) => ({
    address,
    data: "0x12345678",
    from: seller.address,
    etherPrice: "3000",
    gasPrice: 1n,
  }),
  getPoolReward: ({ pool: address, buyer }) => ({ address, owner: buyer.address }),
  getPrincipal: ({ address, principal }) => ({ address, principal }),
  getRating: ofDeal,
  getSaltUse: (scene) => ({ ...ofOwner(scene), salt: 1n }),
  getUnclaimedPayout: ofOwner,
  getRound: ({ address, terms }) => ({ address, terms, milestone: 0 }),
  getKeyNonce: ({ pool: address, seller }) => ({ address, key: seller.address }),
  getSeat: ({ pool: address }) => ({ address, seat: 0n }),
  getSeats: ({ pool: address, buyer, seller }) => ({ address, owner: buyer.address, key: seller.address }),
  getSeedBlock: ({ pool: address }) => ({ address, openedInBlock: 1n }),
  getTab: ({ address, tabId }) => ({ address, tabId }),
  getTabId: ({ address, tab }) => ({ address, tab: { ...tab } }),
  getUsdc: ({ address }) => ({ address }),
  isOrderUsed: (scene) => ({ ...ofOwner(scene), nonce: 1n }),
  readTokenDomain: ({ token }) => ({ token }),
  requireAuthorizedSigner: (scene) => ({
    ...ofAccount(scene),
    digest: scene.deal,
    envelope: envelopeOf(scene),
  }),
  verifyAccountLink: (scene) => ({ ...ofAccount(scene), registry: scene.registry, agentId: 0n }),
  verifyAgentDomain: (scene) => ({ ...agent(scene), domain: "agent.example", ...noFile }),
  verifyPrincipalDomain: (scene) => ({
    ...{ ...ofAccount(scene), registry: scene.registry, agentId: 0n, domain: "agent.example", ...noFile },
  }),
};

export const readCalls: Calls = {
  ...Object.fromEntries(
    Object.entries(questions).map(([name, question]) => [
      name,
      (scene: Scene) => [scene.publicClient, question(scene)],
    ]),
  ),
  getResolver: ({ publicClient: client, stack: { deployment }, registry }) => [
    { client, deployment: { ...deployment }, registry },
  ],
  quittanceActions: ({ publicClient, address }) => [publicClient, { address }],
  jurorPoolActions: ({ publicClient, pool: address }) => [publicClient, { address }],
  identityRegistryActions: ({ publicClient, registry: address }) => [publicClient, { address }],
};

/** Functions that make something to ask with: made and asked at once. */
export const asked: Readonly<Record<string, (...args: readonly never[]) => unknown>> = {
  getResolver: async (network: DidNetwork) => {
    const { deployment } = network;
    const did = `did:quittance:${deployment.chainId}:${deployment.quittance}:0x${"b1".repeat(20)}`;
    const { didResolutionMetadata } = await new Resolver(getResolver(network)).resolve(did.toLowerCase());
    if (didResolutionMetadata.error !== undefined) throw new Error(JSON.stringify(didResolutionMetadata));
  },
  quittanceActions: (client: ActingClient, target: Target) =>
    quittanceActions(target as never)(client).getUsdc(),
  jurorPoolActions: (client: ActingClient, target: Target) =>
    jurorPoolActions(target as never)(client).getPool(),
  identityRegistryActions: (client: ActingClient, target: Target) =>
    identityRegistryActions(target as never)(client).getIdentityDomain(),
};
