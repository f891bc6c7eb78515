import {
  accountFrozenEvent,
  accountOpenedEvent,
  accountUnfrozenEvent,
  keySetEvent,
  policySetEvent,
  principalFrozenEvent,
  principalHandedOverEvent,
  principalUnfrozenEvent,
} from "../../abi/fragments/quittance.ts";

/** Events that name a managed account, and its opening apart. */
export const OF_ACCOUNT = [keySetEvent, policySetEvent, accountFrozenEvent, accountUnfrozenEvent] as const;

/** Events of a principal, which concern all of its accounts. */
export const OF_PRINCIPAL = [principalFrozenEvent, principalUnfrozenEvent, principalHandedOverEvent] as const;

/** All that say how a managed account is. */
export const ACCOUNT_EVENTS = /* @__PURE__ */ [accountOpenedEvent, ...OF_ACCOUNT, ...OF_PRINCIPAL] as const;
