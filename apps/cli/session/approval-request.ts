import { join } from "node:path";
import type { ApprovalRequest, Commitment } from "quittance/accounts";
import { toJson } from "quittance/json";
import { formatUsdc, purposes } from "quittance/protocol";
import { type Address, type Hex, isAddress } from "viem";
import { z } from "zod";
import { CommandRefusal, ExitCode, UsageRefusal } from "../refusal.ts";
import { settingsFolder, writePrivate } from "../settings/folder.ts";
import { readJson } from "./input.ts";
import type { Session } from "./session.ts";

// Between an agent and its controller two messages go: a request with the commitment that the key would sign, and the
// approval of exactly that commitment. The command repeats itself with the approval, and makes the same commitment.

const hex = z.custom<Hex>((value) => typeof value === "string" && /^0x([0-9a-f]{2})*$/i.test(value));
const address = z.custom<Address>(
  (value) => typeof value === "string" && isAddress(value, { strict: false }),
);
const amount = z.string().regex(/^\d+$/).transform(BigInt);

const requestSchema = z.object({
  chainId: z.number().int().positive(),
  contract: address,
  controller: address,
  threshold: amount,
  commitment: z.object({
    account: address,
    digest: hex,
    purpose: z.enum(purposes as unknown as readonly [Commitment["purpose"], ...Commitment["purpose"][]]),
    capability: z.custom<Commitment["capability"]>(
      (value) => typeof value === "string" || Array.isArray(value),
    ),
    amount,
    category: z.number().int().nonnegative(),
    payees: z.array(z.object({ payee: address, most: amount })),
    counted: amount.optional(),
  }),
});

/** What an agent asks its controller. */
export type AskedApproval = z.infer<typeof requestSchema>;

const approvalSchema = z.object({ commitment: hex, approval: hex });

/** A request in a file. */
export async function readRequest(file: string | undefined): Promise<AskedApproval> {
  const read = requestSchema.safeParse(await readJson(file, "the request for an approval"));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UsageRefusal(
    `It is no request for an approval: ${issue?.path.join(".") || "the file"} is wrong.`,
  );
}

/** Thrown when the controller has to approve first; the request is in a file. */
export class ApprovalNeeded extends CommandRefusal {
  override readonly name = "ApprovalNeeded";
}

/** The controller's approval in a file; without one, the request for it is written down, and the command ends. */
export async function approvalFrom(
  session: Session,
  asked: {
    readonly request: ApprovalRequest;
    readonly controller: Address;
    readonly file: string | undefined;
  },
): Promise<Hex> {
  const { request, controller, file } = asked;
  const { commitment, threshold } = request;
  if (file !== undefined) {
    const read = approvalSchema.safeParse(await readJson(file, "what `quittance account approve` printed"));
    if (!read.success) throw new UsageRefusal("--approval holds no approval of `quittance account approve`.");
    if (read.data.commitment === commitment.digest) return read.data.approval;
    throw new CommandRefusal(
      `The approval is of ${read.data.commitment}, and this commits ${commitment.digest}. Ask for another one.`,
      ExitCode.failed,
    );
  }
  const path = join(settingsFolder(), "requests", `${commitment.digest.slice(2)}.json`);
  const chainId = await session.chainId();
  writePrivate(
    path,
    `${toJson({ chainId, contract: session.address, controller, threshold, commitment }, 2)}\n`,
  );
  throw new ApprovalNeeded(
    `To ${commitment.purpose} for ${formatUsdc(commitment.amount)} USDC, more than ${formatUsdc(threshold)} USDC, the controller ${controller} has to approve. ` +
      `The request is in ${path}. Give it to the controller (quittance account approve), then repeat the command with --approval <file>.`,
    ExitCode.failed,
  );
}
