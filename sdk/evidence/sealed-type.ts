/** What encrypted evidence calls itself, in a header that is protected. */
export const SEALED_TYPE = "quittance-evidence+jwe";
