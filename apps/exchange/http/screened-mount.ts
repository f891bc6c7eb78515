import { parseJson } from "quittance/json";
import { addressesIn, type Screening, screeningReply } from "quittance/screening";
import type { Mount } from "./api.ts";

/** Larger than any message that an interface takes. */
const MOST_BYTES = 1_000_000;

/** An interface that is given no message which names a party whom the operator screens out. What is asked for is not screened. */
export function screenedMount(mount: Mount, screening: Screening | undefined): Mount {
  if (screening === undefined) return mount;
  const serve: Mount["serve"] = async (request) => {
    if (request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS")
      return mount.serve(request);
    const text = await bodyOf(request);
    if (text === undefined) return Response.json({ error: `more than ${MOST_BYTES} bytes` }, { status: 413 });
    const reply = screeningReply(await screening.ask("take", addressesIn(jsonIn(text))));
    if (reply !== undefined) return Response.json(reply.body, { status: reply.status });
    const { url, method, headers, signal } = request;
    return mount.serve(new Request(url, { method, headers, signal, body: text }));
  };
  return { ...mount, serve };
}

/** What is no JSON is the interface's to refuse. */
function jsonIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

async function bodyOf(request: Request): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > MOST_BYTES) {
      await reader?.cancel();
      return undefined;
    }
    parts.push(part.value);
  }
  return Buffer.concat(parts).toString("utf8");
}
