import {
  agentAccount,
  allowCounterparties,
  buildPolicy,
  type Capability,
  fastSigner,
  getAccountAddress,
  moveFunds,
  openAccounts,
  signApproval,
} from "quittance";
import type { Stack } from "quittance/testing";
import type { Hex } from "viem";
import { generatePrivateKey } from "viem/accounts";
import { sent } from "../milestone-deal/trade.ts";
import type { AccountsAudience, Agent } from "./story.ts";

const USDC = 1_000_000n;
const DAY = 86_400;

/** An agent with its private key, which also signs vouchers. */
export interface Employee extends Agent {
  readonly privateKey: Hex;
}

/** A principal opens an account for each of three agents in one transaction, and puts money into them in another. */
export async function openOffice(stack: Stack, audience: AccountsAudience) {
  const { address, domain, buyer: principal, seller, walletClient: client } = stack;
  const [, , , , , , service] = stack.accounts;
  if (service === undefined) throw new Error("the stack has too few accounts");
  await stack.fundLedger(principal.address, 500n * USDC);
  const suppliers = allowCounterparties([seller.address, service.address]);
  const limits = { perTransaction: 60n * USDC, perPeriod: 100n * USDC, lifetime: 1_000n * USDC };
  const policies = [
    buildPolicy({ ...limits, counterparties: suppliers }),
    buildPolicy({ perTransaction: 10n * USDC, perPeriod: 20n * USDC, counterparties: suppliers }),
    buildPolicy({ perPeriod: 200n * USDC, approvalAbove: 50n * USDC }),
  ];
  const plans = [
    { name: "researcher", duty: "buys research from listed suppliers, up to 60 at a time and 100 a day" },
    { name: "caller", duty: "pays a service per call, up to 20 a day" },
    { name: "clerk", duty: "pays people, up to 200 a day, above 50 with its principal's approval" },
  ] as const;
  const duties: readonly (readonly Capability[])[] = [["commit", "settle"], ["tabs"], ["commit"]];
  const employees = await Promise.all(
    plans.map(async (plan, index): Promise<Employee> => {
      const privateKey = generatePrivateKey();
      const policy = policies[index] ?? buildPolicy({});
      const account = agentAccount({
        address: await getAccountAddress(client, { address, principal: principal.address, index }),
        principal: principal.address,
        policy,
        key: fastSigner(privateKey),
        ...(plan.name === "clerk" ? {} : { counterparties: suppliers }),
        approve: (request) => signApproval({ ...request, domain, account: principal }),
      });
      const key = fastSigner(privateKey).address;
      return { ...plan, account, key, privateKey, funded: FUNDS[index] ?? 0n };
    }),
  );
  const expiry = (await stack.now()) + 30 * DAY;
  const opened = await openAccounts(client, {
    address,
    principal: principal.address,
    accounts: employees.map(({ account, key }, index) => ({
      index,
      policy: account.policy,
      keys: [{ key, expiry, capabilities: duties[index] ?? [] }],
    })),
    account: principal,
  });
  await moveFunds(client, {
    address,
    moves: employees.map(({ account, funded }) => ({
      from: principal.address,
      to: account.address,
      amount: funded,
    })),
    account: principal,
  });
  await audience.opened(principal.address, employees, sent(opened));
  return { principal, service, employees, opened: sent(opened) };
}

const FUNDS = [200n * USDC, 50n * USDC, 150n * USDC];
