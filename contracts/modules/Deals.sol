// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {Commitment} from "../types/Commitment.sol";
import {DealStates} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {Purposes} from "../types/Purposes.sol";
import {Opening} from "../types/TermsFields.sol";
import {Payees} from "../libraries/Payees.sol";
import {TermsRules} from "../libraries/TermsRules.sol";
import {TermsView} from "../libraries/PackedTerms.sol";
import {Terms} from "./Terms.sol";

/// @dev Opens deals. The terms are checked once, when the deal is opened, so that no later call can fail because of
/// them.
abstract contract Deals is Terms, IDeals {
    /// @inheritdoc IDeals
    function open(
        bytes calldata terms,
        bytes calldata buyerSignature,
        bytes calldata sellerSignature
    ) external returns (bytes32 dealId) {
        TermsView fields;
        // Check: the terms are as long as their parts. Their EIP-712 digest is the deal id.
        (fields, dealId) = _read(terms);
        Deal storage deal = _deals[dealId];
        // Check: the deal was not opened before.
        if (deal.state.exists()) revert Quittance_DealAlreadyOpened(dealId);
        Opening opening = fields.opening();
        // Check: the terms replace no deal.
        if (opening.isAmendment()) _refuseAmendment(fields);
        uint256 openBy = opening.openBy();
        // Check: the terms can still be opened.
        if (block.timestamp >= openBy) revert Quittance_OpeningExpired(openBy, block.timestamp);
        // Check: the terms keep every rule.
        uint96 total = _requireRules(fields, terms);
        // Check: the seller called or signed.
        bool managed = _requireAuthorization(fields.seller(), dealId, sellerSignature, Capabilities.DELIVER);
        // Check: a seller that is a managed account is active, and is paid to its balance.
        if (managed) _requireSeller(fields);
        address buyer = fields.buyer();
        bool fromLedger = fields.funding().fundedFromLedger();

        // Effects
        deal.state = DealStates.opened(total, fields.milestoneCount(), block.timestamp);
        if (fromLedger) {
            if (_isOpened(buyer)) {
                // Check: the buyer's key and its policy allow it. Then Effects.
                _commit(_commitmentOf(fields, dealId, buyer, total), buyerSignature);
            } else {
                // Check: the buyer called or signed, and its balance is enough. Then Effects.
                _requireAuthorization(buyer, dealId, buyerSignature, Capabilities.COMMIT);
                _take(buyer, total);
            }
        }
        emit DealOpened(dealId, buyer, fields.seller(), terms);

        // Interactions
        if (!fromLedger) _receive(buyer, total, openBy, dealId, buyerSignature);
    }

    /// @dev `TermsRules` decides in one pass. Only terms that break a rule are read again, to revert with the first
    /// such rule.
    /// @return The total that the buyer pays.
    function _requireRules(TermsView terms, bytes calldata packed) private returns (uint96) {
        (bool broken, uint256 total) = TermsRules.check(terms, _token());
        if (broken) _revertWithBrokenRule(packed);
        return uint96(total);
    }

    function _refuseAmendment(TermsView terms) private pure {
        (bytes32 deal, , ) = terms.amendment();
        revert Quittance_AmendmentNeeded(deal);
    }

    /// @dev Always reverts, with the first rule that the terms break.
    function _revertWithBrokenRule(bytes calldata terms) internal virtual;

    /// @dev Checks that a managed account can sell: it is active and is paid to its balance.
    function _requireSeller(TermsView terms) private view {
        address seller = terms.seller();
        // Check: neither the account nor its principal is frozen.
        _requireUnfrozen(seller);
        // Check: the seller is paid to its balance. Tokens that are sent to a managed account would be lost.
        if (!terms.funding().sellerToLedger()) revert IAuthority.Quittance_LedgerDestinationNeeded(seller);
    }

    /// @return What a buyer that is a managed account commits with these terms.
    function _commitmentOf(
        TermsView terms,
        bytes32 dealId,
        address buyer,
        uint256 total
    ) private pure returns (Commitment memory) {
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
                purpose: Purposes.OPEN_DEAL,
                capability: Capabilities.COMMIT,
                amount: total,
                category: terms.category(),
                payees: Payees.ofTerms(terms, total - fees, fees)
            });
    }
}
