import { type Hex, http, type Transport } from "viem";

/** Called with each signed transaction before a node gets it. */
export type Recording = (signed: Hex) => void;

/** HTTP to a node, which lets each signed transaction be written down before it leaves. */
export function recordedHttp(url: string, record: { current?: Recording | undefined }): Transport {
  const inner = http(url, { retryCount: 2 });
  return (options) => {
    const made = inner(options);
    const request: typeof made.request = async (asked, ...rest) => {
      const { method, params } = asked as { readonly method: string; readonly params?: readonly Hex[] };
      const [signed] = method === "eth_sendRawTransaction" ? (params ?? []) : [];
      if (signed !== undefined) record.current?.(signed);
      return made.request(asked as never, ...rest) as never;
    };
    return { ...made, request };
  };
}
