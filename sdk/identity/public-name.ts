/**
 * The last parts of names that no public registry hands out: those reserved for special use (RFC 6761 and its registry), those
 * that ICANN keeps back as they collide with private ones, those of RFC 6762 (appendix G), and what orchestrators, service
 * meshes and routers resolve by themselves. `example` is reserved as well, and leads nowhere.
 */
const PRIVATE =
  " alt arpa internal invalid local localhost onion test" +
  " corp dmz domain home intra intranet lan localdomain localnet mail priv private workgroup" +
  " cluster consul containers default docker incus k8s kube lxd mesh node nomad pod podman server service svc swarm vault" +
  " belkin dlink gateway modem nas router ";

const NAME = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z](?:[a-z0-9-]{0,61}[a-z0-9]))$/;

/** Whether a host is a public domain name: no IP address, and not a private network's name. */
export function isPublicName(hostname: string): boolean {
  const last = NAME.exec(hostname.replace(/\.$/, "").toLowerCase())?.[1];
  return last !== undefined && !PRIVATE.includes(` ${last} `);
}
