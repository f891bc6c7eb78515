// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IRecords} from "../interfaces/IRecords.sol";
import {DealState} from "../types/DealState.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {DOMAIN_NAME, DOMAIN_VERSION} from "../types/TypeHashes.sol";
import {Terms} from "./Terms.sol";

/// @dev Reads storage for callers from outside; no operation uses these functions.
abstract contract Records is Terms, IRecords {
    /// @dev A bit for each of name, version, chain and contract (ERC-5267).
    bytes1 private constant DOMAIN_FIELDS = 0x0f;

    /// @inheritdoc IRecords
    function dealOf(
        bytes32 dealId
    ) external view returns (uint40 openedAt, uint8 milestones, uint96 unsettled, uint32 settled, uint32 recorded) {
        DealState state = _deals[dealId].state;
        return (
            state.openedAt(),
            state.milestoneCount(),
            state.unsettled(),
            state.settledBitmap(),
            state.recordedBitmap()
        );
    }

    /// @inheritdoc IRecords
    function milestoneOf(bytes32 dealId, uint8 milestone) external view returns (MilestoneRecord memory) {
        return _records[dealId][milestone];
    }

    /// @inheritdoc IRecords
    function bookOf(bytes32 dealId, uint8 milestone) external view returns (uint256 scores) {
        return _books[dealId][milestone];
    }

    /// @inheritdoc IRecords
    function unclaimedPayoutOf(address account) external view returns (uint96) {
        return _unclaimedPayout[account];
    }

    /// @inheritdoc IRecords
    function dealIdOf(bytes calldata terms) external view returns (bytes32 dealId) {
        (, dealId) = _read(terms);
    }

    /// @inheritdoc IRecords
    function usdc() external view returns (address) {
        return _token();
    }

    /// @inheritdoc IRecords
    function balanceOf(address account) external view returns (uint96) {
        return _accounts[account].balance();
    }

    /// @inheritdoc IRecords
    function depositNonce(address account, uint64 salt) external view returns (bytes32) {
        return _depositNonce(account, salt);
    }

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (DOMAIN_FIELDS, DOMAIN_NAME, DOMAIN_VERSION, block.chainid, address(this), 0, new uint256[](0));
    }
}
