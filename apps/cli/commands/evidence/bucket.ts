import type { EvidenceStore } from "quittance/evidence";
import { s3EvidenceStore } from "quittance/evidence/s3";
import { UsageRefusal } from "../../refusal.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const REGION = "us-east-1";

/**
 * The store in a bucket: `s3://bucket/prefix`. Key and endpoint come from the variables that the tools of AWS read; the place holds none,
 * and none is shown.
 */
export function bucketStore(
  place: string,
  publicUrl: string | undefined,
  environment: Environment = process.env,
): EvidenceStore {
  const [, bucket, prefix = ""] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([^?#]*))?$/.exec(place) ?? [];
  if (bucket === undefined)
    throw new UsageRefusal(
      "A bucket is s3://bucket or s3://bucket/prefix. Keys go into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    );
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || REGION;
  if (!/^[a-z0-9-]{1,40}$/.test(region))
    throw new UsageRefusal("AWS_REGION is the name of a region, such as eu-central-1.");
  const sessionToken = environment.AWS_SESSION_TOKEN;
  return s3EvidenceStore({
    ...{ bucket, region, prefix: prefix === "" ? "" : `${prefix.replace(/\/+$/, "")}/` },
    endpoint:
      environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL || `https://s3.${region}.amazonaws.com`,
    accessKeyId: needed(environment, "AWS_ACCESS_KEY_ID"),
    secretAccessKey: needed(environment, "AWS_SECRET_ACCESS_KEY"),
    ...(sessionToken ? { sessionToken } : {}),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
}

function needed(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new UsageRefusal(
    `${name} is missing. Set it in the environment: a bucket takes signed requests alone.`,
  );
}
