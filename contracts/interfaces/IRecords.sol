// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";

/// @title Records: what is stored of deals, milestones and balances
/// @notice Anyone may call these functions; they change nothing.
interface IRecords is IERC5267 {
    /// @notice Returns what is stored of a deal; all zero when it was never opened.
    /// @return openedAt Unix seconds.
    /// @return milestones The number of its milestones.
    /// @return unsettled USDC base units that the deal still holds: milestone amounts and verification fees.
    /// @return settled Bitmap of the milestones that have settled.
    /// @return recorded Bitmap of the milestones that have a record.
    function dealOf(
        bytes32 dealId
    ) external view returns (uint40 openedAt, uint8 milestones, uint96 unsettled, uint32 settled, uint32 recorded);

    /// @notice Returns the record of a milestone that was delivered on-chain, judged or contested; all zero for every
    /// other milestone.
    function milestoneOf(bytes32 dealId, uint8 milestone) external view returns (MilestoneRecord memory);

    /// @notice Returns the ballots of round 1 that are on record: those on evidence that was delivered on-chain, until
    /// they decide, and those of jurors who share the verification fee when the milestone settles.
    /// @return scores A lane of 16 bits for each position of the named panel, from the lowest bits up: score + 1, or 0
    /// when no ballot of the juror is on record.
    function bookOf(bytes32 dealId, uint8 milestone) external view returns (uint256 scores);

    /// @notice Returns the USDC base units that the token refused to pay to `account`, and that wait for `claimPayout`.
    function unclaimedPayoutOf(address account) external view returns (uint96);

    /// @notice Returns the token that all amounts are in: USDC, or its stand-in on a local chain.
    function usdc() external view returns (address);

    /// @notice Returns the balance of `account`, in USDC base units.
    function balanceOf(address account) external view returns (uint96);

    /// @notice Returns the ERC-3009 nonce of a deposit: the EIP-712 digest of `Deposit(address account,uint64 salt)`.
    function depositNonce(address account, uint64 salt) external view returns (bytes32);

    /// @notice Returns the deal id of `terms`, whether or not the deal was opened.
    /// @dev Reverts with `Quittance_MalformedTerms`.
    function dealIdOf(bytes calldata terms) external view returns (bytes32 dealId);
}
