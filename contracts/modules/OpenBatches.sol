// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {IOpenBatches} from "../interfaces/IOpenBatches.sol";
import {ITermsCheck} from "../interfaces/ITermsCheck.sol";
import {DealStates} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {OpeningGroup} from "../types/OpeningGroup.sol";
import {Opening} from "../types/TermsFields.sol";
import {TermsCopies} from "../libraries/TermsCopies.sol";
import {TermsReader} from "../libraries/TermsReader.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {OpeningGroups} from "./OpeningGroups.sol";
import {Openings} from "./Openings.sol";

/// @dev Opens many deals, of which one signature of the buyer can agree to all.
abstract contract OpenBatches is Openings, OpeningGroups {
    /// @dev The wallet that signed a batch, while its deals are opened.
    struct Signed {
        address buyer; // zero without a signature of the batch
        bytes32[] ids; // of the items
        uint256 balance; // what is left of the buyer's balance
        uint256 owed; // what its deals cost that were opened, and is not debited yet
    }

    /// @dev One item, while it is opened.
    struct Item {
        uint256 index; // in the batch
        bytes terms; // whole
    }

    /// @inheritdoc IOpenBatches
    function openBatch(OpeningGroup[] calldata groups, bytes calldata batchSignature, bool allOrNothing) external {
        // Check: there is an item.
        if (groups.length == 0) revert Quittance_NotForBatches(0);
        Signed memory signed;
        bool isSigned = batchSignature.length != 0;
        (Group[] memory read, uint256 count) = _readGroups(groups, isSigned);
        if (isSigned) {
            // Check: the buyer signed the batch.
            (signed.buyer, signed.ids) = _requireBatchSigned(read, count, batchSignature);
            signed.balance = _accounts[signed.buyer].balance();
        }
        Item memory item;
        for (uint256 i = 0; i != groups.length; ++i) _openGroup(groups[i], read[i], item, allOrNothing, signed);
        // Effects
        _debitOwed(signed);
    }

    /// @notice Opens a deal that its buyer agreed to in a batch, and takes no money for it. Only `openBatch` reaches this
    /// function, and pays: the money contract does not run it for callers.
    /// @param dealId To which the buyer agreed.
    /// @param balance What the buyer's balance has for it.
    /// @return total What the buyer owes for it.
    function openAgreed(
        bytes32 dealId,
        uint256 balance,
        bytes calldata terms,
        bytes calldata sellerSignature
    ) external returns (uint256 total) {
        // Check: the money contract runs this code. At its own address no buyer pays.
        if (address(this) == _itemsCode()) revert Quittance_NotForBatches(msg.sig);
        (TermsView fields, bytes32 id) = TermsReader.read(terms, _domainSeparator(), 0);
        // Check: these are the terms to which the buyer agreed, field for field.
        if (id != dealId) revert Quittance_InvalidTermsBatch(fields.buyer(), id);
        Deal storage deal = _deals[dealId];
        // Check: the deal was not opened before.
        if (deal.state.exists()) revert IDeals.Quittance_DealAlreadyOpened(dealId);
        Opening opening = fields.opening();
        // Check: the terms replace no deal.
        if (opening.isAmendment()) _refuseAmendment(fields);
        // Check: the terms can still be opened.
        if (block.timestamp >= opening.openBy()) {
            revert IDeals.Quittance_OpeningExpired(opening.openBy(), block.timestamp);
        }
        // Check: the terms keep every rule.
        total = _requireRules(fields, terms);
        address seller = fields.seller();
        // Check: the seller called or signed, and can sell if it is a managed account.
        if (_requireAuthorization(seller, dealId, sellerSignature, Capabilities.DELIVER)) _requireSeller(fields);
        address buyer = fields.buyer();
        // Check: the balance is enough.
        if (balance < total) revert ILedger.Quittance_InsufficientBalance(buyer, balance, total);
        // Effects
        deal.state = DealStates.opened(total, fields.funding().milestones(), block.timestamp);
        emit IDeals.DealOpened(dealId, buyer, seller, terms);
    }

    /// @param item Receives each item of the group in turn.
    function _openGroup(
        OpeningGroup calldata group,
        Group memory read,
        Item memory item,
        bool allOrNothing,
        Signed memory signed
    ) private {
        item.terms = group.terms;
        uint256 at = read.items;
        uint256 end; // of the signatures that were read
        for (uint256 last = item.index + read.count; item.index != last; ++item.index) {
            if (read.varies != 0) TermsCopies.rewrite(item.terms, read.terms, read.varies, at);
            bytes calldata buyers;
            bytes calldata sellers;
            (buyers, end) = _signatureAt(group.signatures, end);
            (sellers, end) = _signatureAt(group.signatures, end);
            if (buyers.length == 0 && _isAgreed(read, at, signed.buyer)) {
                _openAgreed(item, sellers, allOrNothing, signed);
            } else {
                _openAlone(item, buyers, sellers, allOrNothing, signed);
            }
            at += read.itemBytes;
        }
        // Check: nothing follows the last signature.
        if (end != group.signatures.length) revert Quittance_MalformedGroup(group.signatures.length, end);
    }

    function _openAgreed(Item memory item, bytes calldata sellers, bool allOrNothing, Signed memory signed) private {
        uint256 balance = signed.balance;
        bytes memory call = abi.encodeCall(this.openAgreed, (signed.ids[item.index], balance, item.terms, sellers));
        (bool done, bytes memory answer) = _runOwnItem(call, item.index, allOrNothing);
        if (!done) return;
        uint256 total = abi.decode(answer, (uint256));
        unchecked {
            // The item checked that the balance is enough.
            signed.balance = balance - total;
            signed.owed += total;
        }
    }

    /// @dev Opens a deal as any caller does. That may debit the buyer that signed the batch, or a call from within.
    function _openAlone(
        Item memory item,
        bytes calldata buyers,
        bytes calldata sellers,
        bool allOrNothing,
        Signed memory signed
    ) private {
        // Effects
        _debitOwed(signed);
        bytes memory call = abi.encodeCall(IDeals.open, (item.terms, buyers, sellers));
        _runItem(address(this), call, item.index, allOrNothing);
        signed.balance = _accounts[signed.buyer].balance();
    }

    /// @dev Debits what the buyer owes for all deals that were opened since the last time.
    function _debitOwed(Signed memory signed) private {
        if (signed.owed != 0) _take(signed.buyer, signed.owed);
        signed.owed = 0;
    }

    /// @param at Where an item without a signature of its buyer starts in calldata.
    /// @param buyer That signed the batch.
    /// @return Whether the signature of the batch agrees to a deal and pays for it, from the balance of the wallet that
    /// signed.
    function _isAgreed(Group memory group, uint256 at, address buyer) private view returns (bool) {
        if (buyer == address(0) || _buyerOf(group, at) != buyer) return false;
        return group.terms.funding().fundedFromLedger() && !_isOpened(buyer);
    }

    /// @inheritdoc Openings
    function _revertWithBrokenRule(bytes calldata terms) internal override {
        // The money contract's own code finds the rule.
        LowLevelCall.delegatecallNoReturn(address(this), abi.encodeCall(ITermsCheck.checkTerms, (terms)));
        LowLevelCall.bubbleRevert();
    }
}
