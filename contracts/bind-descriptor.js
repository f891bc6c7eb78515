import { isAddress } from "./checksum.js";

const FIELDS = ["chainId", "address", "usdc"];
const NO_ADDRESS = "must be an address, with the right checksum if in mixed case";
/** What is longer than an address is not shown: it could be a key. */
const LONGEST_SHOWN = 42;

/**
 * Binds an ERC-7730 descriptor of this package to a deployment. The descriptor itself stays as it is.
 *
 * @param {object} descriptor One of `@quittance/contracts/descriptors/*.json`.
 * @param {{ chainId: number, address: string, usdc: string }} deployment Where the contract is, and the token it was made
 * with.
 * @throws {TypeError} When an argument is malformed; it names the field, its value and what to do.
 */
export function bindDescriptor(descriptor, deployment) {
  const isDescriptor = isObject(descriptor) && isObject(descriptor.context) && isObject(descriptor.metadata);
  const file = "Pass what one of @quittance/contracts/descriptors/*.json holds.";
  refuseUnless(isDescriptor, "descriptor", "must be an ERC-7730 descriptor", descriptor, file);
  requireDeployment(deployment);
  const { chainId, address, usdc } = deployment;
  const { context, metadata } = descriptor;
  const kind = "eip712" in context ? "eip712" : "contract";
  return {
    ...descriptor,
    context: { ...context, [kind]: { ...context[kind], deployments: [{ chainId, address }] } },
    metadata: { ...metadata, constants: { ...metadata.constants, usdc } },
  };
}

function requireDeployment(deployment) {
  const known = `Pass one object with named fields: ${FIELDS.join(", ")}.`;
  refuseUnless(isObject(deployment), "deployment", "must be an object", deployment, known);
  const unknown = Object.keys(deployment).find((name) => !FIELDS.includes(name));
  const field = `deployment.${unknown}`;
  refuseUnless(unknown === undefined, field, "is not a field of deployment", deployment[unknown], known);
  const { chainId, address, usdc } = deployment;
  const isChain = Number.isSafeInteger(chainId) && chainId > 0;
  const asNumber = "Give the chain's id as a number, such as 8453 for Base.";
  refuseUnless(isChain, "deployment.chainId", "must be a whole number above 0", chainId, asNumber);
  const ofContract = "Give the address of the contract that the descriptor is about.";
  refuseUnless(isAddress(address), "deployment.address", NO_ADDRESS, address, ofContract);
  const ofToken = "Give the address of the token that the contract was made with.";
  refuseUnless(isAddress(usdc), "deployment.usdc", NO_ADDRESS, usdc, ofToken);
}

function refuseUnless(fits, field, problem, value, remedy) {
  if (fits) return;
  throw new TypeError(`${field} ${problem}; it is ${shown(value)}.\nWhat to do: ${remedy}`);
}

function shown(value) {
  if (typeof value === "function") return "a function";
  if (isObject(value)) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > LONGEST_SHOWN + 2 ? "(not shown)" : text;
}

function isObject(value) {
  return typeof value === "object" && value !== null;
}
