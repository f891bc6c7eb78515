import type { AccountAction } from "./account-actions.ts";
import type { Action } from "./actions.ts";
import { amend } from "./amending.ts";
import { contest, releaseBond, rule } from "./contesting.ts";
import {
  acceptPrincipal,
  freezeAccounts,
  freezePrincipal,
  moveFunds,
  offerPrincipal,
  openAccounts,
  setKeys,
  setPolicy,
  withdrawFrom,
} from "./governing.ts";
import { deliver, recordLateBallots, submitVerdict } from "./judging.ts";
import { claimPayout, deposit, depositWithAuthorization, withdraw } from "./ledger.ts";
import { open } from "./opening.ts";
import type { Outcome } from "./outcome.ts";
import { closeTab, openTab, pay, redeem, revokeOrder } from "./paying.ts";
import { settle } from "./provisional.ts";
import { rate } from "./rating.ts";
import { drawPanel, recordBallots } from "./second-round.ts";
import { agree, cancel, reclaim, refund, release } from "./settling.ts";
import type { World } from "./world.ts";

/**
 * The protocol as its paper and its interfaces tell it, with arithmetic of its own: what an action at a time (unix
 * seconds of its block) does to a world, or why it is refused.
 */
export function apply(world: World, action: Action, now: number): Outcome {
  switch (action.kind) {
    case "blacklist":
      return { world: { ...world, blacklisted: new Set(world.blacklisted).add(action.account) } };
    case "unBlacklist":
      return { world: { ...world, blacklisted: world.blacklisted.difference(new Set([action.account])) } };
    case "deposit":
      return deposit(world, action);
    case "depositWithAuthorization":
      return depositWithAuthorization(world, action, now);
    case "withdraw":
      return withdraw(world, action);
    case "claimPayout":
      return claimPayout(world, action);
    case "open":
      return open(world, action, now);
    case "deliver":
      return deliver(world, action, now);
    case "submitVerdict":
      return submitVerdict(world, action, now);
    case "settle":
      return settle(world, action, now);
    case "contest":
      return contest(world, action, now);
    case "drawPanel":
      return drawPanel(world, action, now);
    case "recordBallots":
      return recordBallots(world, action, now);
    case "recordLateBallots":
      return recordLateBallots(world, action, now);
    case "rule":
      return rule(world, action, now);
    case "releaseBond":
      return releaseBond(world, action, now);
    case "rate":
      return rate(world, action, now);
    case "release":
      return release(world, action, now);
    case "refund":
      return refund(world, action, now);
    case "reclaim":
      return reclaim(world, action, now);
    case "agree":
      return agree(world, action, now);
    case "cancel":
      return cancel(world, action, now);
    case "amend":
      return amend(world, action, now);
    default:
      return applyToAccounts(world, action, now);
  }
}

function applyToAccounts(world: World, action: AccountAction, now: number): Outcome {
  switch (action.kind) {
    case "openAccounts":
      return openAccounts(world, action, now);
    case "setKeys":
      return setKeys(world, action, now);
    case "setPolicy":
      return setPolicy(world, action, now);
    case "freeze":
    case "unfreeze":
      return freezeAccounts(world, action, now);
    case "freezeAll":
    case "unfreezeAll":
      return freezePrincipal(world, action);
    case "offerPrincipal":
      return offerPrincipal(world, action);
    case "acceptPrincipal":
      return acceptPrincipal(world, action);
    case "moveFunds":
      return moveFunds(world, action);
    case "withdrawFrom":
      return withdrawFrom(world, action);
    case "openTab":
      return openTab(world, action, now);
    case "redeem":
      return redeem(world, action, now);
    case "closeTab":
      return closeTab(world, action, now);
    case "pay":
      return pay(world, action, now);
    case "revokeOrder":
      return revokeOrder(world, action);
  }
}
