// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice Terms in calldata, found and measured once; fields are read where they lie.
///
/// | bits     | what                                                            |
/// |----------|-----------------------------------------------------------------|
/// | 0 - 31   | where the head starts in calldata                               |
/// | 32 - 63  | where the judgement starts                                      |
/// | 64 - 95  | where the covenant starts; 0 when only its hash was given       |
/// | 96 - 103 | milestones                                                      |
/// | 104 - 111| jurors                                                          |
type TermsView is uint256;

using TermsWire for TermsView global;

/// @notice Finds the fields of terms in their wire form, and hashes them as EIP-712 typed data:
/// `Terms(bytes head,Engagement engagement)Engagement(bytes judgement,bytes covenant)`. What is signed is byte for byte
/// what is sent and logged, so that hashing costs what copying does, and one deal has one form.
///
/// Big-endian and packed:
///   head, 34 + 17 × milestones bytes: buyer 20 · routes 1 (bit 0 funded from the ledger, bit 1 buyer paid to the ledger,
///     bit 2 seller paid to the ledger) · verificationFee 12 · milestones 1 · each: amount 12, deadline 5
///   judgement, 31 + 20 × jurors bytes: seller 20 · passMark 2 · gridStep 2 · contestWindow 4 · marketplaceFee 2 ·
///     jurors 1 · each: address 20
///   covenant, 91 bytes: verdictWindow 4 · silencePayout 2 · marketplace 20 · panelAccount 20 · pact 32 · salt 8 · openBy 5
///
/// Whole terms are head ‖ judgement ‖ covenant. Operations that need nothing of the covenant take brief terms, head ‖
/// judgement ‖ keccak256(covenant), as well.
library TermsWire {
    /// @notice The terms do not end where their covenant, or its hash, does.
    error Quittance_MalformedTerms(uint256 length, uint256 whole, uint256 brief);
    /// @notice The operation reads the covenant, of which only the hash was given; send the terms whole.
    error Quittance_CovenantNeeded();

    bytes32 private constant ENGAGEMENT_TYPEHASH = keccak256("Engagement(bytes judgement,bytes covenant)");
    bytes32 private constant TERMS_TYPEHASH =
        keccak256("Terms(bytes head,Engagement engagement)Engagement(bytes judgement,bytes covenant)");

    uint256 private constant HEAD_BYTES = 34;
    uint256 private constant MILESTONE_BYTES = 17;
    uint256 private constant JUDGEMENT_BYTES = 31;
    uint256 private constant JUROR_BYTES = 20;
    uint256 private constant COVENANT_BYTES = 91;
    uint256 private constant HASH_BYTES = 32;

    /// @notice Finds and hashes whole or brief terms.
    function read(bytes calldata wire, bytes32 domainSeparator)
        internal
        pure
        returns (TermsView terms, bytes32 dealId)
    {
        bytes32 engagementTypeHash = ENGAGEMENT_TYPEHASH;
        bytes32 termsTypeHash = TERMS_TYPEHASH;
        uint256 malformed;
        assembly ("memory-safe") {
            let head := wire.offset
            let milestones := byte(1, calldataload(add(head, 32)))
            let headBytes := add(34, mul(17, milestones))
            let judgement := add(head, headBytes)
            let seats := byte(30, calldataload(judgement))
            let judgementBytes := add(31, mul(20, seats))
            let covenant := add(judgement, judgementBytes)
            let covenantBytes := sub(add(head, wire.length), covenant)
            terms := or(or(head, shl(32, judgement)), or(shl(96, milestones), shl(104, seats)))

            let free := mload(0x40)
            let covenantHash
            switch covenantBytes
            case 91 {
                calldatacopy(free, covenant, 91)
                covenantHash := keccak256(free, 91)
                terms := or(terms, shl(64, covenant))
            }
            case 32 {
                covenantHash := calldataload(covenant)
            }
            default {
                malformed := sub(covenant, head)
            }
            calldatacopy(free, head, headBytes)
            let headHash := keccak256(free, headBytes)
            calldatacopy(free, judgement, judgementBytes)
            let judgementHash := keccak256(free, judgementBytes)
            mstore(free, engagementTypeHash)
            mstore(add(free, 0x20), judgementHash)
            mstore(add(free, 0x40), covenantHash)
            let engagementHash := keccak256(free, 0x60)
            mstore(free, termsTypeHash)
            mstore(add(free, 0x20), headHash)
            mstore(add(free, 0x40), engagementHash)
            let structHash := keccak256(free, 0x60)
            mstore(free, 0x1901)
            mstore(add(free, 0x20), domainSeparator)
            mstore(add(free, 0x40), structHash)
            dealId := keccak256(add(free, 0x1e), 0x42)
        }
        if (malformed != 0) {
            revert Quittance_MalformedTerms(wire.length, malformed + COVENANT_BYTES, malformed + HASH_BYTES);
        }
    }

    /// @notice Finds and hashes a head, for operations that need nothing of the engagement but its hash.
    function readHead(bytes calldata wire, bytes32 engagementHash, bytes32 domainSeparator)
        internal
        pure
        returns (TermsView terms, bytes32 dealId)
    {
        unchecked {
            uint256 head;
            uint256 milestones;
            assembly ("memory-safe") {
                head := wire.offset
                milestones := byte(1, calldataload(add(head, 32)))
            }
            uint256 length = HEAD_BYTES + milestones * MILESTONE_BYTES;
            if (wire.length != length) revert Quittance_MalformedTerms(wire.length, length, length);
            dealId = _digest(keccak256(wire), engagementHash, domainSeparator);
            terms = TermsView.wrap(head | (milestones << 96));
        }
    }

    function buyer(TermsView self) internal pure returns (address) {
        return address(uint160(_load(_head(self)) >> 96));
    }

    function routes(TermsView self) internal pure returns (uint256) {
        return (_load(_head(self)) >> 88) & 0xff;
    }

    function fundedFromLedger(TermsView self) internal pure returns (bool) {
        return self.routes() & 1 != 0;
    }

    function buyerToLedger(TermsView self) internal pure returns (bool) {
        return self.routes() & 2 != 0;
    }

    function sellerToLedger(TermsView self) internal pure returns (bool) {
        return self.routes() & 4 != 0;
    }

    function verificationFee(TermsView self) internal pure returns (uint256) {
        unchecked {
            return _load(_head(self) + 21) >> 160;
        }
    }

    function milestoneCount(TermsView self) internal pure returns (uint256) {
        return (TermsView.unwrap(self) >> 96) & 0xff;
    }

    /// @dev The caller has checked that `milestone` is below the count.
    function amount(TermsView self, uint256 milestone) internal pure returns (uint256) {
        return _milestone(self, milestone) >> 160;
    }

    /// @dev The caller has checked that `milestone` is below the count.
    function deadline(TermsView self, uint256 milestone) internal pure returns (uint256) {
        return (_milestone(self, milestone) >> 120) & 0xffffffffff;
    }

    function seller(TermsView self) internal pure returns (address) {
        return address(uint160(_load(_judgement(self)) >> 96));
    }

    function passMark(TermsView self) internal pure returns (uint256) {
        return (_load(_judgement(self)) >> 80) & 0xffff;
    }

    function gridStep(TermsView self) internal pure returns (uint256) {
        return (_load(_judgement(self)) >> 64) & 0xffff;
    }

    function contestWindow(TermsView self) internal pure returns (uint256) {
        return (_load(_judgement(self)) >> 32) & 0xffffffff;
    }

    function marketplaceFee(TermsView self) internal pure returns (uint256) {
        return (_load(_judgement(self)) >> 16) & 0xffff;
    }

    function jurors(TermsView self) internal pure returns (uint256) {
        return (TermsView.unwrap(self) >> 104) & 0xff;
    }

    /// @dev The caller has checked that `position` is below the number of jurors.
    function juror(TermsView self, uint256 position) internal pure returns (address) {
        unchecked {
            return address(uint160(_load(_judgement(self) + JUDGEMENT_BYTES + position * JUROR_BYTES) >> 96));
        }
    }

    function verdictWindow(TermsView self) internal pure returns (uint256) {
        return _load(_covenant(self)) >> 224;
    }

    function silencePayout(TermsView self) internal pure returns (uint256) {
        return (_load(_covenant(self)) >> 208) & 0xffff;
    }

    function marketplace(TermsView self) internal pure returns (address) {
        unchecked {
            return address(uint160(_load(_covenant(self) + 6) >> 96));
        }
    }

    function panelAccount(TermsView self) internal pure returns (address) {
        unchecked {
            return address(uint160(_load(_covenant(self) + 26) >> 96));
        }
    }

    function openBy(TermsView self) internal pure returns (uint256) {
        unchecked {
            return _load(_covenant(self) + 86) >> 216;
        }
    }

    function _head(TermsView self) private pure returns (uint256) {
        return TermsView.unwrap(self) & 0xffffffff;
    }

    function _judgement(TermsView self) private pure returns (uint256) {
        return (TermsView.unwrap(self) >> 32) & 0xffffffff;
    }

    function _covenant(TermsView self) private pure returns (uint256 start) {
        start = (TermsView.unwrap(self) >> 64) & 0xffffffff;
        if (start == 0) revert Quittance_CovenantNeeded();
    }

    function _milestone(TermsView self, uint256 milestone) private pure returns (uint256) {
        unchecked {
            return _load(_head(self) + HEAD_BYTES + milestone * MILESTONE_BYTES);
        }
    }

    function _load(uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(offset)
        }
    }

    function _digest(bytes32 headHash, bytes32 engagementHash, bytes32 domainSeparator)
        private
        pure
        returns (bytes32 digest)
    {
        bytes32 typeHash = TERMS_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            mstore(add(free, 0x20), headHash)
            mstore(add(free, 0x40), engagementHash)
            let structHash := keccak256(free, 0x60)
            mstore(free, 0x1901)
            mstore(add(free, 0x20), domainSeparator)
            mstore(add(free, 0x40), structHash)
            digest := keccak256(add(free, 0x1e), 0x42)
        }
    }
}
