// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {TermsFixture} from "./TermsFixture.sol";
import {Varying} from "./Varying.sol";

/// @notice Packs deals to open as `openBatch` takes them.
library OpeningItems {
    /// @return A group of one item, which has its terms to itself.
    function alone(
        bytes memory terms,
        bytes memory buyerSignature,
        bytes memory sellerSignature
    ) internal pure returns (OpeningGroup memory) {
        return OpeningGroup(terms, hex"00", both(buyerSignature, sellerSignature));
    }

    /// @param terms Which differ in no field but those that `varies` names.
    /// @param signatures As `both` writes them, of each item.
    /// @return group One of all of them.
    function shared(
        TermsFixture[] memory terms,
        uint8 varies,
        bytes[] memory signatures
    ) internal pure returns (OpeningGroup memory group) {
        group = OpeningGroup(terms[0].whole(), abi.encodePacked(varies), "");
        for (uint256 i = 0; i < terms.length; ++i) {
            group.items = bytes.concat(group.items, Varying.pack(terms[i], varies));
            group.signatures = bytes.concat(group.signatures, signatures[i]);
        }
    }

    /// @return Data of the call that opens the one deal of a group by itself.
    function single(OpeningGroup memory group) internal pure returns (bytes memory) {
        bytes memory packed = group.signatures;
        uint256 buyers = _lengthAt(packed, 0);
        bytes memory buyerSignature = _slice(packed, 2, buyers);
        bytes memory sellerSignature = _slice(packed, 4 + buyers, _lengthAt(packed, 2 + buyers));
        return abi.encodeCall(IDeals.open, (group.terms, buyerSignature, sellerSignature));
    }

    function _lengthAt(bytes memory packed, uint256 from) private pure returns (uint256) {
        return (uint256(uint8(packed[from])) << 8) | uint8(packed[from + 1]);
    }

    function _slice(bytes memory packed, uint256 from, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) part[i] = packed[from + i];
    }

    /// @return The signatures of one item.
    function both(bytes memory buyerSignature, bytes memory sellerSignature) internal pure returns (bytes memory) {
        return
            abi.encodePacked(
                uint16(buyerSignature.length),
                buyerSignature,
                uint16(sellerSignature.length),
                sellerSignature
            );
    }
}
