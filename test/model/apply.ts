import type { Action } from "./actions.ts";
import { deliver, settle, submitVerdict } from "./judging.ts";
import { deposit, depositWithAuthorization, retryRefused, withdraw } from "./ledger.ts";
import { open } from "./opening.ts";
import type { Outcome } from "./outcome.ts";
import { accept, agree, cancel, concede, reclaim } from "./settling.ts";
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
    case "retryRefused":
      return retryRefused(world, action);
    case "open":
      return open(world, action, now);
    case "deliver":
      return deliver(world, action, now);
    case "submitVerdict":
      return submitVerdict(world, action, now);
    case "settle":
      return settle(world, action, now);
    case "accept":
      return accept(world, action);
    case "concede":
      return concede(world, action);
    case "reclaim":
      return reclaim(world, action, now);
    case "agree":
      return agree(world, action, now);
    case "cancel":
      return cancel(world, action, now);
  }
}
