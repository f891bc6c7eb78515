// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice One part of a deal, readable.
struct Milestone {
    uint96 amount;
    uint40 deadline;
}

/// @notice Readable terms, field by field; nothing of the contracts' own reading is used to write them.
struct TermsFixture {
    // schedule
    address buyer;
    uint8 destinations;
    uint96 verificationFee;
    Milestone[] milestones;
    // adjudication
    address seller;
    uint16 passingScore;
    uint16 payoutStep;
    uint32 contestWindow;
    uint16 marketplaceFee;
    address[] panel;
    // conditions
    uint32 verdictWindow;
    uint16 silencePayout;
    address marketplace;
    address panelAccount;
    bytes32 pact;
    uint64 salt;
    uint40 openBy;
    // dispute rules, the end of the conditions: packed exactly when contestWindow > 0
    uint96 bond;
    address pool;
    address arbiter;
    uint32 rulingWindow;
    // the very end: packed exactly when the destinations have bit 3 (8)
    uint32 category;
}

using TermsFixtures for TermsFixture global;

/// @notice The packed form of terms and their EIP-712 hashes, written from the specification with `abi.encode` alone.
library TermsFixtures {
    uint8 internal constant FUNDED_FROM_LEDGER = 1;
    uint8 internal constant BUYER_TO_LEDGER = 2;
    uint8 internal constant SELLER_TO_LEDGER = 4;
    uint8 internal constant CATEGORY = 8;

    function schedule(TermsFixture memory self) internal pure returns (bytes memory packed) {
        packed = abi.encodePacked(self.buyer, self.destinations, self.verificationFee, uint8(self.milestones.length));
        for (uint256 i = 0; i < self.milestones.length; ++i) {
            packed = abi.encodePacked(packed, self.milestones[i].amount, self.milestones[i].deadline);
        }
    }

    function adjudication(TermsFixture memory self) internal pure returns (bytes memory packed) {
        packed = abi.encodePacked(
            self.seller,
            self.passingScore,
            self.payoutStep,
            self.contestWindow,
            self.marketplaceFee,
            uint8(self.panel.length)
        );
        for (uint256 i = 0; i < self.panel.length; ++i) packed = abi.encodePacked(packed, self.panel[i]);
    }

    function conditions(TermsFixture memory self) internal pure returns (bytes memory packed) {
        packed = abi.encodePacked(
            self.verdictWindow,
            self.silencePayout,
            self.marketplace,
            self.panelAccount,
            self.pact,
            self.salt,
            self.openBy
        );
        if (self.contestWindow != 0) packed = bytes.concat(packed, self.disputes());
        if (self.destinations & CATEGORY != 0) packed = bytes.concat(packed, bytes4(self.category));
    }

    function disputes(TermsFixture memory self) internal pure returns (bytes memory) {
        return abi.encodePacked(self.bond, self.pool, self.arbiter, self.rulingWindow);
    }

    /// @notice The packed form every operation takes.
    function whole(TermsFixture memory self) internal pure returns (bytes memory) {
        return bytes.concat(self.schedule(), self.adjudication(), self.conditions());
    }

    /// @notice The packed form of operations that need nothing of the conditions but its hash.
    function brief(TermsFixture memory self) internal pure returns (bytes memory) {
        return bytes.concat(self.schedule(), self.adjudication(), keccak256(self.conditions()));
    }

    function engagementHash(TermsFixture memory self) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256("Engagement(bytes judgement,bytes covenant)"),
                    keccak256(self.adjudication()),
                    keccak256(self.conditions())
                )
            );
    }

    function structHash(TermsFixture memory self) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256("Terms(bytes head,Engagement engagement)Engagement(bytes judgement,bytes covenant)"),
                    keccak256(self.schedule()),
                    self.engagementHash()
                )
            );
    }

    /// @notice What the buyer pays at opening: all amounts, and a verification fee for each.
    function total(TermsFixture memory self) internal pure returns (uint256 sum) {
        for (uint256 i = 0; i < self.milestones.length; ++i) {
            sum += uint256(self.milestones[i].amount) + self.verificationFee;
        }
    }
}
