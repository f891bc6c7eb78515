import { type AgentAccount, agentAccount, getPrincipal } from "quittance/accounts";
import type { SigningAccount } from "quittance/client";
import type { Address } from "viem";
import { approvalFrom } from "./approval-request.ts";
import { categoriesOf, payeesOf } from "./lists.ts";
import { type ManagedAccount, managedAccountOf } from "./managed.ts";
import type { ActorOptions } from "./options.ts";
import type { Session } from "./session.ts";
import { type Sender, senderOf } from "./signer.ts";

/**
 * Who acts for a command: a managed account through one of its keys, where the options, the environment or the profile name one;
 * else the key's own account.
 */
export async function actorOf<Options extends ActorOptions & Sender["options"]>(
  session: Session,
  options: Options,
): Promise<Sender & { readonly options: Options }> {
  const sender = await senderOf(session, options);
  const given = options.managedAccount ?? session.profile.managedAccount;
  if (given === undefined) return sender;
  const managed = await managedAccountOf(session, await session.party(given));
  await noteWhoActs(session, managed, sender.address);
  return {
    ...sender,
    party: managed.address,
    managed,
    speaksBySignature: true,
    actor: (key) => agentOf(session, managed, key, options.approval),
  };
}

/** A managed account in the hands of a key; every check of the contract is made before the key signs. */
function agentOf(
  session: Session,
  { address, facts, policy, controller }: ManagedAccount,
  key: SigningAccount,
  approval: string | undefined,
): AgentAccount {
  return agentAccount({
    ...{ address, principal: facts.principal, policy, key, client: session.client },
    ...{ counterparties: payeesOf(policy.counterparties), categories: categoriesOf(policy.categories) },
    approve: (request) => approvalFrom(session, { request, controller, file: approval }),
  });
}

async function noteWhoActs(
  session: Session,
  { address, facts }: ManagedAccount,
  key: Address,
): Promise<void> {
  const { whole } = await session.labels();
  session.output.note(`Acting for the managed account ${whole(address)}, by the key ${whole(key)}.`);
  const { frozen } = await getPrincipal(session.client, {
    address: session.address,
    principal: facts.principal,
  });
  if (facts.frozen)
    session.output.note(
      `The account is frozen${frozen ? " with its principal" : ""}: it commits no money until it is unfrozen.`,
    );
}
