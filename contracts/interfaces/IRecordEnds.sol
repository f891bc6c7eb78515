// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title RecordEnds: what the contract calls itself for when the parties settle a milestone that has a record
/// @notice The code of parties' settlements is in pieces that have no room for this. No caller but the contract itself
/// gets anything from it, so it is no part of `IQuittance`.
interface IRecordEnds {
    /// @notice Thrown when another caller than this contract itself ends a record.
    error Quittance_NotItself(address caller);

    /// @notice Ends what is on record of a milestone that its parties settle: stores when they ended a contest, and
    /// credits the verification fee if round 1 earned it and the deal still holds it.
    /// @dev Only this contract itself may call, while it settles the milestone. Reverts with `Quittance_NotItself`.
    /// Emits `FeeCredited`.
    /// @return held USDC base units: what the deal still held of the fee. The caller takes it out of the deal.
    /// @return earned Whether it was credited. Otherwise it goes back to the buyer.
    function endRecord(bytes calldata terms, uint8 milestone) external returns (uint256 held, bool earned);
}
