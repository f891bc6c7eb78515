// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {Commitment} from "../types/Commitment.sol";
import {Payees} from "../libraries/Payees.sol";
import {TermsRules} from "../libraries/TermsRules.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Terms} from "./Terms.sol";

/// @dev Checks what holds of every deal that opens, by itself or by an amendment.
abstract contract Openings is Terms {
    /// @dev `TermsRules` decides in one pass. Only terms that break a rule are read again, to revert with the first
    /// such rule.
    /// @return The total that the buyer pays.
    function _requireRules(TermsView terms, bytes calldata packed) internal returns (uint96) {
        (bool broken, uint256 total) = TermsRules.check(terms, _token());
        if (broken) _revertWithBrokenRule(packed);
        return uint96(total);
    }

    /// @dev Always reverts, with the first rule that the terms break.
    function _revertWithBrokenRule(bytes calldata terms) internal virtual;

    /// @dev Checks that the terms were not opened before, and can still be opened.
    function _requireOpenable(TermsView terms, bytes32 dealId) internal view {
        // Check: the deal was not opened before.
        if (_deals[dealId].state.exists()) revert IDeals.Quittance_DealAlreadyOpened(dealId);
        uint256 openBy = terms.openBy();
        // Check: the terms can still be opened.
        if (block.timestamp >= openBy) revert IDeals.Quittance_OpeningExpired(openBy, block.timestamp);
    }

    /// @dev Always reverts: such terms open by `amend` only.
    function _refuseAmendment(TermsView terms) internal pure {
        (bytes32 deal, , ) = terms.amendment();
        revert IDeals.Quittance_AmendmentNeeded(deal);
    }

    /// @dev Checks that a managed account can sell: it is active and is paid to its balance.
    function _requireSeller(TermsView terms) internal view {
        address seller = terms.seller();
        // Check: neither the account nor its principal is frozen.
        _requireUnfrozen(seller);
        // Check: the seller is paid to its balance. Tokens that are sent to a managed account would be lost.
        if (!terms.funding().sellerToLedger()) revert IAuthority.Quittance_LedgerDestinationNeeded(seller);
    }

    /// @param purpose Of `Purposes`.
    /// @param capability Bits of `Capabilities`.
    /// @param amount What the policy counts as one transaction.
    /// @param total What the deal holds once it is open.
    /// @return What a buyer that is a managed account commits with these terms.
    function _commitmentOf(
        TermsView terms,
        bytes32 dealId,
        bytes32 purpose,
        uint256 capability,
        uint256 amount,
        uint256 total
    ) internal pure returns (Commitment memory) {
        address buyer = terms.buyer();
        // Check: the buyer is paid back to its balance.
        if (!terms.funding().buyerToLedger()) revert IAuthority.Quittance_LedgerDestinationNeeded(buyer);
        uint256 fees;
        unchecked {
            fees = terms.verificationFee() * terms.milestoneCount(); // a part of the total
        }
        return
            Commitment({
                account: buyer,
                digest: dealId,
                purpose: purpose,
                capability: capability,
                amount: amount,
                category: terms.category(),
                payees: Payees.ofTerms(terms, total - fees, fees)
            });
    }
}
