import { BaseError } from "../../errors/base.ts";
import {
  MoveFailedError,
  NegotiationBusyError,
  NegotiationLimitError,
  NegotiationUnknownError,
  StrangerRefusedError,
} from "../../errors/negotiation.ts";
import { isOfNode } from "../../errors/of-node.ts";

/** Why an envelope was not answered, as the other side is told. */
export interface RoadRefusal {
  /** As HTTP has it. */
  readonly status: number;
  readonly problem: string;
}

/** What the other side is told of an error: nothing of what this side decides by. */
export function refusalFor(error: unknown): RoadRefusal {
  if (!(error instanceof BaseError) || error instanceof MoveFailedError || isOfNode(error))
    return { status: 500, problem: "This side could not answer now. Send the same again later." };
  return { status: statusOf(error), problem: error.shortMessage };
}

function statusOf(error: BaseError): number {
  if (error instanceof NegotiationUnknownError) return 404;
  if (error instanceof StrangerRefusedError) return 403;
  if (error instanceof NegotiationLimitError) return 429;
  return error instanceof NegotiationBusyError ? 503 : 400;
}

/** Whether the same envelope may be taken later. */
export const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500;
