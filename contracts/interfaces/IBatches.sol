// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {VerdictGroup} from "../types/VerdictGroup.sol";
import {IItems} from "./IItems.sol";

/// @title Batches: many milestones in one transaction
/// @notice Many calls to one function, and verdicts on many milestones. `IOpenBatches` opens many deals.
interface IBatches is IItems {
    /// @notice Emitted for each group of a batch, for the verdicts that it reached: each settled its milestone in full
    /// to the seller. No `VerdictReached` and no `MilestoneSettled` is emitted for them.
    /// @param jurors Packed: for each ballot, the juror's position in the panel 1 · reasons 32.
    /// @param verdicts Packed, big-endian, for each verdict: deal id 32 · evidence 32 · milestone 1 · the score of each
    /// of `jurors` 2.
    event VerdictsReached(bytes jurors, bytes verdicts);

    /// @notice Thrown when a verdict is not one that a group can carry: its ballots do not pay the seller in full, its
    /// terms have a contest window, or a fee that jurors share, or its delivery is on-chain. `submitVerdict` takes the
    /// same ballots, with the proof of each.
    error Quittance_SubmitAlone(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when the juror at `position` did not sign the tree of its ballots on all items of the group: it
    /// signed other items, more of them, or the same in another order.
    error Quittance_InvalidBallotBatch(uint256 position, address juror);

    /// @notice Thrown when the calls of a batch are not all to one function.
    /// @param index Of the first call to another one, counted from 0.
    error Quittance_MixedBatch(uint256 index, bytes4 first, bytes4 other);

    /// @notice Calls one function many times, each with its own arguments, as if the caller had called it alone.
    /// @dev Anyone may call. The functions are `open`, `deliver`, `submitVerdict`, `settle`, `release`, `refund`,
    /// `reclaim`, `redeem`, `pay`, `withdraw` and `claimPayout`. None of them spends what another call of it earned, so
    /// the order of the items does not matter: what orders pay is credited after the last item, also to accounts that
    /// another order of the same call pays from. What `settle`, `release`, `refund` and `reclaim` pay to wallets is added
    /// up: each wallet is paid once, after the last item, and a refused sum is an unclaimed payout, logged for each
    /// deal. `msg.sender` is the caller for every item. Emits `ItemRefused` for each call that reverts, with what it reverts
    /// with. Reverts with an error of this interface, or with `Quittance_InsufficientGas`.
    /// @param calls ABI-encoded, with the selector.
    /// @param allOrNothing Whether the first refused item reverts the batch, with its reason.
    function batch(bytes[] calldata calls, bool allOrNothing) external;

    /// @notice Settles many milestones in full to their sellers, by ballots that each juror signed at once.
    /// @dev Anyone may call. Each juror signed a `BallotBatch` (`BatchSignatures`) that has a ballot for each item of
    /// the group, in the order of the items, and ballots of zeros after them. The signature is checked once. Payouts
    /// that go to one wallet one after the other are one transfer; a refused one is an unclaimed payout, logged for
    /// each deal.
    ///
    /// Jurors, packed: count 1, then for each position 1 · reasons 32, then for each signature length 2 · signature, as
    /// in `BallotSet`. A signature with the mark of a batch covers a larger batch, in which the group's ballots are a
    /// whole subtree: index and siblings are those of the subtree. When an earlier group of the call is another part of
    /// what the same juror signed, its signature is not checked again, and may be left out after the proof. Positions
    /// ascend strictly.
    ///
    /// Items, packed, big-endian: what differs 1, then for each item what differs, in this order: buyer 20 (bit 0) ·
    /// amounts and deadlines, 17 for each milestone (bit 1) · seller 20 (bit 2) · pact 32 (bit 3) · salt 8 (bit 4) ·
    /// openBy 5 (bit 5) · reference 32 (bit 6), then milestone 1 · evidence 32 · score 2, or, with bit 7, the score of
    /// each juror 2.
    ///
    /// A bad signature, and terms or bytes that are malformed, revert the whole batch: with
    /// `Quittance_InvalidBallotBatch`, `Quittance_MalformedGroup`, or an error of `BallotSet` or of `PackedTerms`. An
    /// item is refused as `submitVerdict` refuses, or with `Quittance_SubmitAlone`. Emits `VerdictsReached` for each
    /// group that reached one, `ItemRefused`, `FeeCredited` and `PayoutRefused`.
    /// @param allOrNothing Whether the first refused item reverts the batch, with its reason.
    function submitVerdicts(VerdictGroup[] calldata groups, bool allOrNothing) external;
}
