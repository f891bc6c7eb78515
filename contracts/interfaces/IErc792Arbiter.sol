// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {IArbitrable} from "./IArbitrable.sol";
import {IArbitrator} from "./IArbitrator.sol";

/// @title Erc792Arbiter: an ERC-792 court as the last round of a deal
/// @notice Terms name the bridge as their `arbiter`. Once a milestone is before the arbiter, anyone may bring it to the
/// court by paying the court's fee. Once the court has ruled, anyone may carry the ruling to Quittance while the ruling
/// window of the terms runs. The bridge owes the bond of that contest to the account that paid the fee. When the court
/// is too slow, refuses to arbitrate or was not paid, the arbiter is silent and the provisional payout stays. The
/// rulings 1 to `choices` are payouts in equal steps from nothing to everything for the seller. The bridge holds no
/// USDC; bonds pass through its ledger balance.
interface IErc792Arbiter is IArbitrable {
    /// @notice A milestone that was brought before the court.
    struct Case {
        bytes32 dealId;
        address payer; // who paid the court's fee; zero when there is no such case
        uint96 owed; // USDC base units of the bond that wait in the bridge's balance for the payer
        uint8 milestone;
        bool ruled;
        uint256 ruling; // 0: refused to arbitrate, or not ruled yet
    }

    /// @notice Emitted when a milestone is brought before the court. The dispute's evidence group is `evidenceGroupOf`
    /// it.
    /// @param cost The court's fee, in wei.
    event CaseOpened(
        bytes32 indexed dealId,
        uint256 indexed disputeId,
        address indexed payer,
        uint8 milestone,
        uint256 cost
    );

    /// @notice Emitted with each case, in the form that ERC-1497 gives this event, so that programs find the dispute.
    /// @dev The bridge is no arbitrable of ERC-1497: it emits neither `MetaEvidence` nor `Evidence`, and an interface
    /// that reads those shows the dispute without its case file. What was agreed, delivered and judged is in the events
    /// of Quittance, under the deal id of `CaseOpened`.
    event Dispute(
        IArbitrator indexed _arbitrator,
        uint256 indexed _disputeID,
        uint256 _metaEvidenceID,
        uint256 _evidenceGroupID
    );

    /// @notice Emitted when a ruling settles the milestone. `owed` of the bond waits for the account that paid the
    /// court.
    /// @param payout Basis points.
    /// @param owed USDC base units.
    event RulingEnforced(
        bytes32 indexed dealId,
        uint256 indexed disputeId,
        uint8 milestone,
        uint16 payout,
        uint96 owed
    );

    /// @notice Emitted when the bond that is owed for a case is paid out.
    event BondCollected(uint256 indexed disputeId, address indexed to, uint96 amount);

    /// @notice Thrown when a bridge is deployed with an address that has no code.
    error Erc792Arbiter_WithoutCode(address account);

    /// @notice Thrown when a bridge is deployed with fewer than 2 or more than 10001 rulings to choose from.
    error Erc792Arbiter_ChoicesOutOfRange(uint256 choices, uint256 minimum, uint256 maximum);

    /// @notice Thrown when the terms name another arbiter than this bridge, or none.
    /// @param arbiter The arbiter of the terms; zero when they name none.
    error Erc792Arbiter_NotTheArbiter(bytes32 dealId, address arbiter);

    /// @notice Thrown when no contest before the arbiter is open for the milestone, or when its ruling window has
    /// ended.
    error Erc792Arbiter_NotBeforeTheArbiter(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when the milestone was brought before the court before. There is one dispute for each.
    error Erc792Arbiter_AlreadyDisputed(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when the court asks for more than was sent with the call.
    /// @param value Wei that were sent.
    /// @param cost Wei that the court asks for.
    error Erc792Arbiter_FeeTooSmall(uint256 value, uint256 cost);

    /// @notice Thrown when the caller does not take back the wei that it sent beyond the court's fee.
    /// @param amount In wei.
    error Erc792Arbiter_RefundRefused(address account, uint256 amount);

    /// @notice Thrown when the court gives the dispute a number that another dispute has.
    error Erc792Arbiter_DisputeIdRefused(uint256 disputeId);

    /// @notice Thrown when `caller` gives a ruling and is not the court.
    error Erc792Arbiter_NotTheArbitrator(address caller);

    /// @notice Thrown when this bridge has no dispute of that number.
    error Erc792Arbiter_DisputeUnknown(uint256 disputeId);

    /// @notice Thrown when the court gives a ruling on a dispute that it has ruled on before.
    /// @param ruling The ruling that counts.
    error Erc792Arbiter_AlreadyRuled(uint256 disputeId, uint256 ruling);

    /// @notice Thrown when a ruling is above `choices`, or is 0 where a payout is asked for.
    error Erc792Arbiter_RulingOutOfRange(uint256 ruling, uint256 choices);

    /// @notice Thrown when the milestone was not brought before the court.
    error Erc792Arbiter_NotDisputed(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when the court has not ruled yet.
    error Erc792Arbiter_NotRuled(uint256 disputeId);

    /// @notice Thrown when the court ruled 0: it refused to arbitrate. The arbiter is then silent, which changes
    /// nothing.
    error Erc792Arbiter_ArbitrationRefused(uint256 disputeId);

    /// @notice Thrown when nothing is owed for the dispute, because its ruling was not enforced or its bond was
    /// collected.
    error Erc792Arbiter_NothingOwed(uint256 disputeId);

    /// @notice Thrown when `caller` names a recipient other than `payer`, the account that paid the court. Only the
    /// payer may do that.
    error Erc792Arbiter_NotThePayer(address caller, address payer);

    /// @notice Brings a milestone before the court and pays the court's fee. What the caller sent beyond the fee
    /// returns in the call.
    /// @dev Anyone may call, once for each milestone, while its contest before the arbiter is open. Reverts with an
    /// error of this interface, of `PackedTerms`, or as the court does. Emits `CaseOpened` and `Dispute`.
    /// @param terms Whole terms that name the bridge as their arbiter.
    /// @return disputeId The number that the court gave the dispute.
    function dispute(bytes calldata terms, uint8 milestone) external payable returns (uint256 disputeId);

    /// @notice Settles the milestone as the court ruled.
    /// @dev Anyone may call, while the ruling window of the terms runs. A ruling that is not carried in time has no
    /// effect. Reverts with an error of this interface, of `PackedTerms`, or as `rule` of Quittance does. Emits
    /// `RulingEnforced`.
    /// @param terms The whole terms of the dispute.
    function enforce(bytes calldata terms, uint8 milestone) external;

    /// @notice Pays the bond that is owed for a case to the wallet `to`.
    /// @dev Anyone may call when `to` is the account that paid the court; for any other wallet, only that account may.
    /// Reverts with an error of this interface, or as `withdraw` of Quittance does; what the token refuses stays owed.
    /// Emits `BondCollected`.
    function collect(uint256 disputeId, address to) external;

    /// @notice Returns the case of a dispute; all zero when the bridge has none of that number.
    function caseOf(uint256 disputeId) external view returns (Case memory);

    /// @notice Returns whether a milestone was brought before the court, and the court's number of the dispute.
    function disputeOf(bytes32 dealId, uint8 milestone) external view returns (bool disputed, uint256 disputeId);

    /// @notice Returns the payout, in basis points, that a ruling of 1 to `choices` means.
    function payoutOf(uint256 ruling) external view returns (uint16);

    /// @notice Returns the evidence group of a milestone, as `Dispute` has it.
    function evidenceGroupOf(bytes32 dealId, uint8 milestone) external pure returns (uint256);

    /// @notice Returns the Quittance contract whose milestones the court rules on.
    function escrow() external view returns (address);

    /// @notice Returns the court.
    function arbitrator() external view returns (IArbitrator);

    /// @notice Returns the extra data that the court gets with each dispute.
    function extraData() external view returns (bytes memory);

    /// @notice Returns the number of rulings that the court can choose from, without 0.
    function choices() external view returns (uint256);
}
