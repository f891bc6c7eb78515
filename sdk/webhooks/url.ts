import { WebhookAddressRefusedError } from "../errors/webhooks.ts";
import { isPublicName } from "../identity/public-name.ts";

/** Refuses what no webhook goes to: anything but https, credentials, and hosts that are no public names. */
export function requireWebhookUrl(text: string, isPrivateAllowed: boolean): URL {
  if (typeof text !== "string" || !URL.canParse(text)) throw new WebhookAddressRefusedError("it is no URL");
  const url = new URL(text);
  const isHttp = isPrivateAllowed && url.protocol === "http:";
  if (url.protocol !== "https:" && !isHttp) throw new WebhookAddressRefusedError("it is not https");
  if (url.username !== "" || url.password !== "")
    throw new WebhookAddressRefusedError("it holds a user or a password");
  if (!isPrivateAllowed && !isPublicName(url.hostname))
    throw new WebhookAddressRefusedError("its host is no public name");
  return url;
}
