import type { Hex } from "viem";
import { z } from "zod";

/** USDC base units and other large numbers travel as strings. */
export const amount = z.string().regex(/^\d+$/).transform(BigInt);

/** A list, as the indexer answers it. */
export const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** Asks an indexer about hashes and addresses. Throws when it answers with anything but all of what was asked for. */
export async function ask<Answer>(
  graphqlUrl: string,
  query: string,
  about: Readonly<Record<string, Hex>>,
  form: z.ZodType<Answer>,
): Promise<Answer> {
  const variables = Object.fromEntries(Object.entries(about).map(([name, hex]) => [name, hex.toLowerCase()]));
  const response = await fetch(graphqlUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const body = z
    .object({ data: z.unknown(), errors: z.array(z.object({ message: z.string() })).optional() })
    .parse(await response.json());
  if (body.errors !== undefined) {
    throw new Error(
      `the indexer refused the question: ${body.errors.map(({ message }) => message).join("; ")}`,
    );
  }
  const read = form.safeParse(body.data);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new Error(`the indexer's answer lacks ${issue?.path.join(".")}: ${issue?.message}`);
}
