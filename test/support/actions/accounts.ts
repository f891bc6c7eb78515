import { stringToHex } from "viem";
import {
  buildPolicy,
  freeze,
  freezeAll,
  getAccountNonce,
  getIdentityDomain,
  offerPrincipal,
  registerAgent,
  signAgentWallet,
  signFreeze,
  signKeyRevocation,
} from "../../../sdk/index.ts";
import { deployIdentityRegistry, openExampleAccount, type Stack } from "../../../sdk/testing/index.ts";
import { type ActionCases, found, nonce, refused, set } from "./action-case.ts";

const YEAR = 365 * 86_400;

/** An account of the stack's relayer, and what its policy can be changed to. */
async function managed(stack: Stack) {
  const { account, key } = await openExampleAccount(stack, { balance: 30_000_000n });
  const { address: of, policy: current } = account;
  const policy = { ...current, perPeriod: 80_000_000n };
  const grants = [
    { key: stack.seller.address, expiry: (await stack.now()) + YEAR, capabilities: ["deliver"] },
  ];
  return { of, current, policy, grants, key, signed: { validUntil: (await stack.now()) + 600 } };
}

/** An agent of the stack's relayer. */
async function registered(stack: Stack) {
  const { address } = await deployIdentityRegistry(stack);
  const { agentId, owner } = await registerAgent(stack.walletClient, { address });
  return { address, agentId, owner };
}

/** ActionCases of principals and their accounts. */
const principalCases: ActionCases = {
  openAccounts: found(async ({ address, buyer, seller, now }) => {
    const keys = [{ key: seller.address, expiry: (await now()) + YEAR, capabilities: ["commit"] }];
    const accounts = [0, 1].map((index) => ({ index, policy: buildPolicy({ perPeriod: 5_000_000n }), keys }));
    return { account: buyer, parameters: { address, principal: buyer.address, accounts } };
  }),
  updateAccounts: refused(async (stack) => {
    const { of, current, policy, grants } = await managed(stack);
    const updates = [{ of, current, policy, grants }];
    return { account: stack.relayer, parameters: { address: stack.address, updates } };
  }),
  setPolicy: refused(async (stack) => {
    const { of, current, policy } = await managed(stack);
    return { account: stack.relayer, parameters: { address: stack.address, of, current, policy } };
  }),
  setKeys: set(async (stack) => {
    const { of, grants } = await managed(stack);
    return { account: stack.relayer, parameters: { address: stack.address, of, grants } };
  }),
  revokeKey: set(async (stack) => {
    const { address, domain, relayer: account } = stack;
    const { of, key, signed } = await managed(stack);
    const signature = await signKeyRevocation({ domain, of, nonce: 0n, ...signed, account: key });
    return { account, parameters: { address, of, key: key.address, ...signed, signature } };
  }),
  freeze: set(async (stack) => {
    const { of } = await managed(stack);
    return { account: stack.relayer, parameters: { address: stack.address, accounts: [of] } };
  }),
  freezeWithSignature: set(async (stack) => {
    const { address, domain, publicClient, relayer: account } = stack;
    const { of, key, signed } = await managed(stack);
    const own = await getAccountNonce(publicClient, { address, account: of });
    const signature = await signFreeze({ domain, of, nonce: own, ...signed, account: key });
    return { account, parameters: { address, of, ...signed, signature } };
  }),
  unfreeze: set(async (stack) => {
    const { address, walletClient, relayer: account } = stack;
    const { of } = await managed(stack);
    await freeze(walletClient, { address, accounts: [of], account });
    return { account, parameters: { address, accounts: [of] } };
  }),
  freezeAll: set(async ({ address, buyer: account }) => ({
    account,
    parameters: { address, principal: account.address },
  })),
  unfreezeAll: set(async ({ address, walletClient, buyer: account }) => {
    await freezeAll(walletClient, { address, principal: account.address, account });
    return { account, parameters: { address, principal: account.address } };
  }),
  offerPrincipal: set(async ({ address, buyer: account, arbiter }) => ({
    account,
    parameters: { address, principal: account.address, to: arbiter.address },
  })),
  acceptPrincipal: refused(async ({ address, buyer, arbiter, walletClient }) => {
    const principal = buyer.address;
    await offerPrincipal(walletClient, { address, principal, to: arbiter.address, account: buyer });
    return { account: arbiter, parameters: { address, principal } };
  }),
  moveFunds: nonce(async (stack) => {
    const { address, relayer: account } = stack;
    const { of: from } = await managed(stack);
    return {
      account,
      parameters: { address, moves: [{ from, to: account.address, amount: 10_000_000n }] },
    };
  }),
};

/** ActionCases of identity registries. */
const identityCases: ActionCases = {
  registerAgent: nonce(async (stack) => {
    const { address } = await deployIdentityRegistry(stack);
    return { account: stack.buyer, parameters: { address, uri: "https://agent.example/agent.json" } };
  }),
  setAgentUri: set(async (stack) => {
    const { address, agentId } = await registered(stack);
    return {
      account: stack.relayer,
      parameters: { address, agentId, uri: "https://agent.example/other.json" },
    };
  }),
  setAgentMetadata: set(async (stack) => {
    const { address, agentId } = await registered(stack);
    const entry = { key: "kind", value: stringToHex("translator") };
    return { account: stack.relayer, parameters: { address, agentId, ...entry } };
  }),
  setAgentWallet: set(async (stack) => {
    const { address, agentId, owner } = await registered(stack);
    const domain = await getIdentityDomain(stack.publicClient, { address });
    const proof = { agentId, owner, newWallet: stack.buyer.address, deadline: (await stack.now()) + 240 };
    const signature = await signAgentWallet({ domain, ...proof, account: stack.buyer });
    return { account: stack.relayer, parameters: { address, ...proof, signature } };
  }),
  unsetAgentWallet: set(async (stack) => {
    const { address, agentId } = await registered(stack);
    return { account: stack.relayer, parameters: { address, agentId } };
  }),
};

export const accountCases: ActionCases = { ...principalCases, ...identityCases };
