import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/**
 * Whether a request is signed with a secret, as AWS documents Signature Version 4, and its body is the one that was signed. The
 * test's own: s3rver takes every signature of this version.
 */
export function isSignedWith(secret: string, request: IncomingMessage, body: Uint8Array): boolean {
  const {
    authorization = "",
    "x-amz-date": date = "",
    "x-amz-content-sha256": payload = "",
  } = request.headers;
  const match =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\d{8}\/([^/]+)\/s3\/aws4_request), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  const [, scope = "", region = "", names = "", signature = ""] = match ?? [];
  if (payload !== "UNSIGNED-PAYLOAD" && payload !== sha256(body)) return false;
  if (!["host", "x-amz-content-sha256", "x-amz-date"].every((name) => names.split(";").includes(name)))
    return false;
  const headers = names.split(";").map((name) => `${name}:${String(request.headers[name] ?? "").trim()}\n`);
  const canonical = [request.method, request.url, "", headers.join(""), names, payload].join("\n");
  const text = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n");
  const [day = ""] = scope.split("/");
  const key = [region, "s3", "aws4_request"].reduce<Buffer>(hmac, hmac(`AWS4${secret}`, day));
  return hmac(key, text).toString("hex") === signature;
}
