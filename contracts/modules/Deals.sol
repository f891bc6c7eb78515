// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDeals} from "../interfaces/IDeals.sol";
import {DealStates} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {Purposes} from "../types/Purposes.sol";
import {Funding, Opening} from "../types/TermsFields.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Openings} from "./Openings.sol";

/// @dev Opens deals. The terms are checked once, when the deal is opened, so that no later call can fail because of
/// them.
abstract contract Deals is Openings, IDeals {
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
        address seller = fields.seller();
        bool managed = _requireAuthorization(seller, dealId, sellerSignature, Capabilities.DELIVER);
        // Check: a seller that is a managed account is active, and is paid to its balance.
        if (managed) _requireSeller(fields);
        address buyer = fields.buyer();
        Funding funding = fields.funding();
        bool fromLedger = funding.fundedFromLedger();

        // Effects
        deal.state = DealStates.opened(total, funding.milestones(), block.timestamp);
        // Check: the buyer agrees, and its balance is enough. Then Effects.
        if (fromLedger) _takeFromBalance(fields, dealId, buyer, total, buyerSignature);
        emit DealOpened(dealId, buyer, seller, terms);

        // Interactions
        if (!fromLedger) _receive(buyer, total, openBy, dealId, buyerSignature);
    }

    /// @dev Takes what the deal costs from the buyer's balance.
    function _takeFromBalance(
        TermsView terms,
        bytes32 dealId,
        address buyer,
        uint96 total,
        bytes calldata signature
    ) private {
        if (_isOpened(buyer)) {
            // Check: the buyer's key and its policy allow it. Then Effects.
            return
                _commit(_commitmentOf(terms, dealId, Purposes.OPEN_DEAL, Capabilities.COMMIT, total, total), signature);
        }
        // Check: the buyer called or signed.
        _requireSigned(buyer, dealId, signature);
        // Effects, with a check: the balance is enough.
        _take(buyer, total);
    }
}
