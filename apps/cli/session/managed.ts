import { quittanceAbi } from "quittance/abi";
import { type AccountFacts, getAccount, getPrincipal, type KeyGrant } from "quittance/accounts";
import { decodeError } from "quittance/errors";
import { decodeCapabilities, decodePolicy, hashPolicy, type Policy } from "quittance/protocol";
import { type Address, getAbiItem } from "viem";
import { getLogs } from "viem/actions";
import { CommandRefusal, ExitCode } from "../refusal.ts";
import { busy } from "./busy.ts";
import type { Session } from "./session.ts";

/** A managed account as the chain has it: the contract keeps the hash of its policy, and events the policy itself. */
export interface ManagedAccount {
  readonly address: Address;
  readonly facts: AccountFacts;
  /** The one in force. */
  readonly policy: Policy;
  /** Every key that was ever granted, as it is now; a revoked one has no capability. */
  readonly keys: readonly KeyGrant[];
  /** Who decides for its principal. */
  readonly controller: Address;
}

const events = [
  getAbiItem({ abi: quittanceAbi, name: "AccountOpened" }),
  getAbiItem({ abi: quittanceAbi, name: "PolicySet" }),
  getAbiItem({ abi: quittanceAbi, name: "KeySet" }),
] as const;

/** Reads a managed account. Its policy comes from an event, and is held against the hash that the contract keeps. */
export async function managedAccountOf(session: Session, account: Address): Promise<ManagedAccount> {
  const { client, address, output } = session;
  await session.chainId();
  const facts = await getAccount(client, { address, account });
  if (facts === undefined) {
    throw new CommandRefusal(
      `No principal opened an account at ${account}. Check the address and the chain.`,
      ExitCode.failed,
    );
  }
  const [logs, { controller }] = await Promise.all([
    busy(output, "Looking for the policy and the keys of the account", logsOf(session, account)),
    getPrincipal(client, { address, principal: facts.principal }),
  ]);
  const policies = logs.flatMap((log) => (log.eventName === "KeySet" ? [] : [log.args.policy]));
  const last = policies.at(-1);
  const policy = last === undefined ? undefined : decodePolicy(last);
  if (policy === undefined || hashPolicy({ principal: facts.principal, policy }) !== facts.policyHash) {
    throw new CommandRefusal(
      "The node does not have the event with the policy in force. Ask another node, or correct --from-block of the profile.",
      ExitCode.failed,
    );
  }
  const keys = new Map<Address, KeyGrant>();
  for (const log of logs) {
    if (log.eventName !== "KeySet") continue;
    const { key, expiry, capabilities } = log.args;
    keys.set(key, { key, expiry, capabilities: decodeCapabilities(capabilities) });
  }
  return { address: account, facts, policy, keys: [...keys.values()], controller };
}

async function logsOf({ client, address, profile }: Session, account: Address) {
  const fromBlock = BigInt(profile.fromBlock ?? 0);
  const asked = events.map((event) =>
    getLogs(client, { address, event, args: { account }, fromBlock, strict: true } as never),
  );
  const answers = await Promise.all(asked).catch((error: unknown) => {
    throw decodeError(error);
  });
  return (answers.flat() as unknown as readonly AccountLog[]).toSorted(
    (one, other) => Number(one.blockNumber - other.blockNumber) || one.logIndex - other.logIndex,
  );
}

interface LogPlace {
  readonly blockNumber: bigint;
  readonly logIndex: number;
}

type AccountLog = LogPlace &
  (
    | {
        readonly eventName: "AccountOpened" | "PolicySet";
        readonly args: { readonly policy: `0x${string}` };
      }
    | { readonly eventName: "KeySet"; readonly args: KeyGranted }
  );

interface KeyGranted {
  readonly key: Address;
  readonly expiry: number;
  readonly capabilities: number;
}
