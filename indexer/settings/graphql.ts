import { type CallerSettings, readFlag, readPerMinute } from "./callers.ts";
import type { Environment } from "./settings.ts";

const PER_MINUTE = 12_000;

/** Points of one caller of `/graphql` in a minute; a plain question costs one. Throws `SettingsError`. */
export const readGraphqlSettings = (env: Environment): CallerSettings => ({
  perMinute: readPerMinute(env, "QUITTANCE_GRAPHQL_PER_MINUTE", PER_MINUTE),
  isProxied: readFlag(env, "QUITTANCE_PROXIED"),
});
