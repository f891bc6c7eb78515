// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {OpeningGroup} from "../types/OpeningGroup.sol";
import {IItems} from "./IItems.sol";

/// @title OpenBatches: many deals opened in one transaction
interface IOpenBatches is IItems {
    /// @notice Thrown when `buyer`, that of the first item, did not sign the tree of the terms of all items: it signed
    /// other terms, more of them, or the same in another order.
    /// @param digest Of the tree, as the items give it.
    error Quittance_InvalidTermsBatch(address buyer, bytes32 digest);

    /// @notice Opens many deals. One signature of a buyer can agree to all of those that its ledger balance pays.
    /// @dev Anyone may call. Each item is opened as `open` does, after every check that `open` makes, or is refused. A
    /// deal that a wallet pays has an authorisation of its own, so it needs its own signature of the buyer; so does a
    /// deal of a managed account.
    ///
    /// The buyer of the first item signs `TermsBatch(Terms[2][2]… terms)`, a tree like that of `BatchSignatures`: one
    /// place for each item in their order, and the last item again at all places after them. Its signature, packed:
    /// levels 1 · index 1 · siblings 32 × levels · signature. Levels above 0 say that the items are a subtree of a
    /// larger batch, at that index: so each deal can be opened alone, too. Without a signature of a batch, the bytes
    /// are empty.
    ///
    /// Items share the terms of their group. Items, packed, big-endian: what differs 1, then for each item what differs,
    /// in this order: buyer 20 (bit 0) · amounts and deadlines, 17 for each milestone (bit 1) · seller 20 (bit 2) · pact
    /// 32 (bit 3) · salt 8 (bit 4) · openBy 5 (bit 5) · reference 32 (bit 6), which takes terms with a reference. Bit 7
    /// says nothing. When nothing differs there is one item. Signatures, packed: for each item, length 2 · the buyer's
    /// signature, as `open` takes it, or none where the signature of the batch agrees, then length 2 · the seller's
    /// signature.
    ///
    /// Malformed groups and a bad signature of the batch revert it, with `Quittance_MalformedGroup`,
    /// `Quittance_InvalidTermsBatch` or an error of `PackedTerms`. Emits what `open` emits, and `ItemRefused`.
    /// @param allOrNothing Whether the first refused item reverts the batch, with its reason.
    function openBatch(OpeningGroup[] calldata groups, bytes calldata batchSignature, bool allOrNothing) external;
}
