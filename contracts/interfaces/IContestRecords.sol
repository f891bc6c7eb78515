// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {Contest} from "../types/Contest.sol";

/// @title ContestRecords: what is stored of contests, and the ids of their bonds
/// @notice Anyone may call these functions; they change nothing.
interface IContestRecords {
    /// @notice Returns the id of a bond: the EIP-712 digest of `Bond(address payer,bytes32 deal,uint8 milestone,uint8
    /// round,address contester,uint96 amount)`. It is the ERC-3009 nonce with which a wallet pays the bond, what its
    /// payer signs, and the digest of `FundsCommitted` and `BudgetRestored` when a managed account pays it.
    /// @param amount USDC base units: the bond of the terms.
    function bondIdOf(
        address payer,
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        address contester,
        uint96 amount
    ) external view returns (bytes32);

    /// @notice Returns the contest that opened round 2 or 3 of a milestone; all zero when there was none.
    function contestOf(bytes32 dealId, uint8 milestone, uint8 round) external view returns (Contest memory);
}
