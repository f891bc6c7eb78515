// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice A readable policy, field by field; nothing of the contracts' own reading is used to write it.
struct PolicyFixture {
    uint64 perTransaction;
    uint64 perPeriod;
    uint64 lifetime;
    uint64 approvalAbove;
    uint16 period; // hours
    uint40 activeFrom;
    uint40 activeUntil;
    bytes32 counterparties;
    bytes32 categories;
}

using PolicyFixtures for PolicyFixture global;

/// @notice The packed form of policies and the hash by which one is in force, written from the specification.
library PolicyFixtures {
    /// @return Limits nothing: no caps, no lists, active at all times, days in UTC.
    function unlimited() internal pure returns (PolicyFixture memory) {
        uint64 most = type(uint64).max;
        return PolicyFixture(most, most, most, most, 24, 0, type(uint40).max, 0, 0);
    }

    function pack(PolicyFixture memory self) internal pure returns (bytes memory) {
        return
            abi.encodePacked(
                self.perTransaction,
                self.perPeriod,
                self.lifetime,
                self.approvalAbove,
                self.period,
                self.activeFrom,
                self.activeUntil,
                self.counterparties,
                self.categories
            );
    }

    /// @notice What the contract remembers of a policy.
    function hashFor(PolicyFixture memory self, address principal) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(principal, self.pack()));
    }
}
