import type { Hex } from "viem";
import { z } from "zod";

/** A large number, which travels as a string; USDC base units for an amount. */
export const amount = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);

/** A list, as the indexer's GraphQL answers it. */
export const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

const envelope = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/**
 * Asks the indexer over GraphQL.
 *
 * @param about The query's variables: hashes and addresses. The indexer knows them in lower case.
 * @throws Error when the indexer reports an error or leaves out something that `answer` requires.
 */
export async function askGraphql<Answer>(
  graphqlUrl: string,
  query: string,
  about: Readonly<Record<string, Hex>>,
  answer: z.ZodType<Answer>,
): Promise<Answer> {
  const variables = Object.fromEntries(Object.entries(about).map(([name, hex]) => [name, hex.toLowerCase()]));
  const response = await fetch(graphqlUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = envelope.parse(await response.json());
  if (errors !== undefined) {
    throw new Error(`the indexer refused the query: ${errors.map(({ message }) => message).join("; ")}`);
  }
  return read(data, answer);
}

/**
 * Asks the indexer for a page under its base URL, such as `/accounts/<address>`.
 *
 * @throws Error when there is no such page or it lacks something that `answer` requires.
 */
export async function askPage<Answer>(url: string, answer: z.ZodType<Answer>): Promise<Answer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the indexer answered ${url} with HTTP ${response.status}`);
  return read(await response.json(), answer);
}

function read<Answer>(data: unknown, answer: z.ZodType<Answer>): Answer {
  const result = answer.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`the indexer's answer, field ${issue?.path.join(".")}: ${issue?.message}`);
}
