import { type CallerSettings, readCallers } from "./callers.ts";
import type { Environment } from "./settings.ts";

const PER_MINUTE = 12_000;

/** Points of one caller of `/graphql` in a minute; a plain question costs one. Throws `SettingsError`. */
export const readGraphqlSettings = (env: Environment): CallerSettings =>
  readCallers(env, "QUITTANCE_GRAPHQL_PER_MINUTE", PER_MINUTE);
