import { NodeUnreachableError, RpcFailedError } from "./transport.ts";

/** Whether a node did not answer as it should. Such an error says nothing about what was asked. */
export const isOfNode = (error: unknown): error is NodeUnreachableError | RpcFailedError =>
  error instanceof NodeUnreachableError || error instanceof RpcFailedError;
