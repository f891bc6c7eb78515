// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatches} from "../interfaces/IBatches.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {IDeals} from "../interfaces/IDeals.sol";
import {ITermsCheck} from "../interfaces/ITermsCheck.sol";
import {BatchedOpening} from "../types/BatchedOpening.sol";
import {BatchSignatures} from "../libraries/BatchSignatures.sol";
import {Calldata} from "../libraries/Calldata.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {TermsReader} from "../libraries/TermsReader.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {Deals} from "./Deals.sol";
import {Items} from "./Items.sol";
import {Openings} from "./Openings.sol";

/// @dev Opens many deals, of which one signature of the buyer can agree to all.
abstract contract OpenBatches is Deals, Items {
    /// @inheritdoc IBatches
    function openBatch(BatchedOpening[] calldata items, bytes calldata batchSignature, bool allOrNothing) external {
        // Check: there is an item.
        if (items.length == 0) revert Quittance_NotForBatches(0);
        address buyer;
        // Check: the buyer signed the batch, when there is a signature of it.
        if (batchSignature.length != 0) buyer = _requireBatchSigned(items, batchSignature);
        for (uint256 i = 0; i != items.length; ++i) {
            BatchedOpening calldata item = items[i];
            if (item.buyerSignature.length == 0 && buyer != address(0) && _buyerOf(item.terms) == buyer) {
                bytes memory agreed = abi.encodeCall(this.openAgreed, (item.terms, item.sellerSignature));
                _runItem(_batchesCode(), bytes.concat(agreed, _domainSeparator()), i, allOrNothing);
            } else {
                bytes memory call = abi.encodeCall(
                    IDeals.open,
                    (item.terms, item.buyerSignature, item.sellerSignature)
                );
                _runItem(address(this), call, i, allOrNothing);
            }
        }
    }

    /// @notice Opens a deal that its buyer agreed to in a batch. Only `openBatch` reaches this function: the money
    /// contract does not run it for callers.
    function openAgreed(bytes calldata terms, bytes calldata sellerSignature) external returns (bytes32 dealId) {
        return open(terms, sellerSignature[:0], sellerSignature);
    }

    /// @inheritdoc Deals
    function _hasAgreed() internal view override returns (bool) {
        // The buyer of such an opening signed the batch.
        return msg.sig == this.openAgreed.selector;
    }

    /// @return Where the code of this contract lies, while it runs under the address of the money contract.
    function _batchesCode() internal view virtual returns (address);

    /// @inheritdoc Openings
    function _revertWithBrokenRule(bytes calldata terms) internal override {
        // The money contract's own code finds the rule.
        LowLevelCall.delegatecallNoReturn(address(this), abi.encodeCall(ITermsCheck.checkTerms, (terms)));
        LowLevelCall.bubbleRevert();
    }

    /// @return buyer The buyer of the first item, which signed all of them.
    function _requireBatchSigned(
        BatchedOpening[] calldata items,
        bytes calldata batchSignature
    ) private view returns (address buyer) {
        bytes32[] memory leaves = new bytes32[](items.length);
        for (uint256 i = 0; i != items.length; ++i) {
            // Check: the terms are as long as their parts.
            TermsView terms;
            (terms, leaves[i]) = TermsReader.readStruct(items[i].terms, _domainSeparator());
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
        bytes32 digest = BatchSignatures.termsBatchDigest(_domainSeparator(), root, height + levels);
        // Check: the buyer signed.
        if (!Signatures.isValid(buyer, digest, batchSignature[length:])) {
            revert Quittance_InvalidSignature(buyer, digest);
        }
    }

    function _buyerOf(bytes calldata terms) private pure returns (address) {
        return Calldata.addressAt(Calldata.start(terms));
    }
}
