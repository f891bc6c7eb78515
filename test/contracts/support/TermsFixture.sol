// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice One part of a deal, readable.
struct Milestone {
    uint96 amount;
    uint40 deadline;
}

/// @notice What terms that replace a deal say of it.
struct Amendment {
    bytes32 deal;
    uint96 remainder;
    uint32 delivered;
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
    // the very end, each packed exactly when it is not zero
    uint32 category;
    bytes32 reference_;
    Amendment amends; // there exactly when it names a deal
}

using TermsFixtures for TermsFixture global;

/// @notice The packed form of terms and their EIP-712 hashes, written from the specification with `abi.encode` alone.
library TermsFixtures {
    uint8 internal constant FUNDED_FROM_LEDGER = 1;
    uint8 internal constant BUYER_TO_LEDGER = 2;
    uint8 internal constant SELLER_TO_LEDGER = 4;

    bytes private constant TERMS =
        "Terms(address buyer,bool fundedFromLedger,bool buyerToLedger,bool sellerToLedger,uint96 verificationFee,uint96[] amounts,uint40[] deadlines,Adjudication adjudication)";
    bytes private constant ADJUDICATION =
        "Adjudication(address seller,address[] panel,uint16 passingScore,uint16 payoutStep,uint32 contestWindow,uint16 marketplaceFee,Conditions conditions)";
    bytes private constant CONDITIONS =
        "Conditions(uint32 verdictWindow,uint16 silencePayout,address marketplace,address panelAccount,bytes32 pact,uint64 salt,uint40 openBy,uint32 category,bytes32 reference,DisputeRules[] disputes,Amendment[] amends)";
    bytes private constant DISPUTE_RULES = "DisputeRules(uint96 bond,address pool,address arbiter,uint32 rulingWindow)";
    bytes private constant AMENDMENT = "Amendment(bytes32 deal,uint96 remainder,uint32 delivered)";

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
            self.openBy,
            self.options()
        );
        if (self.contestWindow != 0) packed = bytes.concat(packed, self.disputes());
        if (self.category != 0) packed = bytes.concat(packed, bytes4(self.category));
        if (self.reference_ != 0) packed = bytes.concat(packed, self.reference_);
        if (self.amends.deal != 0) {
            packed = abi.encodePacked(packed, self.amends.deal, self.amends.remainder, self.amends.delivered);
        }
    }

    /// @notice The bits that say what follows at the end of the conditions.
    function options(TermsFixture memory self) internal pure returns (uint8) {
        return (self.category == 0 ? 0 : 1) | (self.reference_ == 0 ? 0 : 2) | (self.amends.deal == 0 ? 0 : 4);
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
        return bytes.concat(self.schedule(), self.adjudication(), self.conditionsHash());
    }

    function disputesHash(TermsFixture memory self) internal pure returns (bytes32) {
        if (self.contestWindow == 0) return keccak256("");
        bytes32 typeHash = keccak256("DisputeRules(uint96 bond,address pool,address arbiter,uint32 rulingWindow)");
        bytes32 entry = keccak256(abi.encode(typeHash, self.bond, self.pool, self.arbiter, self.rulingWindow));
        return keccak256(abi.encodePacked(entry));
    }

    function amendsHash(TermsFixture memory self) internal pure returns (bytes32) {
        if (self.amends.deal == 0) return keccak256("");
        bytes32 typeHash = keccak256("Amendment(bytes32 deal,uint96 remainder,uint32 delivered)");
        return keccak256(abi.encodePacked(keccak256(abi.encode(typeHash, self.amends))));
    }

    function conditionsHash(TermsFixture memory self) internal pure returns (bytes32) {
        bytes memory times = abi.encode(
            keccak256(bytes.concat(CONDITIONS, AMENDMENT, DISPUTE_RULES)),
            self.verdictWindow,
            self.silencePayout
        );
        bytes memory rest = abi.encode(self.marketplace, self.panelAccount, self.pact, self.salt, self.openBy);
        bytes memory lists = abi.encode(self.category, self.reference_, self.disputesHash(), self.amendsHash());
        return keccak256(bytes.concat(times, rest, lists));
    }

    function adjudicationHash(TermsFixture memory self) internal pure returns (bytes32) {
        bytes memory panel;
        for (uint256 i = 0; i < self.panel.length; ++i) panel = bytes.concat(panel, abi.encode(self.panel[i]));
        return
            keccak256(
                abi.encode(
                    keccak256(bytes.concat(ADJUDICATION, AMENDMENT, CONDITIONS, DISPUTE_RULES)),
                    self.seller,
                    keccak256(panel),
                    self.passingScore,
                    self.payoutStep,
                    self.contestWindow,
                    self.marketplaceFee,
                    self.conditionsHash()
                )
            );
    }

    function structHash(TermsFixture memory self) internal pure returns (bytes32) {
        return self.structHashWith(self.adjudicationHash());
    }

    /// @dev A bit of the destinations that has no meaning would not fit the last boolean; this encodes it as it is.
    function structHashWith(TermsFixture memory self, bytes32 adjudicated) internal pure returns (bytes32) {
        bytes memory amounts;
        bytes memory deadlines;
        for (uint256 i = 0; i < self.milestones.length; ++i) {
            amounts = bytes.concat(amounts, abi.encode(self.milestones[i].amount));
            deadlines = bytes.concat(deadlines, abi.encode(self.milestones[i].deadline));
        }
        uint256 destinations = self.destinations;
        return
            keccak256(
                abi.encode(
                    keccak256(bytes.concat(TERMS, ADJUDICATION, AMENDMENT, CONDITIONS, DISPUTE_RULES)),
                    self.buyer,
                    destinations & FUNDED_FROM_LEDGER != 0,
                    destinations & BUYER_TO_LEDGER != 0,
                    destinations / SELLER_TO_LEDGER,
                    self.verificationFee,
                    keccak256(amounts),
                    keccak256(deadlines),
                    adjudicated
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
