// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Deliveries: the seller's claim on-chain, which stops the clock
/// @notice A seller that is a managed account gives an envelope (`IAuthority`) of a key that may DELIVER for its
/// signature.
interface IDeliveries {
    /// @notice Emitted when the seller delivers `evidence`, which lies at `evidenceUri`. From now on only ballots on it
    /// count.
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

    /// @notice Claims on-chain that `evidence` answers the milestone, so that a silent jury and a silent buyer cannot
    /// freeze it. The verdict window begins.
    /// @dev Anyone may post the seller's signature of
    /// `Delivery(bytes32 deal,uint8 milestone,bytes32 evidence,string evidenceUri)`. The signature may be empty when
    /// the seller calls. A milestone is delivered once, and until its deadline, inclusive. Reverts with
    /// `Quittance_DealUnknown`, `Quittance_MilestoneUnknown`, `Quittance_MilestoneAlreadySettled`,
    /// `Quittance_DealAmended`, `Quittance_InvalidSignature` or an error of this interface. Emits `EvidenceDelivered`.
    /// @param evidence Hash of the evidence; not zero.
    /// @param evidenceUri Where the evidence lies; at most 512 bytes.
    function deliver(
        bytes calldata terms,
        uint8 milestone,
        bytes32 evidence,
        string calldata evidenceUri,
        bytes calldata signature
    ) external;
}
