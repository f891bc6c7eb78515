import { type Address, zeroAddress } from "viem";
import { accountAddressOf } from "../../../sdk/protocol/account-address.ts";
import type { AccountAction } from "../../model/account-actions.ts";
import { type AccountLife, controllerOf, policyOf, principalOf } from "../../model/accounts.ts";
import { amountOf } from "../../model/world.ts";
import type { Desk } from "./calls.ts";
import type { Situation } from "./random-actions.ts";
import { randomGrants, randomPolicy } from "./random-policies.ts";
import { randomSpending } from "./random-spending.ts";

const MOST_ACCOUNTS = 9;
const FIRST_ACCOUNTS = 4;

/** Something that has to do with accounts of principals, with tabs or with orders, right or wrong. */
export function randomAccountAction(situation: Situation, desk: Desk): AccountAction {
  const { dice, world } = situation;
  if (world.accounts.size < FIRST_ACCOUNTS) return randomOpenings(situation, desk);
  return dice.chance(0.72) ? randomSpending(situation, desk) : randomGovernment(situation, desk);
}

function randomGovernment(situation: Situation, desk: Desk): AccountAction {
  const { dice, people, world } = situation;
  const account = dice.pick([...world.accounts.values()]);
  const { address, principal } = account;
  const { offered, frozen } = principalOf(world, principal);
  const controller = controllerOf(world, account);
  const sender = dice.chance(0.93) ? controller : dice.pick(people.all).address;
  const isFrozen = (one: AccountLife) => one.frozen;
  const kind = dice.weighted({
    openAccounts: world.accounts.size < MOST_ACCOUNTS ? 4 : 0.3,
    setKeys: 16,
    setPolicy: 16,
    freeze: 4,
    unfreeze: [...world.accounts.values()].some(isFrozen) ? 14 : 1,
    freezeAll: 2,
    unfreezeAll: frozen ? 20 : 0.5,
    offerPrincipal: 4,
    acceptPrincipal: offered === undefined ? 0.5 : 8,
    moveFunds: 22,
    withdrawFrom: 10,
  });
  switch (kind) {
    case "openAccounts":
      return randomOpenings(situation, desk);
    case "setKeys": {
      const of = dice.chance(0.97) ? address : dice.pick(people.traders).address;
      const grants = randomGrants(situation, [...account.keys.keys()], dice.between(1, 3));
      const isFaulty = dice.chance(0.05);
      const faults = [{ key: dice.pick([zeroAddress, of]), expiry: 0, capabilities: [] }];
      return { kind, sender, account: of, grants: isFaulty ? [...grants, ...faults] : grants };
    }
    case "setPolicy": {
      const current = dice.chance(0.95) ? policyOf(account) : dice.pick(account.policies);
      return { kind, sender, account: address, principal, current, policy: randomPolicy(situation) };
    }
    case "freeze":
    case "unfreeze": {
      const frozenOnes = [...world.accounts.values()].filter(isFrozen);
      const [chosen = account] = kind === "unfreeze" ? dice.draw(frozenOnes, 1) : [account];
      const own = dice.chance(0.93) ? controllerOf(world, chosen) : sender;
      return { kind, sender: own, accounts: [chosen.address] };
    }
    case "freezeAll":
    case "unfreezeAll":
      return { kind, sender, principal };
    case "offerPrincipal": {
      // Who has a seat in the pool keeps its principal: whom a draw leaves out must not change behind its back.
      const isSeated = people.traders[0]?.address === principal;
      const to = dice.chance(0.25) || isSeated ? zeroAddress : dice.pick(people.principals).address;
      return { kind, sender, principal, to };
    }
    case "acceptPrincipal":
      return { kind, sender: dice.chance(0.9) ? (offered ?? sender) : sender, principal };
    case "moveFunds":
      return { kind, sender, moves: randomMoves(situation, sender) };
    case "withdrawFrom": {
      const balance = amountOf(world.balances, address);
      const amount = dice.pick([balance / 8n, balance / 5n, balance + 1n]);
      const to = dice.chance(0.9) ? dice.pick(people.all).address : dice.pick([address, world.contract]);
      return { kind, sender, account: address, to, amount, salt: BigInt(dice.between(0, 60)) };
    }
  }
}

function randomOpenings(situation: Situation, { domain }: Desk): AccountAction {
  const { dice, people } = situation;
  const [seated] = people.traders;
  const owners = [...people.principals, ...(seated === undefined ? [] : [seated])];
  const principal = dice.pick(owners).address;
  const controller = principalOf(situation.world, principal).controller;
  const openings = Array.from({ length: dice.between(1, 2) }, () => {
    const index = dice.between(0, 40);
    const account = accountAddressOf({ domain, principal, index }).toLowerCase() as Address;
    const keys = randomGrants(situation, [], dice.between(0, 3));
    return { account, index, keys, policy: randomPolicy(situation) };
  });
  return {
    kind: "openAccounts",
    sender: dice.chance(0.95) ? controller : dice.pick(people.all).address,
    principal,
    openings,
  };
}

/** Between rows that the sender controls, as a rule. */
function randomMoves({ dice, people, world }: Situation, sender: Address) {
  const own = [...world.accounts.values()].filter((account) => controllerOf(world, account) === sender);
  const rows = [sender, ...own.map(({ address }) => address)];
  const row = () => (dice.chance(0.96) ? dice.pick(rows) : dice.pick(people.traders).address);
  return Array.from({ length: dice.between(1, 3) }, () => {
    const from = row();
    const balance = amountOf(world.balances, from);
    const amount = dice.chance(0.04) ? dice.pick([0n, balance + 1n]) : balance / BigInt(dice.between(2, 5));
    return { from, to: row(), amount };
  });
}
