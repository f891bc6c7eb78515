// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice What a signing key may do for an account. One slot under account and key.
struct Key {
    uint40 expiry; // unix seconds; the key acts while now < expiry; 0 when it was never granted, or was revoked
    uint8 capabilities; // bits of `Capabilities`
}

/// @notice A key and what it may do, as its principal grants it.
struct KeyGrant {
    address key; // the signer: a plain key, or a contract that answers ERC-1271
    uint40 expiry; // unix seconds; 0 revokes the key
    uint8 capabilities; // bits of `Capabilities`; 0 when it is revoked
}

/// @notice The capabilities that a key can have. Each is one bit.
library Capabilities {
    /// @notice To commit the account's money: open deals as the buyer, pay orders, pay bonds.
    uint256 internal constant COMMIT = 1;
    /// @notice To work: open deals as the seller, deliver, rule as the arbiter.
    uint256 internal constant DELIVER = 2;
    /// @notice To give up money that is already in a deal or a tab: release, refund, agree, cancel, close a tab that
    /// pays the account before its end; besides COMMIT or DELIVER, to amend a deal. To contest, since a later round can
    /// decide worse for the account than what it contested.
    uint256 internal constant SETTLE = 4;
    /// @notice To open tabs.
    uint256 internal constant TABS = 8;
    /// @notice To freeze the account. A key that has this capability alone can do nothing else.
    uint256 internal constant FREEZE = 16;
    uint256 internal constant ALL = 31;
    /// @notice What every key may do that has any other capability than FREEZE: reclaim, rate, and contest what cannot
    /// get worse for the account, as the seller a payout of nothing and as the buyer a payout of everything.
    uint256 internal constant NONE = 0;
}
