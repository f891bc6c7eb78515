// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Commitment} from "../types/Commitment.sol";
import {Capabilities} from "../types/Key.sol";
import {Payee} from "../types/Payee.sol";
import {Payees} from "../libraries/Payees.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Settling} from "./Settling.sol";

/// @dev Checks what a party signs to give up money that is already in a deal.
abstract contract GivingUp is Settling {
    /// @dev Checks that the buyer gives up `amount` to the seller.
    /// @param purpose What a controller reads that has to approve, of `Purposes`.
    function _requireBuyer(
        TermsView terms,
        bytes32 digest,
        bytes32 purpose,
        uint256 amount,
        bytes calldata signature
    ) internal {
        address buyer = terms.buyer();
        // Check: a wallet called or signed.
        if (!_isOpened(buyer)) return _requireSigned(buyer, digest, signature);
        // Check: a key of the managed account signed, and the controller too where its policy asks for it.
        _requireGivenUp(buyer, digest, purpose, amount, Payees.ofTerms(terms, amount, 0), signature);
    }

    /// @dev Checks that the seller gives up `amount` to the buyer.
    /// @param purpose What a controller reads that has to approve, of `Purposes`.
    function _requireSeller(
        TermsView terms,
        bytes32 digest,
        bytes32 purpose,
        uint256 amount,
        bytes calldata signature
    ) internal {
        address seller = terms.seller();
        // Check: a wallet called or signed.
        if (!_isOpened(seller)) return _requireSigned(seller, digest, signature);
        // Check: a key of the managed account signed, and the controller too where its policy asks for it.
        _requireGivenUp(seller, digest, purpose, amount, Payees.one(terms.buyer(), amount), signature);
    }

    function _requireGivenUp(
        address account,
        bytes32 digest,
        bytes32 purpose,
        uint256 amount,
        Payee[] memory payees,
        bytes calldata signature
    ) private {
        _authorize(Commitment(account, digest, purpose, Capabilities.SETTLE, amount, 0, payees), signature);
    }
}
