import { type Address, isAddressEqual } from "viem";
import { CommandRefusal, ExitCode } from "../../refusal.ts";
import type { ManagedAccount } from "../../session/managed.ts";

/** Refuses an account that its controller alone may change, before anything is simulated. */
export function requireController({ address, controller }: ManagedAccount, sender: Address): void {
  if (isAddressEqual(controller, sender)) return;
  throw new CommandRefusal(
    `The controller of ${address} is ${controller}, and your account is ${sender}. Give --account of the controller.`,
    ExitCode.failed,
  );
}
