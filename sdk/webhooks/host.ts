/** An address of a host. */
export interface HostAddress {
  readonly address: string;
  /** 4 or 6. */
  readonly family: number;
}

/** Finds the addresses of a host. */
export type Resolve = (hostname: string) => Promise<readonly HostAddress[]>;
