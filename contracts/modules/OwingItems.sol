// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Funding} from "../types/TermsFields.sol";
import {Payee, PayeeWords} from "../types/Payee.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Ledger} from "./Ledger.sol";
import {Settlements} from "./Settlements.sol";
import {Settling} from "./Settling.sol";

/// @dev Settlements as items of a batch, which the batch runs in calls of their own. They pay no wallet: each ends by
/// answering what its deal owes to wallets, and the batch pays that with what the others owe. One that reverts has
/// answered nothing, so it owes nothing. Only batches reach these functions: the money contract does not run them for
/// callers.
abstract contract OwingItems is Settlements {
    /// @inheritdoc Settling
    function _payParties(
        TermsView terms,
        bytes32 dealId,
        address seller,
        uint256 toSeller,
        uint256 toBuyer
    ) internal virtual override {
        Funding funding = terms.funding();
        if (funding.sellerToLedger()) {
            if (toSeller != 0) _credit(seller, uint96(toSeller));
            toSeller = 0;
        }
        if (funding.buyerToLedger()) {
            if (toBuyer != 0) super._payBack(dealId, terms.buyer(), toBuyer, true, _deals[dealId].state.openedAt());
            toBuyer = 0;
        }
        _answer(dealId, PayeeWords.make(seller, toSeller), PayeeWords.make(terms.buyer(), toBuyer));
    }

    /// @inheritdoc Ledger
    function _payBack(
        bytes32 dealId,
        address to,
        uint256 amount,
        bool toLedger,
        uint256 committedAt
    ) internal virtual override {
        if (toLedger) return super._payBack(dealId, to, amount, true, committedAt);
        _answer(dealId, Payee.wrap(0), PayeeWords.make(to, amount));
    }

    /// @dev Ends the item. Nothing follows a payout in the calls that settle.
    function _answer(bytes32 dealId, Payee seller, Payee buyer) private pure {
        // The block writes above the free memory pointer only, and never returns to Solidity.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, dealId)
            mstore(add(free, 0x20), seller)
            mstore(add(free, 0x40), buyer)
            return(free, 0x60)
        }
    }
}
