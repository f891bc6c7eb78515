/** What a node answers to a call it does not take. */
export class RpcRefusal extends Error {
  override readonly name = "RpcRefusal";
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A JSON-RPC call that nobody has made yet. */
export type Question = readonly [method: string, params: readonly unknown[]];

/**
 * One JSON-RPC call, without anything around it.
 *
 * @throws RpcRefusal when the node answers with an error.
 */
export async function rpc(url: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const [answer] = await rpcBatch(url, [[method, params]]);
  return answer;
}

/**
 * Many calls in one request, for a random run makes thousands. The node may take them in any order.
 *
 * @throws RpcRefusal when the node answers one of them with an error.
 */
export async function rpcBatch(url: string, questions: readonly Question[]): Promise<unknown[]> {
  if (questions.length === 0) return [];
  const calls = questions.map(([method, params], id) => ({ jsonrpc: "2.0", id, method, params }));
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(calls),
  });
  const answers = ((await response.json()) as readonly Answer[]).toSorted((a, b) => a.id - b.id);
  return answers.map(({ id, result, error }) => {
    if (error === undefined) return result;
    throw new RpcRefusal(`${questions[id]?.[0]}: ${error.message}`);
  });
}
