import { type Address, type Hex, pad, type RpcLog, sliceHex, toEventSelector } from "viem";
import { accountOpenedEvent, keySetEvent, principalHandedOverEvent } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { isManagedForm } from "../../protocol/account-address.ts";
import { OF_ACCOUNT, OF_PRINCIPAL } from "./account-events.ts";
import { type LogQuestion, logsIn, ordered } from "./ranges.ts";
import type { AccountRecord } from "./record.ts";

/** Fetches what keys, policies and controllers the managed accounts among some addresses had: their events, and their principals'. */
export async function fetchAccounts(
  client: ActingClient,
  range: Omit<LogQuestion, "topics">,
  addresses: readonly Address[],
): Promise<Omit<AccountRecord, "receipts">[]> {
  const accounts = [...new Set(addresses.filter(isManagedForm).map((each) => each.toLowerCase() as Address))];
  return Promise.all(accounts.map((account) => fetchAccount(client, range, account)));
}

async function fetchAccount(
  client: ActingClient,
  range: Omit<LogQuestion, "topics">,
  account: Address,
): Promise<Omit<AccountRecord, "receipts">> {
  const topic = pad(account);
  const [opened, own] = await Promise.all([
    logsIn(client, { ...range, topics: [[toEventSelector(accountOpenedEvent)], null, [topic]] }),
    logsIn(client, { ...range, topics: [OF_ACCOUNT.map((event) => toEventSelector(event)), [topic]] }),
  ]);
  const principal = opened[0]?.topics[1];
  const events = OF_PRINCIPAL.map((event) => toEventSelector(event));
  const ofPrincipal =
    principal === undefined ? [] : await logsIn(client, { ...range, topics: [events, [principal]] });
  return { account, logs: ordered([...opened, ...own, ...ofPrincipal]) };
}

/** Who may have signed for the accounts: their keys and controllers, which may be contracts. */
export function keysIn(accounts: readonly Pick<AccountRecord, "logs">[]): Address[] {
  const [key, opened, handedOver] = [keySetEvent, accountOpenedEvent, principalHandedOverEvent].map((event) =>
    toEventSelector(event),
  );
  const found = accounts.flatMap(({ logs }) =>
    logs.flatMap(({ topics: [event, first, second] }: RpcLog): (Hex | undefined)[] => {
      if (event === opened) return [first];
      return event === key || event === handedOver ? [second] : [];
    }),
  );
  const addresses = found.flatMap((topic) => (topic === undefined ? [] : [sliceHex(topic, 12)]));
  return [...new Set(addresses)];
}
