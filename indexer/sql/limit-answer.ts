import type { Socket } from "node:net";
import type pg from "pg";

/** Thrown by a query whose answer has more bytes than it may. */
export class AnswerTooLarge extends Error {}

/** The driver's types leave its connection out. */
interface Packed {
  readonly connection: { readonly stream: Socket };
}

/** Ends the connection of an answer that grows too large, before it fills this process's memory. @returns what stops it. */
export function limitAnswer(client: pg.PoolClient, bytes: number): () => void {
  const { stream } = (client as unknown as Packed).connection;
  let left = bytes;
  const count = (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) stream.destroy(new AnswerTooLarge());
  };
  stream.on("data", count);
  return () => stream.removeListener("data", count);
}
