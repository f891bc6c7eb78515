import type { Command } from "commander";
import type { MilestoneSettlement } from "quittance/deals";
import { formatUsdc } from "quittance/protocol";
import { asCount } from "../../session/values.ts";

/** Which milestone of which deal. */
export interface MilestoneOptions {
  readonly milestone: number;
  readonly terms?: string;
}

/** Adds a deal's id, and where its terms are when the chain is not to be asked. */
export function withDeal(command: Command): Command {
  return command
    .argument("<deal>", "the deal's id, or a file with its terms or offer")
    .option(
      "--terms <file>",
      "a file with the terms, or an offer of them; the contract's event when left out",
    );
}

/** Adds the same, and which milestone is meant. */
export function withMilestone(command: Command): Command {
  return withDeal(command).requiredOption("--milestone <number>", "counted from 0", asCount(0, 31));
}

/** How a milestone ended, in lines. */
export function settlementReport(settlement: MilestoneSettlement): string[] {
  const { milestone, cause, toSeller, toBuyer, feeReturned, fees, unclaimed } = settlement;
  const moved = `${formatUsdc(toSeller)} USDC to the seller, ${formatUsdc(toBuyer)} USDC to the buyer`;
  return [
    `Milestone ${milestone} is settled (${cause}): ${moved}.`,
    ...(feeReturned === 0n
      ? []
      : [`${formatUsdc(feeReturned)} USDC of the verification fee went back to the buyer.`]),
    ...fees.map(({ account, amount }) => `${formatUsdc(amount)} USDC of fees went to ${account}.`),
    ...unclaimed.map(
      ({ account, amount }) =>
        `${account} could not be paid ${formatUsdc(amount)} USDC; it waits for: quittance ledger claim ${account}`,
    ),
  ];
}
