// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Deliveries: the seller's claim on-chain, which stops the clock
/// @notice A seller that a principal opened gives an envelope (`IAuthority`) for its signature, to speak (DELIVER).
interface IDeliveries {
    /// @notice The seller delivered `evidence`, to be found at `evidenceUri`; from now on only ballots for it count.
    event EvidenceDelivered(bytes32 indexed dealId, uint8 milestone, bytes32 evidence, string evidenceUri);

    /// @notice Thrown when the evidence hash is zero.
    error Quittance_EvidenceZero();

    /// @notice Thrown when the evidence URI is empty, or longer than `maximum`, which is 512 bytes.
    error Quittance_EvidenceUriLengthInvalid(uint256 length, uint256 maximum);

    /// @notice Thrown when now > `deadline` and nothing was delivered on-chain. The deadline itself is still in time.
    /// @param deadline Unix seconds.
    error Quittance_DeadlinePassed(bytes32 dealId, uint256 milestone, uint256 deadline, uint256 timestamp);

    /// @notice Thrown when the milestone has evidence on-chain already, from a delivery or from a verdict.
    /// @param evidence Hash of that evidence.
    error Quittance_AlreadyDelivered(bytes32 dealId, uint256 milestone, bytes32 evidence);

    /// @notice Claims on-chain that `evidence` answers the milestone, so that silence of jury and buyer cannot freeze it.
    /// @dev Anyone may post the seller's signature of `Delivery(bytes32 deal,uint8 milestone,bytes32 evidence,string
    /// evidence URI)`; it may be empty when the seller calls. Until the deadline, inclusive; once. Starts the verdict window.
    /// Reverts with `Quittance_DealUnknown`, `Quittance_MilestoneUnknown`, `Quittance_MilestoneAlreadySettled`,
    /// `Quittance_InvalidSignature` or an error of this interface. Emits `EvidenceDelivered`.
    function deliver(
        bytes calldata terms,
        uint8 milestone,
        bytes32 evidence,
        string calldata evidenceUri,
        bytes calldata signature
    ) external;
}
