// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice One part of a deal, readable.
struct Milestone {
    uint96 amount;
    uint40 deadline;
}

/// @notice Readable terms, field by field; nothing of the contracts' own reading is used to write them.
struct TermSheet {
    // head
    address buyer;
    uint8 routes;
    uint96 verificationFee;
    Milestone[] milestones;
    // judgement
    address seller;
    uint16 passMark;
    uint16 gridStep;
    uint32 contestWindow;
    uint16 marketplaceFee;
    address[] panel;
    // covenant
    uint32 verdictWindow;
    uint16 silencePayout;
    address marketplace;
    address panelAccount;
    bytes32 pact;
    uint64 salt;
    uint40 openBy;
    // recourse, the covenant's tail: on the wire when contestWindow > 0 and only then
    uint96 bond;
    address pool;
    address arbiter;
    uint32 rulingWindow;
    // the very end: on the wire when routes say so (8) and only then
    uint32 category;
}

using TermSheets for TermSheet global;

/// @notice The wire form of terms and their EIP-712 hashes, written from the specification with `abi.encode` alone.
library TermSheets {
    uint8 internal constant FUNDED_FROM_LEDGER = 1;
    uint8 internal constant BUYER_TO_LEDGER = 2;
    uint8 internal constant SELLER_TO_LEDGER = 4;
    uint8 internal constant CATEGORY = 8;

    function head(TermSheet memory self) internal pure returns (bytes memory wire) {
        wire = abi.encodePacked(self.buyer, self.routes, self.verificationFee, uint8(self.milestones.length));
        for (uint256 i = 0; i < self.milestones.length; ++i) {
            wire = abi.encodePacked(wire, self.milestones[i].amount, self.milestones[i].deadline);
        }
    }

    function judgement(TermSheet memory self) internal pure returns (bytes memory wire) {
        wire = abi.encodePacked(
            self.seller,
            self.passMark,
            self.gridStep,
            self.contestWindow,
            self.marketplaceFee,
            uint8(self.panel.length)
        );
        for (uint256 i = 0; i < self.panel.length; ++i) wire = abi.encodePacked(wire, self.panel[i]);
    }

    function covenant(TermSheet memory self) internal pure returns (bytes memory wire) {
        wire = abi.encodePacked(
            self.verdictWindow,
            self.silencePayout,
            self.marketplace,
            self.panelAccount,
            self.pact,
            self.salt,
            self.openBy
        );
        if (self.contestWindow != 0) wire = bytes.concat(wire, self.recourse());
        if (self.routes & CATEGORY != 0) wire = bytes.concat(wire, bytes4(self.category));
    }

    function recourse(TermSheet memory self) internal pure returns (bytes memory) {
        return abi.encodePacked(self.bond, self.pool, self.arbiter, self.rulingWindow);
    }

    /// @notice The wire form every operation takes.
    function whole(TermSheet memory self) internal pure returns (bytes memory) {
        return bytes.concat(self.head(), self.judgement(), self.covenant());
    }

    /// @notice The wire form of operations that need nothing of the covenant but its hash.
    function brief(TermSheet memory self) internal pure returns (bytes memory) {
        return bytes.concat(self.head(), self.judgement(), keccak256(self.covenant()));
    }

    function engagementHash(TermSheet memory self) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256("Engagement(bytes judgement,bytes covenant)"),
                    keccak256(self.judgement()),
                    keccak256(self.covenant())
                )
            );
    }

    function structHash(TermSheet memory self) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256("Terms(bytes head,Engagement engagement)Engagement(bytes judgement,bytes covenant)"),
                    keccak256(self.head()),
                    self.engagementHash()
                )
            );
    }

    /// @notice What the buyer pays at opening: all amounts, and a verification fee for each.
    function total(TermSheet memory self) internal pure returns (uint256 sum) {
        for (uint256 i = 0; i < self.milestones.length; ++i) {
            sum += uint256(self.milestones[i].amount) + self.verificationFee;
        }
    }
}
