import type { Deployment } from "./settings.ts";

/** Development chains have one id, rest until somebody sends, and begin again when they restart. */
export const isDevelopment = ({ chainId }: Pick<Deployment, "chainId">): boolean => chainId === 31337;

/** Whether a node is on this machine. */
export const isOwn = (url: string): boolean =>
  ["127.0.0.1", "[::1]", "localhost"].includes(new URL(url).hostname);
