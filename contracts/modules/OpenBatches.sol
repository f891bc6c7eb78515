// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatches} from "../interfaces/IBatches.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {ITermsCheck} from "../interfaces/ITermsCheck.sol";
import {BatchedOpening} from "../types/BatchedOpening.sol";
import {DealStates} from "../types/DealState.sol";
import {Capabilities} from "../types/Key.sol";
import {Opening} from "../types/TermsFields.sol";
import {BatchSignatures} from "../libraries/BatchSignatures.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {TermsReader} from "../libraries/TermsReader.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Items} from "./Items.sol";
import {Openings} from "./Openings.sol";

/// @dev Opens many deals, of which one signature of the buyer can agree to all.
abstract contract OpenBatches is Openings, Items {
    /// @dev The wallet that signed a batch, while its deals are opened.
    struct Signed {
        address buyer; // zero without a signature of the batch
        bytes32[] ids; // of the items
        uint256 balance; // what is left of the buyer's balance
        uint256 owed; // what its deals cost that were opened, and is not debited yet
    }

    /// @inheritdoc IBatches
    function openBatch(BatchedOpening[] calldata items, bytes calldata batchSignature, bool allOrNothing) external {
        // Check: there is an item.
        if (items.length == 0) revert Quittance_NotForBatches(0);
        Signed memory signed;
        // Check: the buyer signed the batch, when there is a signature of it.
        if (batchSignature.length != 0) _requireBatchSigned(items, batchSignature, signed);
        for (uint256 i = 0; i != items.length; ++i) {
            if (_isAgreed(items[i], signed.buyer)) _openAgreed(items[i], i, allOrNothing, signed);
            else _openAlone(items[i], i, allOrNothing, signed);
        }
        // Effects
        _debitOwed(signed);
    }

    /// @notice Opens a deal that its buyer agreed to in a batch, and takes no money for it. Only `openBatch` reaches this
    /// function, and pays: the money contract does not run it for callers.
    /// @param dealId Of the terms.
    /// @param balance What the buyer's balance has for it.
    /// @return total What the buyer owes for it.
    function openAgreed(
        bytes32 dealId,
        uint256 balance,
        bytes calldata terms,
        bytes calldata sellerSignature
    ) external returns (uint256 total) {
        // Check: the money contract runs this code. At its own address no buyer pays.
        if (address(this) == _batchesCode()) revert Quittance_NotForBatches(msg.sig);
        TermsView fields = TermsReader.find(terms);
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

    function _openAgreed(BatchedOpening calldata item, uint256 index, bool allOrNothing, Signed memory signed) private {
        uint256 balance = signed.balance;
        bytes memory call = abi.encodeCall(
            this.openAgreed,
            (signed.ids[index], balance, item.terms, item.sellerSignature)
        );
        (bool done, bytes memory answer) = _runOwnItem(call, index, allOrNothing);
        if (!done) return;
        uint256 total = abi.decode(answer, (uint256));
        unchecked {
            // The item checked that the balance is enough.
            signed.balance = balance - total;
            signed.owed += total;
        }
    }

    /// @dev Opens a deal as any caller does. That may debit the buyer that signed the batch, or a call from within.
    function _openAlone(BatchedOpening calldata item, uint256 index, bool allOrNothing, Signed memory signed) private {
        // Effects
        _debitOwed(signed);
        bytes memory call = abi.encodeCall(IDeals.open, (item.terms, item.buyerSignature, item.sellerSignature));
        _runItem(address(this), call, index, allOrNothing);
        signed.balance = _accounts[signed.buyer].balance();
    }

    /// @dev Debits what the buyer owes for all deals that were opened since the last time.
    function _debitOwed(Signed memory signed) private {
        if (signed.owed != 0) _take(signed.buyer, signed.owed);
        signed.owed = 0;
    }

    /// @return Whether the signature of the batch agrees to a deal and pays for it, from the balance of the wallet that
    /// signed.
    function _isAgreed(BatchedOpening calldata item, address buyer) private view returns (bool) {
        if (item.buyerSignature.length != 0 || buyer == address(0)) return false;
        TermsView terms = TermsReader.find(item.terms);
        return terms.buyer() == buyer && terms.funding().fundedFromLedger() && !_isOpened(buyer);
    }

    /// @inheritdoc Openings
    function _revertWithBrokenRule(bytes calldata terms) internal override {
        // The money contract's own code finds the rule.
        LowLevelCall.delegatecallNoReturn(address(this), abi.encodeCall(ITermsCheck.checkTerms, (terms)));
        LowLevelCall.bubbleRevert();
    }

    /// @dev Checks that the buyer of the first item signed all of them, and finds their ids.
    function _requireBatchSigned(
        BatchedOpening[] calldata items,
        bytes calldata batchSignature,
        Signed memory signed
    ) private view {
        bytes32 domain = _domainSeparator();
        bytes32[] memory leaves = new bytes32[](items.length);
        bytes32[] memory ids = new bytes32[](items.length);
        address buyer;
        for (uint256 i = 0; i != items.length; ++i) {
            // Check: the terms are as long as their parts.
            TermsView terms;
            (terms, leaves[i]) = TermsReader.readStruct(items[i].terms, domain);
            ids[i] = MessageHashUtils.toTypedDataHash(domain, leaves[i]);
            if (i == 0) buyer = terms.buyer();
        }
        uint256 start;
        // The block touches no memory.
        assembly ("memory-safe") {
            start := add(leaves, 0x20)
        }
        (uint256 levels, uint256 length) = BatchSignatures.proofOf(batchSignature);
        bytes32 last = leaves[items.length - 1];
        (bytes32 root, uint256 height) = BatchSignatures.rootOver(start, items.length, last, levels != 0);
        // Check: the siblings lie within the signature.
        if (length > batchSignature.length) revert Quittance_MalformedGroup(batchSignature.length, length);
        root = BatchSignatures.rootBy(batchSignature, root, levels);
        bytes32 digest = BatchSignatures.termsBatchDigest(domain, root, height + levels);
        // Check: the buyer signed.
        if (!Signatures.isValid(buyer, digest, batchSignature[length:])) {
            revert Quittance_InvalidTermsBatch(buyer, digest);
        }
        signed.buyer = buyer;
        signed.ids = ids;
        signed.balance = _accounts[buyer].balance();
    }
}
