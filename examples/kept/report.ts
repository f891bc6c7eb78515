import type { AuditReport } from "quittance/audit";
import type { Stack } from "quittance/testing";
import type { Hex } from "viem";
import { dim, strong } from "../output/colours.ts";
import type { Reporter } from "../output/reporter.ts";
import type { Kept } from "./kept.ts";

/** Audits a deal from the chain and from what was kept of it, and says how that ended. */
export async function reportAudit(
  out: Reporter,
  kept: Kept,
  { stack, deal }: { readonly stack: Stack; readonly deal: Hex },
): Promise<AuditReport> {
  const audit = await out.busy("The audit is running", kept.audit(stack, deal));
  const { holds, fails, notChecked } = audit.counts;
  await out.say(
    `The audit computes everything again, from the chain and the kept files alone: ${strong(audit.verdict)}.`,
  );
  await out.say(dim(`${holds} checks hold, ${fails} fail, ${notChecked} could not be made`));
  return audit;
}
