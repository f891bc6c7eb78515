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
    bytes treasury; // empty, or the index of the treasury in 4 bytes
}

using PolicyFixtures for PolicyFixture global;

/// @notice The packed form of policies and the hash by which one is in force, written from the specification.
library PolicyFixtures {
    /// @return Limits nothing: no caps, no lists, active at all times, days in UTC.
    function unlimited() internal pure returns (PolicyFixture memory) {
        uint64 most = type(uint64).max;
        return PolicyFixture(most, most, most, most, 24, 0, type(uint40).max, 0, 0, "");
    }

    /// @return The same policy, which draws what lacks from the account of this index.
    function drawingOn(PolicyFixture memory self, uint32 index) internal pure returns (PolicyFixture memory) {
        self.treasury = abi.encodePacked(index);
        return self;
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
                self.categories,
                self.treasury
            );
    }

    /// @notice What the contract remembers of a policy.
    function hashFor(PolicyFixture memory self, address principal) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(principal, self.pack()));
    }
}
