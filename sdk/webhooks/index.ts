export type { HostAddress, Resolve } from "../identity/public-address.ts";
export { deliverWebhooks, type WebhookDelivery, type WebhookEvent } from "./deliver.ts";
export { type ChangesCursor, type ChangesDelivery, deliverChanges } from "./deliver-changes.ts";
export type { WebhookReceiver } from "./receiver.ts";
export {
  createWebhookSecret,
  signWebhook,
  type VerifiedWebhook,
  verifyWebhook,
  type WebhookHeaders,
} from "./signature.ts";
export { fileStore, memoryStore, type WebhookStore } from "./store.ts";
