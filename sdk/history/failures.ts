/** What the codes of a failed connection mean. */
const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was broken off",
  UND_ERR_SOCKET: "the connection was broken off",
  ENOTFOUND: "no host has this name",
  EAI_AGAIN: "the host's name could not be looked up",
  ETIMEDOUT: "the host did not answer",
  UND_ERR_CONNECT_TIMEOUT: "the host did not answer",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
};

/** What failed. `fetch` throws a TypeError for everything, and puts what happened into its cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const code: unknown = Reflect.get(Object(cause), "code");
  if (typeof code !== "string") return cause instanceof Error ? cause.message : error.message;
  const meaning = FAILURES[code];
  return meaning === undefined ? code : `${meaning}, ${code}`;
}
